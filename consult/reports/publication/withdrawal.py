"""Words in published reports: whose they are, and how they are taken out."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from consult.answering.models import FreeText, Response, ReturnedText
from consult.answering.withdrawal.operations import (
    QUIETLY,
    Withdrawn,
    on_withdrawal,
    quote_mark,
    remember,
)
from consult.reports import frozen_content
from consult.reports.content.drawings import parts_of
from consult.reports.models import Report, ReportQuote
from consult.storage.db import db
from consult.themes.models import AnalysisRun, Passage
from consult.themes.queries import from_passages
from consult.themes.review.operations import HiddenWords, on_hiding

Content = Mapping[str, Any]
Source = tuple[UUID | None, bytes]
"""The text that says it (none: a text that an officer gave back, which is in labels alone), and the
mark that its child's code makes."""

NOTHING: Content = {"themes": (), "listed": ()}
LABELS = ("label", "proposed_label")


def sources(content: Content, run: AnalysisRun | None) -> dict[str, set[Source]]:
    """JSON pointer of each part of a content that somebody may take back -> who says it.

    A quote is of every text with the same words. A theme's label or keyword is of the texts in
    which it stands; where they are ten or more (`SMALL_CELL`) the words are nobody's own, and it is
    no part.
    """
    quotes, named = _pointers(_quotes(content)), _pointers(_labels(content))
    found: dict[str, set[Source]] = {each: set() for of in quotes.values() for each in of}
    for words, held, source in _said(run):
        for pointer in quotes.get(words, ()):
            found[pointer].add(source)
        said = [] if held else [pointers for label, pointers in named.items() if label in words]
        for pointer in (each for pointers in said for each in pointers):
            found.setdefault(pointer, set()).add(source)
    common = current_app.config["SMALL_CELL"]
    return {at: who for at, who in found.items() if not _is_label(at) or len(who) < common}


def names(content: Content) -> set[str]:
    """JSON pointers of names of themes, headlines and drawings: each can be blanked, whosever it
    is."""
    headlines = {f"/headlines/{code}" for code in content["headlines"]}
    return {pointer for _words, pointer in _labels(content)} | headlines | parts_of(content).keys()


def keep_sources(report: Report, found: Mapping[str, Iterable[Source]]) -> None:
    """Write down whose the parts of a version are."""
    db.session.add_all(
        ReportQuote(report_id=report.id, part=at, free_text_id=free, mark=mark)
        for at, who in found.items()
        for free, mark in who
    )
    db.session.flush()


def blank(gone: Withdrawn) -> bool:
    """Take the words out of every published version: they are in the database no more.

    A label goes with the last of those who said it, a quote with the first.
    """
    theirs = sa.or_(
        ReportQuote.free_text_id.in_(gone.free_texts),
        ReportQuote.mark.in_(gone.marks),
    )
    columns = (ReportQuote.report_id, ReportQuote.part, ReportQuote.mark)
    found = db.session.execute(sa.select(*columns).where(theirs)).all()
    db.session.execute(sa.delete(ReportQuote).where(theirs), execution_options=QUIETLY)
    places: dict[int, set[str]] = defaultdict(set)
    for report_id, at, _mark in found:
        places[report_id].add(at)
    for report in db.session.scalars(sa.select(Report).where(Report.id.in_(list(places)))).all():
        _blank(report, places[report.id])
    db.session.flush()
    remember(mark for _report, _at, mark in found if mark)
    return bool(found)


on_withdrawal(blank, ReportQuote.mark)


def blank_hidden(gone: HiddenWords) -> None:
    """Take words that people hid out of every published version: each quote of their texts, each
    name and each headline in which they stand gives way as a whole."""
    mine = sa.select(Report).where(Report.consultation_id == gone.consultation_id)
    for report in db.session.scalars(mine).all():
        theirs = sa.select(ReportQuote.part).where(
            ReportQuote.report_id == report.id, ReportQuote.free_text_id.in_(gone.texts)
        )
        known = {*db.session.scalars(theirs), *names(report.content)}
        found = {at for at in known if gone.stand_in(_words(frozen_content.at(report.content, at)))}
        _take_out(report, found, why="hidden")
    db.session.flush()


on_hiding(blank_hidden)


def _words(part: Any) -> str:
    """What a quote, a name or a headline says; nothing once it has been taken out."""
    said = part.get("text", "") if isinstance(part, Mapping) else part
    return str(said)


def _blank(report: Report, places: set[str]) -> None:
    of_report = ReportQuote.report_id == report.id
    said_by_others = set(db.session.scalars(sa.select(ReportQuote.part).where(of_report)))
    _take_out(report, {at for at in places if not (_is_label(at) and at in said_by_others)})


def _take_out(report: Report, gone: Collection[str], why: str = "withdrawn") -> None:
    report.content = frozen_content.blanked(report.content, gone, why)
    rest = sa.delete(ReportQuote).where(
        ReportQuote.report_id == report.id, ReportQuote.part.in_(gone)
    )
    db.session.execute(rest, execution_options=QUIETLY)


def _said(run: AnalysisRun | None) -> Iterator[tuple[str, bool, Source]]:
    """Words of each passage of the run, whether its text is held, and the text. Streams."""
    if run is None:
        return
    free = (Passage.free_text_id, FreeText.held, FreeText.question, Response.withdrawal_hash)
    rows = db.session.execute(
        from_passages(Passage.text, ReturnedText.mark, *free).where(Passage.run_id == run.id),
        execution_options={"yield_per": 1000},
    )
    for text, mark, free_text, held, question, own in rows:
        yield text.casefold(), bool(held), (free_text, mark or quote_mark(own, question))


def _quotes(content: Content) -> Iterator[tuple[str, str]]:
    said = content["voices"] or NOTHING
    for number, theme in enumerate(said["themes"]):
        for within, quotes in _lists_within(theme):
            for place, quote in enumerate(quotes):
                yield quote["text"].casefold(), f"/voices/themes/{number}/{within}/{place}"
    for place, quote in enumerate(said["listed"]):
        yield quote["text"].casefold(), f"/voices/listed/{place}"


def _lists_within(theme: Content) -> Iterator[tuple[str, Sequence[Content]]]:
    """Where quotes of a theme stand, and the quotes; fewer places in older reports."""
    yield "quotes", theme["quotes"]
    for side, quotes in theme.get("sides", {}).items():
        yield f"sides/{side}", quotes
    for place, part in enumerate(theme.get("subthemes", ())):
        yield f"subthemes/{place}/quotes", part["quotes"]


def _labels(content: Content) -> Iterator[tuple[str, str]]:
    for number, theme in enumerate((content["voices"] or NOTHING)["themes"]):
        for name in LABELS:
            yield _words(theme[name]).casefold(), f"/voices/themes/{number}/{name}"
        for place, part in enumerate(theme.get("subthemes", ())):
            pointer = f"/voices/themes/{number}/subthemes/{place}/label"
            yield _words(part["label"]).casefold(), pointer
        for place, word in enumerate(theme.get("keywords", ())):
            yield _words(word).casefold(), f"/voices/themes/{number}/keywords/{place}"


def _pointers(said: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    by_words: dict[str, list[str]] = defaultdict(list)
    for words, pointer in said:
        by_words[words].append(pointer)
    return by_words


def _is_label(pointer: str) -> bool:
    return pointer.endswith(tuple(f"/{name}" for name in LABELS)) or "/keywords/" in pointer
