"""What passages name: platforms, settings, and who is asked to act, by dated lists of words.

The lists are data (`data/platforms.toml`, `data/addressees.toml`), each with the day it was last
gone through. They were written by hand; no published list is used. What is named in a passage is
not always what it is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from analysis.themes.lang.gazetteer import data, names
from codebook.finder import Finder, words_of

ASKS = frozenset({"proposal", "question"})  # kinds of statement that ask somebody to act

# Who is asked is told by the words beside a name, in regular spelling and without accents.
_DEEDS = frozenset({  # what only one can do names who is asked, wherever it stands
    "ley", "leyes", "legislar", "legislen", "law", "laws",
})  # fmt: skip
_PEOPLE = frozenset({"school", "family", "government", "police", "health", "children", "adults"})
_PLACES = re.compile(r"escuela|colegio|liceo|universidad|hospital|consultorio|centro|school")
_FAR = 6  # words after somebody in which the verb is looked for
_THEIRS = (  # words that stand before a noun and belong to it
    r"(?:(?:l[ao]s del?|el|l[ao]s?|mis?|tus?|sus?|nuestr[oa]s?|tod[oa]s?|otr[oa]s?|demas|cada|"
    r"es[eoa]s?|est[eoa]s?|mism[oa]s?|propi[oa]s?|the|my|our|your|all|other|every|these|those) )*$"
)
_ROW = re.compile(r"\w+ (?:y|e|o|u|ni|and|or) " + _THEIRS)
_OBJECT = re.compile(
    r"\b(?:al?|(?<!\blos )(?<!\blas )del?|para|con|por|en|sin|sobre|entre|hacia|contra|desde|hasta|"
    r"segun|como|haya|to|of|for|with|by|from|about|at|on|against|between|than) " + _THEIRS
)
_OPENS = re.compile(  # what may stand before the subject of a wish
    r"(?:^(?:porque )?|(?<!\blo )(?<!\ben )(?<!\bya )\bque |"
    r"\b(?:ojala|favor|porfa|pero|si|ni|why|when|if|and|that|so|can|will|do|does|are|is) )"
    + _THEIRS
)
_THE = re.compile(  # after a verb: as its object a person would have "a"
    r"(?<![aei]r )(?<!porque )\b(?:el|l[ao]s?|mis?|nuestr[oa]s?|sus?) $"
)
_ASK = (
    r"(?:pid[oe]|pedimos|pediria(?:mos)?|pedir(?:les?)?|exijo|exigimos|ruego|rogamos|solicit(?:o|"
    r"amos)|dig[oa]|diria|decir(?:les?)?|sugiero|propongo)"
)
_TOLD = re.compile(
    rf"\b(?:{_ASK} (?:al?|que)|(?:por|de) parte del?|ask|tell|beg|want|wish|expect|"
    rf"please) {_THEIRS}"
)
_TO = re.compile(rf"\bal? {_THEIRS}")
_I_ASK = re.compile(rf"(?:\w+ ){{0,3}}?(?:les?|yo|quiero|quisiera) {_ASK}\b")
_MUST = re.compile(
    r"(?:\w+ ){0,3}?(?:should|shouldn|would|must|needs?|ought|have to|has to|please|deb[ea]n?|"
    r"deberian?|debier[ao]n?|tienen? que|tendrian? que|podrian?|favor|porfa\w*)\b"
)
_IS_GIVEN = re.compile(  # something, and does nothing
    r"(?:\w+ ){0,3}?(?:(?:tengan?|tuvieran?) (?!(?:mas )?(?:cuidado|paciencia|respeto)|en cuenta|"
    r"que\b)|(?:reciban?|necesitan?|ganen?|puedan?|pudieran?|vivan?)\b)|"
    r"(?:\w+ ){0,2}?\w{2,}[aei]mos\b"  # "los niños queremos"
)
_LIVES = re.compile(  # what is wished for children, or what they say, is not asked of them
    r"(?:\w+ ){0,4}?(?:puedan?|pudieran?|pueden|podamos|sean?|fueran?|esten?|vivan?|crezcan?|"
    r"sufran?|sientan?|aprendan?|jueguen?|disfruten?|vean?|vayan?|duerman?|tener|poder|recibir|ser|"
    r"estar|vivir|jugar|be|have|get|can|use|"
    r"propon\w+|senal\w+|refier\w+|mencion\w+|creen|dicen|opinan|piensan|quieren|concuerdan|"
    r"consideran|solicitan|piden|expresan)\b"
)


@dataclass(frozen=True, slots=True)
class Named:
    """Codes found in one passage, in the order of the lists."""

    platforms: tuple[str, ...]
    settings: tuple[str, ...]
    addressees: tuple[str, ...]


@cache
def _finder(file: str, table: str) -> Finder:
    return Finder(
        (row["code"], [*row["words"], *row.get("heard", ())]) for row in data(file)[table]
    )


def named(regular: str, kind: str) -> Named:
    """What a passage names. Only a wish or a question asks somebody to act."""
    asked = addressed(regular) if kind in ASKS else ()
    return Named(
        tuple(_finder("platforms.toml", "platform").find(regular)),
        tuple(_finder("platforms.toml", "setting").find(regular)),
        asked,
    )


def addressed(regular: str) -> tuple[str, ...]:
    """Who is asked to act: the subject of a wish ("que los maestros enseñen", "pongan reglas los
    papás"), or who is told it ("a las empresas les pido"); not whom or what it is about."""
    words = words_of(regular)
    found = {
        code
        for code, start, end in _finder("addressees.toml", "addressee").places(words)
        if _acts(words, start, end, code)
    }
    return tuple(name.code for name in names("addressee") if name.code in found) if found else ()


def _acts(words: Sequence[str], start: int, end: int, code: str) -> bool:
    """Whether who stands there is to do what is wished, or is told it."""
    # Of a row ("a los niños y los abuelos") what stands before the first goes for all.
    before = _ROW.sub("", "".join(f"{word} " for word in words[:start]))
    after = " ".join(words[end : end + _FAR])
    if words[start] in _DEEDS or _TOLD.search(before):
        return True
    if _TO.search(before) and _I_ASK.match(after):
        return True
    if _OBJECT.search(before) or (code == "children" and _LIVES.match(after)):
        return False
    if _MUST.match(after):
        return True
    person = code in _PEOPLE and not _PLACES.match(words[start])
    stands = _OPENS.search(before) or (person and _THE.search(before))
    return bool(stands) and not _IS_GIVEN.match(after)
