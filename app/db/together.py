"""Several reads as one statement, since each alone costs a round trip, a parse and a start.

Their columns are laid over one another, type by type, and NULL fills up what a row has not. That
is for a few rows; where there are many, statement after statement takes less.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Integer, Select, cast, literal_column, null, union_all

from app.db.prepared import Prepared, Reader

AnySelect: TypeAlias = Select[*tuple[Any, ...]]


class Together:
    """Reads of the same parameters, each by itself or all as one."""

    def __init__(self, reads: Sequence[AnySelect]):
        self.each = [Prepared(read) for read in reads]
        kinds: list[Any] = [Integer()]  # of the wide row, which says first what it was read by
        places = [places_for(read, kinds) for read in reads]
        self._pickers = [itemgetter(*some) for some in places]
        self.as_one = Prepared(
            union_all(
                *(
                    widened(read, number, some, kinds)
                    for number, (read, some) in enumerate(zip(reads, places, strict=True))
                )
            )
        )

    def rows(self, reader: Reader, **parameters: Any) -> list[list[Any]]:
        """Those of each read. On SQLite, where a statement costs little, they stay apart."""
        if not reader.is_postgresql:
            return reader.rows_of_each(self.each, **parameters)
        parts: list[list[Any]] = [[] for _ in self._pickers]
        for row in reader.rows(self.as_one, **parameters):
            number = row[0]
            parts[number].append(self._pickers[number](row))
        return parts


def places_for(read: AnySelect, kinds: list[Any]) -> list[int]:
    """In the wide row, which grows where no place of a column's type is free."""
    free = list(range(1, len(kinds)))
    places = []
    for column in read.selected_columns:
        place = next((one for one in free if type(kinds[one]) is type(column.type)), len(kinds))
        if place == len(kinds):
            kinds.append(column.type)
        else:
            free.remove(place)
        places.append(place)
    return places


def widened(read: AnySelect, number: int, places: Sequence[int], kinds: Sequence[Any]) -> AnySelect:
    columns: list[Any] = [cast(null(), kind) for kind in kinds]
    columns[0] = literal_column(str(number), Integer())
    for place, column in zip(places, read.selected_columns, strict=True):
        columns[place] = column
    named = (column.label(f"at_{place}") for place, column in enumerate(columns))
    return read.with_only_columns(*named, maintain_column_froms=True)
