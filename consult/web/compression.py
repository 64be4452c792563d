"""Smaller answers for what is the same for everyone: static files and questionnaires.

Pages that hold something of one person are left as they are: their compressed length could tell
what is in them (BREACH).

A body is compressed once a process for all who ask for it, by Brotli when one of them takes it.
"""

import gzip
import zlib
from functools import lru_cache

import brotli
import zopfli.gzip
from flask import Response, make_response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

# The smaller first. Browsers offer Brotli on HTTPS and on localhost alone.
CODINGS = ("br", "gzip", "identity")
SHORT = 150_000  # bytes: of more, Zopfli takes a second and longer


@lru_cache(maxsize=512)
def gzipped(body: bytes) -> bytes:
    """In the form of gzip: what is not long by Zopfli, a twenty-fifth smaller."""
    if len(body) <= SHORT:
        return zopfli.gzip.compress(body)
    return gzip.compress(body, compresslevel=9, mtime=0)


@lru_cache(maxsize=512)
def brotlied(body: bytes) -> bytes:
    """By Brotli, as strongly as it can."""
    return brotli.compress(body, quality=11)


@lru_cache(maxsize=64)
def liked_best(accepted: str) -> str:
    """The coding that an `Accept-Encoding` likes best (RFC 9110, 12.5.3)."""
    likes = parse_accept_header(accepted, Accept)
    best = max(CODINGS, key=likes.quality)
    return best if likes.quality(best) > 0 else "identity"


@lru_cache(maxsize=512)
def _gains(body: bytes) -> bool:
    """Does it gain something? Not letters, nor sound."""
    return len(zlib.compress(body)) < 0.9 * len(body)


def compressed(body: bytes, mimetype: str) -> Response:
    """An answer with that body, compressed where the browser takes it and it gains something."""
    gains = _gains(body)
    coding = liked_best(request.headers.get("Accept-Encoding", "")) if gains else "identity"
    if coding == "br":
        response = make_response(brotlied(body))
    else:
        response = make_response(gzipped(body) if coding == "gzip" else body)
    response.mimetype = mimetype
    if gains:
        response.vary.add("Accept-Encoding")
    if coding != "identity":
        response.content_encoding = coding
    return response
