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
STRONGEST = 11  # for what lasts: takes a hundred times as long as 5, for a sixth less
QUICKLY = 5  # in half of gzip's time a tenth smaller than by gzip
SHORT = 150_000  # bytes: of more, Zopfli takes a second and longer


@lru_cache(maxsize=512)
def gzipped(body: bytes, quality: int = STRONGEST) -> bytes:
    """In the form of gzip: what lasts and is not long by Zopfli, a twenty-fifth smaller."""
    if quality == STRONGEST and len(body) <= SHORT:
        return zopfli.gzip.compress(body)
    return gzip.compress(body, compresslevel=9, mtime=0)


@lru_cache(maxsize=512)
def brotlied(body: bytes, quality: int = STRONGEST) -> bytes:
    """By Brotli, whose `quality` goes from 0 to 11."""
    return brotli.compress(body, quality=quality)


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


def compressed(body: bytes, mimetype: str, *, quality: int = STRONGEST) -> Response:
    """An answer with that body, compressed where the browser takes it and it gains something."""
    gains = _gains(body)
    coding = liked_best(request.headers.get("Accept-Encoding", "")) if gains else "identity"
    if coding == "br":
        response = make_response(brotlied(body, quality))
    else:
        response = make_response(gzipped(body, quality) if coding == "gzip" else body)
    response.mimetype = mimetype
    if gains:
        response.vary.add("Accept-Encoding")
    if coding != "identity":
        response.content_encoding = coding
    return response
