"""Debian's Chromium, as the tests, the pictures of the documents and the benchmarks start it."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Asks nothing of the network by itself."""
UNUSED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,PaintHolding,ThirdPartyStoragePartitioning"
)
ARGUMENTS = (*QUIET, f"--disable-features={UNUSED}")
"""Without the two pages that a window of Chromium keeps ready for its address bar, too: they cost
half of a short test, and a first frame can wait for them. The flag replaces Playwright's own, of
which what matters here is said again."""
