"""What a visit of a child costs on the wire: a mobile phone's data is paid for by the megabyte."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from .test_children import BANDS, CHOSEN, Child

pytestmark = pytest.mark.browser

FIRST_VISIT, SECOND_VISIT, SCRIPT = 120_000, 5_000, 30_000  # bytes, headers of answers included
REQUESTS = 12
SCRIPTS = Path(__file__).parents[2] / "static" / "js" / "answering"


class Wire:
    """What Chromium fetched from the site since it was last asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.addresses: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        devtools = page.context.new_cdp_session(page)
        devtools.on("Network.requestWillBeSent", self._begun)
        devtools.on("Network.requestServedFromCache", self._cached)
        devtools.on("Network.loadingFinished", self._finished)
        devtools.send("Network.enable")

    def _begun(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.addresses[event["requestId"]] = event["request"]["url"]

    def _cached(self, event: dict[str, Any]) -> None:
        self.addresses.pop(event["requestId"], None)

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def requests(self) -> list[str]:
        """The addresses that went over the wire; a copy from the browser's store costs nothing."""
        self.page.wait_for_load_state("networkidle")
        return [url for each, url in self.addresses.items() if self.sizes.get(each, 0)]

    def bytes(self) -> int:
        return sum(self.sizes.values())


def report(capfd: pytest.CaptureFixture[str], words: str) -> None:
    with capfd.disabled():
        print(f"\n{words}")  # noqa: T201 (the figures of this run)


@pytest.mark.parametrize("band", BANDS)
def test_first_visit_is_within_its_budget(
    page: Page, session: object, band: str, capfd: pytest.CaptureFixture[str]
) -> None:
    wire = Wire(page)
    child = Child(page, band).open()
    usable, small = len(wire.requests()), wire.bytes()
    child.go_to("send", CHOSEN[band])
    fetched = wire.requests()
    scenes = [url for url in fetched if "/scenes/" in url]
    report(
        capfd,
        f"{band}: {usable} requests and {small / 1000:.1f} kB until the first card; up to Send "
        f"{len(fetched)} ({len(scenes)} of them scenes) and {wire.bytes() / 1000:.1f} kB",
    )
    assert 5 < usable <= REQUESTS
    # A scene is fetched with the card it stands on, one at a time, and nothing waits for it.
    assert len(fetched) - len(scenes[1:]) <= REQUESTS
    assert 30_000 < wire.bytes() <= FIRST_VISIT


@pytest.mark.parametrize("band", BANDS)
def test_second_visit_asks_only_whether_anything_is_new(
    page: Page, session: object, band: str, capfd: pytest.CaptureFixture[str]
) -> None:
    Child(page, band).open().go_to("send", CHOSEN[band]).send()
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")
    wire = Wire(page)
    child = Child(page, band).open()
    page.reload()  # as after the minute for which the page itself is kept
    page.wait_for_selector("html.steps")
    child.go_to("send", CHOSEN[band])
    fetched = wire.requests()
    report(capfd, f"{band}: a second visit is {len(fetched)} requests and {wire.bytes()} bytes")
    assert len(fetched) == 1
    assert wire.bytes() <= SECOND_VISIT


def test_scripts_are_small_altogether(capfd: pytest.CaptureFixture[str]) -> None:
    size = sum(len(gzip.compress(file.read_bytes())) for file in SCRIPTS.glob("*.js"))
    report(capfd, f"scripts of the children's pages: {size / 1000:.1f} kB compressed")
    assert 1000 < size <= SCRIPT
