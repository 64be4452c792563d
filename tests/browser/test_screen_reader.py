"""The kinds that are asked and answered by plain controls, as a screen reader has them: before an
answer, with it, covered, and closed behind the child. Those that are played: test_kinds.py."""

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from .test_children import HERE, Child
from .test_kinds import LIVE, question

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)


class Read(NamedTuple):
    """A question on its card: what is answered, its tree before and after, and what
    the live region says at the end."""

    card: str
    concept: str
    chosen: str | list[str]
    before: str
    after: str
    told: str = ""


YES_NO = Read(
    "start",
    "uses_internet",
    "yes",
    """
    - group "¿Usas internet?":
      - heading "¿Usas internet?" [level=2]
      - paragraph
      - radio "Sí" [checked=false]
      - radio "No" [checked=false]
      - radio "No sé" [checked=false]
    """,
    """
    - group "¿Usas internet?":
      - radio "Sí" [checked]
      - radio "No" [checked=false]
      - radio "No sé" [checked=false]
    """,
)
FACES = Read(
    "feeling_online",
    "feeling_online",
    "bad",
    """
    - group "¿Cómo te sientes cuando usas internet?":
      - heading "¿Cómo te sientes cuando usas internet?" [level=2]
      - paragraph
      - radio "Bien" [checked=false]
      - radio "Mal" [checked=false]
    """,
    """
    - group "¿Cómo te sientes cuando usas internet?":
      - radio "Bien" [checked=false]
      - radio "Mal" [checked]
    """,
)
ONE = Read(
    "start",
    "uses_internet",
    "some_days",
    """
    - group "¿Cada cuánto usas internet?":
      - heading "¿Cada cuánto usas internet?" [level=2]
      - paragraph
      - radio "Todos los días" [checked=false]
      - radio "Algunos días" [checked=false]
    """,
    """
    - group "¿Cada cuánto usas internet?":
      - radio "Todos los días" [checked=false]
      - radio "Algunos días" [checked]
    """,
)
WORD = Read(
    "feeling",
    "in_a_word",
    "Curiosa",
    """
    - heading "¿Con qué palabra dirías cómo es internet?" [level=2]
    - textbox "¿Con qué palabra dirías cómo es internet?"
    - paragraph: Te quedan 40 letras.
    """,
    """
    - textbox "¿Con qué palabra dirías cómo es internet?": Curiosa
    - paragraph: Te quedan 33 letras.
    """,
)
TEXT = Read(
    "worries",
    "worries",
    "Que les pidan fotos.",
    """
    - heading "¿Qué debería dejar de pasarles en internet a niñas y niños de tu edad?" [level=2]
    - paragraph
    - textbox "¿Qué debería dejar de pasarles en internet a niñas y niños de tu edad?"
    - paragraph: Te quedan 600 letras.
    """,
    """
    - textbox "¿Qué debería dejar de pasarles en internet a niñas y niños de tu edad?": Que les pidan fotos.
    - paragraph: Te quedan 580 letras.
    """,  # noqa: E501
)
SEVERAL_AND_ONE_TOO_MANY = Read(
    "topics",
    "topics",
    ["school", "people", "time"],
    """
    - group "¿De qué dos temas quieres hablar?":
      - heading "¿De qué dos temas quieres hablar?" [level=2]
      - paragraph
      - checkbox "La escuela" [checked=false]
      - checkbox "El tiempo de pantalla" [checked=false]
      - checkbox "Cómo nos tratamos" [checked=false]
      - checkbox "Ninguno de estos" [checked=false]
    """,
    """
    - group "¿De qué dos temas quieres hablar?":
      - paragraph: "! Puedes elegir hasta 2. Quita una para cambiarla."
      - checkbox "La escuela" [checked]
      - checkbox "El tiempo de pantalla" [checked=false]
      - checkbox "Cómo nos tratamos" [checked]
    """,
    "Puedes elegir hasta 2. Quita una para cambiarla.",
)
FINISH = Read(
    "treat_well",
    "treat_well",
    "no se burlaran",
    """
    - heading "¿Cómo terminas esta frase?" [level=2]
    - paragraph: En internet nos trataríamos mejor si…
    - textbox "¿Cómo terminas esta frase? En internet nos trataríamos mejor si…"
    - paragraph: Te quedan 300 letras.
    """,
    """
    - textbox "¿Cómo terminas esta frase? En internet nos trataríamos mejor si…": no se burlaran
    - paragraph: Te quedan 286 letras.
    """,
)
POSTCARD = Read(
    "ask_lawmakers",
    "ask_lawmakers",
    "Más parques",
    """
    - heading "Si pudieras poner una regla para internet, ¿cuál sería?" [level=2]
    - paragraph
    - paragraph: Para quienes hacen las leyes
    - textbox "Si pudieras poner una regla para internet, ¿cuál sería?"
    - paragraph: Te quedan 600 letras.
    """,
    """
    - textbox "Si pudieras poner una regla para internet, ¿cuál sería?": Más parques
    - paragraph: Te quedan 589 letras.
    """,
)
ORDER = Read(
    "change_first",
    "change_first",
    ["privacy", "fakes"],
    """
    - group "¿Qué hay que atender primero en internet?":
      - heading "¿Qué hay que atender primero en internet?" [level=2]
      - paragraph
      - list:
        - /children: equal
      - paragraph: Toca lo que va primero.
      - list:
        - listitem:
          - button "El contacto de personas desconocidas"
    """,
    """
    - group "¿Qué hay que atender primero en internet?":
      - list:
        - /children: equal
        - listitem:
          - text: Lo que las empresas saben de mí
          - 'button "Bajar: Lo que las empresas saben de mí"'
          - 'button "Quitar: Lo que las empresas saben de mí"'
        - listitem:
          - text: Las imágenes y noticias falsas
          - 'button "Subir: Las imágenes y noticias falsas"'
          - 'button "Quitar: Las imágenes y noticias falsas"'
      - paragraph: Ahora, lo que va en tercer lugar.
      - list:
        - listitem:
          - button "El contacto de personas desconocidas"
    """,
)
OWN_TOPIC = Read(
    "last_word",
    "not_asked",
    "La música",
    """
    - heading "¿Qué faltó preguntar?" [level=2]
    - paragraph
    - textbox "¿Qué faltó preguntar?"
    - paragraph: Te quedan 600 letras.
    """,
    """
    - textbox "¿Qué faltó preguntar?": La música
    - paragraph: Te quedan 591 letras.
    """,
)
ASKED = {
    "6-9": [YES_NO, FACES],
    "10-13": [ONE, WORD, TEXT, SEVERAL_AND_ONE_TOO_MANY, FINISH, POSTCARD],
    "14-17": [ORDER, OWN_TOPIC],
}


@pytest.mark.parametrize("band", ASKED)
def test_a_screen_reader_has_a_question_before_and_with_its_answer(
    page: Page, session: object, band: str
) -> None:
    child = Child(page, band).open()
    for card, concept, chosen, before, after, told in ASKED[band]:
        child.go_to(card)
        expect(question(child, concept)).to_match_aria_snapshot(before)
        child.answer(concept, chosen)
        expect(question(child, concept)).to_match_aria_snapshot(after)
        expect(page.locator(LIVE)).to_contain_text(told)


def test_a_screen_reader_has_what_the_quiz_says_to_a_choice(page: Page, session: object) -> None:
    child = Child(page, "6-9").open().go_to("check")
    asks = page.locator("[data-check]").first
    expect(asks).to_match_aria_snapshot(
        """
        - group /¿Qué le dices?/:
          - heading /¿Qué le dices?/ [level=3]
          - paragraph:
            - button "Puedo saltar preguntas" [pressed=false]
            - button "Sí, todo es obligatorio" [pressed=false]
          - status
        """
    )
    child.press(asks.locator('[data-try="1"]'))
    expect(asks).to_match_aria_snapshot(
        """
        - group:
          - paragraph:
            - button "Puedo saltar preguntas" [pressed=false]
            - button "Sí, todo es obligatorio" [pressed]
          - status: /Casi. Te lo contamos otra vez. Tú decides./
        """
    )
    child.press(asks.locator('[data-try="0"]'))
    expect(asks).to_match_aria_snapshot(
        """
        - group:
          - paragraph:
            - button "Puedo saltar preguntas" [pressed]
            - button "Sí, todo es obligatorio" [pressed=false]
          - status: ¡Eso es!
        """
    )


def in_the_tree(page: Page) -> set[str]:
    """Chromium's own: Playwright's tree leaves out what is visible inside of what is hidden."""
    devtools = page.context.new_cdp_session(page)
    nodes = devtools.send("Accessibility.getFullAXTree")["nodes"]
    devtools.detach()
    return {node["name"]["value"] for node in nodes if not node["ignored"] and "name" in node}


def test_a_screen_reader_has_nothing_of_what_is_covered_or_closed(
    page: Page, session: object
) -> None:
    asked = "Si algo en internet te asusta, ¿a quién le cuentas?"
    child = Child(page, "6-9").open().go_to("who_helps")
    child.answer("who_helps", "nobody")
    assert {asked, "A nadie", "A mi familia"} <= in_the_tree(page)
    child.do("cover")
    covered = in_the_tree(page)
    assert {asked, "Destapar"} <= covered
    assert covered.isdisjoint({"A nadie", "A mi familia"})
    child.do("cover")
    child.do("next")
    child.do("back")
    expect(page.locator(HERE)).to_match_aria_snapshot(
        f"""
        - /children: equal
        - heading "{asked}" [level=2]
        - paragraph: Ya contestaste. Tu respuesta quedó guardada y nadie la ve aquí.
        - button "Borrar y contestar otra vez"
        """
    )
