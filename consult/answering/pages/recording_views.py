"""Recordings and films of a questionnaire, as files that anybody may keep."""

from typing import Any

from flask import abort, send_file
from werkzeug.wrappers import Response

import surveys
from consult.answering.blueprint import bp
from consult.consultations.queries import questionnaire
from consult.web.i18n import CODES

from .recordings import (
    Found,
    Place,
    films_of,
    found_at,
    found_on_pages,
    heard_languages,
    recording_at,
    recordings_of,
    signed_in,
)

MIMETYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg; codecs=opus",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
A_YEAR = "public, max-age=31536000, immutable"

for each in (recordings_of, recording_at, films_of, heard_languages):
    bp.add_app_template_global(each)


@bp.get("/audio/<name>/<int:number>/<band>/<language>/<tag>/<file>")
def recording(tag: str, file: str, **words: Any) -> Response:
    """One recording, or a part of it."""
    place = _asked(**words)
    return _file(found_at(place, "audio", words["language"]), tag, file)


@bp.get("/audio/site/<language>/<tag>/<file>")
def page_recording(language: str, tag: str, file: str) -> Response:
    """One recording of the site's own words, for pages without a questionnaire."""
    if language not in CODES:
        abort(404)
    return _file(found_on_pages(language), tag, file)


@bp.get("/video/<name>/<int:number>/<band>/<language>/<signs>/<tag>/<file>")
def film(signs: str, tag: str, file: str, **words: Any) -> Response:
    """One film, or a part of it."""
    place = _asked(**words)
    if signs not in signed_in(place[0]):
        abort(404)
    return _file(found_at(place, "video", signs), tag, file)


def _asked(name: str, number: int, band: str, language: str) -> Place:
    folder = surveys.shipped().get(name)
    if folder is None or number not in surveys.versions_in(folder):
        abort(404)
    if (band, language) not in questionnaire(name, number).versions:
        abort(404)
    return (name, number, band, language)


def _file(found: Found, tag: str, file: str) -> Response:
    mark, _dot, ending = file.partition(".")
    recorded = found.recordings.get(mark)
    if recorded is None or ending not in recorded.files:
        abort(404)
    response = send_file(recorded.files[ending], MIMETYPES[ending], conditional=True)
    response.headers["Cache-Control"] = A_YEAR if tag == found.tag else "no-cache"
    return response
