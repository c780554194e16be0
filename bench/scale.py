"""The page's median time in a large database against a small one, and far down a list."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any
from uuid import UUID

from app.caseload.places import write_cursor
from app.caseload.queries import Place
from app.caseload.view import ROWS
from bench.load import Ask, load, warm_up
from bench.rounds import in_turn
from bench.seed import SignedIn
from bench.serving import service
from bench.stores import Store, connect

EVERYONE = "advisor=everyone"
MOST_ASKS = 200


def own(person: SignedIn, query: str = "") -> Ask:
    path = f"/o/{person.slug}/caseload" + (f"?{query}" if query else "")
    return Ask(path, f"regards={person.cookie}")


def measure_scale(
    small: tuple[Store, Sequence[SignedIn]],
    large: tuple[Store, Sequence[SignedIn]],
    *,
    rounds: int,
    seconds: float,
) -> dict[str, list[float]]:
    """The p50 of one browser at a time, in milliseconds, which visits one person after another."""
    with ExitStack() as stack:
        ports = {name: stack.enter_context(service(store)) for name, (store, _) in
                 (("small", small), ("large", large))}  # fmt: skip
        asks: Mapping[str, tuple[int, list[Ask]]] = {
            "small": (ports["small"], [own(person) for person in small[1]]),
            "large": (ports["large"], [own(person) for person in large[1][:MOST_ASKS]]),
            "small, office": (ports["small"], [own(person, EVERYONE) for person in small[1]]),
            "large, office": (ports["large"], [own(person, EVERYONE) for person in large[1][::2]]),
            "large, last": (ports["large"], last_pages(*large, of_office=False)),
            "large, office, last": (ports["large"], last_pages(*large, of_office=True)),
        }
        for port, pages in asks.values():
            warm_up(port, pages)
        return in_turn(
            rounds,
            {
                name: (lambda port=port, pages=pages: p50(port, pages, seconds))  # type: ignore[misc]
                for name, (port, pages) in asks.items()
            },
        )


def p50(port: int, pages: Sequence[Ask], seconds: float) -> float:
    return load(port, pages, clients=1, seconds=seconds).p50


def last_pages(store: Store, people: Sequence[SignedIn], *, of_office: bool) -> list[Ask]:
    """The last full page of each list, by the cursor with which a reader comes there."""
    connection = connect(store, store.owner_url)
    asks = []
    for person in people[:: 2 if of_office else 1][:MOST_ASKS]:
        whose = [person.office_id] if of_office else [person.office_id, person.user_id]
        place, before = last_place(store, connection, whose)
        query = f"cursor={write_cursor(place)}&before={before}"
        asks.append(own(person, f"{EVERYONE}&{query}" if of_office else query))
    connection.close()
    return asks


def last_place(store: Store, connection: Any, whose: Sequence[UUID]) -> tuple[Place, int]:
    mark = "%s" if store.is_postgresql else "?"
    values: list[Any] = [id_ if store.is_postgresql else id_.hex for id_ in whose]
    wanted = " AND ".join(
        f"{column} = {mark}"
        for column in ("office_id", "advisor_id")[: len(whose)]
    )  # fmt: skip
    (count,) = connection.execute(f"SELECT count(*) FROM clients WHERE {wanted}", values).fetchone()
    before = max(count - ROWS, 1)
    stalls_on, id_ = connection.execute(
        f"SELECT stalls_on, id FROM clients WHERE {wanted}"
        f" ORDER BY stalls_on, id LIMIT 1 OFFSET {before - 1}",
        values,
    ).fetchone()
    if not store.is_postgresql:
        stalls_on, id_ = date.fromisoformat(stalls_on), UUID(id_)
    return Place(stalls_on, id_), before
