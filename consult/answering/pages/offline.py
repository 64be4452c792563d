"""A session's tablets without a network: their service worker, and all pages in one answer.

A tablet that opened a session once can be answered on by a whole class. The worker's script names a
fingerprint of everything it keeps, so browsers fetch it anew whenever a page, a file or the key
changes. The public link has no worker: nothing may stay on a private device.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, zip_longest
from time import monotonic

from flask import Response, current_app, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from consult.answering.blueprint import bp
from consult.answering.sends import transport_sealing
from consult.clock import today
from consult.consultations.queries import own_languages
from consult.sessions import queries as sessions
from consult.sessions.models import Session
from consult.web.bundles import bare
from consult.web.compression import compressed
from consult.web.i18n import CODES
from consult.web.static_files import STATIC

from .views import choose_band, questionnaire

WORKER = STATIC / "js" / "worker.js"
FILE = re.compile(r"/static/[0-9a-f]+/[^\"'#?\s<]+")
MOST_KEPT = 200
HERE = "\u241f"  # in a pack: the address of its session
MOST_MADE = 32  # packs that differ: sessions of one consultation mostly have the same
_packs: dict[str, tuple[float, "Pack"]] = {}

# In the place of the worker of a session that is over: what the tablet kept of its pages goes.
FAREWELL = """self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(caches.keys()
  .then((names) => Promise.all(names
    .filter((name) => name.startsWith(`alzavoz ${new URL(self.registration.scope).pathname} `))
    .map((name) => caches.delete(name))))
  .then(() => self.registration.unregister())));
"""


@dataclass(frozen=True, slots=True)
class Pack:
    """The pages of a session as JSON, and the fingerprint of what is in it."""

    body: bytes
    fingerprint: str


@bp.get("/j/<code>/worker.js")
def worker(code: str) -> AnyResponse:
    """The service worker of that session; one that clears up where it takes no answers any more."""
    session = _for_tablets(code)
    script = FAREWELL if session is None else _worker(_pack(session, code).fingerprint)
    response = compressed(script.encode(), "text/javascript")
    # The start page has no slash at its end: /j/CDFG3467, not /j/CDFG3467/.
    response.headers["Service-Worker-Allowed"] = f"/j/{code}"
    return _asked_each_time(response)


@bp.get("/j/<code>/offline.json")
def pages(code: str) -> AnyResponse:
    """All pages of a session, in every language, also those of its questionnaire alone.

    `lines` is a text of all lines, each once; `pages` are {address, type, steps} or
    {address, moved}: the next line of a page is `step` further than the one after the line before.
    `files` are addresses to be kept too. `HERE` stands for "/j/<code>", so that sessions that are
    alike have one pack, which is compressed once.
    """
    session = _for_tablets(code)
    if session is None:
        return Response('{"pages": []}', 404, mimetype="application/json")
    body = _pack(session, code).body
    return _asked_each_time(compressed(body, "application/json"))


@bp.get("/j/<code>/")
def start(code: str) -> AnyResponse:
    """From a page of the session back to where the next child begins, whatever its code is."""
    kiosk = "1" if "kiosk" in request.args else None
    return redirect(url_for("answering.choose_band", code=code, kiosk=kiosk))


def _for_tablets(code: str) -> Session | None:
    session = sessions.way_in(code)
    if session is None or not session.takes_answers(today()):
        return None
    has_key = session.channel == "school" and transport_sealing.public_key(session.consultation_id)
    return session if has_key else None


def _asked_each_time(response: Response) -> AnyResponse:
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


def _worker(fingerprint: str) -> str:
    return f'const FINGERPRINT = "{fingerprint}";\n{bare(WORKER.read_text(encoding="utf-8"))}'


def _pack(session: Session, code: str) -> Pack:
    """Made anew after `WAY_IN_SECONDS`, as what is known of the session is."""
    known = _packs.get(code)
    if known and known[0] > monotonic():
        return known[1]
    made = _made(session, code)
    if len(_packs) >= MOST_KEPT:
        _packs.clear()
    _packs[code] = (monotonic() + current_app.config["WAY_IN_SECONDS"], made)
    return made


def _made(session: Session, code: str) -> Pack:
    languages = (*CODES, *(code for code, _name in own_languages(session.consultation)))
    pages = [[_page(code, band, lang) for lang in languages] for band in (None, *session.bands)]
    files = sorted({file for of in pages for page in of for file in FILE.findall(page.text)})
    words = [file for file in files if file.endswith(".json")]
    pages += [[_words(file)] for file in words]
    lines = _numbers(pages)
    pack = {
        "lines": "\n".join(lines),
        "pages": [page.packed(lines) for of in pages for page in of],
        "files": [file for file in files if file not in words],
    }
    body = json.dumps(pack, ensure_ascii=False, separators=(",", ":"))
    return _named(body.replace(f"/j/{code}", HERE).encode())


@lru_cache(maxsize=MOST_MADE)
def _named(body: bytes) -> Pack:
    """One pack for all that are alike."""
    return Pack(body, hashlib.sha256(body + WORKER.read_bytes()).hexdigest()[:16])


@dataclass(frozen=True, slots=True)
class _Kept:
    """What one address answers: a text, or another address."""

    address: str
    kind: str = ""
    text: str = ""
    moved: str = ""

    def packed(self, lines: dict[str, int]) -> dict[str, object]:
        """As the worker reads it. A line is told by its distance to the one after the line before:
        mostly zero, so that it costs little."""
        if self.moved:
            return {"address": self.address, "moved": self.moved}
        numbers = [lines[line] for line in self.text.split("\n")]
        steps = [here - before - 1 for before, here in pairwise([-1, *numbers])]
        return {"address": self.address, "type": self.kind, "steps": steps}


def _page(code: str, band: str | None, language: str) -> _Kept:
    """The page of a band, or where the band is chosen."""
    address = f"/j/{code}/{band}" if band else f"/j/{code}"
    address = f"{address}?language={language}"
    with current_app.test_request_context(address):
        answered = make_response(questionnaire(code, band) if band else choose_band(code))
    if answered.location:
        return _Kept(address, moved=answered.location)
    return _Kept(address, answered.content_type or "", answered.get_data(as_text=True))


def _words(address: str) -> _Kept:
    """A list of words for withdrawal codes: one request less than as a file."""
    text = (STATIC / address.split("/", 3)[3]).read_text(encoding="utf-8")
    return _Kept(address, "application/json", text)


def _numbers(pages: list[list[_Kept]]) -> dict[str, int]:
    """Every line once. The languages of a page go through it together: lines at the same place are
    alike, and a compressor finds what is near."""
    apart = [[page.text.split("\n") for page in of] for of in pages]
    together = (line for of in apart for place in zip_longest(*of) for line in place)
    lines = dict.fromkeys(line for line in together if line is not None)
    return {line: number for number, line in enumerate(lines)}
