"""Sends that waited on a device: posted by the device itself, or out of the copy that it saved.

A copy is what `static/js/answering/sending/outbox.js` makes: a list of {address, sealed}, where
`address` is that of `views.waited` and `sealed` the envelope in base64.
"""

import json
import re
from base64 import b64decode
from dataclasses import dataclass

import surveys
from consult.clock import today
from consult.consultations.queries import version_for
from consult.sessions import queries as sessions
from consult.sessions.models import Session

from . import operations, posted_form, transport_sealing

ADDRESS = re.compile(r"/j/([^/]+)/([^/]+)/waited")


class Refused(Exception):
    """A send that is not stored. `status` is that of HTTP: 404 unknown session, 410 its window is
    over, 409 no key here opens it, 422 it is no whole send."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed send and the address that it is for."""

    address: str
    sealed: bytes


def copied(text: str) -> list[Envelope]:
    """The envelopes of a copy; `ValueError` for what is none."""
    try:
        return [
            Envelope(str(each["address"]), b64decode(each["sealed"])) for each in json.loads(text)
        ]
    except (TypeError, KeyError) as wrong:
        raise ValueError(wrong) from wrong


def store(envelope: Envelope) -> bool:
    """Open and store a send as if its device had brought it; False: it was stored before.

    Raises `Refused`. Does not commit.
    """
    found = ADDRESS.fullmatch(envelope.address)
    session = sessions.by_code(found[1]) if found else None
    if found is None or session is None or found[2] not in session.bands:
        raise Refused(404)
    return store_in(session, found[2], envelope)


def store_in(session: Session, band: str, envelope: Envelope) -> bool:
    """The same, where the session is known."""
    if not session.takes_uploads(today()):
        raise Refused(410)
    try:
        form = transport_sealing.open_envelope(
            envelope.sealed, session.consultation_id, envelope.address
        )
        posted = posted_form.parsed(form)
    except (transport_sealing.CannotOpen, ValueError) as shut:
        raise Refused(409) from shut
    version = version_for(session.consultation, band, posted.get("language", ""))
    filled = posted_form.form_of(version, posted)
    code = posted_form.normalised_code(posted.get("code", ""))
    if filled.errors or code is None or not posted_form.is_key(posted.get("key", "")):
        raise Refused(422)
    send = posted_form.send_of(version, surveys.answers_of(filled), posted, code)
    return operations.store(session, send, today())
