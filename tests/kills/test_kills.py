"""A few kills of worker and server on each store; `make kills` does a hundred."""

from pathlib import Path

import pytest

from tests.conftest import migrated_store
from tests.kills.killing import kill_again_and_again


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_twice_half_or_lost(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    store = migrated_store(kind, "kills", request, tmp_path)
    found = kill_again_and_again(store, kills=4, seed=4)
    assert found.wrong == []
    assert found.kills == {"worker": 3, "server": 1}
    assert found.load.sheets
    assert found.load.touches
    assert found.load.invited
