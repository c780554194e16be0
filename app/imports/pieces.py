"""A sheet in pieces, so that one of any length takes no more memory than one piece does.

All rows of a client stand in one piece, wherever they stand in the sheet, and so do those of
clients who share a number or an address, in the sheet or in the office. So each piece can be
weighed, and taken in, without knowing of the others.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Integer, Text, Uuid, bindparam, cast, func, select
from sqlalchemy.ext.compiler import compiles

from app.accounts.access import Access
from app.db.prepared import Among, Prepared, Reader
from app.imports.cells import Column
from app.imports.formats import CONTACTS
from app.imports.models import Import, ImportRow
from app.imports.progress import Progress
from app.imports.sheet import Row
from app.imports.things import clients_named

PIECE = 2_500  # rows, if no client has more

Item = TypeVar("Item")

_OF_IMPORT = (
    ImportRow.office_id == bindparam("office_id", type_=Uuid()),
    ImportRow.import_id == bindparam("import_id", type_=Uuid()),
)
_ROWS = select(
    ImportRow.line, cast(ImportRow.cells, Text), ImportRow.fault, ImportRow.verdict
).order_by(ImportRow.line)
ALL = Prepared(_ROWS.where(*_OF_IMPORT))
LAST = Prepared(select(func.max(ImportRow.line)).where(*_OF_IMPORT))
THESE = Prepared(_ROWS.where(*_OF_IMPORT, Among(ImportRow.__table__.c.line, "lines")))


class Cell(ColumnElement[str]):
    """One of a row's cells, without the others."""

    inherit_cache = False
    type = Text()

    def __init__(self, place: int):
        self.place = place


@compiles(Cell, "postgresql")
def cell_on_postgresql(cell: Cell, *_: Any, **__: Any) -> str:
    return f"import_rows.cells ->> {cell.place}"


@compiles(Cell, "sqlite")
def cell_on_sqlite(cell: Cell, *_: Any, **__: Any) -> str:
    return f"json_extract(import_rows.cells, '$[{cell.place}]')"


class Sent(NamedTuple):
    """A row as it was sent, and what was said of it when the sheet was last looked through."""

    line: int
    cells: Sequence[str]
    fault: str
    verdict: str


def pieces_of(
    reader: Reader, access: Access, held: Import, progress: Progress
) -> Iterator[list[Sent]]:
    """In each piece the rows stand in the order of the sheet. None more comes once it is given up.

    Of the whole, finding out which rows belong together is the first part.
    """
    of_import = {"office_id": held.office_id, "import_id": held.id}
    if held.rows_total <= PIECE:
        yield as_sent(reader.rows(ALL, **of_import))
        return
    for lines in divided(reader, access, held, progress):
        if not progress.goes_on:
            return
        yield as_sent(reader.rows(THESE, lines=lines, **of_import))


def as_sent(rows: Sequence[tuple[int, str, str, str]]) -> list[Sent]:
    """With the cells of all of them read together: one by one that takes twice as long."""
    cells = from_json(f"[{','.join(text for _, text, _, _ in rows)}]")
    return [
        Sent(line, of_row, fault, verdict)
        for (line, _, fault, verdict), of_row in zip(rows, cells, strict=True)
    ]


def divided(
    reader: Reader, access: Access, held: Import, progress: Progress
) -> Iterator[list[int]]:
    """The lines of each piece."""
    naming, of_import = Naming(held), {"office_id": held.office_id, "import_id": held.id}
    lines_of: dict[Cells, list[int]] = defaultdict(list)
    ((last,),) = reader.rows(LAST, **of_import)
    for after in range(0, last, PIECE):
        rows = reader.rows(naming.asked, **of_import, after=after, until=after + PIECE)
        naming.learn(reader, access, {row[1:] for row in rows} - lines_of.keys())
        for line, *cells in rows:
            lines_of[tuple(cells)].append(line)
        progress.sorted(len(rows))
        if not progress.goes_on:
            return
    together: dict[str, list[int]] = {}
    for cells, lines in lines_of.items():
        together.setdefault(naming.family_of(cells), []).extend(lines)
    yield from packed(together.values())


def packed(families: Iterable[list[Item]]) -> Iterator[list[Item]]:
    """As many together as make a piece."""
    piece: list[Item] = []
    for some in families:
        if piece and len(piece) + len(some) > PIECE:
            yield piece
            piece = []
        piece += some
    if piece:
        yield piece


def pieces_of_rows(reader: Reader, access: Access, rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """The same of rows that are all at hand."""
    if len(rows) <= PIECE:
        yield rows
        return
    # Whom each row is about; the rows of one client mostly name them alike.
    whose = [(row.client_external_id, row.client_email) for row in rows]
    named = set(whose)
    known = clients_named(
        reader,
        access,
        {number for number, _ in named if number},
        {email for _, email in named},
    )
    families, together = Families(), dict[str, list[Row]]()
    for number, email in (*named, *((one["external_id"], one["email"]) for one in known)):
        families.join(names_of(number, email))
    heads = {one: families.head_of(names_of(*one)[0]) for one in named}
    for row, one in zip(rows, whose, strict=True):
        together.setdefault(heads[one], []).append(row)
    yield from packed(together.values())


def names_of(number: str | None, email: str) -> list[str]:
    """What a client is known by."""
    by_email = f"client_email {email}"
    return [by_email, f"client_external_id {number}"] if number else [by_email]


KNOWN_BY = ("client_external_id", "client_email")
Cells = tuple[str, ...]  # those of a row that say whom it is about


class Naming:
    """Whom the rows of one sheet are about: what is written again is read once."""

    def __init__(self, held: Import):
        self.of_clients = held.format != CONTACTS
        known_by = KNOWN_BY if self.of_clients else ("contact_email",)
        places = {ours: held.header.index(name) for name, ours in held.mapping.items()}
        self.columns = [Column(kind) for kind in known_by if kind in places]
        cells = (Cell(places[column.name]) for column in self.columns)
        self.asked = Prepared(
            select(ImportRow.line, *cells)
            # From here to there, since PostgreSQL, which knows nothing yet of the rows that came
            # just now, would look for the next so many among all of them, each time anew.
            .where(
                *_OF_IMPORT,
                ImportRow.line > bindparam("after", type_=Integer()),
                ImportRow.line <= bindparam("until", type_=Integer()),
            )
            .order_by(ImportRow.line)
        )
        self._families = Families()
        self._names: dict[Cells, str] = {}  # any of those of whom they are about

    def family_of(self, cells: Cells) -> str:
        return self._families.head_of(self._names[cells])

    def learn(self, reader: Reader, access: Access, them: Collection[Cells]) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for cells in them:
            names = []
            for column, written in zip(self.columns, cells, strict=True):
                if text := as_read(column, written):
                    found[column.name].add(text)
                    names.append(f"{column.name} {text}")
            self._families.join(names)
            self._names[cells] = names[0] if names else ""
        if self.of_clients and found:
            for client in clients_named(reader, access, *(found[kind] for kind in KNOWN_BY)):
                self._families.join(names_of(client["external_id"], client["email"]))


def as_read(column: Column, text: str) -> str:
    """What cannot be read names nobody: its row will be refused."""
    try:
        return column[text] or ""
    except ValueError:
        return ""


class Families:
    """Names that stand for the same, directly or by way of others."""

    def __init__(self) -> None:
        self._head: dict[str, str] = {}

    def head_of(self, name: str) -> str:
        passed = []
        while (head := self._head.get(name, name)) != name:
            passed.append(name)
            name = head
        self._head.update(dict.fromkeys(passed, name))  # a long way is gone once
        return name

    def join(self, names: Sequence[str]) -> None:
        if names:
            head = self.head_of(names[0])
            for name in names:
                self._head[self.head_of(name)] = head
