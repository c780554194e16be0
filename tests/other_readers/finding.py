"""Whether there is a LibreOffice to open files with, and what to say where there is none."""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest

from tests.browser.finding import asks_for

HERE = Path(__file__).parent
NAMES = ("soffice", "libreoffice")
HOW = "get one with “apt-get install libreoffice-calc”"
NOT_TESTED = f"not tested: files in LibreOffice (tests/other_readers), as there is none; {HOW}"
IS_REQUIRED = os.environ.get("REGARDS_REQUIRE_LIBREOFFICE") == "1"


@cache
def libreoffice() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def tell_if_untested(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if libreoffice() is None and not IS_REQUIRED and asks_for(HERE, config):
        terminalreporter.write_line(NOT_TESTED, yellow=True)
