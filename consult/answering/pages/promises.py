"""Kinds of details that are hidden, who reads what was written, and what a mode promises."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.sessions.models import Session

DETAILS = {
    "name": _l("Nombre o apodo"),
    "school": _l("Escuela"),
    "street": _l("Calle o dirección"),
    "neighbourhood": _l("Colonia"),
    "place": _l("Lugar"),
    "phone": _l("Teléfono"),
    "email": _l("Correo"),
    "url": _l("Página o enlace"),
    "handle": _l("Usuario en una red"),
    "curp": _l("CURP"),
    "number": _l("Otro número"),
    "birth_date": _l("Fecha de nacimiento"),
    "age": _l("Edad"),
    "plate": _l("Placas"),
}

WHO_READS = {
    "6-9": _l(
        "Si escribiste que algo te pasa, lo lee una persona que protege a niñas y niños. "
        "Un programa busca esos mensajes y puede equivocarse."
    ),
    "10-13": _l(
        "Si escribiste que algo te pasa, lo lee una persona que protege a niñas y niños. "
        "Un programa busca esos mensajes y puede no encontrar alguno."
    ),
    "14-17": _l(
        "Si escribiste que algo te pasa, es para una persona que protege a adolescentes. "
        "Un programa busca esos mensajes y puede no encontrar el tuyo."
    ),
}
"""Band -> who reads that something happens to a child. No more than what is true: the same words
for all of a band, whatever they wrote."""

WHEN = _l("Lo que le llega lo lee en minutos: %(hours)s (hora de %(city)s).")
NO_HOURS = _l("Estos días no hay un horario fijo para leer: puede tardar.")


def who_reads(band: str, hours: str, city: str) -> str:
    """For whoever could write. `hours` of the coming week, or empty; `city`: whose they are."""
    when = str(WHEN) % {"hours": hours, "city": city} if hours else NO_HOURS
    return f"{WHO_READS.get(band, WHO_READS['10-13'])} {when}"


@dataclass(frozen=True, slots=True, eq=False)
class Promise:
    """Who hears what is answered here. `cover`: what to do where somebody looks at the screen.

    One object each, so that pages can be kept by it without translating it first.
    """

    who: Any  # a sentence, said in the language of the page
    cover: Any = ""


_COVER = _l("Si alguien mira, toca Tapar.")
_PROMISES = {
    "school": Promise(_l("Tu maestra o tu maestro no recibe tus respuestas."), _COVER),
    "tablet": Promise(_l("Quien te trajo aquí no recibe tus respuestas."), _COVER),
    "link": Promise(_l("Nadie de tu casa o de tu escuela recibe tus respuestas."), _COVER),
    "helped": Promise(_l("Quien te ayuda sí ve lo que eliges.")),
    "group": Promise(_l("Tu grupo te escucha.")),
    "paper": Promise(_l("Alguien leerá tu hoja para pasarla. No pongas tu nombre.")),
}


def promises() -> tuple[Promise, ...]:
    """All that any session promises."""
    return tuple(_PROMISES.values())


def promise(session: Session, band: str) -> Promise:
    """What can truly be promised in the session's mode. An adult reads to the youngest always,
    unless they answer in a group or on paper."""
    at_school = session.mode == "tablet" and session.setting == "school"
    mode = _mode(session, band)
    return _PROMISES["school" if at_school and mode == "tablet" else mode]


TO_WHO_LEADS = {
    "tablet": _l(
        "Di: «Yo no voy a ver lo que contesten». No mires las pantallas ni leas las respuestas. "
        "No hay respuestas malas."
    ),
    "helped": _l(
        "A quien ayudes a contestar, dile: «Voy a ver lo que eliges, porque te ayudo». "
        "Lee y toca lo que te diga, sin opinar. No hay respuestas malas."
    ),
    "group": _l(
        "Di: «Todo el grupo va a oír lo que digan». No pidas que cuenten lo que les pasó. "
        "No hay respuestas malas."
    ),
    "paper": _l(
        "Di: «Alguien leerá su hoja para pasarla. No pongan su nombre». "
        "No leas las hojas mientras contestan. No hay respuestas malas."
    ),
}
"""Mode -> what the adult says and does so that what is promised there holds."""


def to_who_leads(session: Session) -> tuple[Any, ...]:
    """For the adult of a session: each sentence that one of its bands needs, once."""
    modes = dict.fromkeys(_mode(session, band) for band in session.bands)
    return tuple(TO_WHO_LEADS[mode] for mode in modes)


def _mode(session: Session, band: str) -> str:
    helped = band == "3-5" and session.mode not in ("group", "paper")
    return "helped" if helped else session.mode
