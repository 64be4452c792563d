"""Many parts served as one: nothing left out, nothing twice, no name that means two things."""

import gzip
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from consult.web import bundles, static_files
from consult.web.bundles import SCRIPTS, STATIC, STYLES, joined, modules

NAMED = re.compile(
    r"^(?:export )?(?:async )?(?:function|class|const|let) (?:(\w+)|\{([^}]*)\})", re.MULTILINE
)


def text_of(path: str) -> str:
    made = joined(path)
    assert made is not None
    return made.decode()


def parsed(script: str) -> Node:
    made = Parser(Language(tree_sitter_javascript.language())).parse(script.encode()).root_node
    assert not made.has_error
    return made


def syntax(nodes: Iterable[Node], depth: int = 0) -> Iterator[tuple[int, str, bytes | None]]:
    """What a script says, whatever its space, its comments, and what stands before a closing
    bracket are."""
    for node in nodes:
        closes = node.next_sibling is not None and node.next_sibling.type in ("}", "]", ")")
        if node.type not in ("comment", ";") and not (node.type == "," and closes):
            yield depth, node.type, None if node.child_count else node.text
            yield from syntax(node.children, depth + 1)


def statements(path: str) -> Iterator[Node]:
    """Of all modules, one after another, without `import`, and `export` in the last alone."""
    *before, last = (parsed(module.read_text()) for module in modules(STATIC / SCRIPTS[path]))
    for module in before:
        for each in module.children:
            yield each.child_by_field_name("declaration") or each
    yield from last.children


@pytest.mark.parametrize("path", SCRIPTS)
def test_joined_script_says_what_every_module_says_once(path):
    expected = [each for each in statements(path) if each.type != "import_statement"]
    made = parsed(text_of(path)).children
    assert len(expected) > 15
    assert list(syntax(made)) == list(syntax(expected))
    assert "comment" not in {each.type for each in made}
    sources = "\n".join(module.read_text() for module in modules(STATIC / SCRIPTS[path]))
    names = [name for name, _several in NAMED.findall(sources)]
    assert [name for name, times in Counter(names).items() if times > 1] == []


def test_script_of_a_tablet_says_the_same_without_its_comments():
    worker = (STATIC / "js" / "worker.js").read_text()
    made = bundles.bare(worker)
    assert list(syntax(parsed(made).children)) == list(syntax(parsed(worker).children))
    assert len(made) < 0.8 * len(worker)


def test_files_get_another_address_when_they_are_joined_in_another_way(tmp_path, monkeypatch):
    before = static_files._fingerprint.__wrapped__()
    changed = tmp_path / "joining.py"
    changed.write_text(Path(bundles.__file__).read_text() + "# another way\n")
    monkeypatch.setattr(bundles, "__file__", str(changed))
    assert static_files._fingerprint.__wrapped__() != before


def test_only_what_is_asked_for_exports_anything():
    exported = re.compile(r"\bexport (?:async function|function|const) (\w+)")
    assert not exported.findall(text_of("js/children.js"))
    assert set(exported.findall(text_of("js/waiting.js"))) == {
        "remove", "canWait", "keep", "counts", "bringAll", "copied", "eraseOver",
    }  # fmt: skip


def test_every_script_of_the_children_is_joined_or_says_that_it_stands_alone():
    folder = STATIC / "js" / "answering"
    inside = set(modules(STATIC / SCRIPTS["js/children.js"]))
    outside = {file for file in folder.rglob("*.js") if file not in inside}
    assert [file.name for file in outside if "stands alone" not in file.read_text()] == []


def test_imported_modules_come_before_what_imports_them():
    order = modules(STATIC / SCRIPTS["js/children.js"])
    assert order[-1].name == "start.js"
    for place, module in enumerate(order):
        for name in re.findall(r'from "([^"]+)"', module.read_text()):
            assert (module.parent / name).resolve() in order[:place]


def bare(style: str) -> list[str]:
    """The words of a style sheet, without its comments."""
    before, *rest = style.split("/*")
    return words(before + "".join(each.split("*/", 1)[1] for each in rest))


def words(style: str) -> list[str]:
    """Its words and its braces: space around braces and semicolons, and after colons and commas,
    says nothing."""
    return re.findall(r"[{}]|[^\s{};]+", re.sub(r"(?<=[:,])\s+", "", style))


@pytest.mark.parametrize("path", STYLES)
def test_joined_styles_are_their_parts_in_order_without_comments(path):
    parts = [(STATIC / part).read_text() for part in STYLES[path]]
    assert words(text_of(path)) == bare("\n".join(parts))


def test_sheet_of_scenes_has_every_scene_under_its_name():
    drawing = ElementTree.fromstring(text_of("drawings/scenes.svg"))
    names = [view.attrib["id"] for view in drawing.iter("{http://www.w3.org/2000/svg}view")]
    files = sorted((STATIC / "drawings" / "scenes").glob("*.svg"))
    assert names == [file.stem for file in files]
    places = [each.attrib["y"] for each in drawing.findall("{http://www.w3.org/2000/svg}svg")]
    assert places == [str(206 * place) for place in range(len(files))]


def test_what_scenes_define_stands_once():
    drawing = ElementTree.fromstring(text_of("drawings/scenes.svg"))
    ids = [each.attrib["id"] for each in drawing.iter() if "id" in each.attrib]
    assert len(ids) == len(set(ids))
    links = {v for e in drawing.iter() for k, v in e.attrib.items() if k.endswith("href")}
    assert len(links) > 15
    assert links <= {f"#{each}" for each in ids}


def test_class_or_movement_means_the_same_in_every_scene():
    meanings: dict[str, set[str]] = {}
    for scene in sorted((STATIC / "drawings" / "scenes").glob("*.svg")):
        text = scene.read_text()
        rules = re.findall(r"(\.\w+)(\{[^}]*\})", text)
        moves = re.findall(r"(@keyframes \w+)((?:\{|[^{}]*\{[^{}]*\})+\})", text)
        for name, meaning in rules + moves:
            meanings.setdefault(name, set()).add(meaning)
        used = " ".join(re.findall(r'class="([^"]*)"', text)).split()
        assert {f".{each}" for each in used} == {name for name, _ in rules}, scene.name
        assert set(re.findall(r"animation:(\w+)", text)) <= {name[11:] for name, _ in moves}
    assert len(meanings) > 25
    assert {name: said for name, said in meanings.items() if len(said) > 1} == {}


def test_sheet_of_scenes_stays_in_budget():
    assert len(gzip.compress(text_of("drawings/scenes.svg").encode())) < 10_000


def test_what_is_not_joined_is_none():
    assert joined("js/answering/start.js") is None
