"""A sheet that was read: its rows kept, its columns named, its cells mended."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, Permission
from app.audit.actions import record
from app.cycle.folding import fold
from app.db.base import new_id
from app.db.pouring import pour
from app.db.prepared import Reader
from app.db.upserts import insert_into
from app.faults import BadInput, NotFound
from app.imports.cells import is_a_day
from app.imports.formats import (
    ANY,
    fingerprint,
    mapping_problem,
    order_of,
    recognise,
    renamed,
)
from app.imports.models import Import, ImportRow, KnownSheet
from app.imports.reading import Line, Read
from app.imports.stages import begin_look
from app.imports.standing import held_import
from app.imports.suggesting import LOOKED_AT, suggestions
from app.web.words import how_many

IN_ONE_GO = 2_500  # rows written together


def bring(
    session: Session,
    access: Access,
    read: Read,
    file_name: str,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
) -> Import:
    """Keeps the rows, and looks them through where it is known what each column is."""
    access.require(Permission.WRITE_PEOPLE)
    held = Import(
        office_id=access.office_id,
        id=new_id(),
        status="asking",
        file_name=file_name,
        brought_by=access.user_id,
        brought_at=at,
        moved_at=at,
        rows_total=0,
    )
    record(session, access, "sheet.brought", at=at, subject_id=held.id)
    return fill(session, access, held, read, at, mapping)


def fill(
    session: Session,
    access: Access,
    held: Import,
    read: Read,
    at: datetime,
    mapping: Mapping[str, str] | None,
) -> Import:
    """With what was read. Where its columns are refused, nothing is kept of it."""
    header = named(read.header)
    kind, found = recognise(header)
    known = known_sheet(session, access, header) if kind == ANY else None
    lines, why = read.lines, dict[str, str]()
    if mapping is not None:
        check_mapping(mapping, header)
        kind, found = ANY, dict(mapping)
    elif known is not None:
        found = renamed(known.mapping, header)
    elif kind == ANY:
        first = list(islice(lines, LOOKED_AT))
        lines = chain(first, lines)
        found, why = suggestions(session, access, header, [line.cells for line in first])
    held.status, held.moved_at = "asking", at
    held.format, held.header, held.passed_over = kind, header, read.protected
    held.mapping, held.suggested, held.words = found, why, not_read(read)
    session.add(held)
    session.flush()
    days = keep_rows(session, held, lines)
    held.day_order = order_of(days, known.day_order if known else None)
    is_known = kind != ANY or known is not None or mapping is not None
    if is_known and held.day_order != "ask":
        return begin_look(session, access, held, at, held.words)
    session.flush()
    return held


def not_read(read: Read) -> str:
    told = []
    if read.titles:
        above = how_many(len(read.titles), "line")
        told.append(
            f"What stands above the names of the columns was passed over: {above},"
            f" “{read.titles[0][:100]}”."
        )
    if read.more:
        more = how_many(read.more, "sheet")
        told.append(f"Only the workbook’s first sheet was read, and not {more} behind it.")
    return " ".join(told)


def named(header: Sequence[str]) -> list[str]:
    """Each column by a name of its own."""
    names = [name or f"Column {place}" for place, name in enumerate(header, 1)]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise BadInput("file", f"has the column “{twice[0][:100]}” twice")
    return names


def known_sheet(session: Session, access: Access, header: Sequence[str]) -> KnownSheet | None:
    """The one with these columns, where it can be told which of them is which."""
    known = session.get(KnownSheet, (access.office_id, fingerprint(header)))
    is_clear = known is not None and set(known.mapping) <= set(header)
    return known if is_clear or len(set(map(fold, header))) == len(header) else None


def keep_rows(session: Session, held: Import, lines: Iterator[Line]) -> set[str]:
    """And what stands in the columns of days."""
    reader = Reader.of(session)
    of_import = {"office_id": held.office_id.hex, "import_id": held.id.hex}
    places = [p for p, name in enumerate(held.header) if is_a_day(held.mapping.get(name, ""))]
    days: set[str] = set()
    while some := list(islice(lines, IN_ONE_GO)):
        pour(reader, {ImportRow: [row_to_keep(of_import, line) for line in some]})
        held.rows_total += len(some)
        columns = list(zip(*(line.cells for line in some), strict=True))
        days.update(*(columns[place] for place in places))
    return days


def row_to_keep(of_import: Mapping[str, Any], line: Line) -> dict[str, Any]:
    return {
        **of_import,
        "line": line.number,
        "client_id": None,
        "cells": to_json(line.cells).decode(),
        "fault": line.fault,
        "verdict": "",
        "findings": "[]",
    }


def check_mapping(mapping: Mapping[str, str], header: Sequence[str]) -> None:
    if problem := mapping_problem(mapping, header):
        raise BadInput("mapping", problem)


def name_columns(
    session: Session,
    access: Access,
    import_id: UUID,
    mapping: Mapping[str, str],
    day_order: str | None,
    at: datetime,
) -> Import:
    """Which column is which, kept for the next sheet with this header. Looks the rows through."""
    held = held_import(session, access, import_id, "asking", "previewed")
    if held.format == ANY or mapping != held.mapping:
        check_mapping(mapping, held.header)
        held.format, held.mapping, held.suggested = ANY, dict(mapping), {}
    record(session, access, "sheet.columns_named", at=at, subject_id=held.id)
    held.day_order = day_order or order_of(days_of(session, held))
    if held.day_order == "ask":
        raise BadInput("day_order", "must be chosen: days like 03/04/2026 can be read in two ways")
    if held.format == ANY:
        kept = {
            "mapping": held.mapping,
            "day_order": day_order,
            "changed_at": at,
        }
        session.execute(
            insert_into(session, KnownSheet)
            .values(office_id=access.office_id, fingerprint=fingerprint(held.header), **kept)
            .on_conflict_do_update(index_elements=["office_id", "fingerprint"], set_=kept)
        )
    return begin_look(session, access, held, at)


def days_of(session: Session, held: Import) -> set[str]:
    places = [p for p, name in enumerate(held.header) if is_a_day(held.mapping.get(name, ""))]
    rows = session.scalars(
        select(ImportRow.cells).where(
            ImportRow.office_id == held.office_id, ImportRow.import_id == held.id
        )
    )
    return {cells[place] for cells in rows for place in places}


def mend(
    session: Session,
    access: Access,
    import_id: UUID,
    line: int,
    cells: Mapping[str, str],
    at: datetime,
) -> Import:
    """Other words in some cells of one row, by the names of its columns."""
    held = held_import(session, access, import_id, "previewed")
    row = session.get(ImportRow, (access.office_id, held.id, line))
    if row is None:
        raise NotFound
    for name in cells:
        if name not in held.header:
            raise BadInput("cells", f"has “{name[:100]}”, which is no column of this sheet")
    was = dict(zip(held.header, row.cells, strict=True))
    mended = sorted(name for name, text in cells.items() if text != was[name])
    if mended or row.fault:
        record(
            session,
            access,
            "sheet.row_mended",
            at=at,
            subject_id=held.id,
            line=line,
            columns=mended,
        )
    row.cells = list({**was, **cells}.values())
    row.fault = ""
    session.flush()
    return begin_look(session, access, held, at)
