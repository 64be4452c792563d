"""Refuse what the browsers named in `.browserslistrc` cannot read, in the children's pages.

    python -m tools.browsers check

Scripts and styles are parsed (tree-sitter), so a sign in a string or a comment is no finding. A
script that a browser cannot read does nothing at all, so its syntax and the methods in the table
are refused outright; so is an event that would never come. In a style sheet a browser leaves out
what it does not know: refused is what takes other rules with it (a selector, a block), a property
that places things, and a value without an older one of the same property before it. The `gap` of
rows is let through: `children.css` has a margin in its place. Versions are those of MDN's
browser-compat-data. What is not in the tables is not looked for.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tree_sitter_css
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from consult.web.bundles import STYLES as JOINED

ROOT = Path(__file__).resolve().parents[1]
DECLARED = ROOT / ".browserslistrc"
SCRIPTS = ("static/js/answering", "static/js/worker.js")
STYLES = ("static/css",)
BROWSERS = ("chrome", "firefox", "safari")
NEVER = 999.0
Since = tuple[float, float, float]

SYNTAX: dict[str, tuple[str, Since]] = {
    "optional_chain": ("?.", (80, 74, 13.1)),
    "private_property_identifier": ("#private", (74, 90, 14.1)),
    "field_definition": ("fields of classes", (72, 69, 14)),
    "class_static_block": ("static blocks", (94, 93, 16.4)),
    "meta_property": ("import.meta", (64, 62, 11.1)),
}
OPERATORS: dict[str, Since] = {
    "??": (80, 72, 13.1),
    "??=": (85, 79, 14),
    "||=": (85, 79, 14),
    "&&=": (85, 79, 14),
    "**=": (52, 52, 10.1),
}
METHODS: dict[str, Since] = {
    "allSettled": (76, 71, 13),
    "any": (85, 79, 14),
    "at": (92, 90, 15.4),
    "checkVisibility": (105, 106, 17.4),
    "databases": (71, 126, 14),
    "findLast": (97, 104, 15.4),
    "findLastIndex": (97, 104, 15.4),
    "groupBy": (117, 119, 17.4),
    "hasOwn": (93, 92, 15.4),
    "matchAll": (73, 67, 13),
    "randomUUID": (92, 95, 15.4),
    "replaceAll": (85, 77, 13.1),
    "replaceChildren": (86, 78, 14),
    "requestSubmit": (76, 75, 16),
    "setPointerCapture": (55, 59, 13),
    "showModal": (37, 98, 15.4),
    "showPopover": (114, 125, 17),
    "startViewTransition": (111, 144, 18),
    "toReversed": (110, 115, 16),
    "toSorted": (110, 115, 16),
    "toSpliced": (110, 115, 16),
    "withResolvers": (119, 121, 17.4),
}
GLOBALS: dict[str, Since] = {
    "CompressionStream": (80, 113, 16.4),
    "DecompressionStream": (80, 113, 16.4),
    "Highlight": (105, 140, 17.2),
    "requestIdleCallback": (47, 55, NEVER),
    "ResizeObserver": (64, 69, 13.1),
    "structuredClone": (98, 94, 15.4),
    "WeakRef": (84, 79, 14.1),
}
EVENTS: dict[str, Since] = {
    **dict.fromkeys(
        ("pointerdown", "pointermove", "pointerup", "pointercancel"), (55.0, 59.0, 13.0)
    ),
    "beforeinput": (60, 87, 10.1),
    "beforetoggle": (114, 125, 17),
    "fullscreenchange": (71, 64, 16.4),
    "pointerrawupdate": (77, 148, NEVER),
    "scrollend": (114, 109, 26.2),
    "transitionrun": (74, 53, 13.1),
}
IN_PATTERNS: dict[str, tuple[str, Since]] = {
    r"\(\?<[=!]": ("looking behind in a pattern", (62, 78, 16.4)),
    r"\(\?<\w": ("named groups in a pattern", (64, 78, 11.1)),
    r"\\[pP]\{": ("\\p{…} in a pattern", (64, 78, 11.1)),
}
FLAGS: dict[str, Since] = {"s": (62, 78, 11.1), "d": (90, 88, 15), "v": (112, 116, 17)}

SELECTORS: dict[str, Since] = {
    "has": (105, 121, 15.4),
    "is": (88, 78, 14),
    "where": (88, 78, 14),
    "modal": (105, 103, 15.6),
    "popover-open": (114, 125, 17),
    "user-invalid": (119, 88, 16.5),
    "dir": (120, 49, 16.4),
}
BLOCKS: dict[str, Since] = {
    "@layer": (99, 97, 15.4),
    "@container": (105, 110, 16),
    "@scope": (118, 146, 17.4),
    "@property": (85, 128, 16.4),
    "@starting-style": (117, 129, 17.5),
}
PROPERTIES: dict[str, Since] = {  # by how their names begin
    "aspect-ratio": (88, 89, 15),
    "border-end-": (89, 66, 15),
    "border-start-": (89, 66, 15),
    "inset": (87, 66, 14.1),
    "rotate": (104, 72, 14.1),
    "scale": (104, 72, 14.1),
    "translate": (104, 72, 14.1),
    **dict.fromkeys(
        (f"{side}-{way}:" for side in ("margin", "padding") for way in ("block", "inline")),
        (87.0, 66.0, 14.1),
    ),
}
VALUES: dict[str, Since] = {
    "subgrid": (117, 71, 16),
    "color-mix": (111, 113, 16.2),
    "clamp": (79, 75, 13.1),
    "min": (79, 75, 11.1),
    "max": (79, 75, 11.1),
    "light-dark": (123, 120, 17.5),
}
UNITS = re.compile(r"\d(?:[dsl]v[hwib]|v[ib]|cq\w+|lh|rlh)\b")
UNITS_SINCE: Since = (108, 101, 15.4)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something too new: where, what, and since when each browser has it."""

    file: str
    line: int
    what: str
    since: Since

    def __str__(self) -> str:
        known = ", ".join(f"{name} {v:g}" for name, v in zip(BROWSERS, self.since, strict=True))
        return f"{self.file}:{self.line}: {self.what} is newer than declared ({known})"


def declared(text: str) -> Since:
    """The oldest versions of a browserslist of lines like `chrome >= 73`."""
    found = dict(re.findall(r"^(\w+) >= ([\d.]+)$", text, re.MULTILINE))
    if set(found) != set(BROWSERS):
        raise ValueError(f"{DECLARED.name} names {sorted(found)}, not {sorted(BROWSERS)}")
    chrome, firefox, safari = (float(found[name]) for name in BROWSERS)
    return chrome, firefox, safari


def too_new(text: str, kind: str, oldest: Since, file: str = "") -> list[Finding]:
    """What the oldest browsers cannot read in a script (`js`) or a style sheet (`css`)."""
    language = tree_sitter_javascript if kind == "js" else tree_sitter_css
    tree = Parser(Language(language.language())).parse(text.encode())
    looked = _in_script if kind == "js" else _in_style
    found = (each for node in _nodes(tree.root_node) for each in looked(node))
    lines = [Finding(file, node.start_point[0] + 1, what, since) for node, what, since in found]
    return [each for each in lines if any(a > b for a, b in zip(each.since, oldest, strict=True))]


Found = Iterator[tuple[Node, str, Since]]


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _in_script(node: Node) -> Found:
    kind = node.type
    if kind in SYNTAX:
        yield node, *SYNTAX[kind]
    elif kind in OPERATORS:
        yield node, kind, OPERATORS[kind]
    elif kind in ("property_identifier", "identifier", "string_fragment"):
        yield from _in_name(node)
    elif kind == "number":
        yield from _in_number(node)
    elif kind == "regex":
        yield from _in_pattern(node)
    elif kind == "await_expression" and not _is_in_function(node):
        yield node, "await outside of a function", (89, 89, 15)


def _in_name(node: Node) -> Found:
    name = _text(node)
    if node.type == "string_fragment":
        if name in EVENTS:
            yield node, f"the event {name}", EVENTS[name]
    elif node.type == "property_identifier" and name in METHODS and _is_called(node):
        yield node, name, METHODS[name]
    elif name in GLOBALS:
        yield node, name, GLOBALS[name]


def _is_called(node: Node) -> bool:
    """`x.at(…)`, not `x.at`: a field of our own may have any name."""
    member = node.parent
    return bool(member and member.parent and member.parent.type == "call_expression")


def _is_in_function(node: Node | None) -> bool:
    while node is not None:
        if "function" in node.type or node.type == "method_definition":
            return True
        node = node.parent
    return False


def _in_number(node: Node) -> Found:
    if "_" in _text(node):
        yield node, "1_000", (75, 70, 13)
    if _text(node).endswith("n"):
        yield node, "1n", (67, 68, 14)


def _in_pattern(node: Node) -> Found:
    for pattern, (what, since) in IN_PATTERNS.items():
        if re.search(pattern, _text(node)):
            yield node, what, since
    flags = node.child_by_field_name("flags")
    for flag in _text(flags) if flags else "":
        if flag in FLAGS:
            yield node, f"flag {flag} of a pattern", FLAGS[flag]


def _in_style(node: Node) -> Found:
    kind = node.type
    if kind == "class_name" and node.parent and node.parent.type == "pseudo_class_selector":
        if _text(node) in SELECTORS:
            yield node, f":{_text(node)}", SELECTORS[_text(node)]
    elif kind == "at_keyword" and _text(node) in BLOCKS:
        yield node, _text(node), BLOCKS[_text(node)]
    elif kind == "nesting_selector" or (kind == "rule_set" and _is_in(node, "rule_set")):
        yield node, "a rule within a rule", (120, 117, 17.2)
    elif kind == "declaration":
        yield from _in_declaration(node)


def _is_in(node: Node, kind: str) -> bool:
    block = node.parent
    return bool(block and block.parent and block.parent.type == kind)


def _in_declaration(node: Node) -> Found:
    if _has_older_before(node):
        return
    name, _colon, value = _text(node).partition(":")
    for start, since in PROPERTIES.items():
        if f"{name}:".startswith(start):
            yield node, f"the property {name}", since
    for word, since in VALUES.items():
        if re.search(rf"(?<![\w-]){word}(?![\w-])(?:\(|\s*;|\s*$)", value):
            yield node, f"{word} for {name} without an older value before it", since
    if UNITS.search(value):
        yield node, f"the unit of {name} without an older value before it", UNITS_SINCE


def _has_older_before(node: Node) -> bool:
    """Does the same rule say the property before, or does it ask for support first?"""
    name = _text(node).partition(":")[0]
    before = node.prev_sibling
    while before is not None:
        if before.type == "declaration" and _text(before).partition(":")[0] == name:
            return True
        before = before.prev_sibling
    above = node.parent
    while above is not None:
        if above.type == "supports_statement":
            return True
        above = above.parent
    return False


def files() -> list[Path]:
    """What the children's pages are made of."""
    scripts = [f for each in SCRIPTS for f in _under(ROOT / each, ".js")]
    styles = [f for each in STYLES for f in _under(ROOT / each, ".css") if _is_for_children(f)]
    return scripts + styles


def _under(place: Path, suffix: str) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob(f"*{suffix}"))


def _is_for_children(file: Path) -> bool:
    served = {part for parts in JOINED.values() for part in parts}
    return file.relative_to(ROOT / "static").as_posix() in served


def check() -> list[Finding]:
    """What is too new in the children's pages."""
    oldest = declared(DECLARED.read_text(encoding="utf-8"))
    return [
        each
        for file in files()
        for each in too_new(
            file.read_text(encoding="utf-8"), file.suffix[1:], oldest, str(file.relative_to(ROOT))
        )
    ]


if __name__ == "__main__":
    found = check()
    for each in found:
        print(each)  # noqa: T201
    print(f"{len(files())} files, {len(found)} too new")  # noqa: T201
    sys.exit(bool(found))
