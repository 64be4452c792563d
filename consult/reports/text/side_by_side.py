"""What stands beside each other in a report: themes under the questions that they answer, and what
children and organisations both speak of.

All is read from the frozen content; reports that were published before it was there have none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

Table = Mapping[str, Any]
Names = Mapping[str, str]
SOURCES = ("gc25", "mx", "sector")
"""Of the codebook, in the order of a report. The nine questions are how it shows organisations."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A concept that both touch: themes, and the labels of passages by place of the submission."""

    name: Names
    source: str
    at: str
    themes: list[Table]
    passages: dict[int, list[str]] = field(default_factory=dict)

    @property
    def where(self) -> str:
        """Its place in its source."""
        at = self.at.replace("-", "\u2013")
        if self.source == "gc25":
            return _("Observación general 25, párrafos %(at)s", at=at)
        return at if self.source == "mx" else _("Sector")


def by_question(content: Table) -> list[tuple[Names, list[Table]]]:
    """The themes that enough said in answer to each question, as the themes are ordered."""
    found: dict[tuple[tuple[str, str], ...], list[Table]] = {}
    for theme in _themes(content):
        for names in theme.get("questions", ()):
            found.setdefault(tuple(sorted(names.items())), []).append(theme)
    return [(dict(names), themes) for names, themes in found.items()]


def shared(content: Table) -> list[Subject]:
    """What both children and organisations speak of, by the words that they use."""
    found: dict[tuple[str, str], Subject] = {}
    for place, label, concept in _touched(content):
        key = concept["source"], concept["name"]["es"]
        if key not in found:
            found[key] = Subject(**concept, themes=_touching(content, concept["name"]))
        found[key].passages.setdefault(place, []).append(label)
    both = (each for each in found.values() if each.themes and each.source in SOURCES)
    return sorted(both, key=lambda each: (SOURCES.index(each.source), -len(each.themes)))


def _themes(content: Table) -> list[Table]:
    return (content["voices"] or {}).get("themes", [])


def _touching(content: Table, name: Names) -> list[Table]:
    return [theme for theme in _themes(content) if name in theme.get("concepts", ())]


def _touched(content: Table) -> Iterable[tuple[int, str, Table]]:
    """Place of the submission, label of the passage, concept."""
    for place, submission in enumerate(content["organisations"]):
        for passages in submission["answers"].values():
            for passage in passages:
                for concept in passage.get("concepts", ()):
                    yield place, passage["label"], concept
