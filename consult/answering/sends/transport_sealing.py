"""Answers that waited on a device, sealed there for the consultation's *transport* key.

So neither who owns the tablet nor the next child can read what waits on it. The web process holds
the private half, a file beside the database and never in it, from the day a consultation opens
until nothing can arrive any more; it opens an envelope, checks it like any send and seals its texts
for screening.

An envelope is one byte of version, the sender's ephemeral public key (65 bytes, P-256,
uncompressed), and AES-256-GCM of the padded form. Key and nonce (32 + 12 bytes) come by HKDF-SHA256
from the ECDH secret, salted with both public keys, so each envelope has its own; the address it is
for is authenticated with it. It is ECIES as SEC 1 (Certicom, 2009) describes it, with parts that
browsers have had in WebCrypto since before 2019 (static/js/answering/sending/sealing.js).
"""

import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from consult.background.web_tasks import in_the_web
from consult.clock import today
from consult.consultations.models import State
from consult.consultations.queries import in_state
from consult.sessions.queries import answers_arrive
from consult.storage.db import db

CURVE = ec.SECP256R1()
VERSION = 1
POINT, KEY, NONCE, TAG = 65, 32, 12, 16
INFO = b"alzavoz transport 1"
PADDING = 1024


class CannotOpen(Exception):
    """Not an envelope, one for another key or address, or the key is gone."""


def make_key(consultation_id: int) -> None:
    """Make the key of a consultation where it has none."""
    file = _file(consultation_id)
    file.parent.mkdir(mode=0o700, exist_ok=True)
    key = ec.generate_private_key(CURVE)
    plain = serialization.NoEncryption()
    written = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain
    )
    with suppress(FileExistsError):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as new:
            new.write(written)


def public_key(consultation_id: int) -> bytes | None:
    """The public half as an uncompressed point (65 bytes); None where there is no key."""
    private = _private(consultation_id)
    return _point(private) if private else None


def drop_key(consultation_id: int) -> bool:
    """Remove the key: what still waits on some device can never be opened again."""
    file = _file(consultation_id)
    had = file.exists()
    file.unlink(missing_ok=True)
    return had


@in_the_web
def drop_keys() -> None:
    """Remove the keys of consultations for which no answer can arrive any more.

    The web process does it, since the folder may be its alone.
    """
    for consultation in in_state(State.CLOSED, State.REPORTED, State.ANSWERED):
        if not answers_arrive(consultation, today()):
            drop_key(consultation.id)
    db.session.rollback()


def open_envelope(envelope: bytes, consultation_id: int, address: str) -> bytes:
    """The form that was sealed for that address, as it would have been posted.

    Raises `CannotOpen`.
    """
    private = _private(consultation_id)
    if private is None or len(envelope) < 1 + POINT + TAG or envelope[0] != VERSION:
        raise CannotOpen
    sender, sealed = envelope[1 : 1 + POINT], envelope[1 + POINT :]
    try:
        shared = private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        )
        made = _derived(shared, sender + _point(private))
        padded = AESGCM(made[:KEY]).decrypt(made[KEY:], sealed, address.encode())
    except (ValueError, InvalidTag) as refused:
        raise CannotOpen from refused
    return padded.rstrip(b"\0")


def seal(form: bytes, public: bytes, address: str) -> bytes:
    """What a device does, for tests and for devices of another kind: an envelope of that form."""
    private = ec.generate_private_key(CURVE)
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)
    sender = _point(private)
    made = _derived(private.exchange(ec.ECDH(), receiver), sender + public)
    padded = form + b"\0" * (-len(form) % PADDING)
    sealed = AESGCM(made[:KEY]).encrypt(made[KEY:], padded, address.encode())
    return bytes([VERSION]) + sender + sealed


def _derived(shared: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), KEY + NONCE, salt, INFO).derive(shared)


def _private(consultation_id: int) -> ec.EllipticCurvePrivateKey | None:
    """The key as its file is now; None where there is none."""
    file = _file(consultation_id)
    try:
        return _read(file, file.stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=64)
def _read(file: Path, _changed: int) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_der_private_key(file.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CannotOpen(file)
    return key


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _file(consultation_id: int) -> Path:
    folder: Path = current_app.config["INSTANCE"]
    return folder / "transport" / f"{consultation_id}.key"
