"""What must be so after all the kills."""

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.accounts.access import Access
from app.clients.models import Client
from app.db.engine import Database
from app.imports.models import Import
from app.mail.models import Letter
from app.offers.models import Contact
from app.plans.models import Touch
from app.webhooks.models import Delivery
from tests.conftest import Store
from tests.kills.receivers import Arrivals

ROOT = Path(__file__).parent.parent.parent
ROWS = 60  # of a sheet, with a client for each four


@dataclass
class Load:
    """What the programs asked for, and were told is done."""

    sheets: list[str] = field(default_factory=list)  # ids
    invited: int = 0
    touches: int = 0

    @property
    def happened(self) -> int:
        return len(self.sheets) + self.invited + self.touches


def what_is_wrong(
    database: Database, office: Access, load: Load, mails: Arrivals, messages: Arrivals
) -> list[str]:
    with database.transaction(office.office_id, write=False) as session:

        def count(table: Any, *so: Any) -> int:
            return session.scalar(
                select(func.count()).where(table.office_id == office.office_id, *so)
            ) or 0  # fmt: skip

        sheets, touches = len(load.sheets), messages.of_kind("touch.logged")
        pairs = {
            "sheets done": (count(Import, Import.status == "done"), sheets),
            "sheets": (count(Import), sheets),
            "clients": (count(Client), sheets * ROWS // 4 + 1),
            "contacts": (count(Contact), sheets * ROWS + 1),
            "touches": (count(Touch), load.touches),
            "letters sent": (count(Letter, Letter.sent_at.is_not(None)), load.invited),
            "mails": (len(mails.ids), load.invited),
            "messages of touches": (len(touches), load.touches),
            "messages of sheets": (len(messages.of_kind("import.finished")), sheets),
            "messages": (len(messages.ids), count(Delivery)),
            "messages given up": (count(Delivery, Delivery.given_up_at.is_not(None)), 0),
        }
    wrong = [f"{what}: {is_} and not {was}" for what, (is_, was) in pairs.items() if is_ != was]
    told = [one["data"]["touch_id"] for one in touches]
    if sorted(set(told)) != sorted(told):
        wrong.append("a touch was told of under two ids")
    return wrong


def twice_for_no_reason(what: str, arrivals: Arrivals, over_at: list[float]) -> list[str]:
    """What came again must have been the last to come before one was over that was killed: then
    the claim was open."""
    last_before = {
        max((at for _, at in arrivals.all if at < over), default=0.0) for over in over_at
    }
    return [
        f"{what} {name} came again, and was not in flight at a kill"
        for name, times in arrivals.times.items()
        for at in times[:-1]
        if at not in last_before
    ]


def check(store: Store) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "app", "check"],
        cwd=ROOT,
        env={
            "REGARDS_DATABASE_URL": store.service_url,
            "REGARDS_MIGRATION_DATABASE_URL": store.owner_url,
            "PATH": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if done.returncode == 0 else [f"regards check: {done.stdout}{done.stderr}"]
