"""Which cells of a table may be told, so that nobody finds the small ones from the rest.

A count is small where fewer clients than the office's threshold are behind it, none included.
Small counts are hidden, and with them as many others as it takes: whatever can be worked out from
what is told is always a sum of at least the threshold. `docs/decisions/0010-small-groups.md` says
why this is enough, and `tests/reports/test_attack.py` tries to prove it wrong.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
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


def hidden_rows(
    rows: Sequence[Seen], threshold: int, *, protect: bool = True, asked_alone: bool = False
) -> set[int]:
    """Of rows whose sum is told: the small ones, and others until the sum of the hidden is no
    small group itself and is one of at least two rows. `protect` is off in the test alone.

    `asked_alone`: each row has a report of its own, which may tell one that is hidden here only
    for the sake of others; what is then left must still be open.
    """
    small = {place for place, row in enumerate(rows) if is_small(row, threshold)}
    if not protect:
        return small
    return open_up(small, range(len(rows)), rows, threshold, asked_alone=asked_alone)


def open_up(
    hidden: set[int],
    some: Iterable[int],
    rows: Sequence[Seen],
    threshold: int,
    *,
    asked_alone: bool = False,
) -> set[int]:
    """With more of these rows, whose sum is told, until what is hidden of them stays open."""
    there = sorted(some, key=lambda place: (rows[place][0].n, place))
    inside = [place for place in there if place in hidden]
    if not inside:
        return hidden
    together = numbers(add([rows[place] for place in inside]))
    told_alone, most = 0, [0] * len(together)
    for place in (place for place in there if place not in hidden):
        left = min(of_all - of_one for of_all, of_one in zip(together, most, strict=True))
        if len(inside) - told_alone > 1 and left >= threshold:
            break
        inside.append(place)
        grow(together, rows[place])
        if asked_alone:
            told_alone, most = 1, [*map(max, most, numbers(rows[place]))]
    return hidden | set(inside)


def hidden_in_time(rows: Sequence[Seen], pieces: Sequence[str], threshold: int) -> set[int]:
    """Of rows in the order of time, of which each lies in a piece of it: those of several pieces
    on end have a report, which tells their sum.

    It does not where the piece before an end of it or the one after is small. So what is hidden
    must stay open in each piece, in each run of pieces between ends that can be told, and in all.
    """
    hidden = {place for place, row in enumerate(rows) if is_small(row, threshold)}
    before: set[int] | None = None
    while hidden != before:
        before = hidden
        for some in (*together_in_time(rows, pieces, threshold), range(len(rows))):
            hidden = open_up(hidden, some, rows, threshold)
    return hidden


def together_in_time(
    rows: Sequence[Seen], pieces: Sequence[str], threshold: int
) -> Iterator[list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, piece in enumerate(pieces):
        places[piece].append(place)
    yield from places.values()
    sums = [add([rows[place] for place in some]) for some in places.values()]
    for figure in range(len(rows[0]) if rows else 0):
        for is_end_untold in (
            [one[figure].n < threshold for one in sums],
            [one[figure].is_small(threshold) for one in sums],
        ):
            run: list[int] = []
            was_untold = True
            for some, untold in zip(places.values(), is_end_untold, strict=True):
                if run and not (untold or was_untold):
                    yield run
                    run = []
                run, was_untold = run + some, untold
            yield run


def numbers(seen: Seen) -> list[int]:
    return [count.n for count in seen]


def grow(sums: list[int], seen: Seen) -> None:
    for place, count in enumerate(seen):
        sums[place] += count.n


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
    hidden = hidden_rows([sums[name] for name in names], threshold, asked_alone=True)
    return {name: "" if place in hidden else f"={name}" for place, name in enumerate(names)}


def parts_of(cells: Mapping[Pair, Seen]) -> Iterator[tuple[list[str], list[str]]]:
    """The rows and columns that somebody connects: `MBA 2025` has no cell with another program."""
    columns_of: dict[str, set[str]] = defaultdict(set)
    rows_of: dict[str, set[str]] = defaultdict(set)
    for (row, column), seen in cells.items():
        if any(count.n for count in seen):
            columns_of[row].add(column)
            rows_of[column].add(row)
    waiting = set(columns_of)
    while waiting:
        rows, columns, new = set[str](), set[str](), {min(waiting)}
        while new:
            rows |= new
            near = {column for row in new for column in columns_of[row]} - columns
            columns |= near
            new = {row for column in near for row in rows_of[column]} - rows
        waiting -= rows
        yield sorted(rows), sorted(columns)


class Block:
    """Whole rows by whole columns, which grow line by line; and what each line sums to in it."""

    def __init__(self, cells: Mapping[Pair, Seen], threshold: int):
        self._cells, self._threshold = cells, threshold
        self._nothing = [NOBODY] * len(next(iter(cells.values())))
        self.rows: dict[str, list[int]] = {}
        self.columns: dict[str, list[int]] = {}

    def at(self, row: str, column: str) -> Seen:
        return self._cells.get((row, column), self._nothing)

    def choose_row(self, row: str) -> None:
        self.rows[row] = [0] * len(self._nothing)
        for column, sums in self.columns.items():
            grow(self.rows[row], self.at(row, column))
            grow(sums, self.at(row, column))

    def choose_column(self, column: str) -> None:
        self.columns[column] = [0] * len(self._nothing)
        for row, sums in self.rows.items():
            grow(self.columns[column], self.at(row, column))
            grow(sums, self.at(row, column))

    @property
    def rows_hold(self) -> bool:
        """In every row several are hidden, and their sum is large enough."""
        return len(self.columns) > 1 and self._are_enough(self.rows)

    @property
    def columns_hold(self) -> bool:
        return len(self.rows) > 1 and self._are_enough(self.columns)

    def _are_enough(self, lines: Mapping[str, list[int]]) -> bool:
        return all(min(sums) >= self._threshold for sums in lines.values())


def hidden_block(
    part: tuple[list[str], list[str]], cells: Mapping[Pair, Seen], threshold: int
) -> set[Pair]:
    rows, columns = part
    block = Block(cells, threshold)
    if len(rows) == 1 or len(columns) == 1:
        line = list(product(rows, columns))
        seen = [block.at(*pair) for pair in line]
        hidden = hidden_rows(seen, threshold, asked_alone=True)
        return {line[place] for place in hidden}

    small = [pair for pair in product(rows, columns) if is_small(block.at(*pair), threshold)]
    if not small:
        return set()
    across = {row: sum(block.at(row, column)[0].n for column in columns) for row in rows}
    down = {column: sum(block.at(row, column)[0].n for row in rows) for column in columns}
    for row in {row for row, _ in small}:
        block.choose_row(row)
    for column in {column for _, column in small}:
        block.choose_column(column)
    more_rows = deque(sorted(set(rows) - set(block.rows), key=lambda row: (across[row], row)))
    more_columns = deque(
        sorted(set(columns) - set(block.columns), key=lambda column: (down[column], column))
    )
    while not (block.rows_hold and block.columns_hold):
        if more_columns and (not block.rows_hold or not more_rows):
            block.choose_column(more_columns.popleft())
        elif more_rows:
            block.choose_row(more_rows.popleft())
        else:
            break
    return set(product(block.rows, block.columns))
