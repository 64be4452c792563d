"""A real Chromium on a real site, for tests marked `pytest.mark.browser`.

- `live_site` is the site on SQLite, served over HTTP from a thread: `live_site.address` (no slash
  at the end), `live_site.app`. `app`, `consultation` and `session` of tests/conftest.py are of the
  same site here, so a test that asks for `session` and `page` can open `/j/CDFG3467`.
- `browser` is one Chromium for a file of tests; `page` a fresh one of its pages (360 px wide),
  whose relative addresses are the site's: `page.goto("/help")`. When the test ends it fails if a
  script broke, if the Content-Security-Policy stopped something, or if anything was asked of
  another host.
- `sign_in(page, role)` signs a new member of staff in and returns their e-mail address.
- `accessible(page)` fails with what axe finds on the page as it stands.

The test's own database session must not stay in a transaction while the site is to write: read and
write inside `with live_site.database():`, which ends it.
"""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)
from werkzeug.serving import WSGIRequestHandler, make_server

from consult import create_app
from consult.clock import today
from consult.staff.operations import invite, one_off_token, set_password
from consult.storage.db import db
from tests.conftest import refuse_or_skip
from tools.chromium import ARGUMENTS, CHROMIUM


@dataclass(frozen=True, slots=True)
class Site:
    """A site that answers at `address`."""

    app: Flask
    address: str

    @contextmanager
    def database(self) -> Iterator[None]:
        """A database session of its own, committed at the end."""
        with self.app.app_context():
            yield
            db.session.commit()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def app(tmp_path: Path, template_instance: Path) -> Iterator[Flask]:
    """The site with an empty SQLite database."""
    instance = tmp_path / "instance"
    shutil.copytree(template_instance, instance)
    made = create_app({"INSTANCE": str(instance), "TESTING": True, "WAY_IN_SECONDS": 0})
    with made.app_context():
        yield made
        db.session.rollback()
        db.session.close()
        db.engine.dispose()


@pytest.fixture
def live_site(app: Flask) -> Iterator[Site]:
    """The site, served from a thread on a free port."""
    db.session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield Site(app, f"http://localhost:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    if not CHROMIUM.exists():
        refuse_or_skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield started
        started.close()


_wrong: WeakKeyDictionary[BrowserContext, list[str]] = WeakKeyDictionary()


@pytest.fixture
def page(browser: Browser, live_site: Site) -> Iterator[Page]:
    """A page of its own context; what went wrong in it fails the test at its end."""
    context = browser.new_context(
        base_url=live_site.address, viewport={"width": 360, "height": 740}, locale="es-MX"
    )
    context.set_default_timeout(30_000)
    wrong = _wrong[context] = []
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("console", lambda message: _note_console(message, wrong))
    context.on("request", lambda request: _note_host(request, live_site.address, wrong))
    yield context.new_page()
    context.close()
    assert not wrong, "\n".join(wrong)


def _note_console(message: ConsoleMessage, wrong: list[str]) -> None:
    # A refused form (422) or a missing page (404) is a console error too: the test looks at those.
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        wrong.append(message.text)


def _note_host(request: Request, address: str, wrong: list[str]) -> None:
    if not request.url.startswith((address + "/", "data:", "blob:", "about:")):
        wrong.append(f"asked another host: {request.url}")


@pytest.fixture
def sign_in(live_site: Site) -> Callable[..., str]:
    """Call with a page and a role: a new account is made and enters by its one-off link."""

    def enter(page: Page, role: str, email: str = "") -> str:
        email = email or f"{role}@example.org"
        with live_site.database():
            staff = invite(email, role)
            set_password(staff, "una contraseña de prueba")
            token = one_off_token(staff, today())
        page.goto(f"/staff/enter/{token}")
        page.locator("main button").click()
        page.wait_for_url("**/staff/")
        return email

    return enter


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Call with a page: fails with what axe finds."""
    axe = Axe()

    def check(page: Page) -> None:
        wrong = _wrong[page.context]
        before = len(wrong)
        found = axe.run(page)
        # axe tries styles of its own, which the policy stops; they are not the page's mistake.
        wrong[before:] = [each for each in wrong[before:] if "inline style" not in each]
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return check
