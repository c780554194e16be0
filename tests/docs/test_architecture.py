"""docs/architecture.md names every room, above all that it uses, and nothing that is not there."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text()
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = {
    file.relative_to(ROOT).as_posix(): file
    for file in sorted((ROOT / "app").rglob("*.py"))
    if not file.stem.startswith("__")
}
NAMED = [
    re.findall(r"`(app/[^`]+)`", line.split("|")[1])
    for line in PAGE.partition("\n## Rooms\n")[2].partition("\n## ")[0].splitlines()
    if line.startswith("| `")
]
FLOORS = {place: floor for floor, places in enumerate(NAMED) for place in places}


def place_of(module: str) -> str:
    """Where it is named: by itself, else as its room."""
    return module if module in FLOORS else "/".join(module.split("/")[:2])


def used_by(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "app":
            path = str(node.module).replace(".", "/")
            for name in [path, *(f"{path}/{alias.name}" for alias in node.names)]:
                if f"{name}.py" in MODULES:
                    yield f"{name}.py"


def test_every_room_is_named() -> None:
    assert {place_of(module) for module in MODULES} == set(FLOORS)


def test_a_room_stands_above_those_that_it_uses() -> None:
    arrows = {
        (place_of(module), place_of(used))
        for module, file in MODULES.items()
        for used in used_by(file)
    }
    assert len(arrows) > 200
    assert [(one, other) for one, other in sorted(arrows) if FLOORS[one] > FLOORS[other]] == []


def test_every_module_has_its_layer() -> None:
    """So that the linter of the arrows passes none over."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(one["layers"] for one in contracts["contracts"] if one["type"] == "layers")
    held = {name for layer in layers for name in re.split(r"[ |:]+", layer)}
    names = [module.removesuffix(".py").replace("/", ".") for module in MODULES]
    assert [
        name for name in names if not any(name == one or name.startswith(f"{one}.") for one in held)
    ] == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_what_a_page_points_to_is_there(page: Path) -> None:
    told = page.read_text()
    files = re.findall(r"`((?:app|bench|docs|locale|migrations|templates|tests)/[\w./-]+)`", told)
    links = re.findall(r"\]\(([\w./-]+)\)", told)
    assert [path for path in files if not (ROOT / path).exists()] == []
    assert [path for path in links if not (page.parent / path).exists()] == []
