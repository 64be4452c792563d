"""Spanish verb forms told by their endings, where a small model trained on news misses them.

Children leave accents out and begin with the verb ("arreglen el internet", "compre unos tenis");
the model then often sees a noun. A form counts only where the infinitive that it would come from
is a known word. Endings and alternations are those of any Spanish grammar (Real Academia Española,
*Nueva gramática de la lengua española*, chapter 4).
"""

import re
from collections.abc import Callable, Sequence

Knows = Callable[[str], bool]

_IRREGULAR_WISHES = re.compile(
    r"(?:haya|sea|vaya|este|de|sepa|haga|ponga|tenga|venga|salga|diga|traiga|oiga|caiga|vea|"
    r"pueda|quiera|conozca|ofrezca|crezca|aparezca|reconozca|obedezca|sienta|duerma|mantenga|"
    r"contenga|proponga|imponga|obtenga|incluya|construya|destruya|deshaga|elija|corrija|siga|"
    r"consiga|persiga|distinga|estuviera|hubiera|fuera|use|tuviera|pudiera|hiciera|pusiera)n?"
    r"|hagamos|seamos|tengamos|pongamos|vayamos|podamos|demos|sepamos|veamos"
)
_INDICATIVE = frozenset({  # of verbs beside which another has the form as its subjunctive
    "estan", "salen", "venden", "mienten", "cuestan", "viven", "suelen", "siguen", "mandan",
})  # fmt: skip
_BEFORE = re.compile(r"(?:me|te|se|lo|la|le|los|las|les|nos)+$")
_TO_SEVERAL = re.compile(r"(\w{2,}[ae]n)(?:me|nos|l[aeo]s?)")  # "dejenme"
_TO_ONE = re.compile(r"(\w{2,})a(?:me|nos|l[aeo]s?)")  # "dejame"
_STEMS = (
    ("qu", "c"), ("gu", "g"), ("c", "z"), ("j", "g"), ("zc", "c"), ("z", "c"),
)  # fmt: skip
_VOWELS = (("ie", "e"), ("ue", "o"), ("i", "e"), ("ue", "u"))
_IRREGULAR_PAST = re.compile(
    r"(?:hice|hizo|hicimos|fui|fue|fuimos|vi|vio|vimos|tuve|tuvo|tuvimos|dije|dijo|dijeron|puse|"
    r"puso|pude|pudo|quise|quiso|supe|supo|estuve|estuvo|anduve|vine|vino|traje|trajo|di|dio|"
    r"lei|oi|cai|(?:hic|tuv|fu|v|d|pus|dij|estuv|pud|quis|sup|vin)iste|"
    r"eramos|era|eran|iba|iban|ibamos|hubo)"
)
_PAST = re.compile(r"\w{2,}(?:aron|ieron|yeron|aba|aban|abas|abamos|aste)")
_YOURS = re.compile(r"(\w{2,})iste")  # "triste", "existe" are no past
_IMPERFECT = re.compile(r"(\w{2,})ia[ns]?")
_FIRST_PAST = re.compile(r"\w{2,}(?:é|í|ó)")


def infinitives(stem: str, endings: Sequence[str]) -> list[str]:
    """The infinitives that a stem may come from, its spelling and vowel changes undone."""
    stems = [stem]
    stems += [stem[: -len(new)] + old for new, old in _STEMS if stem.endswith(new)]
    stems += [old.join(one.rsplit(new, 1)) for one in stems for new, old in _VOWELS if new in one]
    return [one + ending for one in stems for ending in endings]


def wishes(bare: str, knows: Knows, *, plural: bool = True) -> bool:
    """Whether a word without accents is a present subjunctive or a command to several.

    With `plural` false forms of one person count too ("que el gobierno mejore"); at the start of
    a passage they are too often something else.
    """
    if plural and not knows(bare) and (to_one := _TO_ONE.fullmatch(bare)):
        return knows(f"{to_one[1]}ar")
    told = _TO_SEVERAL.fullmatch(bare) if plural else None
    word = told[1] if told else _BEFORE.sub("", bare) if len(bare) > 7 else bare
    if word in _INDICATIVE:
        return False
    if word not in {"de", "este"} and _IRREGULAR_WISHES.fullmatch(word):
        return True
    if word.endswith("n"):
        word = word[:-1]
    elif plural:
        return False
    classes = {"e": ("ar",), "a": ("er", "ir")}.get(word[-1:], ())
    return len(word) > 3 and any(knows(each) for each in infinitives(word[:-1], classes))


def is_past(word: str, bare: str, knows: Knows) -> bool:
    """Whether a word (as spelt, and without accents) is a preterite or imperfect."""
    if _IRREGULAR_PAST.fullmatch(bare) or _PAST.fullmatch(bare):
        return True
    imperfect = _YOURS.fullmatch(bare) or _IMPERFECT.fullmatch(bare)
    if imperfect and not bare.endswith(("aria", "eria", "iria", "arian", "erian", "irian")):
        return any(knows(imperfect[1] + ending) for ending in ("er", "ir"))
    return bool(_FIRST_PAST.fullmatch(word)) and any(
        knows(bare[:-1] + ending) for ending in ("ar", "er", "ir")
    )


def may_be_my_past(bare: str, knows: Knows) -> bool:
    """Whether a word could be a first person's preterite with its accent left out ("compre")."""
    if len(bare) < 4 or bare[-1] not in "ei":
        return False
    classes = ("ar",) if bare[-1] == "e" else ("er", "ir")
    stems = {bare[:-1], bare[:-1].removesuffix("u"), bare[:-1].removesuffix("qu") + "c"}
    return any(knows(stem + ending) for stem in stems for ending in classes)
