"""What is sent about an import, besides its file."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator

from app.imports.workbook import LONGEST_CELL, MOST_COLUMNS
from app.web.strict import Input, Line, plain_text


def a_cell(value: Any) -> str:
    text = plain_text(value, "\n\t")
    if len(text) > LONGEST_CELL:
        raise ValueError(f"must not be longer than {LONGEST_CELL:,} characters")
    return text


def not_too_many(cells: dict[str, str]) -> dict[str, str]:
    if not 1 <= len(cells) <= MOST_COLUMNS:
        raise ValueError(f"must name 1 to {MOST_COLUMNS} columns")
    return cells


Cell = Annotated[str, BeforeValidator(a_cell)]
ByColumn = Annotated[dict[Cell, Cell], AfterValidator(not_too_many)]


class Columns(Input):
    """Which column of the sheet is which of ours, and how its days are written."""

    mapping: ByColumn
    day_order: Literal["month", "day"] | None = None


class Mended(Input):
    """Other words for some cells of one row, by the sheet's columns."""

    cells: ByColumn


class Brought(Input):
    """A file, as an Idempotency-Key knows it again."""

    file: Line
    digest: str
    mapping: dict[str, str] | None = None
