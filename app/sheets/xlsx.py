"""XLSX in constant memory: rows go to a folder of its own, which is gone whatever happens."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any

from xlsxwriter import Workbook

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_576  # of one sheet, its head included
PIECE = 256 * 1024  # bytes
NEVER_CLEVER = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class Kind(Enum):
    """What a column holds; its value is the format of its cells and the column's width."""

    TEXT = ("@", 22)
    DAY = ("yyyy-mm-dd", 12)
    NUMBER = ("#,##0", 12)


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind = Kind.TEXT


class Book(AbstractContextManager["Book"]):
    """A file of one table; where it outgrows a sheet it goes on in the next."""

    def __init__(self, title: str, columns: Sequence[Column]):
        self.title, self.columns = title, columns
        self._folder = tempfile.TemporaryDirectory(prefix="regards-")
        self._path = Path(self._folder.name) / "book.xlsx"
        self._book = Workbook(str(self._path), {**NEVER_CLEVER, "tmpdir": self._folder.name})
        self._formats = [self._book.add_format({"num_format": c.kind.value[0]}) for c in columns]
        self._head = self._book.add_format({"bold": True})
        self._sheets = 0
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        name = self.title if self._sheets == 1 else f"{self.title} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self.columns):
            self._sheet.set_column(place, place, column.kind.value[1], self._formats[place])
        for place, column in enumerate(self.columns):
            self._sheet.write_string(0, place, column.name, self._head)
        self._row = 1

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        kinds, formats = [column.kind for column in self.columns], self._formats
        for row in rows:
            if self._row == MOST_ROWS:
                self._begin_sheet()
            sheet, at = self._sheet, self._row
            for place, value in enumerate(row):
                if value is None or value == "":
                    continue
                if kinds[place] is Kind.TEXT:
                    sheet.write_string(at, place, value)
                elif kinds[place] is Kind.DAY:
                    sheet.write_datetime(at, place, value, formats[place])
                else:
                    sheet.write_number(at, place, value, formats[place])
            self._row += 1

    def pieces(self) -> Iterator[bytes]:
        """The finished file."""
        self._book.close()
        with self._path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        for sheet in self._book.worksheets():
            if sheet.row_data_fh:
                sheet.row_data_fh.close()  # left open where the book was never finished
        self._folder.cleanup()
