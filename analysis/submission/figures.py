"""Figures that a passage states: shares, counts and amounts, each with its unit.

Years, dates, ages, numbers of articles and pages, telephone numbers, codes and addresses are
numbers but no figures. Numbers are read the Mexican way (2,132 and 17.4) unless the document
writes its decimals with commas. A ratio ("9 de cada 10") is given as a percentage.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from .non_figures import AND, dotted_out, without_other_numbers
from .values import Figure, ParsedPassage

_NUMBER = (
    r"(?<![\w/.,·])(?<!\w-)(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]{1,6})?|[0-9]{1,3}(?:\.[0-9]{3}){2,4}"
    r"(?:,[0-9]{1,6})?|[0-9]{1,3}\.[0-9]{3},[0-9]{1,6}|[0-9]{1,3}(?: [0-9]{3}){1,4}(?![0-9])"
    r"|[0-9]{1,15}(?:[.,][0-9]{1,6})?)(?![\w/·]|[.,-][0-9])"
)
_WORDS = {
    word: value
    for value, words in enumerate(
        (
            ("una", "uno", "un", "one"),
            ("dos", "two"),
            ("tres", "three"),
            ("cuatro", "four"),
            ("cinco", "five"),
            ("seis", "six"),
            ("siete", "seven"),
            ("ocho", "eight"),
            ("nueve", "nine"),
            ("diez", "ten"),
        ),
        start=1,
    )
    for word in words
} | {"cien": 100, "mil": 1000}
_COUNT_WORD = rf"(?:[0-9]{{1,6}}|{'|'.join(_WORDS)})"
_RATIO = re.compile(
    rf"\b(?P<part>{_COUNT_WORD})\s(?:de\scada|(?:in|out of)\s(?:every\s)?)\s?"
    rf"(?P<whole>{_COUNT_WORD})\b"
    r"(?!\s?%|\s(?:mil|millones|million)\b)",
    re.IGNORECASE,
)
_PERCENT = r"\s?(?:%|por ciento\b|percent\b|per cent\b)"
_POINTS = r"\s?(?P<points>puntos porcentuales|percentage points)\b"
_TIMES = (
    r"\s(?P<times>mil millones|mil mdp|miles de millones|millones|mill[óo]n|mdp|billones|bill[óo]n"
    r"|mil|miles|million|billion|thousand|trillion)\b"
)
_MULTIPLIERS = {
    "mil": 10**3, "miles": 10**3, "thousand": 10**3,
    "millones": 10**6, "millón": 10**6, "millon": 10**6, "mdp": 10**6, "million": 10**6,
    "mil millones": 10**9, "miles de millones": 10**9, "mil mdp": 10**9, "billion": 10**9,
    "billones": 10**12, "billón": 10**12, "billon": 10**12, "trillion": 10**12,
}  # fmt: skip
_QUANTITY = re.compile(
    rf"(?P<money>\$\s?)?(?P<minus>(?<![^\s(])[-−])?(?P<number>{_NUMBER})"
    rf"(?:(?P<percent>{_PERCENT})|{_POINTS}|(?:{_TIMES}(?:\s(?P<rest>[0-9]{{1,3}})(?P<rest_mil>\smil)?"
    r"(?![0-9.,%]|\s?%))?)?)",
    re.IGNORECASE,
)
_NOUN_FOLLOWS = re.compile(
    rf"{AND}|\s(?:de|of)\s(?:(?:los|las|un total de|the|a total of)\s)?", re.IGNORECASE
)
_RANGE_OF_PERCENT = re.compile(
    rf"(?P<number>{_NUMBER})(?={AND}{_NUMBER.replace('·', '')}{_PERCENT})", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"\(\s?(?P<number>[0-9]{1,2}[.,][0-9]{1,2})\s?\)")
_BEFORE_NOUN = (
    r"(?:(?:de|of)\s)?(?:(?:los|las|estos|estas|esos|esas|nuev[ao]s|presunt[ao]s|posibles|distint[ao]s"
    r"|diferentes|principales|grandes|divers[ao]s|tot?al de|the|these|new|possible|alleged"
    r"|different|main)\s){0,2}"
)
_CHILDREN = r"niñas(?:,? y| e|,)? niños(?:,? y|,| o)? adolescentes"
_NOUN = re.compile(
    rf"\s?(?:(?:fueron|son|eran|corresponden a|corresponde a|were|are)\s)?{_BEFORE_NOUN}"
    rf"(?P<noun>{_CHILDREN}|[^\W\d_]{{3,30}})",
    re.IGNORECASE,
)
_CURRENCIES = frozenset({"pesos", "dólares", "euros", "USD", "MXN", "dollars"})
_VERB = re.compile(r".*(?:ó|aron|ieron)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_COUNTED = re.compile(
    r"personas|niñ[ao]s|mujeres|hombres|adolescentes|jóvenes|menores|víctimas|reportes|casos|denuncias"
    r"|delitos|investigaciones|carpetas|escuelas|hogares|estudiantes|imágenes|videos|contenidos"
    r"|municipios|pesos|dólares|usuari[ao]s|people|children|girls|boys|women|men|cases|reports"
    r"|victims|schools|households|students|images|users",
    re.IGNORECASE,
)
_NO_NOUN = re.compile(
    r"(?:los|las|del|que|para|por|con|sin|sobre|entre|hasta|desde|según|ante|bajo|cada|como|cuando|"
    r"donde|más|menos|muy|pero|sino|aunque|porque|pues|fue|fueron|son|era|eran|está|están|hay|"
    r"han|sido|ser|tiene|tienen|cuenta|contra|durante|mediante|tras|respecto|frente|ello|ella|"
    r"ellas|ellos|esto|esta|este|estos|estas|ese|esa|aquel|otro|otra|otros|otras|todo|toda|todos|"
    r"todas|mismo|misma|una|uno|unos|unas|se|ha|así|ya|también|solo|sólo|establece|señala|"
    r"dispone|prevé|inició|indica|refirieron|respondieron|reportan|vivieron|representa|"
    r"representan|the|and|for|from|with|that|this|these|those|which|who|was|were|are|has|have|"
    r"had|been|not|but|its|their|than|then|them|they|into|over|under|between|per)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and where it stands in a text; rounding is half of its last printed digit."""

    start: int
    end: int
    value: Decimal
    unit: str
    rounding: Decimal = Decimal(0)


def figures(passages: Iterable[ParsedPassage]) -> tuple[Figure, ...]:
    """The figures of every passage, in order."""
    read = list(passages)
    comma = has_decimal_commas(" ".join(passage.text for passage in read))
    return tuple(
        Figure(_plain(quantity.value), quantity.unit, passage.id)
        for passage in read
        for quantity in quantities(passage.text, decimal_comma=comma)
    )


def has_decimal_commas(text: str) -> bool:
    """Whether a document writes 17,4 rather than 17.4."""
    commas = len(re.findall(r"(?<![0-9.,])[0-9]{1,3},[0-9]{1,2}(?![0-9.,]?[0-9])", text))
    points = len(re.findall(r"(?<![0-9.,])[0-9]{1,3}\.[0-9]{1,2}(?![0-9.,]?[0-9])", text))
    return commas > points


def quantities(text: str, *, decimal_comma: bool = False) -> list[Quantity]:
    """The figures of one text, in order, each with its place."""
    masked = without_other_numbers(text)
    masked = re.sub(r"(?<=[0-9])-(?=[0-9])", "–", masked)  # the hyphens left stand in ranges
    ratios = [_ratio(found) for found in _RATIO.finditer(masked)]
    for ratio in ratios:
        masked = dotted_out(masked, ratio.start, ratio.end)
    shares = [*_bracketed(masked, decimal_comma), *_range_starts(masked, decimal_comma)]
    for share in shares:
        masked = dotted_out(masked, share.start, share.end)
    counted = _ranges_completed(masked, list(_counted(masked, decimal_comma)))
    return sorted([*ratios, *shares, *counted], key=lambda quantity: quantity.start)


def _ratio(found: re.Match[str]) -> Quantity:
    part, whole = (_count(found[name]) for name in ("part", "whole"))
    share = round(Decimal(100) * part / max(whole, 1), 1)
    return Quantity(found.start(), found.end(), share, "%", Decimal("0.05"))


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS[word.lower()]


def _bracketed(text: str, decimal_comma: bool) -> Iterator[Quantity]:
    """`(37.7)` after a percentage of the same text is a percentage that lost its sign."""
    first = text.find("%")
    for found in _IN_BRACKETS.finditer(text):
        if 0 <= first < found.start():
            yield _share(found, decimal_comma)


def _range_starts(text: str, decimal_comma: bool) -> Iterator[Quantity]:
    """The 10 of `entre 10 y 15 %`."""
    for found in _RANGE_OF_PERCENT.finditer(text):
        yield _share(found, decimal_comma)


def _share(found: re.Match[str], decimal_comma: bool) -> Quantity:
    value = _decimal(found["number"], decimal_comma, whole=False)
    return Quantity(found.start(), found.end(), value, "%", _half_digit(value))


def _counted(text: str, decimal_comma: bool) -> Iterator[Quantity]:
    """Percentages, counts and amounts; a bare number that counts nothing is left out (unit "?")."""
    for found in _QUANTITY.finditer(text):
        unit = _unit(text, found)
        whole = not (found["percent"] or found["points"] or found["times"])
        number = _decimal(found["number"], decimal_comma, whole=whole)
        times = _MULTIPLIERS[found["times"].lower()] if found["times"] else 1
        value = number * times + _rest(found)
        value = -value if found["minus"] and not whole else value
        yield Quantity(found.start(), found.end(), value, unit, _half_digit(number) * times)


def _rest(found: re.Match[str]) -> int:
    """The 132 of `2 mil 132`, the 500 thousand of `2 millones 500 mil`."""
    return int(found["rest"] or 0) * (1000 if found["rest_mil"] else 1)


def _unit(text: str, found: re.Match[str]) -> str:
    """The unit of a number; "?" where nothing says what is counted."""
    if found["percent"]:
        return "%"
    if found["points"]:
        return found["points"].lower()
    noun = _noun(text, found.end())
    if _YEAR.fullmatch(found["number"]) and not (found["times"] or _COUNTED.fullmatch(noun)):
        return "?"
    if (found["times"] or "").lower().endswith("mdp"):
        return "pesos"
    if found["money"]:
        return noun if noun in _CURRENCIES else "$"
    return noun or ("" if found["times"] or _is_large(found["number"]) else "?")


def _noun(text: str, at: int) -> str:
    """The counted noun after a number, or ""."""
    found = _NOUN.match(text, at)
    if not found or _NO_NOUN.fullmatch(found["noun"]) or _VERB.fullmatch(found["noun"]):
        return ""
    return found["noun"]


def _is_large(number: str) -> bool:
    """Whether it is written with separators of thousands: a count even where no noun follows."""
    return bool(re.fullmatch(r"[0-9]{1,3}(?:[., ][0-9]{3})+", number))


def _ranges_completed(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give the 200 of `200 y 300 reportes` or `200 de 300 reportes` its noun; drop mere numbers."""
    completed: list[Quantity] = []
    after: Quantity | None = None
    for quantity in reversed(found):
        between = text[quantity.end : after.start] if after else ""
        if quantity.unit == "?" and after and _NOUN_FOLLOWS.fullmatch(between):
            quantity = replace(quantity, unit=after.unit)
        if quantity.unit != "?":
            completed.append(quantity)
        after = quantity
    return completed


def _decimal(number: str, decimal_comma: bool, *, whole: bool) -> Decimal:
    """A number's value; whole: counts have no decimals of three digits, so 2.132 is 2132."""
    number = re.sub(r"\s", "", number)
    marks = re.findall(r"[.,]", number)
    if not marks:
        return Decimal(number)
    decimal = _decimal_mark(number, marks, decimal_comma, whole=whole)
    thousands = {".": ",", ",": "."}.get(decimal, ".,")
    plain = "".join(character for character in number if character not in thousands)
    return Decimal(plain.replace(",", "."))


def _decimal_mark(number: str, marks: list[str], decimal_comma: bool, *, whole: bool) -> str:
    """Which mark stands before the decimals, or "" if none does."""
    last = marks[-1]
    if len(set(marks)) > 1:
        return last
    grouped = re.fullmatch(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", number)
    if len(marks) > 1 or (grouped and (whole or last == ("." if decimal_comma else ","))):
        return ""
    return last


def _half_digit(value: Decimal) -> Decimal:
    """Half of the last printed digit: 17.4 stands for 17.35 to 17.45."""
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb((exponent if isinstance(exponent, int) else 0) - 1)


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
