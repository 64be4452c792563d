"""Children's words as a report quotes them: passages, and names of themes and of their parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from consult.consultations.models import Consultation
from consult.consultations.queries import asked_in
from consult.reports import queries
from consult.storage.db import db
from consult.themes import queries as found
from consult.themes.models import AnalysisRun

Section = dict[str, Any]
Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class QuoteSource:
    """What children of a run said. `bands` have a number, and so may be told beside a quote."""

    run: AnalysisRun
    bands: Sequence[str]

    def quoted(self, quotes: Iterable[found.Quote]) -> list[Section]:
        """Words as they were stored, their language, the band, the name of the question, the kind
        of statement."""
        said = list(quotes)
        spoken = queries.languages(self.run, [quote.text for quote in said])
        asked = _asked(self.run)
        return [
            {
                "text": quote.text,
                "band": quote.band if quote.band in self.bands else None,
                "language": spoken.get(quote.text, "es"),
                "asked": asked[quote.question],
                "kind": quote.kind,
            }
            for quote in said
        ]

    def questions(self, concepts: Iterable[str]) -> list[Names]:
        """The names of questions."""
        asked = _asked(self.run)
        return [asked[concept] for concept in concepts]


def answering(said: Sequence[Section]) -> Section:
    """Of the first of these: the name of the question, and the kind of statement."""
    return {name: said[0][name] if said else None for name in ("asked", "kind")}


def named(
    label: str, said: Sequence[Section], quotes: Sequence[Section], keywords: Sequence[str]
) -> Section:
    """A label, the name of the question it answers (None: it answers none), its kind of statement.

    A label is a quote too: `said` are those that have its words. Where no child lets us show these,
    another quote stands for it, else single words of theirs.
    """
    words = quotes[0]["text"] if quotes else ", ".join(keywords[:3]) or _("Un tema sin nombre")
    return {"label": label if said else words, **answering(said or quotes)}


def fresh(quotes: Iterable[Section], heard: Iterable[str], most: int) -> list[Section]:
    """A few of these, those first that are not among the words heard already."""
    known = {words.casefold() for words in heard}
    return sorted(quotes, key=lambda quote: quote["text"].casefold() in known)[:most]


def language_of(quotes: Sequence[Section]) -> str:
    """Of a label, which is in the words of those who are quoted."""
    return quotes[0]["language"] if quotes else "es"


def _asked(run: AnalysisRun) -> dict[str, Names]:
    """Concept -> its name by language: a wish and a worry can have the same words."""
    consultation = db.session.get_one(Consultation, run.consultation_id)
    names: dict[str, Names] = {}
    for (concept, code), name in asked_in(consultation).concept_names.items():
        names.setdefault(concept, {})[code] = name
    return names
