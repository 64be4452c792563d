"""Recordings of what a questionnaire says, and films of it in a sign language.

They are files that nobody has to name in a definition:

    FOLDER/audio/<language>/<key>.mp3 or .opus      what is heard
    FOLDER/video/<language>/<key>.webm or .mp4      what is signed (`mfs`: Mexican Sign Language)

with the key of a sentence as `sentences` gives it: `like_most.6-9.ask`, `assent.6-9.2`,
`like_most.6-9.choice.games`. A choice that several bands share may be recorded once for all of
them, as `like_most.choice.games`. Words of the site, such as those of the help panel, have no
concept: their key is `words.` and their mark (`key_of_words`).

A page finds its recordings by what stands on it: a *mark* of each sentence, the same in
`static/js/answering/speech/recordings.js`. So a recording is never heard beside other words than
those it says, and no template has to name one. (One exception: words that say what the child chose,
`ask_with` and `help_with`, are heard by the plain ones' where nothing else can say them.)
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from surveys.questionnaire import Question, Version

SOUNDS = ("mp3", "opus")
FILMS = ("mp4", "webm")
MANIFEST = "synthetic.json"
OF_THE_SITE = "words."
FNV_OFFSET, FNV_PRIME = 0x811C9DC5, 0x01000193


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that is said: its key, its words, and the key under which other bands share it."""

    key: str
    text: str
    shared_key: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """The files of one sentence, by what they end in, and whether a machine speaks in them."""

    key: str
    files: Mapping[str, Path]
    synthetic: bool = False


def mark(text: str) -> str:
    """Eight hexadecimal digits for the words of a sentence, however they are spaced.

    FNV-1a of 32 bits (Fowler, Noll, Vo) over UTF-8: small enough to be computed in a page. It
    guards nothing.
    """
    value = FNV_OFFSET
    for byte in " ".join(text.split()).encode():
        value = (value ^ byte) * FNV_PRIME & 0xFFFFFFFF
    return f"{value:08x}"


def key_of_words(text: str) -> str:
    """The key of words that are the site's and no questionnaire's."""
    return OF_THE_SITE + mark(text)


def sentences(version: Version) -> tuple[Sentence, ...]:
    """All that a band is told and asked, in the order in which it comes."""
    said = [*_of_assent(version), *_of_questions(version), *_of_thanks(version)]
    return tuple(sentence for sentence in said if sentence.text.strip())


def _of_assent(version: Version) -> Iterator[Sentence]:
    assent, start = version.assent, f"assent.{version.band}"
    yield Sentence(f"{start}.title", assent.title)
    yield from _numbered(start, assent.paragraphs)
    yield from _titled(f"{start}.adult", assent.adult)
    for name in ("yes", "no", "after_no"):
        yield Sentence(f"{start}.{name}", getattr(assent, name))
    for number, check in enumerate(assent.quiz, 1):
        yield Sentence(f"{start}.quiz{number}.ask", check.ask)
        yield from _numbered(f"{start}.quiz{number}", check.choices)
        yield Sentence(f"{start}.quiz{number}.again", check.again)


def _of_thanks(version: Version) -> Iterator[Sentence]:
    yield from _titled(f"thanks.{version.band}", version.thanks)


def _titled(start: str, texts: tuple[str, ...]) -> Iterator[Sentence]:
    if texts:
        yield Sentence(f"{start}.title", texts[0])
    yield from _numbered(start, texts[1:])


def _numbered(start: str, texts: Iterable[str]) -> Iterator[Sentence]:
    for number, text in enumerate(texts, 1):
        yield Sentence(f"{start}.{number}", text)


def _of_questions(version: Version) -> Iterator[Sentence]:
    for question in version.questions:
        yield from _of_question(question)


def _of_question(question: Question) -> Iterator[Sentence]:
    concept, start = question.concept, f"{question.concept}.{question.band}"
    for name in ("ask", "help", "begins"):
        yield Sentence(f"{start}.{name}", getattr(question, name))
    for name, choices in (("choice", question.choices), ("basket", question.baskets)):
        for choice in choices:
            shared = f"{concept}.{name}.{choice.code}"
            yield Sentence(f"{start}.{name}.{choice.code}", choice.label, shared)


def recordings(
    version: Version, language: str, folders: Sequence[Path], endings: tuple[str, ...] = SOUNDS
) -> Mapping[str, Recording]:
    """Mark of a sentence -> its recording, as far as there is one in the folders.

    `folders` hold a folder for each language; the first that has files for a key wins. A recording
    that was made by a machine counts only while its sentence still says the same. Where two
    sentences have one mark, neither is played.
    """
    stores = [_Store(folder / language, endings) for folder in folders]
    found: dict[str, Recording] = {}
    said: dict[str, str] = {}
    for sentence in sentences(version):
        words, here = " ".join(sentence.text.split()), mark(sentence.text)
        recording = _recording(sentence, stores)
        if said.setdefault(here, words) != words:
            found.pop(here, None)
        elif recording:
            found.setdefault(here, recording)
    beside = {here: each for here, each in _of_words(stores).items() if here not in said}
    return MappingProxyType({**found, **beside})


def recordings_of_words(language: str, folders: Sequence[Path]) -> Mapping[str, Recording]:
    """The same, of words of the site alone: for pages without a questionnaire."""
    return MappingProxyType(_of_words([_Store(folder / language, SOUNDS) for folder in folders]))


def _of_words(stores: Sequence["_Store"]) -> dict[str, Recording]:
    found: dict[str, Recording] = {}
    for store in stores:
        for key in store.of_the_site():
            if recording := store.recording(key):
                found.setdefault(key.removeprefix(OF_THE_SITE), recording)
    return found


def _recording(sentence: Sentence, stores: Sequence["_Store"]) -> Recording | None:
    keys = [key for key in (sentence.key, sentence.shared_key) if key]
    each = (store.recording(key, mark(sentence.text)) for store in stores for key in keys)
    return next((recording for recording in each if recording), None)


class _Store:
    """The recordings of one language in one folder."""

    def __init__(self, folder: Path, endings: tuple[str, ...]) -> None:
        self._files: dict[str, dict[str, Path]] = {}
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            key, _dot, ending = file.name.rpartition(".")
            if ending in endings and file.is_file():
                self._files.setdefault(key, {})[ending] = file
        self._made = made_by_machine(folder)

    def recording(self, key: str, says: str = "") -> Recording | None:
        """The files of that key; None if a machine made them for words of another mark."""
        files = self._files.get(key)
        if not files:
            return None
        made = self._made.get(key)
        if made is None or not _is_still(made, files):
            return Recording(key, MappingProxyType(files))
        if says and made.get("mark") != says:
            return None
        return Recording(key, MappingProxyType(files), synthetic=True)

    def of_the_site(self) -> Iterator[str]:
        """The keys of recordings that say words of the site."""
        return (key for key in self._files if key.startswith(OF_THE_SITE))


def made_by_machine(folder: Path) -> dict[str, dict[str, Any]]:
    """Key -> what is known of a recording that a machine made; {} where none is."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return dict(manifest["recordings"])
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
        return {}


def _is_still(made: Mapping[str, Any], files: Mapping[str, Path]) -> bool:
    """Are these the machine's files, and not a person's of the same name?"""
    digests = {digest_of(file) for file in files.values()}
    return made.get("file") in digests


def digest_of(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def sign_languages(folders: Sequence[Path]) -> tuple[str, ...]:
    """The languages that have a folder of films."""
    names = {each.name for folder in folders if folder.is_dir() for each in folder.iterdir()}
    return tuple(sorted(name for name in names if not name.startswith(".")))
