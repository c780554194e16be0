"""Which cells of a table may be told, so that nobody finds the small ones from the rest.

A count is small where fewer clients than the office's threshold are behind it, none included.
Small counts are hidden, and with them as many others as it takes: whatever can be worked out from
what is told is always a sum of at least the threshold. `docs/decisions/0010-small-groups.md` says
why this is enough, and `tests/reports/test_attack.py` tries to prove it wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Count:
    n: int = 0
    clients: int = 0  # how many different clients are behind it

    def __add__(self, other: "Count") -> "Count":
        return Count(self.n + other.n, self.clients + other.clients)

    def __sub__(self, other: "Count") -> "Count":
        return Count(self.n - other.n, self.clients - other.clients)

    def is_small(self, threshold: int) -> bool:
        return self.clients < threshold or self.n < threshold


NOBODY = Count()

# One figure in this report, and how it differs from that of each report beside this one.
Seen: TypeAlias = Sequence[Count]


def is_small(figures: Seen, threshold: int) -> bool:
    return any(count.is_small(threshold) for count in figures)


def add(seen: Sequence[Seen]) -> list[Count]:
    """Place by place."""
    return [sum(counts, NOBODY) for counts in zip(*seen, strict=True)]


def hidden_rows(rows: Sequence[Seen], threshold: int, *, protect: bool = True) -> set[int]:
    """Of rows whose sum is told: the small ones, and others until the sum of the hidden is no
    small group itself and is one of at least two rows. `protect` is off in the test alone."""
    hidden = {place for place, row in enumerate(rows) if is_small(row, threshold)}
    others = sorted(set(range(len(rows))) - hidden, key=lambda place: (rows[place][0].n, place))
    while protect and hidden and others:
        together = add([rows[place] for place in hidden])
        if len(hidden) > 1 and all(count.n >= threshold for count in together):
            break
        hidden.add(others.pop(0))
    return hidden


def told_apart(
    numbers: Mapping[str, Seen], threshold: int, *, alike: frozenset[str] = frozenset()
) -> set[str]:
    """Of groups that lie within each other, the most important first: those that differ from
    every group told before by no small number. Two of `alike` may also be the same group."""
    told: set[str] = set()
    for name, seen in numbers.items():
        if is_small(seen, threshold):
            continue
        if all(
            is_apart(seen, numbers[other], threshold)
            or ({name, other} <= alike and list(seen) == list(numbers[other]))
            for other in told
        ):
            told.add(name)
    return told


def is_apart(one: Seen, other: Seen, threshold: int) -> bool:
    return all(abs(a.n - b.n) >= threshold for a, b in zip(one, other, strict=True))


Pair: TypeAlias = tuple[str, str]


def hidden_pairs(cells: Mapping[Pair, Seen], threshold: int, *, protect: bool = True) -> set[Pair]:
    """Of a table whose rows' and columns' sums may be told as well.

    Rows and columns that are too small themselves are taken together first. What then is hidden
    in each part of the table that hangs together is a block of whole rows by whole columns in
    which every row and every column sums to at least the threshold: each cell of it can be
    anything in a range at least that wide, whatever is known of the sums.
    """
    if not protect:
        return {pair for pair, seen in cells.items() if is_small(seen, threshold)}
    row_of, column_of = lines_of(cells, 0, threshold), lines_of(cells, 1, threshold)
    merged: dict[Pair, list[Count]] = {}
    for (row, column), seen in cells.items():
        place = (row_of[row], column_of[column])
        merged[place] = add([merged[place], seen]) if place in merged else list(seen)
    hidden = {place for part in parts_of(merged) for place in hidden_block(part, merged, threshold)}
    return {
        (row, column)
        for row, column in cells
        if not row_of[row] or not column_of[column] or (row_of[row], column_of[column]) in hidden
    }


def lines_of(cells: Mapping[Pair, Seen], side: int, threshold: int) -> dict[str, str]:
    """Each row (or column) by itself, and all that are not told as the one without a name."""
    sums: dict[str, list[Count]] = {}
    for pair, seen in cells.items():
        line = pair[side]
        sums[line] = add([sums[line], seen]) if line in sums else list(seen)
    names = sorted(sums)
    hidden = hidden_rows([sums[name] for name in names], threshold)
    return {name: "" if place in hidden else f"={name}" for place, name in enumerate(names)}


def parts_of(cells: Mapping[Pair, Seen]) -> Iterator[tuple[list[str], list[str]]]:
    """The rows and columns that somebody connects: `MBA 2025` has no cell with another program."""
    waiting = {pair for pair, seen in cells.items() if any(count.n for count in seen)}
    while waiting:
        rows, columns = {min(waiting)[0]}, set[str]()
        while near := {pair for pair in waiting if pair[0] in rows or pair[1] in columns}:
            waiting -= near
            rows |= {row for row, _ in near}
            columns |= {column for _, column in near}
        yield sorted(rows), sorted(columns)


def hidden_block(
    part: tuple[list[str], list[str]], cells: Mapping[Pair, Seen], threshold: int
) -> set[Pair]:
    rows, columns = part
    width = len(next(iter(cells.values())))
    nothing = [NOBODY] * width

    def at(row: str, column: str) -> Seen:
        return cells.get((row, column), nothing)

    if len(rows) == 1 or len(columns) == 1:
        line = [(row, column) for row in rows for column in columns]
        return {line[place] for place in hidden_rows([at(*pair) for pair in line], threshold)}

    small = {(r, c) for r in rows for c in columns if is_small(at(r, c), threshold)}
    if not small:
        return set()
    by_size = {line: sum(at(line, column)[0].n for column in columns) for line in rows}
    across = {line: sum(at(row, line)[0].n for row in rows) for line in columns}
    chosen_rows, chosen_columns = {r for r, _ in small}, {c for _, c in small}

    def is_safe(seen: Sequence[Seen]) -> bool:
        return all(count.n >= threshold for count in add(seen))

    while True:
        rows_hold = len(chosen_columns) > 1 and all(
            is_safe([at(row, column) for column in chosen_columns]) for row in chosen_rows
        )
        columns_hold = len(chosen_rows) > 1 and all(
            is_safe([at(row, column) for row in chosen_rows]) for column in chosen_columns
        )
        more_rows = sorted(set(rows) - chosen_rows, key=lambda line: (by_size[line], line))
        more_columns = sorted(set(columns) - chosen_columns, key=lambda line: (across[line], line))
        if rows_hold and columns_hold:
            break
        if more_columns and (not rows_hold or not more_rows):
            chosen_columns.add(more_columns[0])
        elif more_rows:
            chosen_rows.add(more_rows[0])
        else:
            break
    return {(row, column) for row in chosen_rows for column in chosen_columns}
