"""Free text is sealed in the request that stores it, for a key that only the worker can read.

A PyNaCl sealed box: an ephemeral X25519 key a text, XSalsa20-Poly1305. The web process holds the
public half alone; `screening.key` is made with mode 0600 and belongs, in a real deployment, to the
worker's own user (docs/operators).
"""

import os
from hashlib import blake2b
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox


class CannotOpen(click.ClickException):
    """The screening key is missing, or a text was sealed for another one."""


def init_app(app: Flask) -> None:
    """Nothing is read before it is needed: a web process may lack the private key."""
    app.extensions["sealing"] = {}


def make_keys(folder: Path) -> None:
    """Make the screening keys of an instance where there are none yet."""
    private_file, public_file = folder / "screening.key", folder / "screening.pub"
    if private_file.exists() or public_file.exists():
        return
    key = PrivateKey.generate()
    handle = os.open(private_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(bytes(key))
    public_file.write_bytes(bytes(key.public_key))


def seal(text: str) -> bytes:
    """The text, readable by the worker only."""
    return _box("public").encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """The text again; `CannotOpen` anywhere but in the worker."""
    try:
        return _box("private").decrypt(sealed).decode()
    except CryptoError as refused:
        raise CannotOpen("A text was sealed for another screening key.") from refused


def fingerprint(text: str) -> bytes:
    """Keyed hash (BLAKE2b, 32 bytes) of a random key or code; both hold 60 bits or more."""
    return blake2b(text.encode(), key=current_app.config["HASH_KEY"], digest_size=32).digest()


def _box(half: str) -> SealedBox[Any]:
    boxes: dict[str, SealedBox[Any]] = current_app.extensions["sealing"]
    if half not in boxes:
        boxes[half] = _read_box(half, current_app.config["INSTANCE"])
    return boxes[half]


def _read_box(half: str, folder: Path) -> SealedBox[Any]:
    file = folder / ("screening.pub" if half == "public" else "screening.key")
    try:
        key = file.read_bytes()
    except OSError as missing:
        raise CannotOpen(f"{file} cannot be read; run `alzavoz init` first.") from missing
    return SealedBox(PublicKey(key) if half == "public" else PrivateKey(key))
