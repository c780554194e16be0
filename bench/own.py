"""A client's own plan: its page against its floors, and calendars that ask for news of it."""

import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from app.accounts.models import Role
from app.accounts.tokens import read_token, token_from
from app.links.actions import CALENDAR_PREFIX, COOKIE_PREFIX, make_link
from app.links.forms import NewShareLink
from app.store import open_database
from bench.load import Ask, load
from bench.own_floor import FLOOR, environment_of
from bench.page import text_of
from bench.rounds import in_turn
from bench.seed import SignedIn
from bench.serving import service, serving
from bench.stores import Store, connect

CALENDARS = 500


@dataclass(frozen=True)
class Link:
    id: UUID
    cookie: str
    calendar: str
    calendar_hash: str


def links_of(store: Store, person: SignedIn) -> list[Link]:
    """Made anew; what an earlier run made is gone."""
    clear_up(store)
    database = open_database(store.service_url, pool_size=1)
    access = person.access(Role.ADMIN)
    with database.transaction(person.office_id, write=True) as session:
        clients = session.connection().exec_driver_sql(
            f"SELECT id FROM clients ORDER BY id LIMIT {CALENDARS}"
        )
        at = datetime.now(UTC)
        made = [
            a_link(*make_link(
                session, access, UUID(str(id_)), NewShareLink(can_update=True),
                today=at.date(), at=at,
            ))
            for (id_,) in clients.all()
        ]  # fmt: skip
    database.dispose()
    return made


def a_link(secret: str, row: object) -> Link:
    cookie, _ = token_from(COOKIE_PREFIX, secret)
    calendar, _ = token_from(CALENDAR_PREFIX, cookie)
    token = read_token(CALENDAR_PREFIX, calendar)
    return Link(row.id, cookie, calendar, token.hash if token else "")  # type: ignore[attr-defined]


def clear_up(store: Store) -> None:
    connection = connect(store, store.owner_url)
    connection.execute("DELETE FROM share_links")
    connection.execute("DELETE FROM audit_entries")
    connection.close()


def measure_own(
    store: Store, person: SignedIn, *, clients: int, rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Answers a second: `page`, `ready` and `built`; `polled`, `row`, and `empty`, which reads
    nothing and passes what every request of the service passes."""
    links = links_of(store, person)
    first = links[len(links) // 2]
    with (
        service(store) as ours,
        serving(FLOOR, environment_of(store, first.id, first.cookie)) as floor,
    ):
        page = Ask(f"/p/{first.id}/plan", f"regards-plan={first.cookie}")
        asks = {
            "page": (ours, [page]),
            "ready": (floor, [Ask("/ready")]),
            "built": (floor, [Ask("/built")]),
            "polled": (ours, [polled(ours, f"/p/{link.calendar}/plan.ics") for link in links]),
            "empty": (ours, [Ask("/healthz")]),
            "row": (
                floor,
                [Ask(f"/row/{person.office_id}/{link.calendar_hash}") for link in links],
            ),
        }
        pages = {text_of(*asks[name][:1], asks[name][1][0]) for name in ("page", "ready", "built")}
        if len(pages) != 1:
            raise RuntimeError("the floors' page is another one than the service's")
        for port, theirs in asks.values():
            load(port, theirs, clients=clients, seconds=2)

        def rate(name: str) -> float:
            port, theirs = asks[name]
            return load(port, theirs, clients=clients, seconds=seconds).per_second

        found = in_turn(rounds, {name: (lambda name=name: rate(name)) for name in asks})  # type: ignore[misc]
    clear_up(store)
    return found


def polled(port: int, path: str) -> Ask:
    """As by a calendar that has it already."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return Ask(path, known=answer.headers["etag"])
