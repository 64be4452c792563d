"""Stand-in recordings, spoken by a machine, for devices that have no voice of their own.

Two programs of Debian do it, without a network: espeak-ng speaks, lame (MP3) or opusenc (Opus)
makes the file small. What they made is written down in a manifest and in a tag of each file, so
that a page can say it is a machine, and so that a person's recording is never overwritten.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .recordings import MANIFEST, Sentence, digest_of, made_by_machine, mark

SPEAKER = "espeak-ng"
VOICES = {"es": "es-419", "en": "en-us"}  # Spanish of America; other languages by their own code
WORDS_A_MINUTE = {"3-5": 125, "6-9": 135}
USUAL = 150
BUDGET = 1_500_000
"""bytes of a band in one language"""
NOTE = "Spoken by a machine (espeak-ng). A person's recording may take the place of any file."


class CannotSpeak(Exception):
    """A program is not there, or it refused; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file and the program that makes it from a wave file."""

    ending: str
    program: str
    package: str
    arguments: Callable[[Path, Path, str], list[str]]


def _lame(wave: Path, file: Path, title: str) -> list[str]:
    tags = ["--tt", title, "--ta", SPEAKER, "--tc", "synthetic voice"]
    return ["--quiet", "-m", "m", "-b", "16", "--resample", "16", *tags, str(wave), str(file)]


def _opusenc(wave: Path, file: Path, title: str) -> list[str]:
    tags = ["--title", title, "--artist", SPEAKER, "--comment", "COMMENT=synthetic voice"]
    fixed = ["--serial", "1"]  # the same words make the same file
    return ["--quiet", "--bitrate", "12", "--downmix-mono", *fixed, *tags, str(wave), str(file)]


FORMATS = {
    "mp3": Format("mp3", "lame", "lame", _lame),
    "opus": Format("opus", "opusenc", "opus-tools", _opusenc),
}


@dataclass(slots=True)
class Made:
    """What was done in a folder: keys of what was made, was as it should be, or is a person's."""

    new: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    human: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def speak(
    said: Mapping[str, tuple[Sentence, str]], language: str, folder: Path, ending: str = "mp3"
) -> Made:
    """Recordings of sentences (key -> sentence and band) in a folder; `CannotSpeak` if it can't.

    What a machine made before and says the same is left; what it made and nobody asks for any more
    is deleted; a person's file is left whatever it says.
    """
    form = FORMATS[ending]
    check_programs(ending)
    folder.mkdir(parents=True, exist_ok=True)
    before, made, after = made_by_machine(folder), Made(), dict[str, dict[str, Any]]()
    with tempfile.TemporaryDirectory() as scratch:
        for key, (sentence, band) in said.items():
            about = {"mark": mark(sentence.text), "settings": _settings(language, band, form)}
            entry = _entry(folder / f"{key}.{ending}", about, before.get(key, {}), made)
            if entry is None:
                file = folder / f"{key}.{ending}"
                beside = _make(
                    sentence.text, language, band, (Path(scratch) / "spoken.wav", file, form)
                )
                made.new.append(key)
                entry = {**about, "file": digest_of(beside)}
                # Noted first: whoever is interrupted leaves nothing that looks like a person's.
                _write_manifest(folder, {**before, **after, key: entry})
                os.replace(beside, file)
            if entry:
                after[key] = entry
    _drop(folder, {key: entry for key, entry in before.items() if key not in said}, made)
    _write_manifest(folder, after)
    return made


def _entry(
    file: Path, about: Mapping[str, str], before: Mapping[str, Any], made: Made
) -> dict[str, Any] | None:
    """What the manifest says of a file that stays: {} for a person's; None if it is to be made."""
    key = file.name.removesuffix(file.suffix)
    others = [file.with_name(f"{key}.{ending}") for ending in FORMATS]
    is_machines = {each: before.get("file") == digest_of(each) for each in others if each.exists()}
    if not all(is_machines.values()):
        made.human.append(key)
        return {}
    if file.exists() and all(before.get(name) == value for name, value in about.items()):
        made.same.append(key)
        return dict(before)
    for old in is_machines:
        old.unlink()
    return None


def _settings(language: str, band: str, form: Format) -> str:
    speed = WORDS_A_MINUTE.get(band, USUAL)
    return f"{SPEAKER} {VOICES.get(language, language)} {speed} {form.ending}"


def _make(text: str, language: str, band: str, way: tuple[Path, Path, Format]) -> Path:
    """Where it is, beside the file whose place it is to take."""
    wave, file, form = way
    beside = file.with_name(f"{file.name}.new")
    voice, speed = VOICES.get(language, language), str(WORDS_A_MINUTE.get(band, USUAL))
    # The text goes in by a pipe: it may begin with a hyphen.
    _run([SPEAKER, "-v", voice, "-s", speed, "-w", str(wave), "--stdin"], text)
    _run([form.program, *form.arguments(wave, beside, file.stem)])
    return beside


def _run(command: Sequence[str], given: str = "") -> None:
    done = subprocess.run(command, input=given, text=True, capture_output=True, check=False)  # noqa: S603
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise CannotSpeak(f"{command[0]} refused: {said[-1] if said else 'it did not say why'}")


def check_programs(ending: str = "mp3") -> None:
    """`CannotSpeak`, naming it, if a program is missing that makes such files."""
    form = FORMATS[ending]
    for program, package in ((SPEAKER, SPEAKER), (form.program, form.package)):
        if shutil.which(program) is None:
            raise CannotSpeak(f"{program} is not installed: on Debian, apt-get install {package}.")


def _drop(folder: Path, unwanted: Mapping[str, Mapping[str, Any]], made: Made) -> None:
    for key, entry in unwanted.items():
        for file in (folder / f"{key}.{ending}" for ending in FORMATS):
            if file.exists() and digest_of(file) == entry.get("file"):
                file.unlink()
                made.gone.append(key)


def _write_manifest(folder: Path, recordings: Mapping[str, Mapping[str, Any]]) -> None:
    manifest = {"note": NOTE, "recordings": dict(sorted(recordings.items()))}
    beside = folder / f"{MANIFEST}.new"
    beside.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, folder / MANIFEST)


def size(keys: Iterable[str], folder: Path) -> int:
    """Bytes of the recordings of those keys: of each the largest of its formats."""
    return sum(
        max((file.stat().st_size for file in _files(folder, key)), default=0) for key in keys
    )


def _files(folder: Path, key: str) -> list[Path]:
    return [file for ending in FORMATS if (file := folder / f"{key}.{ending}").exists()]
