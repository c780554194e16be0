"""A worker that hangs in the middle of an errand: `python -m … URL KIND`, for a test to kill."""

import sys
import time
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.store import open_database
from tests.cast import AT
from tests.errands.cast import a_worker, note


def hang(session: Session, access: Access, details: dict[str, Any], at: datetime) -> None:
    note(session, access, details, at)
    session.flush()
    print("in the middle", flush=True)
    time.sleep(600)


if __name__ == "__main__":
    url, kind = sys.argv[1:]
    a_worker(open_database(url), "hanging", **{kind: hang}).run_due(AT)
