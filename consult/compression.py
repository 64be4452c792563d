"""Smaller answers for what is the same for everyone: static files and questionnaires.

Pages that hold something of one person are left as they are: their compressed length could tell
what is in them (BREACH).

A body is compressed once a process for all who ask for it, by Brotli when one of them takes it.
"""

import gzip
from functools import lru_cache

import brotli
from flask import Response, make_response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

# The smaller first. Browsers offer Brotli on HTTPS and on localhost alone.
CODINGS = ("br", "gzip", "identity")
STRONGEST = 11  # for what lasts: takes a hundred times as long as 5, for a sixth less
QUICKLY = 5  # in half of gzip's time a tenth smaller than by gzip


@lru_cache(maxsize=512)
def gzipped(body: bytes) -> bytes:
    """As strongly as gzip can."""
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


def compressed(body: bytes, mimetype: str, *, quality: int = STRONGEST) -> Response:
    """An answer with that body, compressed where the browser takes it and it gains something."""
    gains = len(gzipped(body)) < 0.9 * len(body)  # not letters, nor sound
    coding = liked_best(request.headers.get("Accept-Encoding", "")) if gains else "identity"
    if coding == "br":
        response = make_response(brotlied(body, quality))
    else:
        response = make_response(gzipped(body) if coding == "gzip" else body)
    response.mimetype = mimetype
    if gains:
        response.vary.add("Accept-Encoding")
    if coding != "identity":
        response.content_encoding = coding
    return response
