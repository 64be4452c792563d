"""Kinds of questions that are played: by touch, by keyboard, as a screen reader has them, without
JavaScript. Nothing is dragged, nothing is timed, and every change can be undone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Site
from .test_children import HERE, Child, Touching, Typing, bare, phone, stored

__all__ = ["bare", "phone"]  # fixtures

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

LIVE = "[data-live]"
PLAYED = {
    "3-5": ("start", "want_more", "grown_ups"),
    "6-9": ("sorted_online", "ask_school"),
    "10-13": ("feeling", "screen_time", "treat_well", "ask_lawmakers", "change_first", "not_asked"),
}
TOPICS = {"topics": ["time", "people"]}


def question(child: Child, concept: str) -> Locator:
    return child.page.locator(f"#q-{concept}")


def said(child: Child, *words: str) -> None:
    """What the live region says in the end."""
    for each in words:
        expect(child.page.locator(LIVE)).to_contain_text(each)


def lists(child: Child, concept: str) -> list[str]:
    """What the inputs hold, as it would be posted."""
    return (
        question(child, concept)
        .locator("select")
        .evaluate_all("all => all.map((one) => one.value).filter(Boolean)")
    )


def undo(child: Child) -> Locator:
    return child.page.locator('[data-do="undo"]')


def put(child: Child, concept: str, *baskets: str) -> None:
    for basket in baskets:
        child.press(question(child, concept).locator(f'[data-put="{basket}"]'))


def push(child: Child, concept: str, code: str, times: int, step: str = "1") -> None:
    button = question(child, concept).locator(f'[data-share="{code}"] [data-step="{step}"]')
    for _each in range(times):
        child.press(button)


def stamp(child: Child, concept: str, *codes: str) -> None:
    for code in codes:
        child.press(question(child, concept).locator(f'[data-stamp="{code}"]'))


def press_in_vain(target: Locator) -> None:
    """A press on what says that it is disabled: Playwright would wait until it is not."""
    target.click(force=True)


@pytest.fixture(params=[Child, Typing], ids=["mouse", "keyboard"])
def hand(request: pytest.FixtureRequest) -> type[Child]:
    """How things are pressed. Fingers: `phone`."""
    return request.param


# ------------------------------------------------------------------ baskets


def test_things_are_sorted_taken_out_and_moved(
    page: Page, live_site: Site, session: object, hand: type[Child]
) -> None:
    child = hand(page, "6-9").open().go_to("sorted_online")
    put(child, "sorted_online", "fun", "fun", "worries")
    said(child, "Los anuncios: en «Me preocupa».", "Ahora: La gente desconocida.")
    assert lists(child, "sorted_online") == ["videos:fun", "games:fun", "ads:worries"]
    out = question(child, "sorted_online").locator('[data-take-out="games"]')
    child.press(out)
    said(child, "Ahora: Los juegos.")
    expect(question(child, "sorted_online").locator('[data-put="fun"]')).to_be_focused()
    put(child, "sorted_online", "so_so")
    assert lists(child, "sorted_online") == ["videos:fun", "games:so_so", "ads:worries"]
    child.go_to("send").send()
    (response,) = stored(live_site)
    assert response.answers["sorted_online"] == ["videos:fun", "games:so_so", "ads:worries"]


def test_sorting_goes_on_with_the_focus_on_the_basket_until_all_is_put_away(
    page: Page, session: object
) -> None:
    child = Typing(page, "6-9").open().go_to("sorted_online")
    put(child, "sorted_online", "worries")
    for _thing in range(5):
        page.keyboard.press("Space")
    assert len(lists(child, "sorted_online")) == 6
    said(child, "Ya está todo guardado.")
    basket = question(child, "sorted_online").locator('[data-put="worries"]')
    expect(basket).to_be_focused()
    expect(basket).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Space")
    assert len(lists(child, "sorted_online")) == 6


def test_a_screen_reader_has_each_basket_with_the_thing_in_hand_and_what_lies_in_it(
    page: Page, session: object
) -> None:
    child = Child(page, "6-9").open().go_to("sorted_online")
    put(child, "sorted_online", "fun", "worries")
    expect(question(child, "sorted_online")).to_match_aria_snapshot(
        """
        - group "¿En qué canasta va cada cosa de internet?":
          - heading "¿En qué canasta va cada cosa de internet?" [level=2]
          - paragraph: /Toca la canasta donde va/
          - paragraph: Los anuncios
          - list:
            - listitem:
              - 'button "Los anuncios: poner en «Me divierte»"'
              - list:
                - listitem:
                  - 'button "Ver videos: sacar de «Me divierte»"'
            - listitem:
              - 'button "Los anuncios: poner en «Más o menos»"'
            - listitem:
              - 'button "Los anuncios: poner en «Me preocupa»"'
              - list:
                - listitem:
                  - 'button "Los juegos: sacar de «Me preocupa»"'
        """
    )


# ------------------------------------------------------------------ stones


def test_ten_stones_are_shared_and_no_more(
    page: Page, live_site: Site, session: object, hand: type[Child]
) -> None:
    child = hand(page, "10-13").open().go_to("change_first")
    push(child, "change_first", "strangers", 7)
    push(child, "change_first", "fakes", 3)
    press_in_vain(question(child, "change_first").locator('[data-share="fakes"] [data-step="1"]'))
    said(child, "Ya usaste todas.")
    assert lists(child, "change_first") == ["strangers:7", "fakes:3"]
    push(child, "change_first", "strangers", 2, "-1")
    said(child, "La gente desconocida que habla: 5. Te quedan 2 piedritas.")
    assert lists(child, "change_first") == ["strangers:5", "fakes:3"]
    expect(question(child, "change_first").locator("[data-pile] i")).to_have_count(2)
    child.go_to("send").send()
    (response,) = stored(live_site)
    assert response.answers["change_first"] == ["strangers:5", "fakes:3"]


def test_a_screen_reader_has_what_each_button_of_the_stones_does_and_when_it_does_nothing(
    page: Page, session: object
) -> None:
    child = Child(page, "10-13").open().go_to("change_first")
    push(child, "change_first", "strangers", 10)
    expect(question(child, "change_first").locator("[data-sharing]")).to_match_aria_snapshot(
        """
        - paragraph: Ya usaste todas. Para poner más, quita de otro lado.
        - list:
          - listitem:
            - text: La gente desconocida que habla
            - 'button "Quitar una piedrita: La gente desconocida que habla"'
            - text: "10"
            - 'button "Poner una piedrita: La gente desconocida que habla" [disabled]'
          - listitem:
            - text: Las burlas y las amenazas
            - 'button "Quitar una piedrita: Las burlas y las amenazas" [disabled]'
            - text: "0"
            - 'button "Poner una piedrita: Las burlas y las amenazas" [disabled]'
        """
    )


# ------------------------------------------------------------------ stamps


def test_any_stamp_changes_the_scene_and_undo_takes_the_last_one_out(
    page: Page, live_site: Site, session: object, hand: type[Child]
) -> None:
    child = hand(page, "3-5").open().go_to("want_more")
    field = question(child, "want_more").locator("[data-field]")
    expect(field.locator(".papel")).to_be_hidden()
    stamp(child, "want_more", "screens", "together", "screens")
    expect(field.locator(".papel")).to_be_visible()
    stamped = field.locator("[data-stamped] li")
    codes = "all => all.map((one) => one.dataset.code)"
    assert stamped.evaluate_all(codes) == ["screens", "together", "screens"]
    child.press(undo(child))
    assert stamped.evaluate_all(codes) == ["screens", "together"]
    said(child, "Deshicimos lo último.")
    child.go_to("send").send()
    (response,) = stored(live_site)
    assert response.answers["want_more"] == ["together:1", "screens:1"]


def test_a_full_scene_says_so_and_takes_no_more(page: Page, session: object) -> None:
    child = Child(page, "3-5").open().go_to("want_more")
    stamp(child, "want_more", *["together"] * 8)
    press_in_vain(question(child, "want_more").locator('[data-stamp="screens"]'))
    assert lists(child, "want_more") == ["together:8"]
    said(child, "Ya no caben más.")
    expect(question(child, "want_more")).to_match_aria_snapshot(
        """
        - group "¿De qué quieres más?":
          - heading "¿De qué quieres más?" [level=2]
          - paragraph
          - paragraph: Ya no caben más. Con Deshacer quitas el último.
          - list:
            - listitem:
              - button "Jugar afuera" [disabled]
            - listitem:
              - button "Jugar en familia 8" [disabled]
            - listitem:
              - button "Pantallas" [disabled]
        """
    )


# ------------------------------------------------------------------ a scale


def test_a_step_of_the_path_is_chosen_with_the_arrows_and_has_its_name(
    page: Page, live_site: Site, session: object
) -> None:
    child = Typing(page, "10-13").open().go_to("screen_time", TOPICS)
    expect(question(child, "screen_time")).to_match_aria_snapshot(
        """
        - group "¿Cuánto tiempo de pantalla tienen niñas y niños de tu edad?":
          - radio "Muy poco"
          - radio "Poco"
          - radio "Está bien"
          - radio "Mucho"
          - radio "Demasiado"
        """
    )
    child.answer("screen_time", "much")
    expect(page.get_by_role("radio", name="Mucho")).to_be_checked()
    child.go_to("send", TOPICS).send()
    assert stored(live_site)[0].answers["screen_time"] == "much"


# ------------------------------------------------------------------ words of one's own


def test_a_field_that_goes_on_with_a_sentence_is_named_by_it_and_said_back_whole(
    page: Page, live_site: Site, session: object
) -> None:
    child = Child(page, "10-13").open().go_to("treat_well", TOPICS)
    field = page.get_by_role("textbox", name="En internet nos trataríamos mejor si…")
    field.fill("nadie se burlara")
    child.go_to("send", {})
    row = page.locator("[data-given] .answer.finish")
    expect(row).to_contain_text("En internet nos trataríamos mejor si… nadie se burlara")
    child.send()
    assert stored(live_site)[0].texts["treat_well"] == (
        "En internet nos trataríamos mejor si nadie se burlara"
    )


def test_beginning_of_a_sentence_stands_above_its_field_in_a_wide_window_too(
    page: Page, session: object
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    Child(page, "14-17").open().go_to("treat_well", TOPICS)
    begins, field = (
        page.locator(f".here .finish {each}").bounding_box() for each in (".begins", "textarea")
    )
    assert begins
    assert field
    assert begins["x"] == field["x"]
    assert begins["y"] + begins["height"] <= field["y"]


def test_a_word_counts_its_letters_and_too_many_stay_to_be_shortened(
    page: Page, session: object
) -> None:
    child = Typing(page, "10-13").open().go_to("feeling", {"uses_internet": "every_day"})
    word = question(child, "in_a_word").locator("input")
    child.write(word, "a" * 43)
    expect(question(child, "in_a_word").locator("[data-count]")).to_contain_text("por 3 letras")
    expect(word).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Enter")  # goes on, if it can
    child.expect_card("feeling")
    expect(word).to_have_value("a" * 43)
    for _letter in range(3):
        page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    child.expect_card("worries")


def test_a_number_in_a_word_is_pointed_at_before_it_is_sent(page: Page, session: object) -> None:
    child = Child(page, "10-13").open().go_to("feeling", {"uses_internet": "every_day"})
    question(child, "in_a_word").locator("input").fill("55 1234 5678")
    expect(question(child, "in_a_word").locator("[data-hint]")).to_contain_text("55 1234 5678")


def test_the_rule_is_written_on_a_postcard(page: Page, session: object) -> None:
    child = Child(page, "10-13").open().go_to("ask_lawmakers")
    card = question(child, "ask_lawmakers").locator(".postcard")
    expect(card).to_contain_text("Para quienes hacen las leyes")
    expect(card.get_by_role("textbox")).to_have_accessible_name(
        "Si pudieras poner una regla para internet, ¿cuál sería?"
    )


def test_ones_own_topic_is_a_press_away_from_the_first_card_and_leads_back(
    page: Page, live_site: Site, session: object
) -> None:
    child = Typing(page, "14-17").open().go_to("start")
    child.tab_to(page.get_by_role("link", name="Ir a mi tema"))
    page.keyboard.press("Enter")
    topic = question(child, "not_asked").locator("textarea")
    child.write(topic, "La música")
    child.do("next")
    child.expect_card("start")
    child.go_to("send").send()
    assert stored(live_site)[0].texts == {"not_asked": "La música"}


# ------------------------------------------------------------------ two topics, no jump


def test_two_topics_lead_on_without_a_gap_that_could_be_seen(page: Page, session: object) -> None:
    child = Child(page, "10-13").open().go_to("topics", TOPICS)
    for code in ("people", "time"):
        child.answer("topics", code)
    child.do("next")
    where = page.locator("[data-where]")
    seen = []
    for _card in range(2):
        seen.append((child.card, where.inner_text()))
        child.do("next")
    assert {card for card, _words in seen} == {"screen_time", "treat_well"}
    first, second = (int(words.split()[1]) for _card, words in seen)
    assert second == first + 1


# ------------------------------------------------------------------ undo


def test_undo_takes_back_one_change_after_the_other(page: Page, session: object) -> None:
    child = Child(page, "6-9").open().go_to("sorted_online")
    expect(undo(child)).to_have_attribute("aria-disabled", "true")
    put(child, "sorted_online", "fun", "so_so")
    question(child, "sorted_online").locator('[data-take-out="videos"]').click()
    held = [lists(child, "sorted_online")]
    for _change in range(3):
        child.press(undo(child))
        held.append(lists(child, "sorted_online"))
    assert held == [["games:so_so"], ["videos:fun", "games:so_so"], ["videos:fun"], []]
    expect(undo(child)).to_have_attribute("aria-disabled", "true")
    press_in_vain(undo(child))
    said(child, "Aquí no hay nada que deshacer.")


def test_undo_of_writing_takes_back_a_word_and_keeps_the_focus(page: Page, session: object) -> None:
    child = Typing(page, "6-9").open().go_to("ask_lawmakers")
    text = question(child, "ask_lawmakers").locator("textarea")
    child.write(text, "Más parques verdes")
    child.press(undo(child))
    expect(text).to_have_value("Más parques ")
    expect(undo(child)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect(text).to_have_value("")
    child.do("next")
    child.go_to("send")
    assert page.evaluate("JSON.parse(Object.values(sessionStorage)[0]).answers.ask_lawmakers") == []


def test_undo_is_of_the_card_in_sight_and_brings_back_what_was_skipped(
    page: Page, session: object
) -> None:
    child = Child(page, "3-5").open().go_to("start", {})
    child.answer("uses_internet", "yes")
    child.answer("feeling_online", "bad")
    child.do("next")
    stamp(child, "want_more", "screens")
    child.do("back")
    child.press(undo(child))
    assert not child.choice("feeling_online", "bad").is_checked()
    assert child.choice("uses_internet", "yes").is_checked()
    child.do("next")
    assert lists(child, "want_more") == ["screens:1"]
    child.do("skip")
    child.do("back")
    assert lists(child, "want_more") == []
    child.press(undo(child))
    assert lists(child, "want_more") == ["screens:1"]


def test_undo_of_an_order_and_of_a_choice(page: Page, session: object) -> None:
    child = Child(page, "14-17").open().go_to("change_first")
    for code in ("privacy", "fakes"):
        child.answer("change_first", code)
    question(child, "change_first").locator('[data-code="fakes"] [data-move="up"]').click()
    assert lists(child, "change_first") == ["fakes", "privacy"]
    child.press(undo(child))
    assert lists(child, "change_first") == ["privacy", "fakes"]
    child.do("next")
    child.answer("heard", "little")
    child.answer("heard", "a_lot")
    child.press(undo(child))
    expect(child.choice("heard", "little")).to_be_checked()


def test_what_closed_behind_a_child_cannot_be_undone_into_sight(
    page: Page, session: object
) -> None:
    child = Child(page, "10-13").open().go_to("worries")
    assert question(child, "worries").get_attribute("data-sensitive") is not None
    question(child, "worries").locator("textarea").fill("algo")
    child.do("next")
    child.do("back")
    expect(undo(child)).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Contestar otra vez").click()
    expect(undo(child)).to_have_attribute("aria-disabled", "true")


# ------------------------------------------------------------------ fingers, a reload, no script


def test_fingers_sort_share_and_stamp(phone: Page, live_site: Site, session: object) -> None:
    child = Touching(phone, "6-9").open().go_to("sorted_online", {"uses_internet": "yes"})
    put(child, "sorted_online", "so_so", "fun")
    child.go_to("ask_school")
    stamp(child, "ask_school", "talk")
    child.press(undo(child))
    stamp(child, "ask_school", "help", "help")
    child.go_to("send").send()
    answers = stored(live_site)[0].answers
    assert answers["sorted_online"] == ["videos:so_so", "games:fun"]
    assert answers["ask_school"] == ["help:2"]


def test_a_reload_draws_what_was_sorted_and_stamped_again(page: Page, session: object) -> None:
    child = Child(page, "6-9").open().go_to("sorted_online")
    put(child, "sorted_online", "worries", "fun")
    child.do("next")
    page.reload()
    page.wait_for_selector("html.steps")
    child.do("back")
    inside = question(child, "sorted_online").locator('[data-basket="worries"] [data-take-out]')
    expect(inside).to_have_text("Ver videos")
    expect(question(child, "sorted_online").locator("[data-in-hand]")).to_contain_text("anuncios")


def test_the_look_back_says_how_many_and_where(page: Page, session: object) -> None:
    child = Child(page, "6-9").open().go_to("sorted_online")
    put(child, "sorted_online", "fun")
    child.go_to("ask_school")
    stamp(child, "ask_school", "help", "help")
    child.go_to("send")
    expect(page.locator("[data-given] .baskets")).to_have_text("Ver videos: Me divierte")
    expect(page.locator("[data-given] .stamps")).to_have_text("Alguien que ayude: 2")
    page.get_by_role("button", name="Cambiar: ¿En qué canasta").click()
    child.expect_card("sorted_online")


def test_without_javascript_every_kind_is_a_list_or_a_field(bare: Page, live_site: Site) -> None:
    bare.goto("/j/CDFG3467/10-13")
    bare.locator("#q-change_first-strangers").select_option("6")
    bare.locator("#q-change_first-access").select_option("6")
    bare.locator("#q-topics-time").check(force=True)
    bare.locator("#q-screen_time-too_much").check(force=True)
    bare.get_by_label("¿Con qué palabra").fill("enorme")
    bare.locator('[data-card="send"] button').click()
    expect(bare.locator("#q-change_first .error")).to_have_text(
        "Aquí caben 10 y pusiste 12. Quita 2."
    )
    expect(bare.locator("#q-change_first-strangers")).to_have_value("strangers:6")
    bare.locator("#q-change_first-access").select_option("4")
    bare.locator('[data-card="send"] button').click()
    expect(bare.locator("main")).to_contain_text("Los lugares sin internet: 4")
    bare.get_by_role("button", name="Enviar").click()
    (response,) = stored(live_site)
    assert response.answers["change_first"] == ["strangers:6", "access:4"]
    assert response.answers["screen_time"] == "too_much"
    assert response.texts == {"in_a_word": "enorme"}


# ------------------------------------------------------------------ every state passes axe


def play(child: Child) -> None:
    """Something on each question of the card in sight."""
    for concept in child.asked():
        kind = question(child, concept).get_attribute("data-kind")
        if kind == "baskets":
            put(child, concept, "fun", "worries")
        elif kind == "stones":
            push(child, concept, "strangers", 10)
        elif kind == "stamps":
            question(child, concept).locator("[data-stamp]").first.click()
        elif kind in ("text", "own_topic", "finish", "word"):
            question(child, concept).locator("textarea, input[type=text]").fill("Algo")


@pytest.mark.parametrize("colours", ["light", "dark", "forced"])
@pytest.mark.parametrize("band", PLAYED)
def test_a_played_card_is_accessible_and_no_wider_than_a_small_screen(
    page: Page, session: object, accessible: Callable[[Page], None], band: str, colours: str
) -> None:
    child = Child(page, band).open()
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(
        color_scheme="dark" if colours == "dark" else "light",
        forced_colors="active" if colours == "forced" else "none",
        reduced_motion="reduce",
    )
    for card in PLAYED[band]:
        child.go_to(card, TOPICS)
        play(child)
        accessible(page)
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) <= 0, card
        expect(page.locator(HERE)).to_have_attribute("data-card", card)
