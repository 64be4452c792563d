"""For and against: what a passage takes a side on, and whether a theme has two sides.

A passage is first cut into clauses, its reasons are left off ("porque distrae"), and each clause
is read by itself: its *stances* come from left to right with a sign. Words of refusal turn it
("no", "nunca", "sin"), so do verbs and nouns of taking away ("prohibir", "quitar", "menos"); what
is judged good or bad sets it ("me gusta", "no es justo", "sirve", "distrae"). "No hay que prohibir
el celular" turns twice and is for the phone. A thing takes the sign only as the first object of a
verb that gives or takes, allows or forbids; of any other verb the verb itself, with its object, is
what is wanted or not: "no tirar basura" is not against "reciclar la basura". A complaint about
quality takes no side, a complaint of lack ("no hay internet") is for what is lacking. That
something is there ("hay discriminación") is a report, and takes no side either; so is who is to be
told first ("que avisen antes de quitarlo"). No side is taken on what something is only said to be
("Santiago no es Chile"), nor on a proper name that is no platform's.

The lists were written by hand (no published list is used) and favour silence over a guess.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.tokens import Span, Token

from codebook.finder import without_accents

from .mentions import named
from .statement_kind import filled

ALONE = "!"  # ends the key of an act whose object is not said; nobody disputes about it

_REFUSES = re.compile(r"no|nunca|jamas|nadie|ningun[oa]?s?|tampoco|ni|nada|not|never|nobody|none")
_NOT = frozenset(["n't", "n’t", "nt", "dont"])  # as English words are cut, and without the mark
_TURNS = re.compile(
    r"(?:prohib|quit|elimin|desaparec|bloque|apag|evit|limit(?![es])|restring|restrinj|impid|imped|"
    r"censur|reduc|reduz|disminu|desinstal|guard|suspend|cancel|cierr|cerra|confisc|castig|"
    r"remov|delet|block|bann|forbid)\w*|borr(?:en|ar|e|an)|baj(?:en|e|ar|an|arle|arla)|"
    r"acab(?:en|ar|e)|saqu(?:en|e)|sacar|par(?:en|ar)|menos|basta|fin|alto|contra|sin|less|fewer|"
    r"stop|without|ban|rid"
)
_TAKES, _AWAY = frozenset(["take", "taking", "turn"]), frozenset(["away", "off", "down"])
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
    r"ha[yi]a?n?|ponga?n?|dej[ea]n?(?:[mn]os|me|l[aeo]s?)?|permit(?:a[ns]?|id[oa]s?)|"
    r"usen?|suban?|subir|pidan?|den|tengan?|pued[ae]n?|"
    r"quier[oa]n?|deberia[ns]?|deben?|sigan?|hagan?|faltan?|poc[oa]s?|allowed"
)
_GRANTS = re.compile(r"pued\w*|dej[ea]n?(?:[mn]os|me|l[aeo]s?)|permitid\w*|keep|let|allow(?:ed)?")
# What stands before these is what it is done to: "los likes deben ser eliminados, desaparecer".
_UNDERGOES = re.compile(
    r"desapare\w+|exist(?:ir|a[ns]?)|\w+rse|\w+ (?:\w+[ai]d[oa]s?|\w+ed|forbidden)"
)
_BEINGS = re.compile(r"ser|sea[ns]?|est(?:ar|[ae]n?|uvier\w+)|qued\w+|be")
_NAMED = frozenset(["el", "la", "los", "las", "al", "del", "mas", "menos"])  # before no proper name
_COMMANDS = re.compile(rf"(?!.*(?:[aei]r|menos|fin|alto|contra|sin)$)(?:{_TURNS.pattern})")
_BREAKS = frozenset(["pero", "aunque", "sino", "but", "although"])
_REASONS = frozenset(
    ["porque", "para", "pues", "cuando", "si", "because", "so", "since", "when", "if"]
)
_REASONS_WITH_QUE = frozenset(["por", "ya", "es"])
_LINKS = frozenset(["y", "e", "o", "u", "ni", "and", "or", "nor"])
_STRESSES = frozenset(["primero", "mejor", "tambien", "ademas", "luego"])
_MEASURES = frozenset(["mas", "menos", "more", "less", "fewer"])
_OPENS = _MEASURES | {"con", "sin", "with", "without"}
_WANTS = re.compile(
    r"quiero|queremos|quisiera|prefer\w+|prefier\w+|pido|pedimos|deber[ií]an?|deben?|want"
)
_RELATIVE = frozenset(["que", "quien", "quienes", "donde", "who", "that"])
_BEFORE_WANTS = frozenset(["no", "ya", "yo", "si", "i", "we"])
_OBLIGES = re.compile(r"hay|ten\w+|tien\w+|tuv\w+")
_FIRST_TOLD = re.compile(  # asking or telling first is for neither: "avisen antes de quitarla"
    r"\b(?:avis|pregunt|expli[cq]|consult|digan|decir|pidan permiso|warn|tell|ask)\w*\b.*"
    r"\b(?:antes|primero|before|first)\b|"
    r"\b(?:antes|primero|before|first)\b.*\b(?:avis|pregunt|expli[cq]|consult|warn|tell|ask)\w*"
)
_THINGS = frozenset({"NOUN", "PROPN"})
_ARTICLES = frozenset({"DET", "ADP"})  # "del" too
SAME = {"telefon": "celular", "movil": "celular", "smartphon": "celular", "phone": "celular",
        "phon": "celular", "cellphon": "celular", "wifi": "internet", "publicidad": "anunci",
        "comercial": "anunci", "ad": "anunci"}  # fmt: skip

_JUDGED = (
    (-1, re.compile(
        r"\b(?:(?:ya )?no (?:me|nos|les) (?:gust\w+|agrad\w+|parece (?:bien|buen\w*|justo)|late)"
        r"(?: que)?|no (?:esta (?:bien|padre|chido)|es (?:justo|buen\w*|bueno|correcto|necesari\w|"
        r"util|buena idea)|sirven?|deberia ser|ayudan?|estoy (?:a favor|de acuerdo))(?: que)?|"
        r"odi[oa]n?|"
        r"(?:en |estoy en )?contra del?|me parecen? (?:muy )?(?:mal|injust\w+|feo)(?: que)?|"
        r"^(?:que )?no al?\b|"
        r"esta(?:ria)? (?:muy )?mal|(?:es|son|seria) (?:muy )?"
        r"(?:mal[oa]s?|injust\w+|exagerad\w+|una exageracion|tont\w+|inutil\w*|aburrid\w+|peor\w*|"
        r"mala idea|una? (?:trampa|estafa|robo|perdida de tiempo|basura|mentira|tonteria|"
        r"adiccion)|demasiad\w+|muy poc\w+|poc\w+)|(?:nada mas |nomas |solo )?(?:distraen?|"
        r"estorban?|perjudican?|molestan?)|hacen? (?:dano|mal)|(?:muy )?poquit\w+|me (?:molesta|"
        r"choca|enoja)n?(?: que)?|i (?:hate|(?:do )?not like|disagree)|(?:is|are) (?:bad|"
        r"unfair|annoying|useless|not (?:good|fair|fun|useful))|against|it is not fair)\b"
    )),
    (1, re.compile(
        r"\b(?:no (?:hacen? (?:dano|mal)|(?:es|son) (?:tan |muy )?mal[oa]s?|molestan?|distraen?)|"
        r"^(?:que )?si al?\b|prefiero|me parecen? (?:muy )?(?:bien|justo|buen\w*)(?: que)?|"
        r"(?:si )?(?:me|nos|les) (?:gust\w+|encant\w+|agrad\w+|fascin\w+|sirven?|ayudan?)(?! *ria)"
        r"(?: que)?|(?:si )?(?:est[ao](?:y|n)? |a )(?:de acuerdo|favor)(?: con| del?)?|"
        r"estoy a favor del?|"
        r"esta(?:ria)? (?:muy )?bien(?: que)?|(?:es|son|seria) (?:muy )?(?:just[oa]s?|buen[oa]s?|"
        r"util\w*|necesari\w+|important\w+|divertid\w+|lo mejor|mejor|suficientes?)(?: que)?|"
        r"sirven?|"
        r"ayudan?|derecho al?|suficientes?|i (?:like|love|agree)|"
        r"(?:is|are) (?:good|fun|useful|not (?:bad|unfair|annoying|useless))|"
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
_ASSERTS = re.compile(r"(?:\w+ ){0,6}?no (?:es|son|esta|estan|era|eran|fue)\b")
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
    bare = _plain(word)
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
    before: str = ""  # the word before
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

    def link(self, *, beside: bool = False) -> None:
        """A verb that is linked to another is not what that one takes away or forbids; nor is one
        `beside` it that has its thing already ("quiten los retos | respetando a todos")."""
        if self.before in _LINKS or (beside and not self.open):
            self.turned = 1

    def qualify(self, link: str) -> None:
        """How or where an act is done makes it another: "no botar basura en la calle"."""
        if self.acted and link in {"en", "con", "sin"}:
            sign = self.found.pop(self.acted)
            self.found.setdefault(self.acted + ALONE, sign)
        self.acted = None


def stances(span: Span, kind: str, key: Mapping[Token, str]) -> str:
    """What a passage is for or against: "+ prohib!- celular+"; empty where it takes no side.

    The first mark is the passage's own side, then come the keys of things and acts, each with its
    sign. `key` gives the key of each of the span's telling words.
    """
    own, found = 0, dict[str, int]()
    for clause in _clauses(span, key):
        sign, noted = _read(clause, kind, key, later=bool(own))
        own = own or sign
        found |= {one: at for one, at in noted.items() if one not in found}
    marks = {1: "+", -1: "-"}
    signed = [f"{one}{marks[at]}" for one, at in found.items()]
    return " ".join([marks[own], *signed]) if own else ""


def _clauses(span: Span, key: Mapping[Token, str]) -> list[list[Token]]:
    """The words of each clause, without what fills the beginning ("no sé, ") and the reasons.

    Cut at marks, links and a second wish; what holds no verb stays with its neighbour.
    """
    opens = span.start_char + filled(span.text)
    parts: list[list[Token]] = [[]]
    for token in span:
        word = _bare(token)
        if token.idx < opens:
            continue
        if _is_reason(token, word) and _said_something(parts, word, key):
            break
        if token.is_punct or word in _LINKS or word in _BREAKS:
            parts.append([])
        elif at := _wishes_again(parts[-1], word):
            parts.append(parts[-1][at:])
            del parts[-2][at:]
        if token.is_alpha or word == "not":
            parts[-1].append(token)
    return _standing(part for part in parts if part)


def _bare(token: Token) -> str:
    return _plain(token.lower_)


def _plain(word: str) -> str:
    """A word without accents; however "not" is written, "not"."""
    return "not" if word in _NOT else without_accents(word)


def _is_reason(token: Token, word: str) -> bool:
    """ "porque", and as children write it, "por que"; not the "sí" of "digo que si al celular"."""
    if word == "si" and token.i and token.nbor(-1).lower_ == "que":
        return token.i + 1 < len(token.doc) and token.nbor().lower_ not in {"a", "al"}
    if word in _REASONS_WITH_QUE:
        return token.i + 1 < len(token.doc) and token.nbor().lower_ == "que"
    return word in _REASONS


def _said_something(parts: Sequence[Sequence[Token]], word: str, key: Mapping[Token, str]) -> bool:
    """Whether something stands before a reason, but for a judgement ("me gusta cuando ...").

    Before "si" it must be more than a thing: "los niños sí" has lost its accent.
    """
    said = [token for part in parts for token in part]
    rest = [token for token in _heard(said, _judged(_joined(said))[1]) if token in key]
    return any(word != "si" or token.pos_ not in _THINGS for token in rest)


def _wishes_again(part: Sequence[Token], word: str) -> int:
    """Where in a part a second wish begins that nothing links: "no quiero esto | quiero ..."."""
    at = len(part)
    if word in _MEASURES:
        return at if at > 1 and _bare(part[0]) in _MEASURES else 0
    if not _WANTS.fullmatch(word):
        return 0
    while at and _bare(part[at - 1]) in _BEFORE_WANTS:
        at -= 1
    return at if at and _bare(part[at - 1]) not in _RELATIVE else 0


def _standing(parts: Iterable[list[Token]]) -> list[list[Token]]:
    whole: list[list[Token]] = []
    for part in parts:
        broken = _bare(part[0]) in _BREAKS
        if not whole or broken or (_stands(part) and (_acts(whole[-1]) or _stands(whole[-1]))):
            whole.append(part)
        else:
            whole[-1].extend(part)
    return whole


def _stands(part: Sequence[Token]) -> bool:
    """Whether a part is a clause: it has a verb that is no relative's ("a los que molestan")."""
    words = [_bare(token) for token in part]
    at = next((n for n, word in enumerate(words) if word not in _LINKS | _STRESSES), 0)
    if words[at] in _OPENS:
        return True
    verbs = [token for token in part if _finite(token)]
    if words[at] == "que":
        return any("Ind" not in token.morph.get("Mood", []) for token in verbs)
    relative = sum(
        word in _RELATIVE and not (n and _OBLIGES.fullmatch(words[n - 1]))
        for n, word in enumerate(words)
    )
    return part[at].pos_ != "ADP" and len(verbs) > relative


def _acts(clause: Sequence[Token]) -> bool:
    """Whether it begins with an infinitive, as lists of wishes do."""
    return clause[0].pos_ == "VERB" and "Inf" in clause[0].morph.get("VerbForm", [])


def _finite(token: Token) -> bool:
    word = _bare(token)
    if token.pos_ in {"VERB", "AUX"}:
        return not {"Inf", "Part", "Ger"} & set(token.morph.get("VerbForm", []))
    return bool(_LIGHT_FORMS.fullmatch(word) or _COMMANDS.fullmatch(word))


def _read(
    clause: Sequence[Token], kind: str, key: Mapping[Token, str], *, later: bool
) -> tuple[int, dict[str, int]]:
    """The side that a clause takes (0: none), and what on. `later` ones are often mere facts."""
    said = _joined(clause)
    judging, judged = _judged(said)
    base = 0 if _FIRST_TOLD.search(said) else judging or _base(said, kind)
    if not base or (later and (_EXISTS.match(said) or (not judged and _states(clause)))):
        return 0, {}
    reader = _Reader(base, bool(judged), cue=bool(judged) or kind == "proposal")
    for token in _heard(clause, judged):
        word = _bare(token)
        if not _steers(reader, token, word, key.get(token)):
            _content(reader, token, key.get(token))
            reader.fresh = False
        reader.before = word
    reader.close()
    if kind == "other" and not judged and not reader.stirred:
        return 0, {}  # a fact or a fragment
    taken = reader.judged or reader.stirred or reader.found
    return reader.last or (reader.sign if taken else 0), reader.found


def _states(clause: Sequence[Token]) -> bool:
    """Whether a clause says how something is: its first verb neither wishes nor takes away."""
    verb = next((token for token in clause if _finite(token)), None)
    if verb is None or "Ind" not in verb.morph.get("Mood", []):
        return False
    return not (_is_light(verb, _bare(verb)) or _TURNS.fullmatch(_bare(verb)))


def _joined(tokens: Iterable[Token]) -> str:
    return " ".join(map(_bare, tokens))


def _judged(said: str) -> tuple[int, str]:
    """The sign of the first words that judge, and these; 0 where there are none."""
    found = [(match, sign) for sign, judging in _JUDGED if (match := judging.search(said))]
    if not found:
        return 0, ""
    match, sign = min(found, key=lambda one: (one[0].start(), -one[0].end()))
    return sign, match[0]


def _base(said: str, kind: str) -> int:
    """The sign to start from where nothing is judged (0: no side is taken)."""
    if _DECIDED_FOR.match(said):
        return -1
    if kind == "question":
        return -1 if _RHETORICAL.match(said) else 0
    lack = _LACKS.match(said)
    if lack:
        return -1 if lack[1] and kind == "worry" else 1
    told = _EXISTS.match(said) or (kind == "other" and _ASSERTS.match(said))
    return 0 if told or kind in {"worry", "experience"} else 1


def _heard(tokens: Sequence[Token], judged: str) -> Sequence[Token]:
    """The words of a clause, but for those that judge, whose sign is known already."""
    words = judged.split()
    bare = [_bare(token) for token in tokens]
    for at in range(len(tokens) - len(words) + 1):
        if words and bare[at : at + len(words)] == words:
            return [*tokens[:at], *tokens[at + len(words) :]]
    return tokens


def _steers(reader: _Reader, token: Token, bare: str, key: str | None) -> bool:
    """Whether a word turns or opens: "no", "se", "más", "quitar", a light verb."""
    if bare in {"se", "away"}:
        reader.reflexive = reader.reflexive or bare == "se"
        return True
    if _REFUSES.fullmatch(bare):
        reader.refused, reader.stirred = -1, True
    elif bare in {"mas", "more"}:
        reader.stirred = True
    elif _TURNS.fullmatch(bare) or _takes_away(token, bare):
        _turn(reader, bare, key)
    elif _is_light(token, bare):
        reader.link()
        reader.stirred = reader.stirred or bool(_GRANTS.fullmatch(bare))
        _resolve(reader, bare)
    else:
        return False
    reader.cue = reader.open = True
    reader.fresh = bare != "no"
    return True


def _turn(reader: _Reader, bare: str, key: str | None) -> None:
    reader.close()
    reader.link()
    if key:
        reader.note(key + ALONE, reader.sign)
        reader.last = 0
    reader.turned, reader.stirred = -reader.turned, True
    _resolve(reader, bare)


def _takes_away(token: Token, bare: str) -> bool:
    """ "take (the phones) away", "turn off": the verb turns, wherever its other word stands."""
    return bare in _TAKES and any(after.lower_ in _AWAY for after in token.doc[token.i + 1 :][:4])


def _resolve(reader: _Reader, bare: str) -> None:
    """Things named before the verb are what it is done to where it is reflexive or passive."""
    verb = f"{reader.before} {bare}" if _BEINGS.fullmatch(reader.before) else bare
    if reader.reflexive or _UNDERGOES.fullmatch(verb):
        for key in reader.pending:
            reader.note(key, reader.sign)
    reader.reflexive = False


def _is_light(token: Token, bare: str) -> bool:
    lemma = without_accents(token.lemma_.lower()).split(" ")[0] if token.lemma_ else bare
    return lemma in _LIGHT or bare in _LIGHT or bool(_LIGHT_FORMS.fullmatch(bare))


def _content(reader: _Reader, token: Token, key: str | None) -> None:
    if token.pos_ == "ADP":
        reader.turned *= -1 if token.lower_ == "de" and reader.before.startswith("dej") else 1
        reader.open = False
        reader.qualify(token.lower_)
    elif key is None:
        return
    elif token.pos_ == "VERB" and not _mistaken(token, reader):
        reader.close()
        reader.link(beside="Ger" in token.morph.get("VerbForm", []))
        reader.acts, reader.open, reader.cue = key, True, True
    elif _is_thing(token, reader):
        _thing(reader, key)


def _mistaken(token: Token, reader: _Reader) -> bool:
    """Whether a word taken for a verb can be none: "cierren | roblox"."""
    return reader.fresh and not {"Inf", "Ger"} & set(token.morph.get("VerbForm", []))


def _is_thing(token: Token, reader: _Reader) -> bool:
    """Whether a word is a thing that one can be for or against."""
    before = token.nbor(-1) if token.i else None
    if token.pos_ == "ADJ":  # "mi celular", but not "que sea gratis"
        given = reader.fresh and not _BEINGS.fullmatch(reader.before)
        return given or (before is not None and before.pos_ in _ARTICLES and _alone(token))
    if token.pos_ == "PROPN" and token.text.istitle() and before is not None:
        around = token.doc[token.i - 1 : token.i + 2]  # "Free Fire"
        return _bare(before) in _NAMED or _is_platform(around.text.lower())
    asserted = not reader.judged and any(child.dep_ == "cop" for child in token.lefts)
    return not asserted


def _alone(token: Token) -> bool:
    """Whether no noun follows."""
    return token.i + 1 == len(token.doc) or token.nbor().pos_ not in _THINGS


@lru_cache(maxsize=1000)
def _is_platform(words: str) -> bool:
    return bool(named(words, "other").platforms)


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
