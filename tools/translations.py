"""Keep the catalogues of the pages' words in step with the pages.

`update` collects the Spanish words from code and templates into each catalogue and compiles it;
`check` says what a catalogue lacks, and fails if it lacks anything. A language is added in
`consult/web/i18n.py`; `update` then starts its catalogue. The compiled catalogues are committed, so
that a clean clone speaks every language without a further step.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import click
from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from consult.web.i18n import CODES

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "consult"
SOURCE = "es"
LAZY = {
    "lazy_gettext": None,
    "_l": None,  # as forms import it
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
HEADER = {
    "header_comment": "# Words of Alzavoz's pages, collected by `make translations`.\n#",
    "project": "Alzavoz",
    "version": "pages",
    "revision_date": datetime.now(UTC),
    "last_translator": "see the history of this file",
    "language_team": "see CONTRIBUTING.md",
    "msgid_bugs_address": "see CONTRIBUTING.md",
}
REMEDY = "Run `make translations` and fill in what is missing."


def languages() -> list[str]:
    """The languages that have a catalogue: all but the source."""
    return [code for code in CODES if code != SOURCE]


def catalogue_file(language: str) -> Path:
    return PAGES / "translations" / language / "LC_MESSAGES" / "messages.po"


def collected() -> Catalog:
    """The words that stand in code and templates now, with the files they stand in."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    words = Catalog(charset="utf-8")
    for name, line, text, notes, context in extract_from_dir(
        PAGES, methods, options, DEFAULT_KEYWORDS | LAZY, comment_tags=("Translators:",)
    ):
        words.add(text, None, [(f"consult/{name}", line)], auto_comments=notes, context=context)
    return words


def committed(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    file = catalogue_file(language)
    if not file.exists():
        return Catalog(locale=language, fuzzy=False, **HEADER)
    with file.open("rb") as lines:
        return read_po(lines, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update() -> None:
    """Bring every catalogue up to date, without guesses, and compile it."""
    words = collected()
    for language in languages():
        catalogue = committed(language)
        catalogue.update(words, no_fuzzy_matching=True, update_creation_date=False)
        catalogue.obsolete.clear()
        file = catalogue_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as lines:
            write_po(lines, catalogue, width=100, sort_output=True, include_lineno=False)
        file.with_suffix(".mo").write_bytes(compiled(committed(language)))
        lacking = len(list(untranslated(catalogue)))
        click.echo(f"{language}: {len(catalogue)} texts, {lacking} without a translation.")


def faults(language: str, words: Catalog) -> Iterator[str]:
    """What is wrong with a language's catalogue, one sentence each."""
    catalogue = committed(language)
    there, wanted = keys(catalogue), keys(words)
    yield from (f"not collected: {key[1]!r}" for key in sorted(wanted - there, key=str))
    yield from (f"no longer used: {key[1]!r}" for key in sorted(there - wanted, key=str))
    yield from (f"untranslated: {message.id!r}" for message in untranslated(catalogue))
    for message, mistakes in catalogue.check():
        yield from (f"{mistake}: {message.id!r}" for mistake in mistakes)
    binary = catalogue_file(language).with_suffix(".mo")
    if not binary.exists() or binary.read_bytes() != compiled(catalogue):
        yield f"{binary.relative_to(ROOT)} is not compiled from its catalogue"


def keys(catalogue: Catalog) -> set[tuple[str | None, str | tuple[str, ...]]]:
    """Context and words of each message; a plural's words are two."""
    live = {(message.context, message.id) for message in catalogue if message.id}
    return live | {(message.context, message.id) for message in catalogue.obsolete.values()}


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Messages without a translation, or with one that is only a guess."""
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(forms)):
            yield message


def check() -> None:
    """Exit 1, naming each fault, unless every catalogue is complete."""
    words = collected()
    found = [f"{code}: {fault}" for code in languages() for fault in faults(code, words)]
    if found:
        sys.exit("\n".join([*found, REMEDY]))
    click.echo(f"Translations: {len(words)} texts, complete in {', '.join(languages())}.")


COMMANDS: dict[str, Callable[[], None]] = {"check": check, "update": update}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        click.echo("Usage: python -m tools.translations check|update", err=True)
        sys.exit(2)
    COMMANDS[sys.argv[1]]()
