"""Whether there is a browser to test with, and what to say where there is none."""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
# Debian's shell without windows first: the same pages for a third of the processor time.
SHELL = "/usr/lib/chromium/chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = "get one with “apt-get install chromium” or “playwright install chromium”"
NOT_TESTED = f"not tested: the pages in a browser (tests/browser), as there is no Chromium; {HOW}"
IS_REQUIRED = os.environ.get("REGARDS_REQUIRE_BROWSER") == "1"


@cache
def chromium() -> str | None:
    """Where it is: the system's, else the one that Playwright brought."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    kept = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    brought = sorted(Path(kept).glob("chromium-*/chrome-linux*/chrome"))
    return str(brought[-1]) if brought else None


def tell_if_untested(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if chromium() is None and not IS_REQUIRED and asks_for(HERE, config):
        terminalreporter.write_line(NOT_TESTED, yellow=True)


def asks_for(folder: Path, config: pytest.Config) -> bool:
    """Whether the tests of a folder are among those that were asked for."""
    for asked in config.args:
        path = (config.invocation_params.dir / asked.split("::")[0]).resolve()
        if path == folder or path in folder.parents or folder in path.parents:
            return True
    return False
