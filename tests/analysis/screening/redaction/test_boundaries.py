"""Details made whole, and what is nobody's: hours, years, grades, characters of a story.

Texts show their details in braces: "mi amiga {name:Lupita} Xhoc".
"""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.screening import screen
from analysis.screening.lexicon.lexicon import Lexicon, lexicon
from analysis.screening.redaction.boundaries import extend_boundaries
from analysis.screening.results import Entity
from analysis.screening.tokens import tokenize
from analysis.spacy_models import load

MARKED = re.compile(r"\{(\w+):([^}]*)\}")


@pytest.fixture(scope="module")
def spanish() -> Lexicon:
    return lexicon("es", load("es"))


def read(marked: str) -> tuple[str, list[Entity]]:
    """The text without braces, and the details that stood in them."""
    text, entities, last = "", [], 0
    for match in MARKED.finditer(marked):
        text += marked[last : match.start()]
        entities.append(Entity(match[1], len(text), len(text) + len(match[2])))
        text, last = text + match[2], match.end()
    return text + marked[last:], entities


def shown(text: str, entities: list[Entity]) -> str:
    """The text with braces around details."""
    for entity in reversed(entities):
        inside = f"{{{entity.type}:{text[entity.start : entity.end]}}}"
        text = text[: entity.start] + inside + text[entity.end :]
    return text


def grown(marked: str, lexicon: Lexicon) -> str:
    text, entities = read(marked)
    return shown(text, extend_boundaries(lexicon.corrected(tokenize(text)), lexicon, entities))


def redacted(text: str) -> str:
    return next(screen([("1", text)])).redacted


# ---- what belongs to a detail


PERSONS = [
    ("mi amiga {name:Lupita} Xhoc no vino", "mi amiga {name:Lupita Xhoc} no vino"),
    ("y me callo. Tsunki {name:Poot} me saca", "y me callo. {name:Tsunki Poot} me saca"),
    ("con mi prima {name:Lupita} R. juego", "con mi prima {name:Lupita R.} juego"),
    ("el profe J.{name:Canul} grita mucho", "el profe {name:J.Canul} grita mucho"),
    ("mi abue Ma. {name:Canul} no save", "mi abue {name:Ma. Canul} no save"),
    ("Ana-{name:Lupita} me iso bulin", "{name:Ana-Lupita} me iso bulin"),
    ("{name:Lupita} de la Cruz pega", "{name:Lupita de la Cruz} pega"),
    ("{name:Lupita} Xhoc {name:Canul} juegan", "{name:Lupita Xhoc Canul} juegan"),
    ("mi pana {name:Xhunco}' no vino", "mi pana {name:Xhunco'} no vino"),
    ("mi abue Ma. del {name:Xhoc} no save", "mi abue {name:Ma. del Xhoc} no save"),
    ("con {name:Ma}. {name:Canul} no juego", "con {name:Ma.} {name:Canul} no juego"),
    ("si ves a {name:lupita} abril dile", "si ves a {name:lupita abril} dile"),
    ("mi prima {name:lupita} guerrero no vino", "mi prima {name:lupita guerrero} no vino"),
    ("blanca {name:flor} nos dio la clave", "{name:blanca flor} nos dio la clave"),
]

SPOTS = [
    ("vivo en {place:Tzintzun} de las Flores", "vivo en {place:Tzintzun de las Flores}"),
    ("por {neighbourhood:roma norte} y la {place:Tzintzun}",
     "por {neighbourhood:roma norte} y {place:la Tzintzun}"),
    ("en la {street:calle Nardo} 12 no ay luz", "en la {street:calle Nardo 12} no ay luz"),
    ("fui al kiosko de {place:Tzintzun} ayer", "fui al {place:kiosko de Tzintzun} ayer"),
    ("boy al colegio {place:Tzintzun} ayer", "boy al {school:colegio Tzintzun} ayer"),
    ("el colegio {name:Lupita Canul} no tiene", "el {school:colegio Lupita Canul} no tiene"),
    ("la {school:secu} Xicoh no tiene compus", "la {school:secu Xicoh} no tiene compus"),
    ("la {school:secu} “luz del saber” es chafa", "la {school:secu “luz del saber”} es chafa"),
    ("{place:Tzintzun} de la {name:Lupita} es lejos", "{place:Tzintzun de la Lupita} es lejos"),
]  # fmt: skip

HANDLES = [
    ("soy {handle:pepe}_2012 en roblox", "soy {handle:pepe_2012} en roblox"),
    ("soy gamer_{name:lupita}.mx jaja", "soy {handle:gamer_lupita.mx} jaja"),
    ("soy el.{name:lupita}_x jaja", "soy {handle:el.lupita_x} jaja"),
    ("sigueme @{name:lupita}, porfa", "sigueme {handle:@lupita}, porfa"),
    ("soy {handle:pepe}. Y ya", "soy {handle:pepe}. Y ya"),
]


@pytest.mark.parametrize(("heart", "expected"), [*PERSONS, *SPOTS, *HANDLES])
def test_a_detail_grows_over_what_belongs_to_it(
    heart: str, expected: str, spanish: Lexicon
) -> None:
    assert grown(heart, spanish) == expected


APART = [
    "mi amiga {name:Lupita} dijo que no",
    "Hoy {name:Lupita} no vino",
    "mi amiga {name:Lupita} de la cruz roja",
    "mi amiga {name:Lupita} de Oaxaca",
    "{name:lupita} vale mucho",
    "se fue la luz {name:lupita} grito",
    "{name:Lupita} y {name:Kevin} pelean, {name:Yaretzi} yora",
    "{name:Lupita}. Xhoc es mi perro",
    "{name:Lupita} [nombre] y [nombre 2] juegan",
    "no voy a {school:secu 5} los {date:3 de mayo}",
    # a number that counts or tells the hour
    "en la {street:Nardo} 12 compas juegan",
    "en la {street:Nardo} 7:30 pasa el camion",
    "la {street:Nardo} 3ro bloque",
    "{name:Lupita} 12 veces me pego",
    # somebody or something everybody knows
    "oigo Bad Bunny {name:Lupita} tambien",
    "juego Free Fire {name:Lupita} tambien",
    "mi prima {name:Lupita} TikTok y Free Fire no deja",
    "vivo en {place:Tzintzun} Oaxaca",
    "mi carnal y {name:Alex} Minecraft no deja",
    # marks that close what somebody said
    'dijo "vallan a la {school:secu 5}" y luego "ya no"',
    'dijo "odio la {school:secu 5}". Y "fea"',
    "la {school:secu} “de todas las cosas buenas que ay en el mundo” ok",
    # another line
    "soy {name:Lupita}\nQuiero mas compus",
    "porfa Xhoc\n{name:Lupita} juega",
    "vivo en la\n{place:Tzintzun}\nde la Luna se ve",
    # other kinds do not grow
    "tengo {age:9 años} Xhoc",
    "mi cel {number:55 18} Xhoc",
]


@pytest.mark.parametrize("text", APART)
def test_a_detail_leaves_what_is_not_its_own(text: str, spanish: Lexicon) -> None:
    assert grown(text, spanish) == text


# ---- for any text


KINDS = st.sampled_from(("name", "place", "school", "street", "handle", "number", "age"))
HEARTS = st.builds("{{{}:{}}}".format, KINDS, st.sampled_from(("Lupita", "poot", "Xhoc R", "5")))
BESIDE = st.sampled_from(
    ("Tsunki", "J", "R.", "de", "la", "De", "12", "_", "@", "-", ".", "'", '"', "colegio", "el",
     "juega", "Quiero", "[nombre]", "[calle 2]", "😀", "#x", "·")
)  # fmt: skip
ENDS = st.sampled_from(("!", "?", "\n", ";", "Bad Bunny", "Oaxaca", "porque"))
GAPS = st.sampled_from((" ", " ", " ", ""))
ANY = st.lists(st.builds("{}{}".format, st.one_of(HEARTS, BESIDE, ENDS), GAPS), max_size=12)


@settings(max_examples=300)
@given(ANY.map("".join))
@example("55-{number:12}_{handle:poot}.x_{name:Lupita}")
@example("{name:Lupita}{place:poot} de la {age:5}_{handle:5}")
def test_growing_loses_nothing_and_takes_no_other(spanish: Lexicon, marked: str) -> None:
    text, before = read(marked)
    after = extend_boundaries(spanish.corrected(tokenize(text)), spanish, before)
    assert all(one.end <= other.start for one, other in zip(after, after[1:], strict=False))
    assert all(0 <= each.start < each.end <= len(text) for each in after)
    for each in before:
        assert [one for one in after if one.start <= each.start and each.end <= one.end]
    for done in spanish.placeholder.finditer(text):
        assert not [one for one in after if one.start < done.end() and done.start() < one.end]


@settings(max_examples=200)
@given(st.lists(BESIDE.filter('"'.__ne__)), HEARTS, ENDS, st.lists(BESIDE), GAPS)
def test_growing_ends_where_the_sentence_or_somebody_known_does(
    spanish: Lexicon, before: list[str], heart: str, end: str, after: list[str], gap: str
) -> None:
    marked = " ".join([*before, end, *before, f"{heart}{gap or ' '}{end}", *after])
    text, _heart = read(marked)
    bounds = [at.span() for at in re.finditer(re.escape(end), text)]
    for each in extend_boundaries(spanish.corrected(tokenize(text)), spanish, _heart):
        assert not [at for at in bounds if at[0] < each.end and each.start < at[1]]


# ---- what is nobody's


NOBODYS = [
    *("entro a las 7:30", "me duermo a las 11:45 por el cel", "a las 10:00 apagan el modem"),
    *("en 2012 no avia tiktok", "desde el 2020 tengo compu", "mi abue estudio en 1954"),
    *(
        "en 3 B no sirve el proyector",
        "el 5G no yega",
        "marquen al 911 o 800 911 2000",
        "hablen al 089 o al 55 5533 5533",
    ),
    *("Elsa y Ana son de Frozen", "Steve y Alex de Minecraft son chidos"),
    *("Sofía, Leo y Max son los de GTA", "mi muñeca se llama Xuxita", "mi perro se llama Firulais"),
]


@pytest.mark.parametrize("text", NOBODYS)
def test_hours_years_grades_and_characters_stay(text: str) -> None:
    assert redacted(text) == text


BESIDES = [
    ('mi primo Lupe "el Pecas" Canul arregla cels', "mi primo [nombre] arregla cels"),
    ("Ma. Lupita me dijo cosas", "[nombre] me dijo cosas"),
    ("a la prieta le dicen cosas en el chat", "a [nombre] le dicen cosas en el chat"),
    ("sra. canul quite la camara", "sra. [nombre] quite la camara"),
    ("el lucero del cerro se apago", "el lucero del cerro se apago"),
    ("mi carnal y Alex de 4to juegan Minecraft", "mi carnal y [nombre] de 4to juegan Minecraft"),
    ("Lupita entra a las 7:30", "[nombre] entra a las 7:30"),
    ("oigo Bad Bunny con Lupita Xhoc", "oigo Bad Bunny con [nombre]"),
    ('dijo "vete a la secu 5" y luego "ya no"', 'dijo "vete a [escuela]" y luego "ya no"'),
    ("me yamo Lupita\nQuiero mas compus", "me yamo [nombre]\nQuiero mas compus"),
    ("me llamo Lupita Canul\nQuisiera wifi", "me llamo [nombre]\nQuisiera wifi"),
    ("vivo por el rancho Tzintzun\nQuiero internet", "vivo por [colonia]\nQuiero internet"),
]


@pytest.mark.parametrize(("text", "expected"), BESIDES)
def test_what_stands_beside_a_detail_stays(text: str, expected: str) -> None:
    assert redacted(text) == expected
