"""The office's list with each filter set, against the same list without one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlencode

from app.caseload.asked import EVERYONE
from bench.load import Ask, warm_up
from bench.rounds import in_turn
from bench.scale import own, p50
from bench.seed import SignedIn
from bench.serving import service
from bench.stores import Store, connect

OF_SHEET = {"cohort": "clients", "program": "clients", "area": "clients", "employer": "offers"}
UNFILTERED = "none"
WARM_UP = 5  # seconds; a million clients are on the disk until they are asked for


def measure_filters(
    store: Store, people: Sequence[SignedIn], *, rounds: int, seconds: float
) -> dict[str, list[float]]:
    """The p50 of one browser at a time, in milliseconds, over the offices in turn."""
    with links_of(store, people), service(store) as port:
        asks = {name: asks_of(people, query) for name, query in queries(store, people[0]).items()}
        asks["advisor"] = [own(person) for person in people]  # whoever has clients sees their own
        for pages in asks.values():
            warm_up(port, pages, seconds=WARM_UP)
        return in_turn(
            rounds,
            {
                name: (lambda pages=pages: p50(port, pages, seconds))  # type: ignore[misc]
                for name, pages in asks.items()
            },
        )


@contextmanager
def links_of(store: Store, people: Sequence[SignedIn]) -> Iterator[None]:
    """Every sixteenth client of these offices has one that opens."""
    connection = connect(store, store.owner_url)
    mark = "%s" if store.is_postgresql else "?"
    last = "right(id::text, 1)" if store.is_postgresql else "substr(id, -1)"
    connection.execute("DELETE FROM share_links")
    for office_id in {person.office_id for person in people}:
        connection.execute(
            "INSERT INTO share_links (office_id, id, client_id, token_hash, cookie_hash,"
            " can_update, made_at, expires_on, opened_count)"
            " SELECT office_id, id, id, id, id, true, '2026-11-01', '2028-01-01', 0 FROM clients"
            f" WHERE office_id = {mark} AND {last} = '0'",
            [office_id if store.is_postgresql else office_id.hex],
        )
    yield
    connection.execute("DELETE FROM share_links")
    connection.close()


def asks_of(people: Sequence[SignedIn], query: str) -> list[Ask]:
    offices = {person.office_id: person for person in people}
    return [own(person, f"advisor={EVERYONE}{query}") for person in offices.values()]


def queries(store: Store, person: SignedIn) -> dict[str, str]:
    common = {name: most_common(store, table, name, person) for name, table in OF_SHEET.items()}
    values = {
        "state": "stalled", "q": "an", "step": "update", "overdue_by": "14", "unseen_for": "60",
        "never_contacted": "yes", "no_key_people": "yes", "has_link": "yes", **common,
    }  # fmt: skip
    found = {name: f"&{urlencode({name: value})}" for name, value in values.items()}
    return {UNFILTERED: "", **found, "all of the dates": "&overdue_by=14&unseen_for=60"}


def most_common(store: Store, table: str, column: str, person: SignedIn) -> str:
    """The value that the most rows have: the most work for its filter."""
    connection = connect(store, store.owner_url)
    mark, id_ = ("%s", person.office_id) if store.is_postgresql else ("?", person.office_id.hex)
    (value,) = connection.execute(
        f"SELECT {column} FROM {table} WHERE office_id = {mark} AND {column} <> ''"
        f" GROUP BY {column} ORDER BY count(*) DESC LIMIT 1",
        [id_],
    ).fetchone()
    connection.close()
    return str(value)
