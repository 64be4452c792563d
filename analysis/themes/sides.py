"""For and against: what a passage takes a side on, and whether a theme has two sides.

A passage's *stances* are read from left to right with a sign: words of refusal turn it ("no",
"nunca", "sin"), so do verbs and nouns of taking away ("prohibir", "quitar", "menos"); what is
judged good or bad sets it ("me gusta", "no es justo", "sirve", "distrae"). "No hay que prohibir el
celular" turns twice and is for the phone. A thing takes the sign only as the first object of a verb
that gives or takes, allows or forbids; of any other verb the verb itself, with its object, is what
is wanted or not: "no tirar basura" is not against "reciclar la basura". A complaint about quality
takes no side, a complaint of lack ("no hay internet") is for what is lacking. That something is
there ("hay discriminación") is a report, and takes no side either.

The lists were written by hand (no published list is used) and favour silence over a guess.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Span, Token

from .spelling import without_accents

FEW = 3  # passages that a side needs
MINOR = 0.15  # share of those who take a side that the smaller side needs
SPOKEN = 0.1  # share of a theme's passages that must take a side on one subject

ALONE = "!"  # ends the key of an act whose object is not said; nobody disputes about it

_REFUSES = re.compile(
    r"no|nunca|jamas|nadie|ningun[oa]?s?|tampoco|ni|nada|not|never|nobody|none|n't|dont"
)
_TURNS = re.compile(
    r"(?:prohib|quit|elimin|desaparec|bloque|apag|evit|limit(?!e)|restring|restrinj|impid|imped|"
    r"censur|reduc|reduz|disminu|desinstal|guard|suspend|cancel|cierr|cerra|confisc|castig|"
    r"remov|delet|block|bann|forbid)\w*|borr(?:en|ar|e|an)|baj(?:en|e|ar|an|arle|arla)|"
    r"acab(?:en|ar|e)|saqu(?:en|e)|sacar|par(?:en|ar)|menos|basta|fin|alto|contra|sin|less|fewer|"
    r"stop|without|ban"
)
_LIGHT = frozenset(
    [
        "haber",
        "poner",
        "tener",
        "dejar",
        "permitir",
        "usar",
        "utilizar",
        "poder",
        "querer",
        "dar",
        "existir",
        "hacer",
        "necesitar",
        "deber",
        "ser",
        "estar",
        "crear",
        "aumentar",
        "subir",
        "seguir",
        "ir",
        "autorizar",
        "ofrecer",
        "devolver",
        "conservar",
        "mantener",
        "continuar",
        "ocupar",
        "llevar",
        "traer",
        "gustar",
        "pedir",
        "exigir",
        "faltar",
        "want",
        "let",
        "allow",
        "give",
        "put",
        "have",
        "make",
        "use",
        "need",
        "keep",
        "add",
        "should",
        "can",
        "must",
        "more",
        "please",
        "ask",
        "require",
        "there",
        "get",
    ]
)
_LIGHT_FORMS = re.compile(
    r"ha[yi]a?n?|ponga?n?|dejen?|permita[ns]?|usen?|suban?|subir|pidan?|den|tengan?|pued[ae]n?|"
    r"quier[oa]n?|deberia[ns]?|deben?|sigan?|hagan?|faltan?|poc[oa]s?"
)
_BREAKS = frozenset(["pero", "aunque", "sino", "but", "although"])
_REASONS = frozenset(
    ["porque", "para", "pues", "cuando", "si", "because", "so", "since", "when", "if"]
)
_THINGS = frozenset({"NOUN", "PROPN"})
SAME = {"telefon": "celular", "movil": "celular", "smartphon": "celular", "phone": "celular",
         "wifi": "internet", "publicidad": "anunci", "comercial": "anunci"}  # fmt: skip

_JUDGED = (
    (-1, re.compile(
        r"\b(?:(?:ya )?no (?:me|nos|les) (?:gust\w+|agrad\w+|parece (?:bien|buen\w*|justo)|late)"
        r"(?: que)?|no (?:esta (?:bien|padre|chido)|es (?:justo|buen\w*|bueno|correcto|necesari\w|"
        r"util|buena idea)|sirven?|deberia ser|ayudan?|estoy (?:a favor|de acuerdo))(?: que)?|"
        r"odi[oa]n?|"
        r"(?:en |estoy en )?contra de|me parecen? (?:muy )?(?:mal|injust\w+|feo)(?: que)?|"
        r"^no al?\b|"
        r"esta(?:ria)? (?:muy )?mal|(?:es|son|seria) (?:muy )?"
        r"(?:mal[oa]s?|injust\w+|exagerad\w+|una exageracion|tont\w+|inutil\w*|aburrid\w+|peor\w*|"
        r"mala idea|una? (?:trampa|estafa|robo|perdida de tiempo|basura|mentira|tonteria|"
        r"adiccion)|demasiad\w+|muy poc\w+|poc\w+)|(?:nada mas |nomas |solo )?(?:distraen?|"
        r"estorban?|perjudican?|molestan?)|hacen? (?:dano|mal)|(?:muy )?poquit\w+|me (?:molesta|"
        r"choca|enoja)n?(?: que)?|i (?:hate|do not like|don t like|disagree)|(?:is|are) (?:bad|"
        r"unfair|annoying|useless)|against|it is not fair)\b"
    )),
    (1, re.compile(
        r"\b(?:no (?:hacen? (?:dano|mal)|(?:es|son) (?:tan |muy )?mal[oa]s?|molestan?|distraen?)|"
        r"^si al?\b|prefiero|me parecen? (?:muy )?(?:bien|justo|buen\w*)(?: que)?|"
        r"(?:si )?(?:me|nos|les) (?:gust\w+|encant\w+|agrad\w+|fascin\w+|sirven?|ayudan?)(?! *ria)"
        r"(?: que)?|(?:si )?(?:est[ao](?:y|n)? |a )(?:de acuerdo|favor)(?: con| de)?|"
        r"estoy a favor de|"
        r"esta(?:ria)? (?:muy )?bien(?: que)?|(?:es|son|seria) (?:muy )?(?:just[oa]s?|buen[oa]s?|"
        r"util\w*|necesari\w+|important\w+|divertid\w+|lo mejor|mejor|suficientes?)(?: que)?|"
        r"sirven?|"
        r"ayudan?|derecho a|suficientes?|i (?:like|love|agree)|(?:is|are) (?:good|fun|useful)|"
        r"helps?|in favou?r of|it is fair)\b"
    )),
)  # fmt: skip
_LACKS = re.compile(
    r"^(?:\w+ ){0,5}?(?:(no (?:hay|tiene\w*|tengo|llega|alcanza))|faltan?|falta de|poc[oa]s?)\b"
)
_EXISTS = re.compile(
    r"^(?:(?!no\b|que\b|porque\b|para\b|\w+[aei]r\b)\w+ ){0,4}?"
    r"(?:hay(?! que\b)|existen?|habia|hubo|there (?:is|are|was|were))\b"
)
# Who decides is a side too: for the children's own say, or against it.
_DECIDED_FOR = re.compile(
    r"^(?:(?!nin[oa]s|nosotr|jovenes|adolescentes|nos\b|yo\b|dej)\w+ )*(?:adultos|papas|"
    r"padres|mamas|"
    r"maestr[oa]s|gobierno|escuelas?|empresas|adults|parents|teachers) (?:\w+ ){0,2}?"
    r"(?:decid|elij|elig|escoj|escog|decide)\w*"
)
_RHETORICAL = re.compile(r"^(?:y )?(?:por que|para que|acaso|a quien le|why)\b")


def turns(word: str) -> bool:
    """Whether a word turns what stands after it: "no", "nadie", "prohibir", "sin"."""
    bare = without_accents(word)
    return bool(_REFUSES.fullmatch(bare) or _TURNS.fullmatch(bare))


@dataclass(slots=True)
class _Reader:
    """Where reading is: the sign so far, what stood before the verb, what was found."""

    base: int
    judged: bool
    refused: int = 1
    turned: int = 1
    acted: str | None = None  # the act and object just noted
    acts: str | None = None  # a verb that is neither light nor takes away
    open: bool = False
    cue: bool = False
    reflexive: bool = False
    stirred: bool = False  # a word of giving or taking was there
    last: int = 0
    fresh: bool = False  # the word before gives or takes: what follows is a thing
    pending: list[str] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=dict)

    @property
    def sign(self) -> int:
        return self.base * self.refused * self.turned

    def note(self, key: str, sign: int) -> None:
        self.found.setdefault(same(key), sign)
        self.last = self.last or sign

    def close(self) -> None:
        """What has been done to nothing is itself wanted or not."""
        if self.acts:
            self.note(self.acts + ALONE, self.sign)
        self.acts = None

    def qualify(self, link: str) -> None:
        """How or where an act is done makes it another: "no botar basura en la calle"."""
        if self.acted and link in {"en", "con", "sin"}:
            sign = self.found.pop(self.acted)
            self.found.setdefault(self.acted + ALONE, sign)
        self.acted = None

    def rest(self) -> None:
        self.close()
        self.refused = self.turned = 1
        self.open = self.cue = False


def stances(span: Span, kind: str, key: Mapping[Token, str]) -> str:
    """What a passage is for or against: "+ prohib!- celular+"; empty where it takes no side.

    The first mark is the passage's own side, then come the keys of things and acts, each with its
    sign. `key` gives the key of each of the span's telling words.
    """
    said = " ".join(re.findall(r"\w+", without_accents(span.text.lower())))
    base, judged = _base(said, kind)
    if not base:
        return ""
    reader = _Reader(base, judged is not None, cue=judged is not None or kind == "proposal")
    for token in _heard(span, judged):
        if not _take(reader, token, without_accents(token.lower_), key.get(token)):
            break
    reader.close()
    if kind == "other" and judged is None and not reader.stirred:
        return ""  # a fact or a fragment
    return _written(reader)


def _base(said: str, kind: str) -> tuple[int, str | None]:
    """The sign to start from (0: no side is taken), and the words that judge, if any."""
    found = [(match, sign) for sign, judging in _JUDGED if (match := judging.search(said))]
    if found:
        match, sign = min(found, key=lambda one: (one[0].start(), -one[0].end()))
        return sign, match[0]
    if _DECIDED_FOR.match(said):
        return -1, None
    if kind == "question":
        return (-1 if _RHETORICAL.match(said) else 0), None
    lack = _LACKS.match(said)
    if lack:
        return (-1 if lack[1] and kind == "worry" else 1), None
    if _EXISTS.match(said):
        return 0, None
    return (0 if kind in {"worry", "experience"} else 1), None


def _heard(span: Span, judged: str | None) -> Iterable[Token]:
    """The tokens of a span, but for the words that judge, whose sign is known already."""
    words = (judged or "").split()
    tokens = [token for token in span if token.is_alpha]
    bare = [without_accents(token.lower_) for token in tokens]
    for at in range(len(tokens) - len(words) + 1):
        if words and bare[at : at + len(words)] == words:
            return tokens[:at] + tokens[at + len(words) :]
    return tokens


def _take(reader: _Reader, token: Token, bare: str, key: str | None) -> bool:
    """Read one word; whether to read on."""
    done = reader.found or reader.acts or (reader.pending and bare != "si")
    if bare in _REASONS and done:
        return False
    if bare in _BREAKS:
        reader.rest()
    elif not _steers(reader, token, bare, key):
        _content(reader, token, key)
        reader.fresh = False
    return True


def _steers(reader: _Reader, token: Token, bare: str, key: str | None) -> bool:
    """Whether a word turns or opens: "no", "se", "más", "quitar", a light verb."""
    if bare == "se":
        reader.reflexive = True
        return True
    if _REFUSES.fullmatch(bare):
        reader.refused, reader.stirred = -1, True
    elif bare in {"mas", "more"}:
        reader.stirred = True
    elif _TURNS.fullmatch(bare):
        _turn(reader, bare, key)
    elif _is_light(token, bare):
        reader.stirred = reader.stirred or bare.startswith("pued")
        _resolve(reader)
    else:
        return False
    reader.cue = reader.open = True
    reader.fresh = bare != "no"
    return True


def _turn(reader: _Reader, bare: str, key: str | None) -> None:
    reader.close()
    if key:
        reader.note(key + ALONE, reader.sign)
        reader.last = 0
    reader.turned, reader.stirred = -reader.turned, True
    reader.reflexive = reader.reflexive or bare.endswith("rse")
    _resolve(reader)


def _resolve(reader: _Reader) -> None:
    """Things named before the verb are what it is done to where the verb is reflexive."""
    if reader.reflexive:
        for key in reader.pending:
            reader.note(key, reader.sign)
    reader.reflexive = False


def _is_light(token: Token, bare: str) -> bool:
    lemma = without_accents(token.lemma_.lower()).split(" ")[0] if token.lemma_ else bare
    return lemma in _LIGHT or bare in _LIGHT or bool(_LIGHT_FORMS.fullmatch(bare))


def _content(reader: _Reader, token: Token, key: str | None) -> None:
    if token.pos_ == "ADP":
        reader.open = False
        reader.qualify(token.lower_)
    elif key is None:
        return
    elif token.pos_ == "VERB":
        reader.close()
        reader.acts, reader.open, reader.cue = key, True, True
    elif token.pos_ in _THINGS or not token.pos_ or (reader.fresh and token.pos_ == "ADJ"):
        _thing(reader, key)


def _thing(reader: _Reader, key: str) -> None:
    if reader.acts:
        reader.acted = f"{reader.acts}_{same(key)}"
        reader.note(reader.acted, reader.sign)
        reader.acts, reader.open = None, False
    elif reader.judged or (reader.open and reader.cue):
        reader.note(key, reader.sign)
        reader.open = False
    else:
        reader.pending.append(same(key))


def same(key: str) -> str:
    """The key that words for the same thing share ("teléfono", "celular")."""
    return SAME.get(key, key)


def _written(reader: _Reader) -> str:
    sign = reader.last or (reader.sign if reader.judged or reader.stirred or reader.found else 0)
    if not sign:
        return ""
    marks = {1: "+", -1: "-"}
    return " ".join([marks[sign], *(f"{key}{marks[at]}" for key, at in reader.found.items())])


def side_of(stance: str, subject: str | None = None) -> str | None:
    """ "for" or "against" by a passage's stances: on a subject if it has one, else its own."""
    if not stance:
        return None
    own, *others = stance.split(" ")
    signs = {one[:-1]: one[-1] for one in others}
    return "for" if signs.get(subject or "", own) == "+" else "against"


def on(stance: str, subject: str) -> str | None:
    """The side a passage takes on one subject, or None."""
    return side_of(stance, subject) if f" {subject}" in re.sub("[+-]( |$)", " ", stance) else None


def disputed(stances_said: Sequence[tuple[str, int]], size: int) -> str | None:
    """The subject on which a theme's passages disagree most, or None where they do not.

    Each side needs a few passages and 15 % of both, and both together a tenth of the theme.
    """
    counts: dict[str, Counter[str]] = {}
    for stance, times in stances_said:
        for one in stance.split(" ")[1:]:
            counts.setdefault(one[:-1], Counter())[one[-1]] += times
    torn = {
        key: min(of_key["+"], of_key["-"])
        for key, of_key in counts.items()
        if min(of_key["+"], of_key["-"]) >= max(FEW, MINOR * of_key.total())
        and of_key.total() >= SPOKEN * size
        and not key.endswith(ALONE)
    }
    return min(torn, key=lambda key: (-torn[key], key), default=None)
