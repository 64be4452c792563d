"""Free text is sealed in the request that stores it, for a key that only the worker can read.

A PyNaCl sealed box: an ephemeral X25519 key a text, XSalsa20-Poly1305. The web process holds the
public half alone; `screening.key` is made with mode 0600 and belongs, in a real deployment, to the
worker's own user (docs/operations/installing.md).

Inside is JSON with the text and its `mark`, after a byte that begins no UTF-8 text, padded (ISO/IEC
7816-4) to a multiple of `BLOCK` bytes, so that the length tells little. Without that byte it is a
text from before there were marks.
"""

import json
import os
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import click
from flask import Flask, current_app
from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

BLOCK = 256
_MARKED = b"\xff"
PLACE = ""
"""The question that `mark` is made for where it marks that a child took part: no concept's name."""


class Opened(NamedTuple):
    """A text as it was sealed, and its mark (see `mark`); none on one from before there were."""

    text: str
    mark: bytes | None


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


def seal(text: str, its_mark: bytes) -> bytes:
    """The text with its mark, readable by the worker only."""
    content = json.dumps({"text": text, "mark": its_mark.hex()}, ensure_ascii=False)
    return _box("public").encrypt(sodium_pad(_MARKED + content.encode(), BLOCK))


def unseal(sealed: bytes) -> Opened:
    """The text again, with its mark; `CannotOpen` anywhere but in the worker."""
    try:
        content = _box("private").decrypt(sealed)
    except CryptoError as refused:
        raise CannotOpen("A text was sealed for another screening key.") from refused
    if not content.startswith(_MARKED):
        return Opened(content.decode(), None)
    told = json.loads(sodium_unpad(content, BLOCK)[len(_MARKED) :])
    return Opened(told["text"], bytes.fromhex(told["mark"]))


def fingerprint(text: str) -> bytes:
    """Keyed hash (BLAKE2b, 32 bytes) of a random key or code; both hold 60 bits or more."""
    return blake2b(text.encode(), key=current_app.config["HASH_KEY"], digest_size=32).digest()


def mark(code: str, question: str) -> bytes:
    """Second hash of a withdrawal code, one a question: finds a text that has left its response.

    Who knows the code computes it; who has a mark and a response cannot say that they belong
    together. The question keeps two texts of one child from bearing the same mark.
    """
    said = f"{code}\n{question}".encode()
    key = current_app.config["HASH_KEY"]
    return blake2b(said, key=key, digest_size=32, person=b"mark").digest()


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
