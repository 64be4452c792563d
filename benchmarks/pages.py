"""What the children's pages weigh and how soon they answer, beside LimeSurvey; Lighthouse.

`python benchmarks/pages.py [--runs N] [--only PART] [--page PAGE]` starts a site with one open
session in a temporary folder, as `alzavoz serve` does, and looks at it with Debian's Chromium.
Bytes and requests are counted on the wire, by a proxy between browser and site, so headers and what
a service worker fetches count too. Lighthouse is installed from npm into a temporary folder (or
used from `--lighthouse FOLDER`), never into the project; each page is run `--runs` times (five),
and the median is given. A run that ends with an error is run again, twice at most. Times are of
this machine and of what else it does: read them on a quiet one.
Budgets that fail the build are in tests/browser/test_budgets.py.
"""

import argparse
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from consult import create_app  # noqa: E402
from consult.answering.sends import transport_sealing  # noqa: E402
from consult.clock import today  # noqa: E402
from consult.consultations.models import Consultation  # noqa: E402
from consult.help import operations as directory  # noqa: E402
from consult.sessions.models import Session  # noqa: E402
from consult.storage import sealing  # noqa: E402
from consult.storage.db import (  # noqa: E402
    db,
    migrate,
)
from tools.chromium import CHROMIUM, QUIET  # noqa: E402
from tools.screenshots import PICTURED, TELEPHONE  # noqa: E402

BANDS = ("3-5", "6-9", "10-13", "14-17")
LIMESURVEY = "LimeSurvey 6.14 (first page)", 28, 784.0  # measured, ../shared/bench/README.md
BUDGET = "budget of this project", 12, 120.0
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
SLOWER = 4
# By the page's own clock: when the first card stands alone and was painted so. Whoever asks a page
# for it again and again slows it down.
NOTE_USABLE = """window.whenUsable = new Promise((resolve) => new MutationObserver((_, watch) => {
  if (!document.documentElement.classList.contains("steps")) return;
  watch.disconnect();
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["class"] }));"""
GOAL = {"performance": 95, "accessibility": 100}
AGAIN = 2  # runs of Lighthouse in the place of one that failed
CODE = "CDFG3467"
PAGES = {  # all that a child may open
    "ages": f"/j/{CODE}",
    **{band: f"/j/{CODE}/{band}" for band in BANDS},
    "no": f"/j/{CODE}/6-9?go=no",
    "results": f"/j/{CODE}/results",
    **{name: f"/{name}" for name in ("join", "help", "withdraw", "leave")},
}


@contextmanager
def site() -> Iterator[int]:
    """A site with one open session for all ages, with its transport key; gives its port."""
    with tempfile.TemporaryDirectory(prefix="alzavoz-pages-") as instance:
        _open_session(Path(instance))
        port = _free_port()
        options = ["--port", str(port), "--instance", instance]
        command = [sys.executable, "-m", "consult.cli", "serve", *options]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as process:
            try:
                _wait_for(port)
                yield port
            finally:
                process.terminate()


def _open_session(instance: Path) -> None:
    app = create_app({"INSTANCE": str(instance)})
    with app.app_context():
        sealing.make_keys(instance)
        migrate()
        directory.fill()
        asked = Consultation(
            slug="mi-mundo-digital",
            titles={"es": "Mi mundo digital", "en": "My digital world"},
            askers={"es": "la Comisión de prueba", "en": "the test Commission"},
            purposes={"es": "Probar.", "en": "To test."},
            questionnaire="my_digital_world",
            questionnaire_version=1,
            state="open",
            opens_on=today(),
            closes_on=today() + timedelta(days=30),
            results_on=today() + timedelta(days=90),
            is_sample=True,
        )
        db.session.add(asked)
        db.session.flush()
        of_asked = {"consultation_id": asked.id, "channel": "school", "bands": list(BANDS)}
        db.session.add(Session(code=CODE, day=today(), region="Oaxaca", expected=20, **of_asked))
        transport_sealing.make_key(asked.id)
        db.session.commit()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("The site did not start.")


@dataclass
class Wire:
    """A proxy before the site: counts what passes."""

    site: int
    requests: list[str] = field(default_factory=list)
    received: int = 0

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def clear(self) -> None:
        self.requests.clear()
        self.received = 0

    def _listen(self) -> None:
        while True:
            browser, _address = self.listener.accept()
            site = socket.create_connection(("127.0.0.1", self.site))
            for source, target, note in (
                (browser, site, self._asked),
                (site, browser, self._answered),
            ):
                threading.Thread(target=_pump, args=(source, target, note), daemon=True).start()

    def _asked(self, data: bytes) -> None:
        self.requests += re.findall(r"^[A-Z]+ (\S+) HTTP/1\.1\r", data.decode("latin1"), re.M)

    def _answered(self, data: bytes) -> None:
        self.received += len(data)


def _pump(source: socket.socket, target: socket.socket, note: Callable[[bytes], None]) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            note(data)
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)


@contextmanager
def visit(browser: Browser, address: str) -> Iterator[Page]:
    """A telephone that was never here before."""
    context = browser.new_context(viewport=TELEPHONE, locale="es-MX")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.wait_for_selector("html.steps")
    yield page
    context.close()


def answer(page: Page) -> None:
    """From the first card to the thanks, pressing next alone."""
    page.locator('[data-do="yes"]:visible').click()
    while page.locator("[data-card].here").get_attribute("data-card") != "send":
        page.locator('[data-do="next"]:visible').click()
    page.locator('[data-do="send"]:visible').click()
    page.wait_for_selector('main[data-page="thanks"]')


def weigh(browser: Browser, wire: Wire, path: str) -> None:
    """Requests and kilobytes of visits, a row a band."""
    print("| | requests | kB received |\n|---|---|---|")
    for name, requests, size in (LIMESURVEY, BUDGET):
        print(f"| {name} | {requests} | {size:.0f} |")
    for band in BANDS:
        wire.clear()
        with visit(browser, f"http://localhost:{wire.port}{path}/{band}") as page:
            page.wait_for_timeout(3000)
            _row(f"{band}, first card there, tablet ready to go without a network", wire)
            answer(page)
            page.wait_for_timeout(2000)
            _row(f"{band}, the whole visit up to the thanks", wire)
            wire.clear()
            page.goto(f"http://localhost:{wire.port}{path}/{band}")
            page.wait_for_selector("html.steps")
            page.wait_for_timeout(2000)
            _row(f"{band}, a second visit", wire)
    wire.clear()
    asked = Request(f"http://localhost:{wire.port}{path}/offline.json")
    asked.add_header("Accept-Encoding", "br")
    urlopen(asked).read()
    _row("of a first visit, all pages of the session, once a tablet", wire)


def _row(name: str, wire: Wire) -> None:
    print(f"| {name} | {len(wire.requests)} | {wire.received / 1000:.1f} |", flush=True)


def time_it(browser: Browser, address: str, runs: int) -> None:
    """Usable first card and answered presses on a slow phone."""
    print(f"\nA processor {SLOWER} times slower; the first card on slow 3G (400 ms, 400 kbit/s).")
    print("| band | first card usable, ms (median) | all runs |\n|---|---|---|")
    for band in BANDS:
        times = [_first_card(browser, f"{address}/{band}") for _ in range(runs)]
        print(
            f"| {band} | {median(times):.0f} | {', '.join(f'{t:.0f}' for t in times)} |", flush=True
        )


def _first_card(browser: Browser, address: str) -> float:
    context = browser.new_context(viewport=TELEPHONE, locale="es-MX")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.add_init_script(NOTE_USABLE)
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    page.goto(address, wait_until="commit")
    usable = float(page.evaluate("window.whenUsable"))
    context.close()
    return usable


# ------------------------------------------------------------------ Lighthouse


def lighthouse(address: str, chosen: Sequence[str], runs: int, folder: Path | None) -> None:
    """Performance and accessibility of those of `PAGES`; a row is printed once it is measured."""
    with tempfile.TemporaryDirectory(prefix="alzavoz-lighthouse-") as scratch:
        tool = _installed(folder or Path(scratch))
        version = json.loads((tool / "package.json").read_text())["version"]
        chromium = _said([str(CHROMIUM), "--version"])
        print(f"\nLighthouse {version}, {chromium}, Node {_said(['node', '--version'])}; ", end="")
        print(f"its own mobile setting, median of {runs}.")
        print("| page | performance | accessibility |\n|---|---|---|", flush=True)
        for name in chosen:
            scores = [scored(tool, f"{address}{PAGES[name]}") for _ in range(runs)]
            middle = {each: median(score[each] for score in scores) for each in GOAL}
            missed = [each for each, goal in GOAL.items() if middle[each] < goal]
            words = f" (goal missed: {', '.join(missed)})" if missed else ""
            print(
                f"| {name} | {middle['performance']:.0f} | {middle['accessibility']:.0f} |{words}",
                flush=True,
            )


def _installed(folder: Path) -> Path:
    tool = folder / "node_modules" / "lighthouse"
    if not tool.exists():
        command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "lighthouse"]
        subprocess.run(command, cwd=folder, check=True)
    return tool


def scored(tool: Path, address: str) -> dict[str, float]:
    """Scores (0 to 100) of a page in one run; a run that fails is run again, `AGAIN` times at most.

    Lighthouse ends with an error, or without a score, when Chromium is too slow to be spoken to.
    """
    for _ in range(1 + AGAIN):
        done = _run(tool, address)
        if scores := _scores(done.stdout):
            return scores
    last = (done.stderr.strip().splitlines() or ["no score"])[-1]
    sys.exit(f"Lighthouse failed {1 + AGAIN} times on {address}: {last}")


def _run(tool: Path, address: str) -> subprocess.CompletedProcess[str]:
    flags = " ".join((*QUIET, "--hide-scrollbars", "--headless=new"))
    return subprocess.run(
        [
            "node", str(tool / "cli" / "index.js"), address, "--quiet", "--output=json",
            f"--only-categories={','.join(GOAL)}", f"--chrome-flags={flags}",
        ],
        env={**os.environ, "CHROME_PATH": str(CHROMIUM)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def _scores(output: str) -> dict[str, float] | None:
    """What a run found; None for one that failed."""
    with suppress(ValueError, KeyError, TypeError):  # no JSON, no categories, a score of null
        found = json.loads(output)["categories"]
        return {each: 100 * found[each]["score"] for each in GOAL}
    return None


def _said(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


# ------------------------------------------------------------------ all of it

PARTS = ("weight", "time", "lighthouse")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--page", choices=PAGES, action="append", help="for Lighthouse: only these")
    parser.add_argument("--lighthouse", type=Path, help="folder where npm has installed it already")
    options = parser.parse_args()
    parts = options.only or PARTS
    if not CHROMIUM.exists():
        sys.exit("Chromium is not installed (Debian: apt-get install chromium).")
    if "lighthouse" in parts and not (shutil.which("node") and shutil.which("npm")):
        sys.exit("Lighthouse needs Node and npm.")
    with site() as port:
        measure(port, parts, options)


def measure(port: int, parts: Sequence[str], options: argparse.Namespace) -> None:
    """The parts that were asked for, on a running site."""
    path, address = f"/j/{CODE}", f"http://localhost:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(PICTURED))
        if "weight" in parts:
            weigh(browser, Wire(port), path)
        if "time" in parts:
            time_it(browser, f"{address}{path}", options.runs)
        browser.close()
    if "lighthouse" in parts:
        lighthouse(address, options.page or list(PAGES), options.runs, options.lighthouse)


if __name__ == "__main__":
    main()
