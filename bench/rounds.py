"""Measuring in turn, so that whatever else the machine does meets all of them alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from app.collector import look_seldom
from app.places import cities


@dataclass(frozen=True)
class Spread:
    """The median of the rounds and their quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        if len(values) < 2:
            return cls(values[0], values[0], values[0])
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high)

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}–{self.high:.2f})"


def in_turn(rounds: int, measures: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Each measure once a round, every second round the other way about."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(rounds):
        names = list(measures)
        for name in names if number % 2 == 0 else reversed(names):
            found[name].append(measures[name]())
    return found


def ratios(ours: Sequence[float], floor: Sequence[float]) -> Spread:
    """Round by round, ours to the floor of the same round."""
    return Spread.of([one / other for one, other in zip(ours, floor, strict=True)])


def settle() -> None:
    """As the service does when it starts: it reads the cities, and keeps all from the collector."""
    cities()
    look_seldom()
