"""A questionnaire on paper: what a screen alone does is not said there, nor drawn.

A sheet has no button and no page to come back to: its assent is `paper` of the definition, and of
the thanks only the title is left. What would be drawn on a screen is left out.
"""

from dataclasses import replace

from surveys.questionnaire import Question, Version
from surveys.routing import without


class NotOnPaper(Exception):
    """The definition has no words for paper; the message says what to write."""


def on_paper(version: Version) -> Version:
    """What stands on the sheet of that band; `NotOnPaper` if it is told on a screen alone."""
    if not version.assent.paper:
        raise NotOnPaper(
            f"{version.questionnaire} tells {version.band} nothing on paper: "
            f'write paper = […] in [assent."{version.band}"].'
        )
    version = without(version, "drawing")
    cards = (
        replace(card, questions=tuple(map(_question, card.questions))) for card in version.cards
    )
    told = version.assent
    assent = replace(told, paragraphs=told.paper, adult=told.adult_on_paper, quiz=(), pictures=())
    return replace(version, assent=assent, cards=tuple(cards), thanks=version.thanks[:1])


def _question(question: Question) -> Question:
    return replace(question, help=question.help_on_paper or question.help)
