"""Files of many parts, served as one: on a slow network each request costs more than its bytes.

Scripts are written as small modules that import each other. Joined, they are one module: each part
once, after the parts it imports, without its `import` and `export` words; the last part, which is
what is asked for, keeps its exports. Comments are left out: they are a third of what would be sent;
so is space that says nothing, and what stands before a closing bracket. So a name stands for one
thing in all parts (a name given twice is a syntax error, which a test would see), an import never
renames, and a part does nothing while it is read that needs a later one. Every statement ends with
its semicolon, since lines are joined too (a test compares the syntax).

Scenes are drawn one a file and served as one sheet, one below the other. `scenes.svg#plaza` shows
one of them: its `<view>` is the window onto the sheet, and where the browser knows `:target` in a
picture the others are not drawn at all. What scenes define stands once, beside them: an id, a class
or a movement means the same in all of them (a test compares them).
"""

import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
IMPORT = re.compile(r'^import\s+(?:\{[^}]*\}\s+from\s+)?"([^"]+)";\n', re.MULTILINE)
TEXT = r"""(["'`])(?:\\.|(?!\2).)*\2"""
PATTERN = r"/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\[])+/"  # after "(", "= ", ", ": elsewhere it divides
LITERAL = rf"({TEXT}|(?:(?<=\()|(?<=[=,] )){PATTERN})"
COMMENT = r"//[^\n]*\s*|/\*.*?\*/\s*"
LAST = r";\s*(?=\})|,\s*(?=[})\]])"  # before what closes
SIGN = rf"(?:(?!{LAST})[=<>!?:&|*%(){{}}\[\];,])+|[+/-](?=\s[^+/-])|\n"  # "a + -b" keeps its space
SPACED = re.compile(rf"{LITERAL}|{COMMENT}|{LAST}|\s*({SIGN})\s*", re.DOTALL)
IN_STYLE = re.compile(r"[ \t]*/\*.*?\*/", re.DOTALL)
AROUND = re.compile(r"\s*([{};])\s*|([:,])\s+")  # a space before ":" says something: "li :is("
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)

SCRIPTS = {
    "js/children.js": "js/answering/start.js",
    "js/drawing.js": "js/answering/drawing/editor.js",  # loaded by it, where something is drawn
    "js/waiting.js": "js/answering/sending/outbox.js",  # loaded by it, on a session's tablets
}
SHEETS = {"drawings/scenes.svg": "drawings/scenes"}
SCENE = re.compile(r"<svg[^>]*>(?:<style>(.*?)</style>)?(.*)</svg>\s*", re.DOTALL)
DEFINED = re.compile(r"<defs>(.*?)</defs>", re.DOTALL)
DEFINITION = re.compile(r"<path id=[^>]*/>|<g id=.*?</g>(?=<(?:g|path) id=|$)", re.DOTALL)
WIDE, HIGH = 336, 206  # units of a scene
SLICED = 'preserveAspectRatio="xMidYMid slice"'
PEN = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
STYLES = {
    "css/children_all.css": (
        "css/tokens.css",
        "css/children.css",
        "css/kinds.css",
        "css/journey.css",
        "css/map.css",
        "css/spoken.css",
        "css/tablet.css",
        "css/youngest.css",
        "css/wide.css",
        "css/drawing.css",
    ),
}
JOINED = frozenset({*SCRIPTS, *STYLES, *SHEETS})


def joined(path: str) -> bytes | None:
    """What is served under that path of static/; None if nothing is joined there."""
    if path in SCRIPTS:
        return _script(STATIC / SCRIPTS[path]).encode()
    if path in STYLES:
        parts = ((STATIC / part).read_text(encoding="utf-8") for part in STYLES[path])
        return "\n".join(AROUND.sub(r"\1\2", IN_STYLE.sub("", part)) for part in parts).encode()
    if path in SHEETS:
        return _sheet(sorted((STATIC / SHEETS[path]).glob("*.svg"))).encode()
    return None


def modules(entry: Path) -> tuple[Path, ...]:
    """A module and all that it imports, each once, what is imported first."""
    found: dict[Path, None] = {}
    _gather(entry, found, set())
    return tuple(found)


def _gather(module: Path, found: dict[Path, None], under_way: set[Path]) -> None:
    if module in under_way or module in found:
        return
    under_way.add(module)
    for name in IMPORT.findall(module.read_text(encoding="utf-8")):
        _gather((module.parent / name).resolve(), found, under_way)
    found[module] = None


def _script(entry: Path) -> str:
    *before, last = (IMPORT.sub("", part.read_text(encoding="utf-8")) for part in modules(entry))
    return bare("\n".join([*(EXPORT.sub("", part) for part in before), last]))


def bare(script: str) -> str:
    """A script without comments, and without space but in its literals and between its words."""
    return SPACED.sub(lambda found: found[1] or found[3] or "", script)


def _sheet(files: list[Path]) -> str:
    """All scenes in one drawing of their width."""
    names = [file.stem for file in files]
    parts = [_scene(file.read_text(encoding="utf-8")) for file in files]
    alone = "".join(f"#{name}:target~svg:not(.{name}){{display:none}}" for name in names)
    styles = "".join(style for style, _shapes in parts)
    views = "".join(
        f'<view id="{name}" viewBox="0 {place * HIGH} {WIDE} {HIGH}" {SLICED}/>'
        for place, name in enumerate(names)
    )
    shared = dict.fromkeys(
        shape
        for _style, shapes in parts
        for defined in DEFINED.findall(shapes)
        for shape in DEFINITION.findall(defined)
    )
    drawn = "\n".join(
        f'<svg class="{name}" y="{place * HIGH}" width="{WIDE}" height="{HIGH}" '
        f'viewBox="0 0 {WIDE} {HIGH}">{DEFINED.sub("", shapes)}</svg>'
        for place, (name, (_style, shapes)) in enumerate(zip(names, parts, strict=True))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" '
        f'viewBox="0 0 {WIDE} {HIGH}" {SLICED} {PEN}>'
        f"<style>{alone}{styles}</style>\n{views}\n<defs>{''.join(shared)}</defs>\n{drawn}</svg>\n"
    )


def _scene(text: str) -> tuple[str, str]:
    """The style and the shapes of a scene."""
    found = SCENE.fullmatch(text)
    if found is None:
        raise ValueError(f"not a scene: {text[:80]}")
    return found[1] or "", found[2].strip()
