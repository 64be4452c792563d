"""Web addresses in a note: which one is meant, and whether it can be right."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_SCHEME = r"https?://"
_ANGLED = re.compile(rf"<([^<>\n]{{0,2000}}?(?:{_SCHEME}|www\.)[^<>\n]{{1,2000}})>", re.IGNORECASE)
_BARE = re.compile(rf"(?<!\S)\S{{0,200}}?(?:{_SCHEME}|\bwww\.)\S{{1,2000}}", re.IGNORECASE)
_START = re.compile(rf"{_SCHEME}|\bwww\.", re.IGNORECASE)
_GLUED = re.compile(r"\w\.\w|\w$")
_HOST_THEN_SCHEME = re.compile(rf"(?:{_SCHEME})?[^/\s]+?(?={_SCHEME}\S)", re.IGNORECASE)
_FILE_THEN_HOST = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|html?|php|aspx?)"
    r"\.(?:org|com|net|gob|gov|edu|int|info|mx|es|ar|bo|br|cl|co|cr|ec|gt|pe|uy|us|uk|eu)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_BROKEN_SCHEME = re.compile(r"\bh?t{1,3}ps?(?:://?|:\\\\|//)(?=\w)", re.IGNORECASE)
_TRAILING = ".,;:!?…\"'”’»"


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it can be used, as it is printed, and why it cannot be right (or "")."""

    url: str
    printed: str
    fault: str = ""


def address(text: str) -> Address | None:
    """The first web address of a note; text glued before its scheme is left out, and a fault."""
    found = _ANGLED.search(text)
    printed = found[1].strip() if found else _bare(text)
    start = _START.search(printed)
    if not start:
        return _without_scheme(text)
    start_at = start.start()
    if host := _HOST_THEN_SCHEME.match(printed, start_at):
        start_at = host.end()
    before, url = printed[:start_at], printed[start_at:]
    url = url if url.lower().startswith("http") else f"https://{url}"
    return Address(
        url, printed, "hay texto pegado delante" if _GLUED.search(before) else _fault(url)
    )


def _bare(text: str) -> str:
    """An address outside of <>: up to a space, less the punctuation of the sentence around it."""
    found = _BARE.search(text)
    printed = found[0].rstrip(_TRAILING + ">") if found else ""
    while printed[-1:] in {")", "]"} and not _balanced(printed):
        printed = printed[:-1].rstrip(_TRAILING)
    return printed


def _balanced(printed: str) -> bool:
    start = _START.search(printed)
    url = printed[start.start() :] if start else printed
    return url.count("(") >= url.count(")") and url.count("[") >= url.count("]")


def _without_scheme(text: str) -> Address | None:
    """`htp://x.org` or `https//x.org`: shown, never offered as a link that works."""
    broken = _BROKEN_SCHEME.search(text)
    if not broken:
        return None
    printed = text[broken.start() :].split(maxsplit=1)[0].rstrip(_TRAILING + ">)")
    return Address("", printed, "el comienzo está mal escrito")


def _fault(url: str) -> str:
    """Why an address cannot be right, in Spanish, or "": only what the address itself shows."""
    if re.search(r"\s", url):
        return "tiene espacios"
    if re.match(rf"{_SCHEME}/?(?:https?:?/|https?\.)", url, re.IGNORECASE):
        return "el comienzo está repetido"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return "el nombre del sitio no es válido"
    if not _is_host(host):
        return "el nombre del sitio no es válido"
    if _FILE_THEN_HOST.search(parts.path.rstrip("/").rpartition("/")[2]):
        return "un nombre de sitio sigue al del archivo"
    return ""


def _is_host(host: str) -> bool:
    """Whether it is a name with a top-level domain, in any script, or an address of numbers."""
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}", host):
        return True
    try:
        labels = host.encode("idna").decode("ascii").split(".")
    except UnicodeError:
        return False
    named = all(_LABEL.fullmatch(label) for label in labels)
    return len(labels) > 1 and named and len(labels[-1]) > 1 and not labels[-1].isdigit()
