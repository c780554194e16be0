"""LibreOffice, where there is one."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import as_member as as_member
from tests.api.conftest import served as served
from tests.other_readers.finding import HERE, IS_REQUIRED, NOT_TESTED, libreoffice
from tests.pages.conftest import app as app

Reopen = Callable[[str, bytes], Path]
AS_CSV = "Text - txt - csv (StarCalc):44,34,76,1"  # commas, double quotes, UTF-8, from line 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if libreoffice() is not None or IS_REQUIRED:
        return
    ours = [item for item in items if HERE in item.path.parents]
    items[:] = [item for item in items if item not in ours]
    config.hook.pytest_deselected(items=ours)


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its settings, which it sets up at the first start."""
    return tmp_path_factory.mktemp("libreoffice").as_uri()


@pytest.fixture
def reopened(tmp_path: Path, profile: str) -> Reopen:
    """Opens a file as somebody does at their desk, and saves it as a spreadsheet of its own."""
    found = libreoffice()
    if found is None:
        pytest.fail(NOT_TESTED, pytrace=False)

    def reopened(name: str, content: bytes) -> Path:
        given = tmp_path / name
        given.write_bytes(content)
        reading = [f"--infilter={AS_CSV}"] if given.suffix == ".csv" else []
        subprocess.run(
            [found, f"-env:UserInstallation={profile}", "--headless",
             *reading, "--convert-to", "ods", "--outdir", str(tmp_path), str(given)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return given.with_suffix(".ods")

    return reopened
