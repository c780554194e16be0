"""What is said of people who move on, and of who is who."""

from collections.abc import Sequence
from datetime import date

from app.people.models import Move
from app.people.queries import Met
from app.web.words import in_row, short_day

COUNTS = {3: "Three", 4: "Four", 5: "Five", 6: "Six"}


def position_words(move: Move) -> str:
    """`Orchard Labs as Director, Portland, OR`."""
    as_what = f" as {move.title}" if move.title else ""
    where = f", {move.area}" if move.area else ""
    return f"{move.employer}{as_what}{where}"


def around_employer(move: Move, today: date) -> tuple[str, str]:
    """`now Director at` and `, Portland, OR, since 3 May`: the employer stands between."""
    where = f", {move.area}" if move.area else ""
    return (
        f"now {move.title} at" if move.title else "now at",
        f"{where}, since {short_day(move.started_on, today)}",
    )


def crowd_words(crowd: Sequence[Met], name: str) -> str:
    """`Three clients are about to write to Grace Kim within a month: …`."""
    if not crowd:
        return ""
    names = in_row([met.client_name for met in crowd])
    return f"{crowd_opening(crowd, name)}: {names}. Let one of them go first."


def crowd_opening(crowd: Sequence[Met], name: str = "") -> str:
    """Without a name it is that by which the first of them knows the person."""
    count = COUNTS.get(len(crowd), str(len(crowd)))
    return f"{count} clients are about to write to {name or crowd[0].name} within a month"
