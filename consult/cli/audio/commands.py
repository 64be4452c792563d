"""A questionnaire that is heard or touched: stand-in recordings, lists for speakers, braille."""

from pathlib import Path

import click

import surveys
from consult.cli.command import application
from consult.cli.questionnaires import questionnaire
from surveys.media import braille as embossing
from surveys.media import speech_synthesis

Said = dict[str, tuple[surveys.Sentence, str]]


@questionnaire.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--language", "languages", multiple=True, help="Only this language; may be repeated.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to; else FOLDER/audio.")
@click.option("--format", "ending", type=click.Choice([*speech_synthesis.FORMATS]), default="mp3")
@click.option("--pages", is_flag=True, help="Also what the instance's pages say beside it.")
@click.option("--list", "is_list", is_flag=True, help="What a person would have to record.")
def audio(
    folder: Path,
    languages: tuple[str, ...],
    out: Path | None,
    ending: str,
    pages: bool,
    is_list: bool,
) -> None:
    """Make stand-in recordings of a questionnaire FOLDER, spoken by a machine.

    OUT gets a folder a language. In the instance folder they belong in audio/ID, where ID is the
    questionnaire's. With --pages, words that pages say without any questionnaire (help, ages, code,
    closed sessions) go to audio/site there. A person's recordings are left as they are, and so is
    what says the same as before. More than 1.5 MB a band is an error.
    """
    asked = _read(folder)
    out = out or (folder if folder.is_dir() else folder.parent) / "audio"
    for language in _languages(asked, languages, is_list):
        shelves = [(out / language, _said(asked, language))]
        if pages:
            shelves = _with_pages(*shelves[0], asked, language)
        for shelf, said in shelves:
            if is_list:
                _list(said, shelf)
            else:
                _speak(said, language, shelf, ending)


def _read(folder: Path) -> surveys.Questionnaire:
    try:
        return surveys.read(folder if folder.is_dir() else folder.parent)
    except surveys.BrokenDefinition as broken:
        raise click.ClickException(f"{broken}\nThe questionnaire cannot be used.") from broken


def _languages(
    asked: surveys.Questionnaire, wanted: tuple[str, ...], with_heard: bool
) -> tuple[str, ...]:
    for language in wanted:
        if language not in asked.languages:
            raise click.ClickException(
                f"{asked.id} has no language {language}, but {', '.join(asked.languages)}."
            )
        if language in asked.heard_only and not with_heard:
            raise click.ClickException(
                f"{language} has no words to speak: a person has to record it; "
                f"--list --language {language} names what."
            )
    every = (
        asked.languages
        if with_heard
        else tuple(language for language in asked.languages if language not in asked.heard_only)
    )
    return wanted or every


def _said(asked: surveys.Questionnaire, language: str) -> dict[str, Said]:
    """Band -> key -> sentence and band; what bands share stands in each of them."""
    return {
        band: {
            sentence.key: (sentence, band)
            for sentence in surveys.sentences(asked.version_for(band, language))
        }
        for band in asked.bands
    }


def _with_pages(
    out: Path, bands: dict[str, Said], asked: surveys.Questionnaire, language: str
) -> list[tuple[Path, dict[str, Said]]]:
    """The same with what the bands' pages say beside; and what pages without a questionnaire say.

    Each with the folder where it belongs.
    """
    from consult.answering.pages.recordings import folder_of_the_site

    from .page_sentences import beside, on_pages

    if asked.id not in surveys.shipped():
        raise click.ClickException(f"{asked.id} is no questionnaire of the site: it has no pages.")
    with application():
        for band in bands:
            bands[band] |= _words(beside(asked.version_for(band, language)), band)
        site = _words(on_pages(asked.version_for(asked.bands[0], language).reading_language), "")
        return [(out, bands), (folder_of_the_site() / language, {"pages of the site": site})]


def _words(said: list[str], band: str) -> Said:
    keys = {surveys.key_of_words(words): words for words in said}
    return {key: (surveys.Sentence(key, words), band) for key, words in keys.items()}


def _speak(bands: dict[str, Said], language: str, out: Path, ending: str) -> None:
    every = {key: said for band in bands.values() for key, said in band.items()}
    try:
        made = speech_synthesis.speak(every, language, out, ending)
    except speech_synthesis.CannotSpeak as cannot:
        raise click.ClickException(str(cannot)) from cannot
    click.echo(
        f"{language}: {len(made.new)} made, {len(made.same)} as they were, "
        f"{len(made.human)} of a person, {len(made.gone)} deleted, in {out}"
    )
    over = []
    for band, said in bands.items():
        size = speech_synthesis.size(said, out)
        click.echo(f"{language} {band}: {len(said)} recordings, {_kilobytes(size)} of 1,500 kB")
        if size > speech_synthesis.BUDGET:
            over.append(band)
    if over:
        raise click.ClickException(f"Over 1.5 MB in {language}: band {', '.join(over)}.")


def _kilobytes(size: int) -> str:
    return f"{size / 1000:,.0f} kB"


def _list(bands: dict[str, Said], out: Path) -> None:
    """One line a sentence: its key, whether there is a recording, its words (maybe borrowed)."""
    for said in bands.values():
        for key, (sentence, _band) in said.items():
            there = any((out / f"{key}.{ending}").exists() for ending in speech_synthesis.FORMATS)
            words = " ".join(sentence.text.split())
            click.echo(f"{key}\t{'recorded' if there else 'missing'}\t{words}")


@questionnaire.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--band", required=True, help="Such as 10-13.")
@click.option("--language", default="es", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="A file; else standard output.")
@click.option("--told", multiple=True, help="Who asks, until when; may be repeated.")
def braille(
    folder: Path, band: str, language: str, out: Path | None, told: tuple[str, ...]
) -> None:
    """Braille of a questionnaire FOLDER for an embosser (BRF, 40 cells by 25 lines)."""
    asked = _read(folder)
    if (band, language) not in asked.versions:
        raise click.ClickException(
            f"{asked.id} has bands {', '.join(asked.bands)} in {', '.join(asked.languages)}."
        )
    try:
        cells = embossing.braille(asked.version_for(band, language), told)
    except embossing.CannotEmboss as cannot:
        raise click.ClickException(str(cannot)) from cannot
    if out:
        out.write_text(cells, encoding="ascii")
    else:
        click.echo(cells, nl=False)
