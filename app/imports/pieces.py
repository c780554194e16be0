"""A sheet in pieces, so that one of any length takes no more memory than one piece does.

All rows of a client stand in one piece, wherever they stand in the sheet, and so do those of
clients who share a number or an address, in the sheet or in the office. So each piece can be
weighed, and taken in, without knowing of the others.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Uuid, bindparam, select

from app.accounts.access import Access
from app.db.prepared import Among, Prepared, Reader
from app.imports.formats import CONTACTS
from app.imports.models import Import, ImportRow
from app.imports.progress import Progress
from app.imports.sheet import Column
from app.imports.things import clients_named

PIECE = 2_500  # rows, if no client has more

_OF_IMPORT = (
    ImportRow.office_id == bindparam("office_id", type_=Uuid()),
    ImportRow.import_id == bindparam("import_id", type_=Uuid()),
)
_ROWS = select(ImportRow.line, ImportRow.cells, ImportRow.fault, ImportRow.verdict).order_by(
    ImportRow.line
)
AFTER = Prepared(
    _ROWS.where(*_OF_IMPORT, ImportRow.line > bindparam("after", type_=Integer())).limit(
        bindparam("most", type_=Integer())
    )
)
THESE = Prepared(_ROWS.where(*_OF_IMPORT, Among(ImportRow.__table__.c.line, "lines")))


@dataclass(frozen=True, slots=True)
class Sent:
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
        rows = reader.rows(AFTER, after=0, most=PIECE, **of_import)
        yield [Sent(*row) for row in rows]
        return
    for lines in divided(reader, access, held, progress):
        if not progress.goes_on:
            return
        yield [Sent(*row) for row in reader.rows(THESE, lines=lines, **of_import)]


def divided(
    reader: Reader, access: Access, held: Import, progress: Progress
) -> Iterator[list[int]]:
    """The lines of each piece."""
    families = Families()
    lines_of: dict[str, list[int]] = defaultdict(list)  # by any name of whom the row is about
    after = 0
    while rows := reader.rows(
        AFTER, office_id=held.office_id, import_id=held.id, after=after, most=PIECE
    ):
        after = rows[-1][0]
        for line, names in named_in(reader, access, held, rows, families):
            lines_of[names].append(line)
        progress.sorted(len(rows))
        if not progress.goes_on:
            return
    together: dict[str, list[int]] = {}
    for name, lines in lines_of.items():
        together.setdefault(families.head_of(name), []).extend(lines)
    piece: list[int] = []
    for lines in together.values():
        if piece and len(piece) + len(lines) > PIECE:
            yield piece
            piece = []
        piece += lines
    if piece:
        yield piece


def named_in(
    reader: Reader, access: Access, held: Import, rows: Sequence[Any], families: "Families"
) -> Iterator[tuple[int, str]]:
    """Each line, and one name of whom it is about."""
    known_by = ("contact_email",) if held.format == CONTACTS else KNOWN_BY
    places = [
        (kind, place, Column(kind))
        for kind in known_by
        for place, name in enumerate(held.header)
        if held.mapping.get(name) == kind
    ]
    found: dict[str, set[str]] = {kind: set() for kind in known_by}
    for line, cells, *_ in rows:
        names = []
        for kind, place, column in places:
            if text := as_read(column, cells[place]):
                found[kind].add(text)
                names.append(f"{kind} {text}")
        families.join(names)
        yield line, names[0] if names else ""
    if held.format != CONTACTS:
        for client in clients_named(reader, access, *(found[kind] for kind in KNOWN_BY)):
            names = [f"client_email {client['email']}"]
            if client["external_id"]:
                names.append(f"client_external_id {client['external_id']}")
            families.join(names)


KNOWN_BY = ("client_external_id", "client_email")


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
