"""Make the lists of frequent words against which the words of questionnaires are checked.

    pip download --no-deps --dest DIR wordfreq==3.1.1
    npm pack naughty-words@1.2.0 --pack-destination DIR
    python -m tools.frequent_words DIR

Reads the archives where they lie and writes `surveys/wording/frequent_<language>.txt`: needed only
when a list is renewed, never by the site. The source is wordfreq 3.1.1 by Robyn Speer, its last
release (2023; she says why in its SUNSET.md: of the years after 2021 nobody knows what people
wrote and what machines did). Its data is under CC BY-SA 4.0, and so are the lists made from it.
Coarse words are left out by the list that naughty-words packs (Shutterstock's, CC BY 4.0): no
questionnaire for children has to know them.

A list has the words of three steps of the Zipf scale: the logarithm, to base ten, of how often a
word comes in a thousand million words.
"""

import gzip
import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

import msgpack

LISTS = Path("surveys/wording")
STEPS = (4.0, 3.5, 3.0)
WORDS = {"es": re.compile(r"[a-záéíóúüñ]+"), "en": re.compile(r"[a-z]+(?:'[a-z]+)?")}
ENDINGS = (
    "",
    "s",
    "es",
    "y",
    "ty",
    "er",
    "ers",
    "ed",
    "ing",
    "ting",
    "e",
    "ographic",
    "hub",
    "ografía",
)
HEADER = """\
# Frequent words, by steps of the Zipf scale (4.0: ten thousand times in a thousand million words).
# Made by tools/frequent_words.py; do not edit.
# Source: wordfreq 3.1.1 (Robyn Speer), frozen in 2021, list "large": Wikipedia, OpenSubtitles,
# news, books, Twitter, Reddit and others. Licence of this list: CC BY-SA 4.0. Changed: words of
# one step together and in alphabetical order; rare and coarse words and what is no word left out.
"""


def main() -> None:
    """Write the list of each language."""
    folder = Path(sys.argv[1])
    coarse = _coarse(folder)
    wheel = next(folder.glob("wordfreq-3.1.1-*.whl"))
    for language, shape in WORDS.items():
        words = {
            word: zipf
            for word, zipf in _words(wheel, language)
            if shape.fullmatch(word) and not _is_coarse(word, coarse)
        }
        text = HEADER + "".join(_section(step, words) for step in STEPS)
        (LISTS / f"frequent_{language}.txt").write_text(text, encoding="utf-8")


def _words(wheel: Path, language: str) -> Iterator[tuple[str, float]]:
    """Words with their frequency. The file is a list whose nth entry has the words of -n centibels.

    wordfreq, `read_cBpack`: the first entry names the format, and one centibel is a hundredth of
    a power of ten.
    """
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(f"wordfreq/data/large_{language}.msgpack.gz")
    for centibels, words in enumerate(msgpack.unpackb(gzip.decompress(packed), raw=False)[1:]):
        for word in words:
            yield word, 9 - centibels / 100


def _is_coarse(word: str, coarse: frozenset[str]) -> bool:
    """The word, or what is left of it without an ending, is on a list of coarse words."""
    return any(word.removesuffix(ending) in coarse for ending in ENDINGS)


def _coarse(folder: Path) -> frozenset[str]:
    """The coarse words of all the languages: they are borrowed both ways."""
    with tarfile.open(next(folder.glob("naughty-words-*.tgz"))) as archive:
        files = [archive.extractfile(f"package/{language}.json") for language in WORDS]
        return frozenset(word.lower() for file in files if file for word in json.load(file))


def _section(step: float, words: dict[str, float]) -> str:
    above = min((other for other in STEPS if other > step), default=10)
    here = sorted(word for word, zipf in words.items() if step <= zipf < above)
    return f"[{step}]\n{fill(' '.join(here), 100, break_on_hyphens=False)}\n"


if __name__ == "__main__":
    main()
