"""The check for older browsers finds what they cannot read, and nothing else."""

import pytest

from tests.tables import check_rows
from tools.browsers import DECLARED, check, declared, files, too_new

OLDEST = declared(DECLARED.read_text())
NEW_SCRIPTS = [
    "a?.b;",
    "a ?? b;",
    "a ||= b;",
    "class A { x = 1; }",
    "class A { #x() {} }",
    "await a;",
    "const a = 1_000;",
    "const a = 1n;",
    "a.at(-1);",
    "a.replaceAll('b', 'c');",
    "structuredClone(a);",
    "window.structuredClone(a);",
    "/(?<=a)b/.test(c);",
    "/(?<year>a)/.test(c);",
    "/a/s.test(c);",
    "a.addEventListener('scrollend', b);",
    "['click', 'beforeinput'].forEach(a);",
]
OLD_SCRIPTS = [
    'const a = "b?.c ?? d"; // a?.b',
    "const a = async () => { await b; };",
    "try { a(); } catch { b(); }",
    "const a = { ...b, at: 1 }; a.at = 2;",
    "for (const a of b) c`${a}`;",
    "import('./a.js').then((at) => at);",
    "a.addEventListener('pointerdown', b); a.textContent = 'translate: scrollend';",
    "/(?:a)(?=b)/gi.test(c);",
]
NEW_STYLES = [
    "a:has(b) { c: d; }",
    "a, b:is(c) { d: e; }",
    "@layer a { b { c: d; } }",
    "a { b: c; &:hover { d: e; } }",
    "a { height: 100dvh; }",
    "a { grid-template-columns: subgrid; }",
    "a { width: min(10px, 2em); }",
    "a { color: color-mix(in srgb, red, blue); }",
    "a { padding-inline: 1px 2px; }",
    "a { inset-inline-start: 0; }",
    "a { aspect-ratio: 4 / 3; }",
]
OLD_STYLES = [
    "a { height: 100vh; height: 100dvh; }",
    "a { width: 10px; width: min(10px, 2em); }",
    "@supports (width: min(1px, 2px)) { a { width: min(1px, 2px); } }",
    "/* a:has(b) */ a { content: ':has(b)'; min-width: 0; max-width: 10px; }",
    "a { padding-inline-start: 1px; transform: translate(1px); }",
    "@supports not (inset: 0) { a { margin: 1px; } }",
    "@media (min-width: 10px) { a:hover { b: c; } }",
]


def test_new_script_is_found() -> None:
    check_rows(NEW_SCRIPTS, _new_script_is_found)


def _new_script_is_found(text: str) -> None:
    assert len(too_new(text, "js", OLDEST)) == 1


def test_new_style_is_found() -> None:
    check_rows(NEW_STYLES, _new_style_is_found)


def _new_style_is_found(text: str) -> None:
    assert too_new(text, "css", OLDEST)


def test_what_older_browsers_read_is_let_through() -> None:
    rows = [*((text, "js") for text in OLD_SCRIPTS), *((text, "css") for text in OLD_STYLES)]
    check_rows(rows, _is_let_through)


def _is_let_through(text: str, kind: str) -> None:
    assert too_new(text, kind, OLDEST) == []


def test_finding_says_where_and_since_when() -> None:
    [found] = too_new("\n\na?.b;", "js", OLDEST, "x.js")
    assert str(found) == "x.js:3: ?. is newer than declared (chrome 80, firefox 74, safari 13.1)"


def test_declared_browsers_decide() -> None:
    newer = declared("chrome >= 130\nfirefox >= 130\nsafari >= 18\n")
    assert too_new("a?.b; a ?? b;", "js", newer) == []


def test_pointer_is_refused_where_it_is_not_known() -> None:
    older = declared("chrome >= 73\nfirefox >= 67\nsafari >= 12.1\n")
    assert len(too_new("a.addEventListener('pointerdown', b);", "js", older)) == 1


def test_list_that_names_other_browsers_is_refused() -> None:
    with pytest.raises(ValueError, match="chrome"):
        declared("opera >= 12\n")


def test_children_s_pages_are_for_the_declared_browsers() -> None:
    names = {file.name for file in files()}
    assert {"start.js", "outbox.js", "worker.js", "children.css", "drawing.css"} <= names
    assert [str(each) for each in check()] == []
