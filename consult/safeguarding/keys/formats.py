"""Officers' keys, and what is sealed for them: the very formats that the officer's browser uses.

- A key pair is X25519. Its private half (32 bytes) is wrapped: Argon2id of the passphrase with a
  salt of 16 bytes gives a key of 32 bytes, under which a secretbox holds it (nonce of 24 bytes,
  then the ciphertext of 48).
- The passphrase is brought to Unicode's NFKC and single spaces before it is hashed.
- What is sealed for an officer is a sealed box, padded (ISO/IEC 7816-4) to a multiple of `PADDING`,
  so that its length does not tell which text it came from.
- A public half has a fingerprint of thirty digits, to be compared by telephone.

The browser makes these itself (static/js/safeguarding/keys/crypto.js); `wrap_new_key` is for a
sample site, whose passphrase is printed anyway.
"""

import re
import unicodedata
from hashlib import blake2b
from typing import NamedTuple

from nacl.bindings import sodium_pad
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

OPERATIONS = argon2id.OPSLIMIT_MODERATE
MEMORY = argon2id.MEMLIMIT_MODERATE
"""Bytes: 256 MiB, about a second on a laptop. Pages hand both numbers to the browser."""

PUBLIC_BYTES, WRAPPED_BYTES, SALT_BYTES = 32, 72, argon2id.SALTBYTES
PADDING = 4096
SORTING_PADDING = 256
"""Of the small envelopes that the desk opens to put cases in order."""


class UnusableKey(ValueError):
    """A wrong length, or a public key that nothing can be sealed for."""


class WrappedKey(NamedTuple):
    """A key pair as it is stored; only who knows the passphrase has its private half."""

    public: bytes
    wrapped: bytes
    salt: bytes


def wrap_new_key(passphrase: str) -> WrappedKey:
    """A new key pair, its private half wrapped under the passphrase."""
    private, salt = PrivateKey.generate(), random(SALT_BYTES)
    words = normalised(passphrase).encode()
    key = argon2id.kdf(SecretBox.KEY_SIZE, words, salt, OPERATIONS, MEMORY)
    return WrappedKey(
        bytes(private.public_key), bytes(SecretBox(key).encrypt(bytes(private))), salt
    )


def normalised(passphrase: str) -> str:
    """The passphrase as it is hashed, however its spaces and accents were typed."""
    return re.sub(r"[ \t\r\n]+", " ", unicodedata.normalize("NFKC", passphrase)).strip(" ")


def check(public: bytes, wrapped: bytes, salt: bytes) -> None:
    """Raise `UnusableKey` for what cannot be a key: one bad row would stop every alert."""
    if (len(wrapped), len(salt)) != (WRAPPED_BYTES, SALT_BYTES):
        raise UnusableKey("the wrapped half or the salt has the wrong length")
    check_public(public)


def check_public(public: bytes) -> None:
    """Raise `UnusableKey` unless something can be sealed for this public half."""
    if len(public) != PUBLIC_BYTES:
        raise UnusableKey("the public half has the wrong length")
    try:
        seal_for(public, b"")
    except RuntimeError as refused:
        raise UnusableKey("nothing can be sealed for this public half") from refused


def seal_for(public: bytes, content: bytes, padding: int = PADDING) -> bytes:
    """The content, padded, readable by the holder of the private half only."""
    return SealedBox(PublicKey(public)).encrypt(sodium_pad(content, padding))


def fingerprint(public: bytes) -> str:
    """Six groups of five digits (99 bits), as in Signal's safety numbers; digits need no language.

    BLAKE2b of a label and the public half; each five bytes, big-endian, modulo 100,000.
    """
    hashed = blake2b(b"alzavoz officer key" + public, digest_size=30).digest()
    groups = (int.from_bytes(hashed[at : at + 5], "big") % 100_000 for at in range(0, 30, 5))
    return " ".join(f"{group:05}" for group in groups)
