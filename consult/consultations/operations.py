"""Writes of consultations. Nothing here commits."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from consult.storage.db import db

from .models import Consultation, State, Words

BY_HAND = {
    State.DRAFT: State.CHECKED,
    State.CHECKED: State.OPEN,
    State.OPEN: State.CLOSED,
    State.REPORTED: State.ANSWERED,
}
"""State -> the next one, where a press moves it. Closed becomes reported by publishing."""

Check = Callable[[Consultation], str | None]
"""The sentence that says why the consultation may not open yet, or None."""

_needed: list[Check] = []
_on_opening: list[Callable[[Consultation], None]] = []


class NotNext(ValueError):
    """That is not the next state: somebody was quicker, or the page is old."""


class NotReady(ValueError):
    """A consultation cannot open yet; the message is the sentence to show."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A consultation as a coordinator plans it."""

    slug: str
    titles: Words
    askers: Words
    purposes: Words
    questionnaire: str
    questionnaire_version: int
    opens_on: date
    closes_on: date
    results_on: date
    expected_children: int | None = None
    drawings_seen_by: str | None = None


def needed_to_open(check: Check) -> None:
    """Let another activity say why a consultation may not open yet."""
    _needed.append(check)


def on_opening(act: Callable[[Consultation], None]) -> None:
    """Let another activity do its part when a consultation opens."""
    _on_opening.append(act)


def plan(plan: Plan) -> Consultation:
    """A draft. Children get their way in when it opens (`on_opening`)."""
    consultation = Consultation(**asdict(plan), state=State.DRAFT, is_sample=False)
    db.session.add(consultation)
    db.session.flush()
    return consultation


def change(consultation: Consultation, plan: Plan) -> None:
    """Let a draft be as planned now; `NotNext` where it is none any more."""
    if consultation.state != State.DRAFT:
        raise NotNext(consultation.state)
    for name, value in asdict(plan).items():
        setattr(consultation, name, value)


def expect(consultation: Consultation, children: int) -> None:
    """Note how many children are expected; `NotNext` once the consultation has opened."""
    if consultation.state not in (State.DRAFT, State.CHECKED):
        raise NotNext(consultation.state)
    consultation.expected_children = children


def next_by_hand(consultation: Consultation) -> State | None:
    """The state that a press moves it to, if there is one."""
    return BY_HAND.get(State(consultation.state))


def advance(consultation: Consultation, to: str, day: date) -> None:
    """One step forward on that day, to the state that was on the button.

    `NotNext` where that is not the next one; `NotReady` where it may not open yet.
    """
    if next_by_hand(consultation) != to:
        raise NotNext(to)
    if to == State.OPEN:
        for check in _needed:
            if sentence := check(consultation):
                raise NotReady(sentence)
        for act in _on_opening:
            act(consultation)
    if to == State.CLOSED:  # the last day that answers came is the day it really closed
        last = min(day, consultation.closes_on)
        consultation.closes_on = max(last, consultation.opens_on)
    consultation.state = to
