"""Names are the field's words: no retired word comes back, and the glossary leads to the code.

Read are the names of modules, folders, classes and public functions, by their syntax trees. A name
that something outside the code uses (an address, a command, a queued job, a table) is not judged.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("consult", "surveys", "analysis", "codebook", "theme_guides", "tools")
GLOSSARY = ROOT / "docs" / "GLOSSARY.md"
OPEN = frozenset((ROOT / "tests" / "retired_names.txt").read_text("utf-8").splitlines())
"""Names that still hold a retired word, as `path name`. The list may only get shorter."""

POINTING = frozenset({"told", "said", "heard", "kept", "asked", "found", "shown", "whose"})
"""Words that point at something instead of naming it: in no part of a name."""

RETIRED_PARTS = {
    "crew": "executor",
    "division": "cluster",
    "forgetting": "unlinking",
    "guarding": "suppression",
    "hands": "executor",
    "idea": "passage",
    "ideas": "passages",
    "leaning": "over-representation",
    "leanings": "over-representation",
    "leaving": "outlier",
    "lost": "outlier",
    "owned": "over-representation",
    "piece": "passage",
    "pieces": "passages",
    "reader": "parser",
    "recorded": "passage, recording",
    "runner": "executor",
    "saying": "labels, facts",
    "signs": "annotations",
    "telling": "labels, facts",
    "tongue": "language",
    "tongues": "languages",
    "visible": "suppression",
    "withdrawing": "withdrawal",
}
"""Retired words that are in no part of a name, and the word that stays."""

RETIRED_NAMES = {
    "engine": "digest",
    "fingerprint": "digest",
    "group": "cluster",
    "grouped": "cluster",
    "groups": "clusters",
    "key_of": "digest",
    "left_over": "outlier",
    "marks": "annotations",
    "micro": "micro-cluster",
    "over": "over-representation",
    "part": "subtheme",
    "parts": "subthemes",
    "posted": "response",
    "press": "response",
    "read": "parse, load",
    "send": "response",
    "word": "term, token, wording",
    "words": "terms, tokens, wordings",
    "worker": "executor",
    "written_in": "detect_language",
}
"""Retired as a whole name, since a part of a longer name may mean something else (`word_lists`)."""

GERUNDS = {
    "answering": "the activity in which children answer; its address and tables say so",
    "clustering": "the field's term",
    "drawing": "a noun: what a child draws",
    "embedding": "the field's term",
    "keyring": "a noun",
    "labelling": "the field's term",
    "loading": "of questionnaires from files; no noun is as short",
    "marking": "of languages in a page",
    "piping": "the field's term: an earlier answer in a later question",
    "preprocessing": "the field's term",
    "routing": "the field's term: which question follows which answer",
    "safeguarding": "the field's term; its address and tables say so",
    "screening": "the field's term",
    "running": "of a run; goes when one executor takes its place",
    "sampling": "the field's term",
    "sealing": "the term for sealed boxes",
    "spelling": "a noun",
    "tracking": "the field's term: a theme from run to run",
    "unlinking": "of a session from its responses; the glossary's word",
    "wording": "a noun",
}
"""Words in -ing that a module's or folder's name may end with, and why."""

ALLOWED = {
    "analysis/themes/embedding/fingerprint.py fingerprint": "of the machine and its encoder",
    "consult/background/mail.py send": "a verb: a mail is sent",
    "consult/cli/command.py Group": "click's word for commands under one name",
    "consult/cli/audio/page_pieces.py page_pieces": "what is spoken of a page, one by one",
    "consult/safeguarding/keys/formats.py fingerprint": "of a public key: the field's term",
    "consult/safeguarding/keys/queries.py key_of": "of an officer: the key that is in use",
    "consult/samples/consultations.py send": "a verb: the sample's responses are sent",
    "consult/staff/operations.py on_leaving": "called when somebody leaves the staff",
    "consult/storage/sealing.py fingerprint": "of a public key: the field's term",
    "consult/web/language_marking.py between_signs": "signs of markup",
    "surveys/kinds/word.py word": "a question kind; questionnaires call it so",
    "tools/trace.py press": "a verb: a button is pressed",
}
"""Names that hold a retired word and stay, as `path name`, and why."""

OUTSIDE = frozenset(
    {"command", "every_minute", "every_night", "get", "group", "in_the_web", "job", "post", "route"}
)
"""Decorators of functions that are called by name from outside: addresses, commands, jobs."""

ENTRY = re.compile(
    r"- \*\*(?P<term>[^*]+)\*\* \(\*(?P<spanish>[^*]+)\*\): (?P<meaning>.+\.) `(?P<path>[^`]+)`"
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Name:
    """A name, the file or folder that defines it (from the root), and what is named."""

    path: str
    name: str
    kind: str

    @property
    def parts(self) -> list[str]:
        """Its words in small letters: `_ThemeReader` and `theme_reader` have the same two."""
        return re.findall(r"[a-z]+", re.sub(r"(?=[A-Z])", "_", self.name).lower())

    @property
    def whole(self) -> str:
        return "_".join(self.parts)

    def __str__(self) -> str:
        return f"{self.path} {self.name}"


def modules() -> Iterator[Name]:
    """Each module and folder of code; migrations are named by what they did."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            path = file.parent if file.stem == "__init__" else file
            if "migrations" not in path.parent.parts:
                yield Name(path.relative_to(ROOT).as_posix(), path.stem, "module")


def definitions() -> Iterator[Name]:
    """Each class and each public function, with those inside of classes."""
    for module in modules():
        file = ROOT / module.path
        source = file / "__init__.py" if file.is_dir() else file
        yield from _defined(module.path, ast.parse(source.read_text("utf-8")).body)


def _defined(path: str, body: list[ast.stmt]) -> Iterator[Name]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            if not _is_row(node):
                yield Name(path, node.name, "class")
            yield from _defined(path, node.body)
        elif isinstance(node, Function) and not node.name.startswith("_") and not _is_called(node):
            yield Name(path, node.name, "function")


def _is_row(node: ast.ClassDef) -> bool:
    """A row of the database keeps the name of its table."""
    return any(isinstance(base, ast.Name) and base.id == "Model" for base in node.bases)


def _is_called(node: Function) -> bool:
    """Something outside the code calls this function by its name, as a form's field does."""
    by_field = node.name.startswith("validate_")
    return by_field or any(_decorator(each) in OUTSIDE for each in node.decorator_list)


def _decorator(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else ast.unparse(target)


def every_name() -> list[Name]:
    return [*modules(), *definitions()]


def judged() -> list[Name]:
    return [name for name in every_name() if str(name) not in OPEN]


def entries() -> list[re.Match[str]]:
    """The glossary's entries; a line that begins as one and is none fails."""
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("- ")]
    matches = {line: ENTRY.fullmatch(line) for line in lines}
    assert [line for line, match in matches.items() if match is None] == []
    return [match for match in matches.values() if match is not None]


def listed(faults: list[str]) -> str:
    return f"{len(faults)} names:\n" + "\n".join(faults)


def test_no_name_points_at_something_instead_of_naming_it() -> None:
    faults = [f"{name}" for name in judged() if POINTING & set(name.parts)]
    assert not faults, listed(faults)


def test_no_name_has_a_retired_word_in_it() -> None:
    faults = [
        f"{name}: {RETIRED_PARTS[part]}"
        for name in judged()
        for part in name.parts
        if part in RETIRED_PARTS and str(name) not in ALLOWED
    ]
    assert not faults, listed(faults)


def test_no_name_is_a_retired_word() -> None:
    faults = [
        f"{name}: {RETIRED_NAMES[name.whole]}"
        for name in judged()
        if name.whole in RETIRED_NAMES and str(name) not in ALLOWED
    ]
    assert not faults, listed(faults)


def test_modules_and_folders_are_nouns() -> None:
    faults = [
        f"{name}"
        for name in modules()
        if name.parts[-1].endswith("ing") and name.parts[-1] not in GERUNDS
    ]
    assert not faults, listed(faults)


def test_what_is_allowed_is_there() -> None:
    """An allowance that nothing uses any more is taken out of the list."""
    names = every_name()
    assert set(ALLOWED) - {str(name) for name in names} == set()
    assert set(GERUNDS) - {name.parts[-1] for name in names if name.kind == "module"} == set()


def test_retired_names_that_are_listed_are_still_there() -> None:
    """Who renames one takes it from the list."""
    assert set(OPEN) - {str(name) for name in every_name()} == set()


def test_syntax_trees_give_the_names_that_a_reader_sees() -> None:
    """Rows, views and private functions are left out, methods and private classes are read."""
    source = """
class Row(Model):
    def shown(self): ...
class _ThemeReader:
    def __init__(self): ...
@bp.get("/x")
def told(): ...
@every_minute
def heard(): ...
def _kept(): ...
def outer():
    def whose(): ...
"""
    names = list(_defined("a.py", ast.parse(source).body))
    assert [str(name) for name in names] == ["a.py shown", "a.py _ThemeReader", "a.py outer"]
    assert names[1].parts == ["theme", "reader"]
    assert names[0].whole in POINTING


def test_glossary_is_short_sorted_and_has_each_term_once() -> None:
    terms = [entry["term"] for entry in entries()]
    assert 0 < len(terms) <= 60
    assert len(terms) == len(set(terms))
    sections = GLOSSARY.read_text("utf-8").split("\n## ")[1:]
    for section in sections:
        here = re.findall(r"^- \*\*([^*]+)", section, re.MULTILINE)
        assert here == sorted(here), f"not in the order of letters: {section.splitlines()[0]}"


def test_glossary_leads_to_code_that_exists() -> None:
    assert [entry["path"] for entry in entries() if not (ROOT / entry["path"]).exists()] == []


def test_glossary_uses_no_retired_word_as_a_term() -> None:
    terms = {entry["term"] for entry in entries()}
    assert terms & (RETIRED_NAMES.keys() | RETIRED_PARTS.keys() | POINTING) == set()
