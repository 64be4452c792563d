"""Which recordings and films there are of what a page says.

They are looked for in the instance folder, then beside the definition; nothing of them is in the
database, and nobody has to be told when a file is added: a page that is made afterwards has it.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app, url_for

import surveys
from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in, questionnaire
from consult.web.i18n import language
from surveys.media.recordings import FILMS, SOUNDS, sign_languages

SIGN_LANGUAGES = {
    "mfs": "Lengua de Señas Mexicana",
    "ase": "American Sign Language",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What a page tells its script: where the files are, and which there are.

    `marks` has one word a sentence: its mark, a colon, and the first letters of `mp3`, `opus`,
    `mp4`, `webm` for each file that there is, with an `s` where a machine speaks.
    """

    address: str
    marks: str
    language: str = ""
    name: str = ""  # of a sign language


@dataclass(frozen=True, slots=True)
class Found:
    """The recordings of the sentences of a page, by their marks; another tag if a file changed."""

    recordings: Mapping[str, surveys.Recording]
    tag: str


Place = tuple[str, int, str, str]  # questionnaire, version, band, language
OF_THE_SITE = "site"
"""The folder of what pages without a questionnaire say: help, ages, code, closed sessions."""


def recordings_of(version: surveys.Version | None) -> Heard | None:
    """The recordings of a page's sentences; None if there are none."""
    if version is None:
        found = found_on_pages(language())
        address = _address("page_recording", language=language(), tag=found.tag)
    else:
        found = found_at(place_of(version), "audio", version.language)
        address = _address("recording", **_where(version), tag=found.tag)
    return Heard(address, _marks(found)) if found.recordings else None


def recording_at(version: surveys.Version, text: str) -> str:
    """The address of what says that text; empty if nothing does. For pages without JavaScript."""
    found = found_at(place_of(version), "audio", version.language)
    recorded = found.recordings.get(surveys.mark(text))
    if recorded is None:
        return ""
    file = f"{surveys.mark(text)}.{next(iter(recorded.files))}"
    return _address("recording", **_where(version), tag=found.tag) + file


def films_of(version: surveys.Version) -> list[Heard]:
    """The films of a page's sentences, one entry a sign language."""
    place = place_of(version)
    films = [(signs, found_at(place, "video", signs)) for signs in signed_in(version.questionnaire)]
    return [
        Heard(
            address=_address("film", **_where(version), signs=signs, tag=found.tag),
            marks=_marks(found),
            language=signs,
            name=SIGN_LANGUAGES.get(signs, signs),
        )
        for signs, found in films
        if found.recordings
    ]


def heard_languages(consultation: Consultation | None) -> tuple[tuple[str, str], ...]:
    """Languages in which the questionnaire is only heard: (code, own name)."""
    return tuple(asked_in(consultation).heard_only.items()) if consultation else ()


def tags_of(version: surveys.Version) -> tuple[str, ...]:
    """What the recordings and films of a page are: other tags whenever one of them changes.

    Each page that is asked for and each send asks this, so it looks at folders alone.
    """
    place = place_of(version)
    heard = found_at(place, "audio", version.language).tag
    films = (found_at(place, "video", signs).tag for signs in signed_in(version.questionnaire))
    return (heard, *films)


def place_of(version: surveys.Version) -> Place:
    """The words of a page."""
    return (version.questionnaire, version.version, version.band, version.language)


def _marks(found: Found) -> str:
    return " ".join(f"{mark}:{_letters(each)}" for mark, each in found.recordings.items())


def _letters(recording: surveys.Recording) -> str:
    letters = {"mp3": "m", "opus": "o", "mp4": "4", "webm": "w"}
    of_files = "".join(letters[ending] for ending in recording.files)
    return of_files + ("s" if recording.synthetic else "")


def _where(version: surveys.Version) -> dict[str, Any]:
    name, number, band, language = place_of(version)
    return {"name": name, "number": number, "band": band, "language": language}


def _address(endpoint: str, **where: Any) -> str:
    return url_for(f"answering.{endpoint}", **where, file="-").removesuffix("-")


def folder_of_the_site() -> Path:
    """Where recordings for pages without a questionnaire are, a folder a language."""
    return Path(current_app.config["INSTANCE"]) / "audio" / OF_THE_SITE


def _folders(name: str, kind: str) -> tuple[Path, ...]:
    return _folders_in(current_app.config["INSTANCE"], name, kind)


@lru_cache(maxsize=64)
def _folders_in(instance: Path, name: str, kind: str) -> tuple[Path, ...]:
    return (Path(instance) / kind / name, surveys.folder_of(name) / kind)


def signed_in(name: str) -> tuple[str, ...]:
    """The sign languages that a questionnaire has films in."""
    return sign_languages(_folders(name, "video"))


def found_at(place: Place, kind: str, language: str) -> Found:
    """What there is for the words of a page; `language` is the one that is spoken or signed."""
    return _found(place, kind, language, _folders(place[0], kind))


def found_on_pages(code: str) -> Found:
    """What there is for pages without a questionnaire, in the language of that code."""
    return _found(None, "audio", code, (folder_of_the_site(),))


def _found(place: Place | None, kind: str, language: str, folders: tuple[Path, ...]) -> Found:
    changed = tuple(_changed(f"{folder}/{language}") for folder in folders)
    return _read(place, kind, language, folders, changed)


def _changed(folder: str) -> int:
    """When a file was last added there, taken out or renamed: all that a page costs each time."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=64)
def _read(
    place: Place | None,
    kind: str,
    language: str,
    folders: tuple[Path, ...],
    _changed: tuple[int, ...],
) -> Found:
    if place is None:
        found = surveys.recordings_of_words(language, folders)
    else:
        name, number, band, of_page = place
        version = questionnaire(name, number).version_for(band, of_page)
        endings = SOUNDS if kind == "audio" else FILMS
        found = surveys.recordings(version, language, folders, endings)
    return Found(found, _tag(found))


def _tag(found: Mapping[str, surveys.Recording]) -> str:
    digest = hashlib.sha256()
    for mark, each in found.items():
        for file in each.files.values():
            about = file.stat()
            digest.update(f"{mark} {file} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:10]
