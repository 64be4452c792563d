"""What must hold at the desk before a consultation opens; each check says why it may not yet."""

from collections.abc import Iterable
from datetime import date

from flask import current_app
from flask_babel import format_decimal
from flask_babel import gettext as _

import surveys
from consult.clock import today
from consult.consultations.models import Consultation, State
from consult.consultations.queries import asked_in, in_state
from consult.duty.queries import roster
from consult.duty.roster import covered
from consult.safeguarding.cases import queries as cases_queries
from consult.safeguarding.keys import keyring, queries

from .reading_load import Load, hours_a_week

LEAST_TEXTS = 500
"""Texts of earlier consultations from which the share that is raised is taken, not the setting."""


def lacks_key(_consultation: Consultation) -> str | None:
    """Nobody could read a disclosure, or one lost key would close every case for good."""
    if len(queries.officer_keys()) >= keyring.FEWEST:
        return None
    return _("Antes de abrir, dos personas de protección deben entrar y hacer cada una su llave.")


def lacks_duty(consultation: Consultation) -> str | None:
    """Children are told in which hours somebody reads: in its first week nobody does."""
    if any(covered(roster(), _first_day(consultation))):
        return None
    return _(
        "Antes de abrir, las personas de protección deben anotar su horario de guardia: en los"
        " primeros siete días no hay quien lea."
    )


def lacks_hours(consultation: Consultation) -> str | None:
    """The officers' hours of reading do not cover what it will bring, with all that is open."""
    if consultation.expected_children is None:
        return _(
            "Antes de abrir, anota cuántas niñas y niños esperas: de eso dependen las horas de"
            " lectura que hacen falta en protección."
        )
    others = [each for each in _open() if each.id != consultation.id]
    needed, noted = _hours([consultation, *others]), queries.weekly_hours()
    if needed <= noted:
        return None
    return _(
        "Leer lo que se señale, con lo que ya esté abierto, pide unas %(needed)s horas a la semana"
        " y el equipo de protección anotó %(noted)s. Invita a más personas, pídeles que anoten más"
        " horas con su llave, o espera a menos niñas y niños.",
        needed=format_decimal(needed),
        noted=format_decimal(noted),
    )


def too_few_hours() -> tuple[int, int] | None:
    """Hours a week that reading what is open needs, and those noted, where these are fewer."""
    needed, noted = _hours(_open()), queries.weekly_hours()
    return (needed, noted) if needed > noted else None


def _open() -> list[Consultation]:
    """Those that children can answer. Samples are read by nobody."""
    found = in_state(State.OPEN)
    return [each for each in found if not each.is_sample and each.closes_on >= today()]


def _hours(consultations: Iterable[Consultation]) -> int:
    return sum(hours_a_week(_load(each)) for each in consultations)


def _first_day(consultation: Consultation) -> date:
    """Of what is open, the day it was meant to open: what came since has been read since."""
    opens = consultation.opens_on
    return opens if consultation.state == State.OPEN else max(today(), opens)


def _load(consultation: Consultation) -> Load:
    return Load(
        children=consultation.expected_children or 0,
        texts_a_child=_texts_a_child(consultation),
        share_raised=_share_raised(consultation),
        minutes_a_case=current_app.config["CASE_MINUTES"],
        days_open=(consultation.closes_on - _first_day(consultation)).days + 1,
    )


def _texts_a_child(consultation: Consultation) -> int:
    """Questions for free text, in the band that has most of them."""
    asked = asked_in(consultation)
    versions = (asked.version_for(band, asked.languages[0]) for band in asked.bands)
    return max(sum(map(_is_text, version.questions)) for version in versions)


def _is_text(question: surveys.Question) -> bool:
    kind = surveys.KINDS[question.kind]
    return kind.asks and not kind.closed


def _share_raised(consultation: Consultation) -> float:
    """As measured on this site, once there are enough texts; else as the setting says."""
    texts, cases = cases_queries.raised_before(consultation.id)
    if texts >= LEAST_TEXTS:
        return min(1.0, cases / texts)
    return float(current_app.config["RAISED_PERCENT"]) / 100
