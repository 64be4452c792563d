"""How a careless log, column or link could carry a text: plain, encoded, hashed without a key.

A hash without a secret key hides nothing of an address or a device: whoever has a list of them
makes the same hashes.
"""

import hashlib
import hmac
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import quote, quote_plus

HASHES = ("md5", "sha1", "sha256")
KEPT = 8
"""Bytes of a hash that are looked for: enough to be nobody else's, and many cut the rest off."""


def forms(secret: str) -> set[bytes]:
    """The text in UTF-8, in the encodings of links and mails, as hex, and hashed."""
    plain = secret.encode()
    found = {plain, quote(secret).encode(), quote_plus(secret).encode(), plain.hex().encode()}
    found.update(_base64(plain))
    for made in _hashes(plain):
        start = made[:KEPT]
        found |= {start, start.hex().encode(), start.hex().upper().encode()}
        found.update(whole[:10] for whole in (b64encode(made), urlsafe_b64encode(made)))
    if re.fullmatch(r"[\d.]+", secret):
        found.add(str(int(ip_address(secret))).encode())
    return found


def visitors(address: str, device: str, day: str) -> Iterator[str]:
    """What programs that count visitors make one text of, to hash it."""
    for between in ("", " ", "|", ":"):
        yield between.join((address, device))
        yield between.join((day, address, device))


def _base64(plain: bytes) -> Iterator[bytes]:
    """In Base64 wherever the text begins within what was encoded: the signs that it alone makes."""
    for before in range(3):
        encoded = (b64encode(bytes(before) + plain), urlsafe_b64encode(bytes(before) + plain))
        whole = (before + len(plain)) * 8 // 6
        yield from (each[-(-before * 8 // 6) : whole] for each in encoded)


def _hashes(plain: bytes) -> Iterator[bytes]:
    for name in HASHES:
        yield hashlib.new(name, plain).digest()
        yield hmac.new(b"", plain, name).digest()
