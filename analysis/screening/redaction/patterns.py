"""Identifying details that show by their shape: numbers, addresses of pages, handles, dates."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

import phonenumbers

from analysis.screening.lexicon import word_lists
from analysis.screening.lexicon.lexicon import Lexicon
from analysis.screening.tokens import TokenizedText, fold

from .spans import DetailSpan, Finder

_EMAIL = re.compile(
    r"[\w.+-]+@\w[\w-]*(?:\s?\.\s?[a-zA-Z]{2,})+"
    r"|[\w.+-]+\s?@\s?(?:gmail|hotmail|outlook|yahoo|live|icloud)\b(?:\s?\.\s?[a-zA-Z]{2,})*",
    re.IGNORECASE,
)
_SPOKEN_EMAIL = re.compile(
    r"(?P<name>[\w+-]+(?:\s(?:dot|underscore|dash)\s[\w+-]+)*)\sat\s"
    r"(?:gmail|hotmail|outlook|yahoo|live|icloud)(?:\sdot\s[a-z]{2,})+",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?<![@\w.])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}/[^\s,;]+|"
    r"(?:https?://|www\.)\S+|(?<![@\w.])[\w-]+(?:\.[\w-]+)*\.(?:com|mx|net|org|gg|io|me|tv|link|app|edu)\b(?:/\S*)?",
    re.IGNORECASE,
)
_AT_HANDLE = re.compile(r"(?<![\w@])@\s?[^\W_][\w.]*\w|(?<!\w)@\w\w+")
_ODD_HANDLE = re.compile(r"(?<![\w@.])(?=\w*[^\W\d_])\w+(?:[_.#]+\w+)*#?\w*(?!\w)")
_TWICE_DOTTED = re.compile(r"(?:[a-z\d_]{2,}\.){2}[a-z\d_]{2,}")
_CURP = re.compile(r"\b[A-Z]{4}\s?\d{6}\s?[HMX][A-Z]{5}\s?[A-Z\d]\d\b", re.IGNORECASE)
_RFC = re.compile(r"\b[A-Z]{4}\d{6}[A-Z\d]{3}\b", re.IGNORECASE)
_CURP_PART = re.compile(
    r"\b(?:[A-Z]{4}|([A-Z][AEIOUX][A-Z]{2})[\s-])\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:[\s-]?[A-Z\d]{1,8}\b(?<=\d)|\b)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\w$.])\+?\(?\d(?:[\s.()/\-–]{0,3}\d){5,19}(?!\w)")
_PLATE = re.compile(
    r"\b[A-Z]{3}[- ]\d{2,3}[- ]?(?:\d{2}|[A-Z]\d?)\b"
    r"|\b[A-Z]\d{2}-?[A-Z]{3}\b|\b[A-Z]\d{2}-\d{3}-[A-Z]\b"
    r"|\b[A-Z]{1,3}-?\d{3,5}-[A-Z]{1,3}\b|\b\d{2}-?[A-Z]-?\d{3}\b"
)
_PLATE_AFTER = re.compile(
    r"(?=[a-zñ\s-]{0,8}\d)(?:[a-zñ]{1,3}[\s-]?)?\d[\da-zñ]{0,5}"
    r"(?:-[\da-zñ]{1,4}|\s\d[\da-z]{0,3}|\s(?-i:[A-Z]{1,3})(?!\w)|\s[a-z]{1,3}(?=\W*$))*(?!\w)",
    re.IGNORECASE,
)
_MONTHS = r"(?:ene|feb|mar|abr|may|jun|jul|ago|sep|sept|oct|nov|dic|jan|apr|aug|dec)[a-z]*"
_DATE = re.compile(
    rf"(?<![\d/])\d{{1,2}}\s?[/\-.]\s?(?:\d{{1,2}}|{_MONTHS})\s?[/\-.]\s?(?:\d{{4}}|\d{{2}})(?![\d/]|[-.]\d)"
    r"|(?<!\d)\d{1,2}\sdel?\s\d{1,2}\sdel?\s(?:\d{4}|\d{2})(?!\d)"
    r"|(?<![\d/])\d{4}\s?[/\-.]\s?\d{1,2}\s?[/\-.]\s?\d{1,2}(?![\d/]|[-.]\d)",
    re.IGNORECASE,
)
_DAY_AND_MONTH = re.compile(
    rf"(?<!\d)\d{{1,2}}\s(?:de\s)?{_MONTHS}\b|\b{_MONTHS}\s\d{{1,2}}(?:,?\s(?:del?\s)?\d{{4}})?(?!\d)"
    rf"|(?<![\d/])\d{{1,2}}\s?[/\-]\s?(?:\d{{1,2}}|{_MONTHS})(?![\w/])",
    re.IGNORECASE,
)
_ORDINAL = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth"
    r"|(?:twenty|thirty)[- ](?:first|second|third|\w+th)|\d{1,2}(?:st|nd|rd|th))"
)
_ENGLISH_DATE = re.compile(
    rf"\b(?:{_ORDINAL}\s(?:of\s)?{_MONTHS}|{_MONTHS}\s(?:the\s)?{_ORDINAL})\b"
    r"(?:,?\s(?:of\s)?(?:\d{4}|two thousand(?:\s(?:and\s)?\w+)?))?",
    re.IGNORECASE,
)
_SCHOOL_KEY = re.compile(r"\b\d{2}[A-Z]{3}\d{4}[A-Z]\b", re.IGNORECASE)
_CODE = re.compile(r"(?=[a-z-]{0,8}\d)[a-z\d]+(?:[-/.]?[a-z\d]+|\s\d+)*", re.IGNORECASE)
_CODE_APART = re.compile(r"[A-Z]{1,5}\s\d{4,}(?:-\w+)*")
"""The same, its letters apart: "UTJ 0058193"."""
_ENDINGS = frozenset(
    {
        *("com", "mx", "net", "org", "edu", "es", "gob", "info", "blog", "io", "gg", "tv", "me"),
        *("lat", "app", "site", "online", "example"),
    }
)

_BEFORE_ADDRESS = frozenset({"a", "al", "es", ":", "correo", "mail", "email", "puse", "uso"})

_NAMES = frozenset({"es", "is", ":"})
_AM = frozenset({"soy", "soi", "im", "am", "m"})

_AFTER_ACCOUNT = frozenset({"por", "para", "x", "so", "if", "agregame", "add"})
"""What may go on behind "mi discord es luna"."""

_DESCRIBING = (
    *("ado", "ada", "ido", "ida", "oso", "osa", "able", "ible", "ivo", "iva", "isimo", "isima"),
    *("ista", "dor", "dora", "mente", "ly", "ing", "ed", "ful", "ous", "ive", "less"),
)
"""Endings of words that say how or who somebody is."""

_LINKS = frozenset({"es", ":", "como", "se", "is", "as", "called"})
"""What leads from "mi usuario" to it."""

NOBODYS = re.compile(
    r"(?:\d\d\W{1,3})?(?:\d{1,2}(?::\d\d){1,2}\W{0,3})+|(?:(?:19|20)\d\d\W{0,3})+"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d\d)?|\d{1,2}[a-hA-H]|\d{1,2}(?:\.\d{1,2}){1,2}|(\d)\1{3,}"
    r"|(?=.*\b10\b)(?:(?:10|\d)\W{1,2}){3,}(?:10|\d)"
)
"""Hours, years, thousands, a grade's group, versions, one digit again and again, marks in a row."""

COUNTED_AFTER = re.compile(
    r"\s*(?:de\s)?(?:pesos|mil|dolares|dólares|dollars|euros|robux|millones|millions?|personas|people"
    r"|puntos|points|monedas|coins|diamantes|diamonds|gemas|gems|pavos|v-?bucks|trofeos|xp|likes|views"
    r"|vistas|visitas|followers|seguidores|subs|suscriptores|subscribers|messages|mensajes)\b",
    re.IGNORECASE,
)


def emails(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Addresses with an at sign, and those spelled out ("lupis arroba gmail punto com")."""
    for match in _EMAIL.finditer(words.text):
        yield DetailSpan("email", *match.span())
    for match in _SPOKEN_EMAIL.finditer(words.text):
        name = fold(match["name"])
        if name not in lexicon.vocabulary and name not in lexicon.stop_words:  # "look at yahoo"
            yield DetailSpan("email", *match.span())
    for index in range(1, len(words) - 1):
        if lexicon.cue_length("at", words, index):
            yield _spelled_email(words, lexicon, index)


def _spelled_email(words: TokenizedText, lexicon: Lexicon, at: int) -> DetailSpan:
    first, last = at - 1, at + 1
    if words.at(first) in "()[]":
        first -= 1
    if words.at(last) in "()[]":
        last += 1
    while _joins_email(words, lexicon, first - 1):
        while _joins_email(words, lexicon, first - 1):
            first -= 1
        first -= 1
    while words.joined(first) and first:
        first -= 1
    first = min(first, _spoken_start(words, at))
    while _joins_email(words, lexicon, last + 1):
        last += 2
    return DetailSpan("email", words.starts[max(first, 0)], words.ends[min(last, len(words) - 1)])


def _spoken_start(words: TokenizedText, at: int) -> int:
    """Where an address in several words begins: past "a", "es" or ":" ("a pau rios 12 arroba")."""
    for first in range(at - 1, max(-1, at - 9), -1):
        if words.at(first - 1) in _BEFORE_ADDRESS:
            return first
        if not words.at(first).isalnum() and words.at(first) not in {".", "_", "-"}:
            break
    return at - 1


def _joins_email(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    joins = words.at(index) in {".", "_", "-"} or bool(lexicon.cue_length("dot", words, index))
    return joins and 0 < index < len(words) - 1


def urls(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Addresses of pages; the bare names of well-known sites stay."""
    yield from _spelled_urls(words, lexicon)
    if "." not in words.text:
        return
    for match in _URL.finditer(words.text):
        site = fold(match.group().lower().removeprefix("www.")).partition(".")[0]
        if "/" in match.group() or not lexicon.kept_names.length_at([site], 0):
            yield DetailSpan("url", *match.span())


def _spelled_urls(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Addresses of pages in words: "losgatitos punto com"."""
    for index in range(1, len(words) - 1):
        if words.at(index) in {"punto", "dot"} and words.at(index + 1) in _ENDINGS:
            last = index + 1
            while words.at(last + 1) in {"punto", "dot"} and words.at(last + 2) in _ENDINGS:
                last += 2
            if not lexicon.kept_names.length_at(words.norms, index - 1):
                yield DetailSpan("url", words.starts[index - 1], words.ends[last])


def handles(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Names of accounts: with an at sign, after a cue, or oddly made ("dragon_09")."""
    if "@" in words.text:
        yield from (
            DetailSpan("handle", *match.span()) for match in _AT_HANDLE.finditer(words.text)
        )
    for match in _ODD_HANDLE.finditer(words.text):
        if _is_odd(match.group(), lexicon) or _TWICE_DOTTED.fullmatch(match.group()):
            yield DetailSpan("handle", *match.span())
    yield from _dotted_names(words, lexicon)
    for index in range(len(words)):
        start = _handle_start(words, lexicon, index)
        if start and _can_be_handle(words, lexicon, start):
            yield DetailSpan("handle", words.starts[start], _handle_end(words, lexicon, start))


def _is_odd(word: str, lexicon: Lexicon) -> bool:
    if word[0].isdigit() and "_" in word[:3]:  # an item of a list: "2_Jugar"
        return False
    letters = re.sub(r"[\W\d_]", "", fold(word))
    digits = sum(letter.isdigit() for letter in word)
    if lexicon.kept_names.length_at([letters], 0) or len(letters) < 3:
        return False
    mixed = digits >= 2 and "." not in word and not re.match(r"\d+[a-z]+$", fold(word))
    if mixed and digits == 2 and letters in lexicon.vocabulary.spelled:
        mixed = False
    edged = (word[0] == "_" or word[-1] == "_") and ("." in word or digits > 0)
    return mixed or edged or "_" in word.strip("_") or ("#" in word[1:] and digits >= 3)


def _handle_end(words: TokenizedText, lexicon: Lexicon, start: int) -> int:
    """Past the further words of a name of several: "Rata Veloz 22", "gatita feliz"."""
    end = _unspaced_end(words, start)
    index = bisect_left(words.starts, end)
    numbered = words.at(index).isdigit() and len(words.at(index)) < 5
    if numbered and not words.at(index + 1).isalpha():
        return words.ends[index]
    while index < min(len(words), start + 6) and words.capitals[start]:
        inside = index + (words.at(index) in {"de", "del", "con", "y", "la", "el"})
        if not (inside < len(words) and (words.capitals[inside] or words.at(inside).isdigit())):
            break
        end, index = _unspaced_end(words, inside), inside + 1
    return end


def _handle_start(words: TokenizedText, lexicon: Lexicon, index: int) -> int:
    """Where the account's name would stand after a cue at `index`; 0 if there is no cue."""
    length = lexicon.cue_length("handle", words, index)
    asking = lexicon.cue_length("handle_asking", words, index)
    after = index + (length or asking)
    linked = False
    while after > index and lexicon.cue_length("handle_links", words, after):
        linked = linked or words.at(after) in _LINKS
        after += lexicon.cue_length("handle_links", words, after)
        after += lexicon.cue_length("handle", words, after)
        if asking and after < len(words):
            after += lexicon.kept_names.length_at(words.norms, after)
    joined = words.joined(after + 1) and (words.at(after) + words.at(after + 1)).isalnum()
    named = bool(lexicon.cue_length("handle_strong", words, index))
    plain = _is_dotted(words, after) or (
        len(words.at(after)) > 5 and lexicon.is_foreign(words.at(after))
    )
    dotted = length and _is_dotted(words, after) and not _is_prose(words, lexicon, after)
    led = linked or (length and joined) or (named and plain) or dotted
    return after if after < len(words) and led else 0


def _is_prose(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether a point there only lacks its space: "mi cuenta privada.gracias"."""
    around = (words.at(index), words.at(index + 2))
    return all(word in lexicon.vocabulary or word in lexicon.stop_words for word in around)


def _dotted_names(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Handles made with a point of somebody's name: "mariana.lpz", "sofia.dibuja"."""
    for index in range(1, len(words) - 1):
        if words.at(index) != "." or not (words.joined(index) and words.joined(index + 1)):
            continue
        before, after = words.at(index - 1), words.at(index + 1)
        named = lexicon.is_given(before) or lexicon.is_given(after)
        plain = {before, after} & lexicon.stop_words or min(len(before), len(after)) < 2
        if named and not plain and before.isalpha():
            yield DetailSpan("handle", words.starts[index - 1], _unspaced_end(words, index + 1))


def accounts(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Accounts called by an ordinary word: "mi discord es luna", "soy pollito en roblox"."""
    for index in range(1, len(words)):
        before = words.at(index - 1)
        led = before in _NAMES and _is_own_account(words, lexicon, index)
        led = led or (before in _AM and _is_played(words, lexicon, index + 1))
        if led and _names_account(words, lexicon, index):
            yield DetailSpan("handle", words.starts[index], words.ends[index])


def _is_own_account(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "mi discord es" stands before a word, and nothing behind that it would describe."""
    after = words.at(index + 1)
    own = any(
        words.at(index - back) in {"mi", "my"}
        and lexicon.cue_length("handle", words, index - back + 1) == back - 2
        for back in (3, 4)
    )
    goes_on = after in {"y", "and"} and words.at(index + 2) in lexicon.stop_words
    return own and (not after.isalnum() or after in _AFTER_ACCOUNT or goes_on)


def _is_played(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether "en roblox" stands there."""
    where = index + 1
    if words.at(index) not in {"en", "on"} or where >= len(words):
        return False
    game = lexicon.characters.length_at(words.norms, where)
    return bool(game or lexicon.cue_length("handle", words, where))


def _names_account(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    word = words.at(index)
    named = word.isalpha() and len(word) > 2 and word not in lexicon.stop_words
    return named and not _describes(words, lexicon, index) and not word.endswith("s")


def _describes(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    """Whether a word says how something is: "mi discord es nuevo", "soy malo en roblox"."""
    plain = ("handle_plain", "not_accounts", "relation")
    listed = any(lexicon.cue_length(kind, words, index) for kind in plain)
    kept = bool(lexicon.kept_names.length_at(words.norms, index))
    return listed or kept or words.at(index).endswith(_DESCRIBING)


def _is_dotted(words: TokenizedText, index: int) -> bool:
    return words.joined(index + 1) and words.joined(index + 2) and words.at(index + 1) in {".", "_"}


def _can_be_handle(words: TokenizedText, lexicon: Lexicon, start: int) -> bool:
    word = words.at(start)
    whole = words.text[words.starts[start] : _unspaced_end(words, start)]
    if not word.isalnum() or len(whole) < 3 or whole.lower() in lexicon.stop_words:
        return False
    if word.isdigit():
        return len(word) >= 4
    if _is_named_so(words, lexicon, start):
        return word not in lexicon.cues["handle_plain"].by_first
    odd = not word.isascii() or words.joined(start + 1) and words.at(start + 1) not in ",.!?"
    strange = word not in lexicon.vocabulary.spelled
    return odd or (strange and not _describes(words, lexicon, start))


def _is_named_so(words: TokenizedText, lexicon: Lexicon, start: int) -> bool:
    """Whether "mi usuario es" or "mi canal de youtube se llama" stands straight before."""
    if _is_dotted(words, start):
        return True
    if words.at(start - 1) not in {"es", ":", "llama", "is", "called"}:
        return False
    strong = lexicon.cues["handle_strong"].by_first
    return any(words.at(start - back) in strong for back in range(2, 6))


def _unspaced_end(words: TokenizedText, start: int) -> int:
    end = start
    while words.joined(end + 1) and words.at(end + 1) not in {",", "!", "?", ")", '"', ";"}:
        end += 1
    while end > start and words.at(end) == ".":
        end -= 1
    return words.ends[end]


def identity_numbers(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """CURP and RFC, and the parts of one (four letters and a date of birth)."""
    for pattern in (_CURP, _RFC, _CURP_PART):
        for match in pattern.finditer(words.text):
            if pattern is not _CURP_PART or _is_curp_part(words, lexicon, match):
                yield DetailSpan("curp", *match.span())


def _is_curp_part(words: TokenizedText, lexicon: Lexicon, match: re.Match[str]) -> bool:
    """Whether the letters are no word before a number that counts: "vale 100101 pesos"."""
    if COUNTED_AFTER.match(words.text, match.end()):
        return False
    word = match[1] or ""
    plain = word.lower() in lexicon.vocabulary or word.lower() in lexicon.stop_words
    number = _cue_before(words, lexicon, match.start()) == "number"
    return not plain or word.isupper() or number


@cache
def _kept_numbers() -> frozenset[str]:
    return frozenset(word_lists.lines("kept_numbers"))


def digit_runs(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Phones, cards, account and school numbers written in digits."""
    for match in _DIGITS.finditer(words.text):
        digits = re.sub(r"\D", "", match.group())
        if digits in _kept_numbers() or COUNTED_AFTER.match(words.text, match.end()):
            continue
        kind = _kind_of_number(match.group(), digits, _cue_before(words, lexicon, match.start()))
        if kind:
            yield DetailSpan(kind, *match.span())


def _kind_of_number(written: str, digits: str, cue: str | None) -> str | None:
    if cue == "number" and len(digits) >= 4:
        return "number"
    if len(digits) > 13:
        return "number"
    round_one = len(digits) < 8 and digits.endswith("0000")
    if cue == "phone" and len(digits) >= 6 and not round_one:
        return "phone"
    return "phone" if len(digits) >= 8 and _may_be_phone(written, digits) else None


def _may_be_phone(written: str, digits: str) -> bool:
    if NOBODYS.fullmatch(written) or digits in "1234567890":
        return False
    if written.isdigit() and digits.endswith("0000"):
        return False
    if re.match(r"(?:01|04[45]|521)\d{10}$", digits):  # how one dialled until 2019
        return True
    try:
        number = phonenumbers.parse(written, "MX")
    except phonenumbers.NumberParseException:
        return False
    return len(digits) == 8 or phonenumbers.is_possible_number(number)


def _cue_before(words: TokenizedText, lexicon: Lexicon, start: int) -> str | None:
    """The cue (`number` or `phone`) among the eight words before a place in the text."""
    at = bisect_left(words.starts, start)
    for index in range(at - 1, max(-1, at - 9), -1):
        for kind in ("number", "phone"):
            if lexicon.cue_length(kind, words, index):
                return kind
    return None


def short_numbers(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Numbers of four digits or more straight after their name ("matricula 20231")."""
    for index, word in enumerate(words.norms):
        if word.isdigit() and len(word) >= 4 and word not in _kept_numbers():
            last = index - (words.at(index - 1) in {":", ".", "#"})
            if lexicon.cue_ending("neighbourhood", words, last):  # "codigo postal 72000"
                continue
            before = [words.at(index - back) for back in (1, 2, 3)]
            if any(lexicon.cues["number"].length_at([cue], 0) for cue in before if cue):
                start = (
                    index - 1 if words.joined(index) and words.at(index - 1).isalpha() else index
                )
                yield DetailSpan("number", words.starts[start], _unspaced_end(words, index))


def coded_numbers(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Whatever has a digit straight after "mi matricula es", and the keys of schools."""
    yield from (DetailSpan("number", *key.span()) for key in _SCHOOL_KEY.finditer(words.text))
    for index in range(len(words)):
        length = lexicon.cue_length("code", words, index)
        after = index + length
        while length and lexicon.cue_length("code_links", words, after):
            after += lexicon.cue_length("code_links", words, after)
        if length and after < len(words):
            code = _CODE.match(words.text, words.starts[after])
            code = code or _CODE_APART.match(words.text, words.starts[after])
            if code and code.group() not in _kept_numbers():
                yield DetailSpan("number", *code.span())


def spoken_numbers(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Phones written in words, or in words and digits: eight digits or more in a row."""
    index = 0
    while index < len(words):
        end, digits, spoken = _spoken_run(words, lexicon, index)
        if digits >= 8 and (spoken >= 3 or (spoken and digits >= 10)):
            yield DetailSpan("phone", words.starts[index], words.ends[end - 1])
        index = max(end, index + 1)


def _spoken_run(words: TokenizedText, lexicon: Lexicon, start: int) -> tuple[int, int, int]:
    """End of a run of numbers, how many digits they have, how many are words."""
    end = index = start
    digits = spoken = 0
    joined = False
    while index < len(words):
        word = words.at(index)
        size = len(word) if word.isdigit() else _spoken_size(word, lexicon)
        if size:
            digits += 0 if joined else size
            spoken += not word.isdigit()
            end, joined = index + 1, False
        elif lexicon.cue_length("number_joiner", words, index) and index == end:
            joined = True
        elif word not in {",", "-", ".", "espacio"}:
            break
        index += 1
    return end, digits, spoken


def _spoken_size(word: str, lexicon: Lexicon) -> int:
    value = lexicon.number_words.get(word)
    return 0 if value is None else len(str(value))


def birth_dates(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Dates after a word of birth, and full dates of years when today's children were born."""
    for index, word in enumerate(words.norms):
        if lexicon.cue_length("months", words, index):
            yield from _month_date(words, lexicon, index)
        elif _is_birth_year(word) and _is_year_of_birth(words, lexicon, index):
            yield DetailSpan("birth_date", words.starts[index], words.ends[index])
    for match in (*_ENGLISH_DATE.finditer(words.text), *_DAY_AND_MONTH.finditer(words.text)):
        if _near_birth(words, lexicon, match.start(), 4):
            yield DetailSpan("birth_date", *match.span())


def _is_year_of_birth(words: TokenizedText, lexicon: Lexicon, index: int) -> bool:
    told = lexicon.cue_ending("born_in", words, index)
    return told or _near_birth(words, lexicon, words.starts[index], 3)


def written_dates(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Dates in digits: "12/08/2009", "3 del 5 del 2012", and near a birth "14/02/12"."""
    for match in _DATE.finditer(words.text):
        numbers = re.findall(r"\d+", match.group())
        dated = any(len(number) == 4 for number in numbers) and _is_day(numbers)
        born = any(_is_birth_year(number) for number in numbers)
        if dated or born or _near_birth(words, lexicon, match.start()):
            yield DetailSpan("birth_date", *match.span())


def _is_day(numbers: Sequence[str]) -> bool:
    """Whether there are a day and a month among the numbers of a date."""
    small = [int(number) for number in numbers if len(number) < 3]
    return all(1 <= number <= 31 for number in small) and min(small) <= 12 + 19 * (len(small) < 2)


def _is_birth_year(word: str) -> bool:
    return len(word) == 4 and word.isdecimal() and 2005 <= int(word) <= 2023


def _near_birth(words: TokenizedText, lexicon: Lexicon, start: int, reach: int = 7) -> bool:
    at = bisect_left(words.starts, start)
    if any(lexicon.cue_length("birth", words, index) for index in range(max(0, at - reach), at)):
        return True
    after = range(at, min(len(words), at + reach + 2))
    return any(lexicon.cue_length("birth_after", words, index) for index in after)


def _month_date(words: TokenizedText, lexicon: Lexicon, month: int) -> Iterator[DetailSpan]:
    first, last = _day_before(words, lexicon, month), _year_after(words, lexicon, month)
    born = first < month < last and _is_birth_year(words.at(last))
    alone = first == last and words.at(month - 1) == "en"
    if alone and _near_birth(words, lexicon, words.starts[first], 4):
        yield DetailSpan("birth_date", words.starts[month], words.ends[month])
    if first != last and (born or _near_birth(words, lexicon, words.starts[first])):
        yield DetailSpan("birth_date", words.starts[first], words.ends[last])


def _day_before(words: TokenizedText, lexicon: Lexicon, month: int) -> int:
    """Where the day that belongs to a month stands; the month's place if there is none."""
    first = month
    for back in (1, 2):
        before = words.at(month - back)
        said = before in lexicon.number_words or before in {"primero", "first"}
        if said or (before.isdigit() and len(before) <= 2):
            first = month - back
    joined = words.at(first - 1) == "y" and words.at(first - 2) in lexicon.number_words
    return first - 2 if joined else first


def _year_after(words: TokenizedText, lexicon: Lexicon, month: int) -> int:
    """Where the year that belongs to a month ends; the month's place if there is none."""
    spoken = month + 1
    while words.at(spoken) in {"de", "del"}:
        spoken += 1
    if words.at(spoken) == "dos" and words.at(spoken + 1) == "mil":
        return spoken + 2 if words.at(spoken + 2) in lexicon.number_words else spoken + 1
    for ahead in (1, 2, 3):
        after = words.at(month + ahead)
        if after.isdigit() and len(after) in (2, 4):
            return month + ahead
        if after not in {"de", "del", ","}:
            break
    return month


def told_plates(words: TokenizedText, lexicon: Lexicon) -> Iterator[DetailSpan]:
    """Licence plates: whatever follows the word."""
    for index in range(len(words)):
        if lexicon.cue_length("plate", words, index):
            yield from _plate_after(words, index + 1)


def plates(words: TokenizedText, _: Lexicon) -> Iterator[DetailSpan]:
    """Licence plates by their usual shape."""
    for match in _PLATE.finditer(words.text):
        yield DetailSpan("plate", *match.span())


def _plate_after(words: TokenizedText, start: int) -> Iterator[DetailSpan]:
    while words.at(start) in {"son", "es", "era", "eran", ":", "de", "del", "carro", "is", "are"}:
        start += 1
    if start < len(words) and (match := _PLATE_AFTER.match(words.text, words.starts[start])):
        yield DetailSpan("plate", *match.span())


SHAPES: tuple[Finder, ...] = (
    emails,
    urls,
    identity_numbers,
    told_plates,
    handles,
    accounts,
    written_dates,
    spoken_numbers,
    coded_numbers,
    digit_runs,
    short_numbers,
    birth_dates,
    plates,
)
