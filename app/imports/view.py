"""Imports as pages and programs see them."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.clock import in_zone
from app.faults import NotFound
from app.imports import answers
from app.imports.cells import is_a_day
from app.imports.formats import (
    ANY,
    CLIENT_NAMES,
    FORMATS,
    WHY_REFUSED,
    Plan,
)
from app.imports.models import Import, ImportRow
from app.imports.standing import is_unread
from app.imports.troubles import GOES_ON, Trouble
from app.sheets.csv_text import BYTE_ORDER_MARK, csv_of
from app.web.answers import fields_of
from app.web.words import how_many, near_day, short_day

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
AHEAD = {"created": "To be added", "updated": "To be changed"}  # before it is taken in


def import_json(held: Import, trouble: Trouble | None = None) -> answers.Import:
    return fields_of(
        answers.Import,
        held,
        status="failed" if has_failed(trouble) else held.status,
        file=held.file_name,
        columns=held.header,
        rejected=held.refused,
        rejected_url=f"/api/v1/imports/{held.id}/rejected" if held.refused else None,
        words=trouble.why if trouble else held.words,
    )


def row_json(held: Import, row: ImportRow) -> answers.ImportRow:
    cells = dict(zip(held.header, row.cells, strict=True))
    return fields_of(answers.ImportRow, row, cells=cells)


MOST_UNFOLDED = 12  # columns that are passed over
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


@dataclass(frozen=True, slots=True)
class Mending:
    """Words for some cells of one row, which could not be taken."""

    line: int
    cells: Mapping[str, str]


def row_seen(
    held: Import, row: ImportRow, today: date, plan: Plan, mending: Mending | None = None
) -> Json:
    """A refused row shows the cells that are wrong, to be mended, or others of it that they do not
    go with; all other rows what they would do."""
    wrong = {found["column"]: found["reason"] for found in row.findings if "reason" in found}
    cells = dict(zip(held.header, row.cells, strict=True))
    if mending and mending.line == row.line:
        cells |= mending.cells
    return {
        "line": row.line,
        **whom_of(plan, row),
        "wrong": [
            {"column": name, "reason": reason, "text": cells.get(name), "can_mend": name in cells}
            for name, reason in wrong.items()
        ],
        "others": [
            {"column": name, "text": text}
            for name, text in cells.items()
            if name in held.mapping and name not in wrong
        ],
        "findings": [in_words(found, today) for found in row.findings if "reason" not in found],
    }


def whom_of(plan: Plan, row: ImportRow) -> Json:
    """The client, then the person met and where: the rows of one client are told apart by these."""
    told = {name: cells[0].strip() for name, cells in plan.texts([row.cells]).items()}
    person = told.get("contact_name", "")
    named = [text for text in (told["client_name"], told["client_email"], person) if text]
    who = named[0] if named else next((text for text in row.cells if text.strip()), "")
    at = told.get("offer_employer") or told.get("outcome_employer", "")
    more = [text for text in (person, at) if text and text != who]
    return {"who": who[:120], "more": ", ".join(more or named[1:2])[:120]}


def in_words(found: Json, today: date) -> Json:
    """As it is kept for programs, with its days as people write them."""
    if found["what"] == "touch":
        kind, _, day = found["new"].rpartition(" ")
        return found | {"new": f"{kind} {day_in_words(day, today)}"}
    if is_a_day(found.get("field", "").replace(" ", "_")):
        return found | {name: day_in_words(found[name], today) for name in ("was", "becomes")}
    return found


def day_in_words(text: str, today: date) -> str:
    return short_day(date.fromisoformat(text), today) if text else ""


WOULD = {
    "refused": "is still refused",
    "created": "would now be added",
    "updated": "would now change what is here",
    "unchanged": "changes nothing now: all of it is here already",
}


def mended_seen(row: ImportRow | None) -> Json | None:
    """What has become of the row that was mended last."""
    if row is None or row.verdict not in WOULD:
        return None
    return {
        "line": row.line,
        "is_refused": row.verdict == "refused",
        "words": f"Line {row.line} {WOULD[row.verdict]}.",
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
            for verdict, words in (VERDICT_WORDS | ahead_of(held)).items()
        ],
        "passed_over": ", ".join(held.passed_over),
        "can_take": held.status == "previewed" and held.created + held.updated > 0,
        "can_give_up": held.status in ("asking", "reading", "previewed", "running"),
        "lacks_name": held.status in ("asking", "previewed") and lacks_name(held),
        "would_take": would_take(held),
        "was_taken": was_taken(held),
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
    if not held.created + held.updated:
        if held.refused:
            return "None of it can be taken in as it stands: mend the refused rows below."
        return "All of it is here already; there is nothing to take in."
    taken = f"{how_many(held.created + held.updated, 'row')} would be taken in"
    left = f", {how_many(held.refused, 'refused row')} left out" if held.refused else ""
    return f"{taken}{left}."


def ahead_of(held: Import) -> dict[str, str]:
    return AHEAD if held.status == "previewed" else {}


def was_taken(held: Import) -> str:
    rows = held.created + held.updated
    taken = f"{how_many(rows, 'row')} {'was' if rows == 1 else 'were'} taken in"
    if not held.refused:
        return f"{taken}."
    return (
        f"{taken}, {how_many(held.refused, 'refused row')} left out. "
        "Take the sheet of refused rows, mend it, and bring it as another import."
    )


def lacks_name(held: Import) -> bool:
    names = {"client_name", *CLIENT_NAMES}
    return held.format == ANY and names.isdisjoint(held.mapping.values())


def columns_seen(
    held: Import, sample: Sequence[ImportRow], chosen: Mapping[str, str]
) -> list[Json]:
    """Each column with some of what stands in it, which of ours it is, and why so."""
    suggested = {
        name: why
        for name, why in held.suggested.items()
        if chosen.get(name) == held.mapping.get(name)
    }
    times = Counter(chosen.values())
    return [
        {
            "place": place,
            "name": name,
            "samples": [row.cells[place][:40] for row in sample if row.cells[place].strip()][:3],
            "ours": chosen.get(name, ""),
            "why": suggested.get(name, ""),
            "is_wrong": times[chosen.get(name, "")] > 1,  # each can be chosen once
        }
        for place, name in enumerate(held.header)
    ]


def passed_over(columns: Sequence[Json]) -> list[Json]:
    """Those to be folded: of a wide sheet, what nobody has chosen anything for."""
    nobodys = [column for column in columns if not column["ours"]]
    return nobodys if len(nobodys) > MOST_UNFOLDED and len(nobodys) < len(columns) else []
