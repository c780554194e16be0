"""A worker that does what is due, once: `python -m … URL MOMENT`, for a test to kill."""

import sys
from datetime import datetime

from app.errands.worker import Worker
from app.store import open_database
from app.work import HANDLERS

if __name__ == "__main__":
    url, moment = sys.argv[1:]
    database = open_database(url)
    print("ready", flush=True)
    Worker(database, handlers=HANDLERS).run_due(datetime.fromisoformat(moment))
