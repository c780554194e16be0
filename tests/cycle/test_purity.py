"""The core reads no clock and needs nothing but the standard library."""

import ast
import sys
from pathlib import Path

import pytest

import app.cycle

SOURCES = sorted(Path(app.cycle.__file__).parent.glob("*.py"))
CLOCKS = {"today", "now", "utcnow", "time", "time_ns", "monotonic", "localtime", "gmtime"}


def test_there_is_something_to_read() -> None:
    assert {"plan.py", "steps.py", "slots.py", "states.py"} <= {path.name for path in SOURCES}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_asks_what_day_it_is(path: Path) -> None:
    asked = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert not asked & CLOCKS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_nothing_is_imported_but_the_core_itself_and_the_standard_library(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            assert name.startswith("app.cycle") or top in sys.stdlib_module_names
            assert top != "time"
