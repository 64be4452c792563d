"""Headers of every answer, and who gets a staff session at all."""

from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
OF_FILES = "default-src 'none'"
"""A file that is opened by itself may do nothing. Shorter, too: a first visit has seven of them."""
COOKIE_FREE = (
    "/j/",
    "/join",
    "/help",
    "/leave",
    "/withdraw",
    "/static/",
    "/favicon",
    "/audio/",
    "/video/",
)
"""Paths of children and of files: no session is read, made or varied on there."""


class _StaffSessions(SecureCookieSessionInterface):
    """Sessions that do not exist where children are."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if cookie_free(request.path):
            return SecureCookieSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        if not cookie_free(request.path):
            super().save_session(app, session, response)


def cookie_free(path: str) -> bool:
    """Is this a page where nobody has a session?"""
    return path == "/" or path.startswith(COOKIE_FREE)


def init_app(app: Flask) -> None:
    """Keep sessions away from children; send the security headers with everything."""
    app.session_interface = _StaffSessions()
    app.after_request(_add)


def _add(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Not no-referrer: browsers would then send `Origin: null` with a child's answers.
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint == "pages.static_file" and response.status_code < 400:
        response.headers["Content-Security-Policy"] = OF_FILES
    else:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    # A view says what may be kept. What Flask-Security says of its pages is no valid header.
    if not response.headers.get("Cache-Control", "").startswith(("public", "no-cache")):
        response.headers["Cache-Control"] = "no-store"
    return response
