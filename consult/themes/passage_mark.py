"""What makes two passages the same words, and the mark that stands for them.

Decisions about passages are kept for good, and what a child takes back must go for good: so a
decision names a passage by a keyed hash of its words, never by the words.
"""

import re
import unicodedata
from hashlib import blake2b

from flask import current_app

MARK = 10
"""Bytes of a mark: among a hundred million wordings two share one with a chance under 1 in 100."""


def alike(text: str) -> str:
    """The words as they are compared: no case, accents or punctuation ("¡Más juegos!")."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))


def mark_of(text: str) -> bytes:
    """Keyed hash (BLAKE2b) of the words: the same for passages that say the same."""
    said = (alike(text) or text).encode()
    key = current_app.config["HASH_KEY"]
    return blake2b(said, key=key, digest_size=MARK, person=b"passage").digest()
