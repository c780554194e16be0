"""Somebody who sees reports, knows how their figures hang together, and can do linear programming.

Each unknown count is a variable, at least zero. What is told fixes a sum of them.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from scipy.optimize import linprog


@dataclass
class Attacker:
    """Knows sums of atoms: the smallest groups that nobody is in two of."""

    known: list[tuple[frozenset[Hashable], int]] = field(default_factory=list)

    def learns(self, atoms: Iterable[Hashable], n: int) -> None:
        self.known.append((frozenset(atoms), n))

    def range_of(self, atoms: Iterable[Hashable]) -> tuple[float, float]:
        """Between what the number of people in these atoms must be."""
        target = frozenset(atoms)
        names = sorted({atom for some, _ in self.known for atom in some} | target, key=repr)
        place = {atom: at for at, atom in enumerate(names)}
        left = [[float(name in some) for name in names] for some, _ in self.known]
        right = [n for _, n in self.known]
        goal = [float(name in target) for name in names]
        assert place.keys() >= target
        found = []
        for sign in (1, -1):
            done = linprog(
                [sign * one for one in goal],
                A_eq=left or None,
                b_eq=right or None,
                bounds=(0, None),
                method="highs",
            )
            found.append(sign * done.fun if done.status == 0 else -sign * float("inf"))
        return found[0], found[1]


def width(known: tuple[float, float]) -> float:
    return known[1] - known[0]


def grouped(pairs: Iterable[tuple[Hashable, int]]) -> dict[Hashable, int]:
    found: dict[Hashable, int] = defaultdict(int)
    for key, n in pairs:
        found[key] += n
    return found
