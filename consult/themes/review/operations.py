"""Writes of runs, of review actions and of corrected redactions. Nothing here commits."""

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from uuid import UUID

import sqlalchemy as sa

from consult.answering.models import FreeText, ReturnedText
from consult.answering.redaction_edits import changes, hidden, moved
from consult.answering.sends.operations import count_corrections
from consult.answering.withdrawal.operations import QUIETLY, hold
from consult.consultations.models import Consultation
from consult.storage import ledger
from consult.storage.db import db
from consult.themes import queries
from consult.themes.models import AnalysisRun, Passage, ReviewAction, Theme
from consult.themes.passage_mark import mark_of
from consult.themes.replay import Action, Placing, placing_of

AT_ONCE = 500
"""Marks in one statement: a database takes only so many parameters."""


# Decisions


def decide(consultation: Consultation, staff_id: int, day: date, action: Action) -> None:
    """Add what a person decided; nothing is ever changed or removed. Passages are placed anew."""
    ledger.append(
        ReviewAction(
            consultation_id=consultation.id,
            staff_id=staff_id,
            day=day,
            kind=action.kind,
            theme_key=action.theme,
            value=action.value,
        )
    )
    for run in queries.done_runs(consultation.id):
        place(run)


def new_key() -> str:
    """The key of a theme that people split off: no engine makes one that begins so."""
    return f"hand-{token_hex(5)}"


def place(run: AnalysisRun) -> None:
    """Write into the passages of a run where people put them."""
    mine = sa.update(Passage).where(Passage.run_id == run.id)
    back = mine.where(Passage.hand.is_not(None)).values(hand=None)
    db.session.execute(back, execution_options=QUIETLY)
    marks_of: dict[str, list[bytes]] = {}
    for mark, key in queries.review_of(run).placed.items():
        marks_of.setdefault(key, []).append(bytes.fromhex(mark))
    for key, marks in marks_of.items():
        for start in range(0, len(marks), AT_ONCE):
            some = mine.where(Passage.mark.in_(marks[start : start + AT_ONCE]))
            db.session.execute(some.values(hand=key), execution_options=QUIETLY)
    db.session.flush()


# Words that are hidden


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """Words that people hid, and the texts that said them."""

    consultation_id: int
    texts: Collection[UUID]
    words: str
    kind: str

    def stand_in(self, text: str) -> bool:
        """Are they in that text?"""
        return hidden(text, self.words, self.kind, "es") != text


_on_hiding: list[Callable[[HiddenWords], None]] = []


def on_hiding(act: Callable[[HiddenWords], None]) -> None:
    """Let another activity hide them in what it holds."""
    _on_hiding.append(act)


def correct_passages(texts: Collection[UUID], before: str, after: str) -> None:
    """Bring the passages of these texts, which read `before` and now read `after`, to that.

    In every run. A passage that is not found again becomes the whole text, and is quoted no more.
    """
    of_these = sa.or_(Passage.free_text_id.in_(texts), Passage.returned_text_id.in_(texts))
    for passage in db.session.scalars(sa.select(Passage).where(of_these)).all():
        found = moved(passage.text, before, after)
        if found is None:
            passage.representative = None
        passage.text = found or after
    db.session.flush()


def hide_words(
    consultation: Consultation, passage_id: UUID, words: str, kind: str
) -> Action | None:
    """Replace words that name somebody in every text with that same passage, and in its themes.

    None: the words do not stand in the passage, or it is not there any more. Else an action to be
    decided: what people said of the passage holds for its new words too.
    """
    hold()
    quoted = queries.passage_in(consultation.id, passage_id)
    if quoted is None or hidden(quoted.text, words, kind, "es") == quoted.text:
        return None
    said = quoted.text
    texts = queries.texts_saying(consultation.id, said)
    for text, language in texts:
        _hide_in_themes(text, words, kind, language)
        before = text.redacted if isinstance(text, FreeText) else text.text
        after = hidden(before or "", words, kind, language)
        _set(text, after)
        correct_passages([text.id], before or "", after)
        count_corrections(consultation.id, changes(before or "", after))
    gone = HiddenWords(consultation.id, [text.id for text, _language in texts], words, kind)
    for act in _on_hiding:
        act(gone)
    marks = (mark_of(said).hex(), mark_of(quoted.text).hex())
    return Action("reword", "", json.dumps(marks))


def concerns_placed(consultation: Consultation, reworded: Action) -> bool:
    """Did people ever place the passages whose words changed?"""
    before = json.loads(reworded.value or "[]")[0]
    return any(before in placing.marks for placing in _placings(consultation.id))


def _placings(consultation_id: int) -> Iterable[Placing]:
    for action in queries.actions(consultation_id):
        if action.kind in ("split", "move"):
            yield placing_of(action)


def _set(text: FreeText | ReturnedText, words: str) -> None:
    if isinstance(text, FreeText):
        text.redacted = words
    else:
        text.text = words
    db.session.flush()


def _hide_in_themes(text: FreeText | ReturnedText, words: str, kind: str, language: str) -> None:
    """Labels are words of the children, and keywords too."""
    mine = sa.or_(Passage.free_text_id == text.id, Passage.returned_text_id == text.id)
    themes = sa.select(Theme).where(Theme.id.in_(sa.select(Passage.theme_id).where(mine)))

    def said(what: str) -> str:
        return hidden(what, words, kind, language)

    for theme in db.session.scalars(themes).all():
        theme.label = said(theme.label)
        theme.about = said(theme.about) if theme.about else theme.about
        theme.keywords = [word for word in theme.keywords if said(word) == word]
        theme.led = {
            code: [word for word in led if said(word) == word] for code, led in theme.led.items()
        }
        theme.parts = [
            {
                "label": said(part["label"]),
                "keywords": [word for word in part["keywords"] if said(word) == word],
            }
            for part in theme.parts
        ]
