"""Imports as pages and programs see them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from app.clock import in_zone
from app.faults import NotFound
from app.imports.formats import ANY, CLIENT_NAMES, FORMATS, MAPPABLE, WHY_REFUSED
from app.imports.models import Import, ImportRow
from app.imports.sheet import PLAN
from app.imports.standing import is_unread
from app.imports.troubles import GOES_ON, Trouble
from app.sheets.csv_text import BYTE_ORDER_MARK, csv_of
from app.web.api import in_utc
from app.web.words import how_many, near_day

Json = dict[str, Any]
NUMBERS = ("rows_total", "rows_done", "created", "updated", "unchanged")

STANDING = {
    "asking": "Waits to be told which column is which",
    "reading": "Being looked through",
    "previewed": "Looked through; nothing is written yet",
    "running": "Being taken in",
    "done": "Taken in",
    "cancelled": "Given up; nothing was written",
    "undoing": "Being undone",
    "undone": "Undone",
}
MOST_COLUMNS = 90  # in a form; programs may name more
# Once the worker has given it up.
FAILED = {
    "reading": "Could not be looked through",
    "running": "Could not be taken in; nothing of it was written",
    "undoing": "Could not be undone; all of it is still there",
}
VERDICT_WORDS = {
    "refused": "Refused",
    "created": "Added",
    "updated": "Changed",
    "unchanged": "Left alone",
}


def import_json(held: Import, trouble: Trouble | None = None) -> Json:
    return {
        "id": str(held.id),
        "status": "failed" if has_failed(trouble) else held.status,
        "file": held.file_name,
        "format": held.format,
        "columns": held.header,
        "passed_over": held.passed_over,
        "mapping": held.mapping,
        "suggested": held.suggested,
        "day_order": held.day_order,
        **{name: getattr(held, name) for name in NUMBERS},
        "rejected": held.refused,
        "rejected_url": f"/api/v1/imports/{held.id}/rejected" if held.refused else None,
        "words": trouble.why if trouble else held.words,
        "brought_at": in_utc(held.brought_at),
        "moved_at": in_utc(held.moved_at),
    }


def row_json(held: Import, row: ImportRow) -> Json:
    return {
        "line": row.line,
        "verdict": row.verdict,
        "cells": dict(zip(held.header, row.cells, strict=True)),
        "findings": row.findings,
    }


LINE = re.compile(r"[1-9]\d{0,8}", re.ASCII)


def known_line(text: str) -> int:
    """What cannot be a line names no row."""
    if not LINE.fullmatch(text):
        raise NotFound
    return int(text)


def rejected_csv(held: Import, rows: Sequence[ImportRow]) -> bytes:
    """As they came, with why: to be mended and brought back, the last column being passed over."""
    lines = [[*held.header, WHY_REFUSED]]
    lines += [[*row.cells, reasons_of(row)] for row in rows]
    return BYTE_ORDER_MARK + csv_of(lines)


def reasons_of(row: ImportRow) -> str:
    return "; ".join(
        f"{found['column']} {found['reason']}".strip()
        for found in row.findings
        if "reason" in found
    )


def row_seen(held: Import, row: ImportRow) -> Json:
    """A refused row shows the cells that are wrong, to be mended; the others what they would do."""
    wrong = {found["column"]: found["reason"] for found in row.findings if "reason" in found}
    cells = dict(zip(held.header, row.cells, strict=True))
    return {
        "line": row.line,
        "who": " · ".join(text for text in row.cells[:3] if text.strip())[:120],
        "wrong": [
            {"column": name, "reason": reason, "text": cells.get(name), "can_mend": name in cells}
            for name, reason in wrong.items()
        ],
        "findings": [found for found in row.findings if "reason" not in found],
    }


def has_failed(trouble: Trouble | None) -> bool:
    return trouble is not None and trouble.again_at is None


def head_seen(
    held: Import,
    names: Mapping[UUID, str],
    now: datetime,
    timezone: str,
    trouble: Trouble | None = None,
    done: int = 0,
) -> Json:
    at = in_zone(held.brought_at, timezone)
    failed = has_failed(trouble)
    by = names.get(held.brought_by, "") if held.brought_by else ""
    return {
        "id": str(held.id),
        "file": held.file_name,
        "format": FORMATS[held.format],
        "status": held.status,
        "standing": FAILED[held.status] if failed else standing_of(held),
        "is_unread": is_unread(held),
        "words": held.words,
        "trouble": trouble.why if trouble else "",
        "again_at": again_at(trouble, timezone),
        "has_failed": failed,
        "goes_on": held.status in GOES_ON and not failed,
        "total": held.rows_total,
        "done": done if is_unread(held) else min(done, held.rows_total),
        "when": f"{near_day(at.date(), in_zone(now, timezone).date())} at {at:%H:%M}",
        "by": by,
        "rows": how_many(held.rows_total, "row") if held.rows_total else "",
        "counts": [
            {"verdict": verdict, "words": words, "rows": getattr(held, verdict)}
            for verdict, words in VERDICT_WORDS.items()
        ],
        "passed_over": ", ".join(held.passed_over),
        "plan_columns": any(name in PLAN for name in held.header),
        "can_take": held.status == "previewed" and held.created + held.updated > 0,
        "can_give_up": held.status in ("asking", "reading", "previewed", "running"),
        "lacks_name": held.status in ("asking", "previewed") and lacks_name(held),
        "would_take": would_take(held),
        "can_undo": held.status == "done",
        "can_map": held.status in ("asking", "previewed"),
    }


def standing_of(held: Import) -> str:
    if is_unread(held):
        return "Being read"
    if held.status == "cancelled" and not held.rows_total and held.words:
        return "Could not be read; nothing was written"
    return STANDING[held.status]


def again_at(trouble: Trouble | None, timezone: str) -> str:
    if trouble is None or trouble.again_at is None:
        return ""
    return f"{in_zone(trouble.again_at, timezone):%H:%M}"


def would_take(held: Import) -> str:
    taken = f"{how_many(held.created + held.updated, 'row')} would be taken in"
    left = f", {how_many(held.refused, 'refused row')} left out" if held.refused else ""
    return f"{taken}{left}."


def lacks_name(held: Import) -> bool:
    names = {"client_name", *CLIENT_NAMES}
    return held.format == ANY and names.isdisjoint(held.mapping.values())


def columns_seen(
    held: Import, sample: Sequence[ImportRow], chosen: Mapping[str, str]
) -> list[Json]:
    """Each column with some of what stands in it, and which of ours it is.

    A form has an end: those that are something already come before those that are passed over.
    """
    places = sorted(range(len(held.header)), key=lambda place: held.header[place] not in chosen)
    return [
        {
            "place": place,
            "name": name,
            "samples": [row.cells[place][:40] for row in sample if row.cells[place].strip()][:3],
            "ours": chosen.get(name, ""),
            "why": held.suggested.get(name, ""),
        }
        for place in sorted(places[:MOST_COLUMNS])
        for name in [held.header[place]]
    ]


def choices(held: Import) -> list[tuple[str, str]]:
    own = [name for name in held.mapping.values() if name not in MAPPABLE]  # of its format alone
    return [("", "Pass it over"), *((name, name.replace("_", " ")) for name in (*own, *MAPPABLE))]
