"""Lines that only somebody who has the text they were made from can read.

A line is encrypted with a key that is a hash of its own text, so nothing that opens a line lies
beside it. The texts come from their one place each time: where a text was deleted, its line can
no longer be read. A site adds a secret of its own, so that trying short texts opens nothing.
"""

import base64
import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

KEY = 32  # bytes


class LineSealer:
    """Seals and opens lines of one store; `secret` is the site's, empty on the command line.

    Equal lines of equal texts are sealed to equal bytes. A sealed line also holds the key of its
    run's labels: whoever has one text of a run can read them.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = hashlib.blake2b(secret, digest_size=KEY, person=b"theme run store").digest()

    def key(self, text: str) -> bytes:
        """The key of what was made from a text."""
        return hashlib.blake2b(text.encode(), digest_size=KEY, key=self._secret).digest()

    def labels_key(self, text: str) -> bytes:
        """The key of the labels of a run whose first text is this one."""
        return hashlib.blake2b(self.key(text), digest_size=KEY, person=b"labels").digest()

    def seal(self, line: bytes, text: str, labels_key: bytes) -> bytes:
        """A line as it is written to disk, in base64."""
        return seal(labels_key + line, self.key(text))

    def open(self, sealed: bytes, text: str) -> tuple[bytes, bytes]:
        """A line and the key of its run's labels. Raises InvalidTag with any other text."""
        found = unseal(sealed, self.key(text))
        return found[KEY:], found[:KEY]

    def digests(self, plain: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """Digests as they are written to disk: without the secret they tell nothing of a text."""
        joined = b"".join(map(self._digest, _eights(plain)))
        return np.frombuffer(joined, dtype="<u8").astype(np.uint64)

    def _digest(self, eight: bytes) -> bytes:
        return hashlib.blake2b(eight, digest_size=8, key=self._secret).digest()


def seal(plain: bytes, key: bytes) -> bytes:
    """Bytes encrypted with a key, in base64."""
    return base64.b64encode(AESSIV(key).encrypt(plain, None))


def unseal(sealed: bytes, key: bytes) -> bytes:
    """What was sealed. Raises InvalidTag with another key, or where bytes were changed."""
    try:
        return AESSIV(key).decrypt(base64.b64decode(sealed, validate=True), None)
    except ValueError as wrong:
        raise InvalidTag from wrong


def _eights(plain: npt.NDArray[np.uint64]) -> Iterable[bytes]:
    raw = plain.astype("<u8").tobytes()
    return (raw[at : at + 8] for at in range(0, len(raw), 8))
