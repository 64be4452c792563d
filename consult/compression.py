"""Smaller answers for what is the same for everyone: static files and questionnaires.

Pages that hold something of one person are left as they are: their compressed length could tell
what is in them (BREACH).
"""

import gzip
from functools import lru_cache

from flask import Response, make_response, request


@lru_cache(maxsize=1024)
def _gzipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=9, mtime=0)


def compressed(body: bytes, mimetype: str) -> Response:
    """An answer with that body, gzipped where the browser takes it and it gains something."""
    smaller = _gzipped(body)
    response = make_response(body)
    if len(smaller) < 0.9 * len(body):
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.data = smaller
            response.content_encoding = "gzip"
    response.mimetype = mimetype
    return response
