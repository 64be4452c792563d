"""What every page shares: fingerprinted static files, the front page, names in templates."""

import hashlib
import mimetypes
from functools import cache, lru_cache
from pathlib import Path

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    get_flashed_messages,
    render_template,
    request,
    url_for,
)
from flask_security import current_user

from consult.clock import today
from consult.consultations.models import State
from consult.consultations.queries import in_state
from consult.sessions.queries import public_link

from . import bundles
from .bundles import JOINED, joined
from .compression import compressed
from .headers import cookie_free
from .i18n import in_language

STATIC = Path(__file__).parents[2] / "static"
bp = Blueprint("pages", __name__)
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/wasm", ".wasm")


def init_app(app: Flask) -> None:
    """Register the shared pages and what templates may call."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(
        static=static,
        in_other_language=in_other_language,
        signed_in=signed_in,
        shown_messages=shown_messages,
    )
    app.jinja_env.filters["in_language"] = in_language
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def in_other_language(code: str) -> str:
    """Address of this page in another language."""
    arguments = {**(request.view_args or {}), **request.args.to_dict(), "language": code}
    if request.endpoint is None:
        return url_for("pages.front", language=code)
    return url_for(request.endpoint, **arguments)


def signed_in() -> bool:
    """Is somebody signed in? Never asked where there are no sessions."""
    return not cookie_free(request.path) and current_user.is_authenticated


def shown_messages() -> list[str]:
    """What the page before wanted to say."""
    return [] if cookie_free(request.path) else [str(each) for each in get_flashed_messages()]


@bp.get("/")
def front() -> str:
    """The first page: what this is, the ways in, what was published."""
    published = in_state(State.REPORTED, State.ANSWERED)
    ways_in = [
        (consultation, link.code)
        for consultation in in_state(State.OPEN)
        if (link := public_link(consultation.id)) and link.takes_answers(today())
    ]
    return render_template("front.html", ways_in=ways_in, published=published)


@cache
def _fingerprint() -> str:
    """Of all static files together, and of how they are joined: versions must not mix."""
    digest = hashlib.sha256(Path(bundles.__file__).read_bytes())
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(STATIC).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:10]


def static(path: str) -> str:
    """Address of a static file, new whenever any of them changes."""
    if current_app.debug:
        _fingerprint.cache_clear()
    return url_for("pages.static_file", fingerprint=_fingerprint(), path=path)


@lru_cache(maxsize=512)
def _content(file: Path, _changed: int) -> bytes:
    return file.read_bytes()


@lru_cache(maxsize=16)
def _joined(path: str, _fingerprint: str) -> bytes | None:
    return joined(path)


@bp.get("/static/<fingerprint>/<path:path>")
def static_file(fingerprint: str, path: str) -> Response:
    """A file of ours, to be kept for a year: another version has another address."""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    # Only these are remembered: other addresses would push them out.
    made = _joined(path, _fingerprint()) if path in JOINED else None
    response = compressed(made or _of_file(path), kind)
    fresh = fingerprint == _fingerprint()
    response.headers["Cache-Control"] = (
        "public, max-age=31536000, immutable" if fresh else "no-cache"
    )
    return response


def _of_file(path: str) -> bytes:
    file = (STATIC / path).resolve()
    if not file.is_relative_to(STATIC.resolve()) or not file.is_file():
        abort(404)
    return _content(file, file.stat().st_mtime_ns)


@bp.get("/favicon.ico")
def favicon() -> Response:
    """Browsers ask for it unasked."""
    return static_file(_fingerprint(), "favicon.svg")
