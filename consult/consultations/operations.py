"""Writes of consultations. Nothing here commits."""

from .models import Consultation, State

BY_HAND = {
    State.DRAFT: State.CHECKED,
    State.CHECKED: State.OPEN,
    State.OPEN: State.CLOSED,
    State.REPORTED: State.ANSWERED,
}
"""State -> the next one, where a press moves it. Closed becomes reported by publishing."""


class NotNext(ValueError):
    """That is not the next state: somebody was quicker, or the page is old."""


def next_by_hand(consultation: Consultation) -> State | None:
    """The state that a press moves it to, if there is one."""
    return BY_HAND.get(State(consultation.state))


def advance(consultation: Consultation, to: str) -> None:
    """One step forward, to the state that was on the button. `NotNext` where it is another."""
    if next_by_hand(consultation) != to:
        raise NotNext(to)
    consultation.state = to
