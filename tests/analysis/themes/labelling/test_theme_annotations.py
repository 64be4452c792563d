"""What is said in a theme: labels, kinds of statement, sides, names, policy concepts."""

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.themes import TextAnswer, ThemeAnalysis, find_themes
from analysis.themes.annotation import disputes
from analysis.themes.annotation.mentions import named
from analysis.themes.lang.gazetteer import DATA, names
from analysis.themes.preprocessing.passages import pieces
from analysis.themes.preprocessing.segmentation import AnnotatedPassage
from analysis.themes.settings import Settings
from codebook import FILE, touched
from codebook.finder import Finder
from tests.analysis.themes.resources import Reader, english, spanish

__all__ = ["english", "spanish"]  # fixtures

FOR = (
    "que dejen usar el celular en la escuela",
    "no hay que prohibir el celular",
    "que permitan el celular en el recreo",
    "estoy a favor del celular en la escuela",
    "el celular sirve para investigar en clase",
    "que no quiten el celular en clase",
    "dejen el celular en la escuela",
    "quiero usar el celular en el recreo",
)
AGAINST = (
    "que no dejen usar el celular en la escuela",
    "hay que prohibir el celular",
    "que prohíban el celular en el recreo",
    "estoy en contra del celular en la escuela",
    "el celular distrae en clase",
    "que quiten el celular en clase",
    "no quiero celular en la escuela",
    "prohibir el celular en el salón",
)
MORE_OF_BOTH = (
    "que no prohíban el celular en la escuela", "dejen usar el celular en la escuela",
    "sí al celular en clase", "el celular sirve para estudiar en la escuela",
    "no quiten el celular en la escuela", "quiero usar el celular en clase",
    "que dejen llevar el celular a la escuela", "estoy a favor de usar el celular en la escuela",
    "el celular es necesario en la escuela para avisar a mis papás",
    "déjennos el celular en el recreo", "que se permita el celular en la escuela",
    "no prohíban los celulares en clase", "el celular en la escuela ayuda a investigar",
    "me gusta usar el celular en la escuela", "que los maestros dejen usar el celular",
    "permitir el celular con reglas en la escuela", "que prohíban el celular en la escuela",
    "no dejen usar el celular en la escuela", "no al celular en clase",
    "que no permitan el celular en el recreo", "el celular distrae en la escuela",
    "quiten el celular en la escuela", "no quiero celulares en clase",
    "que no dejen llevar el celular a la escuela",
    "estoy en contra de usar el celular en la escuela", "el celular no es necesario en la escuela",
    "sin celular en el recreo", "que no se permita el celular en la escuela",
    "prohíban los celulares en clase", "el celular en la escuela hace que no pongan atención",
    "no me gusta que usen el celular en la escuela", "que los maestros quiten el celular",
    "prohibir el celular con castigos en la escuela",
)  # fmt: skip
WATER = (
    "que haya agua limpia en mi pueblo",
    "cuidar el agua de los ríos",
    "el río de mi pueblo está sucio",
    "no tirar basura al río",
    "queremos agua limpia en los ríos",
    "limpiar el río del pueblo",
    "que el agua del río esté limpia",
    "falta agua en mi pueblo",
)


@pytest.fixture(scope="module")
def found() -> ThemeAnalysis:
    said = [*FOR, *AGAINST, *WATER] * 2
    return find_themes([TextAnswer(f"{n:02}", text) for n, text in enumerate(said)], guide=None)


def read(text: str, reader: Reader) -> AnnotatedPassage:
    return next(iter(next(pieces([text], *reader))))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Que haya más canchas", "proposal"),
        ("arreglen los baños", "proposal"),
        ("no griten en el pasillo", "proposal"),
        ("deberían escuchar a los más chicos", "proposal"),
        ("sembrar árboles en el patio", "proposal"),
        ("yo pondría un buzón en cada salón", "proposal"),
        ("menos tarea", "proposal"),
        ("me asustan los perros de la calle", "worry"),
        ("no me gusta que se rían de mí", "worry"),
        ("los camiones no respetan los altos", "worry"),
        ("Que te hackeen la cuenta", "worry"),
        ("que alguien me engañe en un juego", "worry"),
        ("que no te hackeen la cuenta", "proposal"),
        ("que se molesten menos entre ellos", "proposal"),
        ("que castiguen a quienes roben cuentas", "proposal"),
        ("que te roben la cuenta debería ser delito", "proposal"),
        ("la semana pasada me caí en el patio", "experience"),
        ("mi primo perdió su mochila", "experience"),
        ("uso la biblioteca los martes", "experience"),
        ("¿cuándo abren el parque?", "question"),
        ("por que cierran temprano la biblioteca", "question"),
        ("me encanta el taller de dibujo", "praise"),
        ("qué padre que hicieron una cancha", "praise"),
        ("la biblioteca es muy bonita", "praise"),
        ("que nos quiten el celular es injusto", "worry"),
        ("está mal que quiten el celular", "worry"),
        ("que quiten lo que está mal", "proposal"),
        ("nunca prohíban el celular", "proposal"),
        ("nada más que quiten los anuncios", "proposal"),
        ("los likes me hacen sentir mal", "worry"),
        ("esos videos me ponen triste", "worry"),
        ("me pegan en la escuela", "worry"),
        ("los politicos no nos escuchan", "worry"),
        ("no les alcanza para comer", "worry"),
        ("déjenme jugar", "proposal"),
        ("dejame usar la compu", "proposal"),
        ("un boton rojo para avisar cuando alguien te molesta", "proposal"),
        ("una app que te avise si es mentira", "proposal"),
        ("un amigo que me pega", "worry"),
        ("q el gobierno nos de tablets", "proposal"),
        ("ajaja xd no sé, que no haya virus", "proposal"),
        ("esta re padre el minecraft", "praise"),
        ("estan padres los juegos", "praise"),
        ("prohivan los selulares", "proposal"),
        ("los martes", "other"),
        ("jaja va", "other"),
    ],
)
def test_a_kind_is_told_by_mood_and_syntax(text: str, kind: str, spanish: Reader) -> None:
    assert read(text, spanish).kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("please remove the ads", "proposal"),
        ("I am scared of strangers", "worry"),
        ("someone took my account and I lost it", "experience"),
        ("why are there so many ads", "question"),
        ("I love drawing apps", "praise"),
        ("can schools teach us about AI", "question"),
        ("Tuesday", "other"),
    ],
)
def test_kinds_in_english(text: str, kind: str, english: Reader) -> None:
    assert read(text, english).kind == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("prohibir el celular", "no prohibir el celular"),
        ("más tarea", "menos tarea"),
        ("sí quiero uniforme", "no quiero uniforme"),
        ("estoy a favor del horario", "estoy en contra del horario"),
        ("que abran la reja", "que no abran la reja"),
        ("que quiten las cámaras", "que pongan cámaras"),
        ("el uniforme deberia prohibirse", "el uniforme no deberia prohibirse"),
        ("me gusta que haya exámenes", "no me gusta que haya exámenes"),
        ("¿por qué nos prohíben el celular?", "hay que prohibir el celular"),
        ("los juegos hacen daño", "los juegos no hacen daño"),
        ("suban la edad para votar", "bajen la edad para votar"),
        ("que haya uniforme", "no hay que pedir uniforme"),
        ("prohibir el celular porque hay ruido", "hay que permitir el celular"),
    ],
)
def test_opposite_sides_are_told_apart(one: str, other: str, spanish: Reader) -> None:
    both = {disputes.side_of(read(text, spanish).stance) for text in (one, other)}
    assert both == {"for", "against"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("que quiten los anuncios", "odio los anuncios"),
        ("no hay que prohibir el celular", "que dejen usar el celular"),
        ("no hay internet en mi escuela", "que pongan internet"),
        ("que bajen los precios", "que no suban los precios"),
    ],
)
def test_the_same_side_in_other_words(one: str, other: str, spanish: Reader) -> None:
    assert disputes.side_of(read(one, spanish).stance) == disputes.side_of(
        read(other, spanish).stance
    )
    assert read(one, spanish).stance


@pytest.mark.parametrize(
    "text",
    [
        "el parque de mi pueblo",
        "ayer fui al parque",
        "voy en sexto",
        "hay discriminación",
        "todavía hay discriminación en mi escuela",
        "en el salón hay muchos anuncios",
        "existe la desigualdad",
        "there are ads in games",
    ],
)
def test_a_fact_takes_no_side(text: str, spanish: Reader) -> None:
    assert read(text, spanish).stance == ""


@pytest.mark.parametrize(
    ("text", "taken"),
    [  # a reason does not reverse the side
        ("quiten los anuncios porque molestan", {"anunci": "-"}),
        ("que prohiban el celular porque distrae", {"celular": "-"}),
        ("que cierren tiktok por que hace daño", {"tiktok": "-"}),
        (
            "prohibir celulares en el salon, hay estudios q dicen q distraen",
            {"celular": "-", "estudi": None},
        ),
        ("me gusta cuando hay juegos", {"jueg": "+"}),
        # a sign ends where another wish begins
        ("menos tarea y mas recreo", {"tare": "-", "recre": "+"}),
        ("menos tarea mas recreo", {"tare": "-", "recre": "+"}),
        ("sin anuncios y con mas juegos", {"anunci": "-", "jueg": "+"}),
        ("no quiero anuncios quiero juegos", {"anunci": "-", "jueg": "+"}),
        ("que no prohiban celulares ni tablets", {"celular": "+"}),
        ("que dejen de poner anuncios", {"anunci": "-"}),
        # how it is done is not what is taken away
        (
            "eliminar la represión en marchas respetando los derechos",
            {"represion": "-", "respetar_derech": "+"},
        ),
        # words that only fill take none
        ("no sé, que quiten los anuncios", {"anunci": "-"}),
        ("nada mas que quiten los anuncios", {"anunci": "-"}),
        ("la verdad no sé, que dejen los anuncios", {"anunci": "+"}),
        ("nunca prohiban el celular", {"celular": "+"}),
        # asking first is neither
        ("que avisen antes de quitar la tablet", {"tablet": None}),
        (
            "que no me quiten la tablet de repente, primero que avisen",
            {"tablet": "+", "avisen": None},
        ),
    ],
)
def test_the_side_is_each_clauses_own(
    text: str, taken: dict[str, str | None], spanish: Reader
) -> None:
    signs: dict[str, str | None] = dict.fromkeys(taken)
    for one in read(text, spanish).stance.split(" ")[1:]:
        signs |= {one[:-1]: one[-1]} if one[:-1] in taken else {}
    assert signs == taken


OPPOSITES = (  # against, for
    ("q kiten los filtros de fotos", "q no kiten los filtros de fotos"),
    ("estoy en contra del limite de edad", "estoy a favor del limite de edad"),
    ("no me gusta q haya anuncios", "me gusta q haya anuncios"),
    ("no nos dejen llevar tablet", "dejenos llevar tablet a la escuela"),
    ("menos tarea en linea", "mas tarea en linea"),
    ("prohiban los chats con desconosidos", "no prohiban los chats"),
    ("los robots deberian estar prohibidos", "los robots no deberian estar prohibidos"),
    ("no hay que permitir los mods", "hay q permitir los mods"),
    ("digo que no a los videos cortos", "digo que si a los videos cortos"),
    ("odio las notificasiones", "me encantan las notificasiones"),
    ("los retos deben desapareser", "los retos no deben desapareser"),
    ("no estoy de acuerdo con la vigilancia", "estoy de acuerdo con la vigilancia"),
    ("la escuela sin contraseñas", "que pongan contraseñas"),
    ("las compras en los juegos son malas", "las compras en los juegos no son malas"),
    ("ya no kiero clases por video", "kiero clases por video"),
    ("el chat de voz no deberia estar permitido", "el chat de voz deberia estar permitido"),
    ("que sierren roblox", "que no sierren roblox"),
    ("ya no quiero Free Fire", "quiero Free Fire"),
    ("nadie deberia usar camaras", "todos deberian usar camaras"),
    ("que no sea obligatorio el uniforme", "que sea obligatorio el uniforme"),
    ("no quiero que revisen mi celular", "quiero que revisen mi celular"),
)
OPPOSITES_IN_ENGLISH = (
    ("ban phones at lunch", "dont ban phones at lunch"),
    ("we shouldnt have homework on tablets", "we should have homework on tablets"),
    ("please remove the filters", "keep the filters"),
    ("i dont like ads", "i like ads"),
    ("kids can't have accounts", "let kids have accounts"),
    ("against cameras in class", "in favour of cameras in class"),
    ("fewer videos in lessons", "more videos in lessons"),
    ("please take away the laptops", "please don't take the laptops away"),
    ("don't let us play games at school", "let us play games at school"),
    ("video calls shouldn't be allowed", "video calls should be allowed"),
    ("parents shouldn’t check our messages", "parents should check our messages"),
    ("loot boxes are bad", "loot boxes are not bad"),
)


@pytest.mark.parametrize(("against", "in_favour"), OPPOSITES)
def test_opposites_have_opposite_signs_on_one_thing(
    against: str, in_favour: str, spanish: Reader
) -> None:
    assert differ(read(against, spanish), read(in_favour, spanish))


@pytest.mark.parametrize(("against", "in_favour"), OPPOSITES_IN_ENGLISH)
def test_opposites_in_english_have_opposite_signs_on_one_thing(
    against: str, in_favour: str, english: Reader
) -> None:
    assert differ(read(against, english), read(in_favour, english))


def differ(against: AnnotatedPassage, in_favour: AnnotatedPassage) -> bool:
    """Whether a few of each would be two sides, and nothing has one sign in both."""
    said = [(against.stance, disputes.FEW), (in_favour.stance, disputes.FEW)]
    one, other = (set(stance.split(" ")[1:]) for stance, _ in said)
    subject = disputes.disputed(said, 2 * disputes.FEW)
    taken = [subject and disputes.on(stance, subject) for stance, _ in said]
    return taken == ["against", "for"] and not one & other


@pytest.mark.parametrize(
    "text",
    [
        "Santiago no es Chile",
        "santiago no es chile",
        "internet no es un juguete",
        "mi escuela no es una carcel",
        "queremos un México mejor",
        "que Chiapas sea un lugar seguro",
    ],
)
def test_no_side_on_what_is_only_asserted_or_on_a_proper_name(text: str, spanish: Reader) -> None:
    assert not read(text, spanish).stance.split(" ")[1:]


def test_a_side_is_taken_on_a_whole_key() -> None:
    assert disputes.on("+ basurer+", "basur") is None


def test_what_answers_a_question_about_worries_is_a_worry_on_no_side() -> None:
    said = "que suban fotos tuyas sin permiso"
    asked = [TextAnswer("1", said, "worries", worry=True), TextAnswer("2", said, "wishes")]
    one, other = sorted(find_themes(asked, guide=None).passages, key=lambda each: each.answer)
    assert (one.text, one.kind, one.side, one.addressees) == (said, "worry", None, ())
    assert (other.text, other.kind, other.side) == (said, "proposal", "for")


def test_an_act_with_one_object_is_not_set_against_another_act(spanish: Reader) -> None:
    thrown, sorted_out = (
        read(t, spanish).stance for t in ("no tirar basura", "reciclar la basura")
    )
    assert disputes.disputed([(thrown, 10), (sorted_out, 10)], 20) is None


def test_one_act_done_elsewhere_is_no_opposite_side(spanish: Reader) -> None:
    texts = ("no tirar basura en la calle", "tirar la basura en el bote")
    one, other = (read(text, spanish).stance for text in texts)
    assert disputes.disputed([(one, 10), (other, 10)], 20) is None


def test_opposite_sides_in_english(english: Reader) -> None:
    texts = ("ban phones at school", "do not ban phones at school")
    assert {disputes.side_of(read(t, english).stance) for t in texts} == {"for", "against"}


def test_a_small_minority_is_a_side_too() -> None:
    assert disputes.disputed([("- celular-", 36), ("+ celular+", 5)], 41) == "celular"


def test_where_anybody_disagrees_the_larger_side_is_known() -> None:
    said = [("- celular- red+", 20), ("+ celular+", 1), ("+ anunci+ prohibir!-", 2)]
    leaning = disputes.leanings([*said, ("- anunci- prohibir!+", 2)])
    assert leaning == {"celular": "-", "anunci": ""}
    assert [disputes.claims(s, leaning) for s in ("- celular- red-", "+ celular+", "")] == [0, 1, 0]
    assert disputes.claims("+ anunci+", leaning), "as many on each side"


@given(st.lists(st.tuples(st.sampled_from(["+ celular+", "- celular-", "", "+ red+"]), st.just(1))))
def test_two_sides_are_claimed_only_where_both_have_a_few(said: list[tuple[str, int]]) -> None:
    on = [disputes.on(stance, "celular") for stance, _ in said]
    few = min(on.count("for"), on.count("against")) < disputes.FEW
    assert not few or disputes.disputed(said, len(said)) is None


def test_a_theme_with_disagreement_has_two_sides_and_an_impartial_label(
    found: ThemeAnalysis,
) -> None:
    theme = next(theme for theme in found.themes if theme.sides)
    assert theme.sides
    assert theme.sides.about == "celular"
    assert "celular" in theme.label.lower()
    assert not re.search(r"\b(?:no|prohib\w+|quit\w+|dejen|favor|contra)\b", theme.label.lower())
    assert set(theme.sides.in_favour.passages) <= set(FOR)
    assert set(theme.sides.against.passages) <= set(AGAINST)


def test_a_theme_with_two_sides_is_not_divided_into_parts_that_would_merge_them() -> None:
    said = [*FOR, *AGAINST, *MORE_OF_BOTH, *WATER * 3]
    answers = [TextAnswer(f"{n:02}", text) for n, text in enumerate(said)]
    theme = max(
        find_themes(answers, guide=None, settings=Settings(grain=0.3)).themes,
        key=lambda theme: theme.sides is not None and theme.size,
    )
    assert theme.sides
    assert not theme.subthemes


def test_passages_of_one_side_are_never_counted_on_the_other(found: ThemeAnalysis) -> None:
    sides_of = {p.text: p.side for p in found.passages}
    assert not [text for text in FOR if sides_of[text] == "against"]
    assert not [text for text in AGAINST if sides_of[text] == "for"]
    for theme in found.themes:
        if theme.sides:
            size = theme.sides.in_favour.size + theme.sides.against.size
            taken = [p for p in found.passages if p.theme == theme.id and p.side]
            assert size <= len(taken)


def test_a_theme_of_one_mind_shows_no_sides(found: ThemeAnalysis) -> None:
    water = [theme for theme in found.themes if "río" in theme.keywords or "agua" in theme.keywords]
    assert water
    assert all(theme.sides is None for theme in water)


def test_what_redaction_emptied_does_not_stand_for_a_theme() -> None:
    said = [*FOR, *AGAINST, *WATER] * 2 + ["Vivo en la [calle]"] * 9
    found = find_themes([TextAnswer(f"{n:02}", text) for n, text in enumerate(said)], guide=None)
    for theme in found.themes:
        if len(theme.passages) > 1:
            assert theme.passages[0] != "Vivo en la [calle]"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('que respeten el "no es no".', 'que respeten el "no es no"'),
        ("más canchas (de futbol)", "más canchas (de futbol)"),
        ("«Los demás» respeten la fila", "«Los demás» respeten la fila"),
        ('"que respeten la fila"', "que respeten la fila"),
        ("(más canchas)", "más canchas"),
    ],
)
def test_a_mark_stays_where_its_other_half_is(text: str, kept: str, spanish: Reader) -> None:
    assert read(text, spanish).text == kept


def test_platforms_are_found_however_children_write_them(spanish: Reader) -> None:
    piece = read("q el tik tok y el maincra tengan menos anuncios", spanish)
    assert named(piece.regular, piece.kind).platforms == ("tiktok", "minecraft")


def test_who_is_named_in_a_wish_is_asked_and_in_a_story_is_not(spanish: Reader) -> None:
    wish, story = read("que el gobierno ponga luz", spanish), read("ayer vi al maestro", spanish)
    assert named(wish.regular, wish.kind).addressees == ("government",)
    assert named(story.regular, story.kind).addressees == ()


@pytest.mark.parametrize(
    ("text", "addressees", "settings"),
    [
        ("que tiktok pague multas mas grandes", ("platforms",), ()),
        ("seria padre que hubiera mas juegos", (), ("game",)),
        ("que los juegos sean mas padres", (), ("game",)),
        ("que nos den la papa sin sal", (), ()),
        ("que mis papás revisen los videos", ("family",), ("video",)),
        ("que la directora ponga reglas", ("school",), ()),
    ],
)
def test_a_word_that_means_something_else_names_nobody(
    text: str, addressees: tuple[str, ...], settings: tuple[str, ...], spanish: Reader
) -> None:
    piece = read(text, spanish)
    found = named(piece.regular, piece.kind)
    assert (found.addressees, found.settings) == (addressees, settings)
    assert ("GC25-VIII" in touched(piece.regular, "es")) == ("family" in addressees)


@pytest.mark.parametrize(
    ("text", "addressees"),
    [
        # who is to do it
        ("que los profes nos enseñen a cuidarnos", ("school",)),
        ("q nos escuchen los politicos", ("government",)),
        ("pongan reglas los papas", ("family",)),
        ("mis papas deben revisar mi cel", ("family",)),
        ("que ni mis papas ni mis maestros me quiten el cel", ("school", "family")),
        ("q los de roblox quiten a los groseros", ("platforms",)),
        ("que los niños no digan groserias", ("children",)),
        ("que en las escuelas los maestros no griten", ("school",)),
        ("los diputados deberian escuchar", ("lawmakers",)),
        ("por que los adultos si pueden usar el celular", ("adults",)),
        # who is told it
        ("a las empresas les pido que quiten los anuncios", ("platforms",)),
        ("le pido al gobierno q ponga internet", ("government",)),
        ("gobierno: pongan internet", ("government",)),
        ("que hagan una ley", ("lawmakers",)),
        # whom or what it is about
        ("que escuchen mas a los niños", ()),
        ("deben de cuidar a los niños y los abuelos", ()),
        ("mejorar las pensiones de los abuelos", ()),
        ("que pongan multas mas grandes a tiktok", ()),
        ("que quiten tiktok", ()),
        ("que haya mas maestros y doctores", ()),
        ("hay que hablar con los papas", ()),
        ("que las escuelas tengan internet", ()),
        ("que los niños puedan jugar", ()),
        ("los niños necesitamos privacidad", ()),
        ("que bajen los sueldos de los politicos", ()),
        ("cambiar el gobierno y las políticas", ()),
    ],
)
def test_only_who_is_to_act_is_asked(
    text: str, addressees: tuple[str, ...], spanish: Reader
) -> None:
    piece = read(text, spanish)
    assert named(piece.regular, piece.kind).addressees == addressees


@pytest.mark.parametrize(
    ("text", "addressees"),
    [
        ("i wish teachers would listen to kids", ("school",)),
        ("parents please stop posting pics", ("family",)),
        ("ask my mom to stop", ("family",)),
        ("why do teachers take phones", ("school",)),
        ("help the teachers", ()),
        ("more teachers", ()),
        ("make tiktok safer for students", ()),
        ("students should be able to play", ()),
    ],
)
def test_who_is_to_act_in_english(text: str, addressees: tuple[str, ...], english: Reader) -> None:
    piece = read(text, english)
    assert named(piece.regular, piece.kind).addressees == addressees


@pytest.mark.parametrize(
    ("text", "code", "there"),
    [
        ("no perder clases", "GC25-XI-A", True),
        ("que no importe la clase social", "GC25-XI-A", False),
        ("los de clase media", "GC25-XI-A", False),
        ("maltrato infantil", "GC25-VII", True),
        ("maltrato a los niños y los animales", "GC25-VII", True),
        ("no al maltrato animal", "GC25-VII", False),
        ("que no maltraten a los perritos", "GC25-VII", False),
        ("cuidar a los animales maltratados", "GC25-VII", False),
        ("que nadie lea mis mensajes privados", "GC25-VI-E", True),
        ("los colegios privados", "GC25-VI-E", False),
        ("los cobros en los juegos", "GC25-V-J", True),
        ("las minas de cobre", "GC25-V-J", False),
    ],
)
def test_a_word_that_means_something_else_leads_to_no_concept(
    text: str, code: str, there: bool
) -> None:
    assert (code in touched(text, "es")) == there


def test_concepts_come_with_the_words_that_led_to_them() -> None:
    led = touched("que no suban mis fotos sin permiso", "es")
    assert led["GC25-VI-E"] == ("mis fotos", "fotos", "permiso")
    assert "GC25-VI-E" in touched("ask permission before posting a photo", "en")


def test_a_theme_counts_passages_by_concept(found: ThemeAnalysis) -> None:
    theme = next(theme for theme in found.themes if theme.sides)
    concept = next(one for one in theme.concepts if one.code == "GC25-XI-A")
    counted = [p for p in found.passages if p.theme == theme.id and concept.code in p.concepts]
    assert concept.count == len(counted)
    assert theme.settings["phone"] == theme.size


@pytest.mark.parametrize("file", [DATA / "platforms.toml", DATA / "addressees.toml", FILE])
def test_a_list_is_dated_and_its_codes_and_words_are_well_formed(file: Path) -> None:
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    assert date.fromisoformat(document["as_of"]) <= date.today()
    for table in (rows for rows in document.values() if isinstance(rows, list)):
        codes = [row["code"] for row in table]
        assert len(set(codes)) == len(codes)
        for row in table:
            words = [
                w for key in ("words", "heard", "words_es", "words_en") for w in row.get(key, ())
            ]
            assert words
            assert all(re.fullmatch(r"[a-z0-9]+\*?(?: [a-z0-9]+\*?)*", word) for word in words), row


def test_every_code_has_a_name_in_both_languages() -> None:
    for table in ("platform", "setting", "addressee"):
        assert all(one.name["es"] and one.name["en"] for one in names(table))


@given(st.lists(st.sampled_from(["ley", "leyes", "de", "fotos", "foto", "mi"]), max_size=8))
def test_a_phrase_is_found_exactly_where_its_words_follow_one_another(words: list[str]) -> None:
    text = " ".join(words)
    there = Finder([("a", ["mi foto*"]), ("b", ["ley*"])]).find(text)
    assert ("a" in there) == bool(re.search(r"\bmi foto", text))
    assert ("b" in there) == bool(re.search(r"\bley", text))
