"""What happened in an office since it was last looked at, for the programs that want to be told.

Nothing here is in the way of those who work: what they did is read off the audit entries, and what
became of the plans by comparing them with the plans that were told last. Two workers at once are
kept apart by the office's mark.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, and_, delete, or_, select, true
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.models import AuditEntry
from app.clients.models import Client
from app.cycle.states import State, state_on
from app.db.base import NEVER, new_id
from app.db.prepared import Reader
from app.db.upserts import insert_into
from app.links.models import ShareLink
from app.plans.queries import policy_being_applied
from app.webhooks.kinds import Kind
from app.webhooks.models import Delivery, ToldPlan, Webhook, WebhookMark
from app.webhooks.queries import open_webhooks

# A transaction that takes long shows its entries, made at its beginning, only at its end.
LOOKED_AT_AGAIN = timedelta(seconds=90)
ON_A_NEW_DAY = timedelta(days=1)  # longer than any transaction takes
AT_A_TIME = 500  # rows in one statement
MOVES_EVERYBODY = ("policy.changed", "sheet.imported", "sheet.undone")

PLAN = ("standing", "step", "next_offer_id", "next_contact_id", "opens_on", "due_on", "stalls_on")
Entry: TypeAlias = Row[UUID, datetime, str, UUID | None, UUID | None, dict[str, Any]]


@dataclass(slots=True)
class Telling:
    """What is to be told, gathered for all of the office's webhooks."""

    webhooks: Sequence[Webhook]
    at: datetime
    rows: list[dict[str, Any]] = field(default_factory=list)

    def of(
        self,
        kind: Kind,
        data: dict[str, Any],
        *,
        happened_at: datetime | None = None,
        client_id: UUID | None = None,
        once_key: str | None = None,
    ) -> None:
        for webhook in self.webhooks:
            if kind in webhook.kinds:
                self.rows.append(
                    {
                        "office_id": webhook.office_id,
                        "id": new_id(),
                        "webhook_id": webhook.id,
                        "kind": kind.value,
                        "client_id": client_id,
                        "once_key": once_key,
                        "data": data,
                        "happened_at": happened_at or self.at,
                        "attempts": 0,
                        "next_at": self.at,
                        "answer_words": "",
                    }
                )


def notice(session: Session, access: Access, at: datetime) -> int:
    """How many deliveries there are to make of it."""
    webhooks = open_webhooks(session, access)
    if not webhooks:
        return 0
    mark = session.get(WebhookMark, access.office_id, with_for_update={"skip_locked": True})
    if mark is None:  # another worker is at it
        return 0
    today = at.astimezone(ZoneInfo(access.timezone)).date()
    telling = Telling(webhooks, at)
    # Where the clock was set back, what is done now comes before what was read.
    now = new_id()
    read_at, read_to = min(mark.read_at, at), min(mark.read_to, now)
    goes_on = mark.swept_on == today and read_at == mark.read_at
    again = LOOKED_AT_AGAIN if goes_on else ON_A_NEW_DAY
    since_when = max(mark.began_with, a_while_before(read_to, again))
    entries = entries_since(session, access, since_when)
    tell_what_was_done(telling, entries)
    since = max(mark.began_at, read_at - again)
    tell_openings(session, access, telling, since)
    tell_plans(session, access, telling, entries, mark, today)
    mark.read_at, mark.swept_on = at, today
    mark.read_to = now  # not the newest entry: a deed for many would be read again all night
    if telling.rows:
        # Row by row: one statement of thousands of values takes longer to put together.
        new = insert_into(session, Delivery.__table__).on_conflict_do_nothing()
        session.execute(new, telling.rows)
    return len(telling.rows)


def begin_noticing(session: Session, access: Access, at: datetime) -> None:
    """From now on; what is already so is nobody's news."""
    today = at.astimezone(ZoneInfo(access.timezone)).date()
    session.execute(delete(ToldPlan).where(ToldPlan.office_id == access.office_id))
    now = new_id()
    session.merge(
        WebhookMark(
            office_id=access.office_id, began_at=at, began_with=now, read_at=at, read_to=now,
            swept_on=today,
        )
    )  # fmt: skip
    remember(session, access, session.execute(clients_of(access)).all(), today)


# What was done


def entries_since(session: Session, access: Access, since: UUID) -> list[Entry]:
    """Less those of clients who were erased since; the others stay until these are told."""
    entries = session.execute(
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.action,
            AuditEntry.client_id,
            AuditEntry.subject_id,
            AuditEntry.details,
        )
        .where(AuditEntry.office_id == access.office_id, AuditEntry.id > since)
        .order_by(AuditEntry.id)
    ).all()
    about = list({entry.client_id for entry in entries if entry.client_id is not None})
    there: set[UUID | None] = {None}
    for some in parts(about):
        there.update(
            session.scalars(
                select(Client.id)
                .where(Client.office_id == access.office_id, Client.id.in_(some))
                .order_by(Client.id)
                .with_for_update(read=True, key_share=True)
            )
        )
    return [entry for entry in entries if entry.client_id in there]


def a_while_before(entry_id: UUID, how_long: timedelta) -> UUID:
    """Ids begin with the milliseconds at which they were made."""
    began = (entry_id.int >> 80) - how_long // timedelta(milliseconds=1)
    return UUID(int=began << 80)


def tell_what_was_done(telling: Telling, entries: Iterable[Entry]) -> None:
    for entry_id, at, action, client_id, subject_id, written in entries:
        details = {name: value for name, value in written.items() if name != "token"}
        if action == "touch.logged":
            data = {"touch_id": str(subject_id), "client_id": str(client_id), **details}
            telling.of(
                Kind.LOGGED,
                data,
                happened_at=at,
                client_id=client_id,
                once_key=f"entry {entry_id}",
            )
        elif action == "sheet.imported":
            data = details | ({"import_id": str(subject_id)} if subject_id else {})
            telling.of(Kind.IMPORTED, data, happened_at=at, once_key=f"entry {entry_id}")


def tell_openings(session: Session, access: Access, telling: Telling, since: datetime) -> None:
    opened = session.execute(
        select(
            ShareLink.id, ShareLink.client_id, ShareLink.opened_count, ShareLink.last_opened_at
        ).where(ShareLink.office_id == access.office_id, ShareLink.last_opened_at > since)
    )
    for link_id, client_id, count, at in opened:
        telling.of(
            Kind.OPENED,
            {"share_link_id": str(link_id), "client_id": str(client_id), "opened_count": count},
            happened_at=at,
            client_id=client_id,
            once_key=f"opening {link_id} {count}",
        )


# What became of the plans


def tell_plans(
    session: Session,
    access: Access,
    telling: Telling,
    entries: Sequence[Entry],
    mark: WebhookMark,
    today: date,
) -> None:
    zone = ZoneInfo(access.timezone)
    changed_on: dict[UUID, date] = {}
    for entry in entries:
        if entry.client_id is not None:
            changed_on.setdefault(entry.client_id, entry.at.astimezone(zone).date())
    everybody = (
        any(entry.action in MOVES_EVERYBODY for entry in entries)
        or policy_being_applied(Reader.of(session), access) is not None
    )
    differs = or_(*(differing(name) for name in PLAN), newly_stalled(today))
    some = [] if everybody else [Client.id.in_(which) for which in parts(list(changed_on))]
    for which in [true()] if everybody else [*some, became_due(mark.swept_on, today)]:
        found = session.execute(clients_of(access).where(differs, which)).all()
        for row in found:
            tell_plan(telling, row, changed_on.get(row.id, today), today)
        remember(session, access, found, today)


def became_due(swept_on: date, today: date) -> ColumnElement[bool]:
    """Whom the days since then may have moved: a range of an index, however many there are."""
    return and_(Client.stalls_on > swept_on, Client.stalls_on <= today)


def clients_of(access: Access) -> Select[Any]:
    """Each client's plan, and beside it what was told of it."""
    return (
        select(
            Client.id,
            *(getattr(Client, name) for name in PLAN),
            ToldPlan.client_id.is_not(None).label("is_known"),
            ToldPlan.is_stalled.label("was_stalled"),
            *(getattr(ToldPlan, name).label(f"told_{name}") for name in PLAN),
        )
        .join(
            ToldPlan,
            and_(ToldPlan.office_id == Client.office_id, ToldPlan.client_id == Client.id),
            isouter=True,
        )
        .where(Client.office_id == access.office_id)
        .order_by(Client.id)
    )


def differing(name: str) -> ColumnElement[bool]:
    told: ColumnElement[Any] = getattr(ToldPlan, name)
    return told.is_distinct_from(getattr(Client, name))


def newly_stalled(today: date) -> ColumnElement[bool]:
    return and_(
        Client.standing == "open", Client.stalls_on <= today, ToldPlan.is_stalled.is_(False)
    )


def tell_plan(telling: Telling, row: Any, changed_on: date, today: date) -> None:
    """A stall that began and ended while nobody looked is told as well, before what ended it; and
    so is the next one, if it began after that."""
    missed = row.is_known and stalled_on(row.told_standing, row.told_stalls_on, changed_on)
    stalls = [row.told_stalls_on] if missed and not row.was_stalled else []
    if stalled_on(row.standing, row.stalls_on, today):
        goes_on = missed or row.was_stalled
        if not goes_on or (row.stalls_on != row.told_stalls_on and row.stalls_on > changed_on):
            stalls.append(row.stalls_on)
    for since in stalls:
        telling.of(
            Kind.STALLED,
            {"client_id": str(row.id), "stalled_since": since.isoformat()},
            client_id=row.id,
        )
    if any(getattr(row, name) != getattr(row, f"told_{name}") for name in PLAN):
        plan = plan_told(row, today)
        telling.of(Kind.PLAN, plan, client_id=row.id)
        has_arrived = row.standing == State.IN_NETWORK and row.told_standing != State.IN_NETWORK
        if has_arrived and row.is_known:
            telling.of(Kind.ARRIVED, {"client_id": str(row.id)}, client_id=row.id)


def stalled_on(standing: str, stalls_on: date, day: date) -> bool:
    return standing == "open" and stalls_on <= day


def is_told(row: Any) -> bool:
    """That very stall: the office's day may go back to before it."""
    is_same = row.standing == "open" and row.stalls_on == row.told_stalls_on
    return bool(row.was_stalled) and is_same


def plan_told(row: Any, today: date) -> dict[str, Any]:
    """Ids and dates; who they are, a program that may know asks the API for."""
    state = state_on(row, None if row.standing == "open" else State(row.standing), today)
    return {
        "client_id": str(row.id),
        "state": state,
        "next_step": row.step,
        "next_offer_id": text_of(row.next_offer_id),
        "next_contact_id": text_of(row.next_contact_id),
        **{name: day_of(getattr(row, name)) for name in ("opens_on", "due_on", "stalls_on")},
    }


def text_of(found: UUID | None) -> str | None:
    return str(found) if found else None


def day_of(day: date) -> str | None:
    return None if day == NEVER else day.isoformat()


def remember(session: Session, access: Access, rows: Sequence[Any], today: date) -> None:
    told = [
        {
            "office_id": access.office_id,
            "client_id": row.id,
            **{name: getattr(row, name) for name in PLAN},
            "is_stalled": stalled_on(row.standing, row.stalls_on, today) or is_told(row),
        }
        for row in rows
    ]
    if told:
        insert = insert_into(session, ToldPlan.__table__)
        new = {name: insert.excluded[name] for name in (*PLAN, "is_stalled")}
        known_by = ["office_id", "client_id"]
        session.execute(insert.on_conflict_do_update(index_elements=known_by, set_=new), told)


def parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), AT_A_TIME):
        yield rows[start : start + AT_A_TIME]
