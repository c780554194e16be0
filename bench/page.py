"""The caseload as an advisor opens it, against its floors."""

import re
import urllib.request

from bench.floor import environment_of
from bench.load import Ask, load
from bench.rounds import in_turn
from bench.scale import own
from bench.seed import SignedIn
from bench.serving import FLOOR, service, serving
from bench.stores import Store

MADE_ANEW = re.compile(r'(name="once" value=")[^"]*')


def measure_page(
    store: Store, person: SignedIn, *, clients: int, rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Pages a second: `page`, and the floors with the context `ready` and `built` from the rows."""
    with service(store) as ours, serving(FLOOR, environment_of(store, person)) as floor:
        asks = {
            "page": (ours, own(person)),
            "ready": (floor, Ask("/ready")),
            "built": (floor, Ask("/built")),
        }
        pages = {text_of(port, ask) for port, ask in asks.values()}
        if len(pages) != 1:
            raise RuntimeError("the floors' page is another one than the service's")
        for port, ask in asks.values():
            load(port, [ask], clients=clients, seconds=2)

        def rate(name: str) -> float:
            port, ask = asks[name]
            return load(port, [ask], clients=clients, seconds=seconds).per_second

        return in_turn(rounds, {name: (lambda name=name: rate(name)) for name in asks})  # type: ignore[misc]


def text_of(port: int, ask: Ask) -> str:
    """Without the secret that each page has of its own."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{ask.path}", headers={"Cookie": ask.cookie}
    )
    with urllib.request.urlopen(request) as answer:
        return MADE_ANEW.sub(r"\1", answer.read().decode())
