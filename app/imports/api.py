"""Sheets brought by programs: looked through first, taken in when told so, undone as a whole."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Any, BinaryIO

from fastapi import Depends, Path, Query, Response

from app import clock
from app.accounts.access import Access, Permission
from app.accounts.door import Caller, office_transaction
from app.audit.viewed import listed
from app.faults import BadInput
from app.imports import answers, bringing, queries, stages, troubles, undoing, unread
from app.imports.forms import Brought, Columns, Mended
from app.imports.models import Import
from app.imports.progress import rows_done, worker_asked_to_stop
from app.imports.reading import MOST_BYTES, reading
from app.imports.view import import_json, known_line, rejected_csv, row_json
from app.sheets.csv_text import MEDIA_TYPE
from app.web.answers import Listed
from app.web.api import AnId, Picked, json_routes, known_id, made_at, once_by_key, picking
from app.web.calling import Calling
from app.web.lists import Page, UpdatedSince, paged
from app.web.strict import Between, Number, a_line
from app.web.uploads import UNLIMITED, Sent, one_file

router = json_routes("imports")
MOST = 200
ALine = Annotated[str, Path(description="a row, by its line in the file")]
AtImport = made_at("/imports/{id}")
Uploaded = Annotated[Sent, Depends(one_file(MOST_BYTES))]
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "CSV or XLSX"},
                    "mapping": {
                        "type": "string",
                        "description": "JSON: which of the service’s columns each column is",
                        "examples": ['{"E-mail": "client_email", "Student": "client_name"}'],
                    },
                },
            }
        }
    },
}


@router.get("/imports")
def list_imports(
    calling: Calling,
    page: Annotated[Page, paged(answers.Import, most=MOST, usual=50)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.Import]:
    """The newest first."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = queries.imports_of(
            session, access, page.one_more, after=page.after, since=updated_since
        )
        held_up = troubles.troubles_of(session, access, found)
        return page.told(found, lambda one: import_json(one, held_up.get(one.id)))


@router.post(
    "/imports",
    status_code=202,
    response_class=AtImport,
    max_body_size=UNLIMITED,
    openapi_extra={"requestBody": BODY},
)
def bring_sheet(calling: Calling, sent: Uploaded) -> answers.Import:
    """Looked through, and nothing written: `previewed`, or `asking` where its columns are unknown
    or days like 03/04/2026 could be read in two ways. Then commit it, mend rows, or cancel it. One
    of more than 1 MB is `reading` at first; where it cannot be read it ends as `cancelled`, and
    `words` say why."""
    try:
        with office_transaction(calling, write=False) as (_, access, _token):
            access.require(Permission.WRITE_PEOPLE)
        if sent.file is None:
            raise BadInput("file", sent.wrong)
        mapping = mapping_in(sent.fields)
        name = name_of(sent.file.filename or "")
        return brought(calling, sent.file.file, name, mapping)
    finally:
        sent.close()


def brought(
    calling: Caller, file: BinaryIO, name: str, mapping: dict[str, str] | None
) -> answers.Import:
    """Read before the transaction begins: however long that takes, nobody waits for it."""
    form = Brought(file=name, digest=digest_of(file), mapping=mapping)
    if unread.is_large(file):
        return once_by_key(
            calling,
            "/imports",
            form,
            lambda session, access, at: import_json(
                unread.keep_file(session, access, file, name, at, mapping)
            ),
        )
    with reading(file) as read:
        return once_by_key(
            calling,
            "/imports",
            form,
            lambda session, access, at: import_json(
                bringing.bring(session, access, read, name, at, mapping)
            ),
        )


def digest_of(file: BinaryIO) -> str:
    file.seek(0)
    found = sha256()
    while piece := file.read(1_000_000):
        found.update(piece)
    return found.hexdigest()


def name_of(text: str) -> str:
    try:
        return a_line(text[-200:])
    except ValueError:
        return "a sheet"


def mapping_in(fields: dict[str, str]) -> dict[str, str] | None:
    for name in fields:
        if name != "mapping":
            raise BadInput(name[:100], "is not known here")
    if "mapping" not in fields:
        return None
    try:
        found = json.loads(fields["mapping"])
        return Columns(mapping=found).mapping
    except (ValueError, RecursionError):
        raise BadInput("mapping", "must be JSON: for each column, which one it is") from None


@router.get("/imports/{import_id}")
def read_import(calling: Calling, import_id: AnId) -> answers.Import:
    """How far it is; `failed` where the worker gave it up, with the reason in `words`."""
    with office_transaction(calling, write=False) as (session, access, _):
        held = queries.one_import(session, access, known_id(import_id))
        told = import_json(held, troubles.troubles_of(session, access, [held]).get(held.id))
        return {**told, "rows_done": rows_done(session, held)}


@router.get("/imports/{import_id}/rows")
def list_rows(
    calling: Calling,
    import_id: AnId,
    pick: Annotated[Picked, picking(answers.ImportRow)],
    verdict: Annotated[answers.Verdict | None, Query()] = None,
    after: Annotated[Number, Between(0, 10**9), Query()] = 0,
    limit: Annotated[Number, Between(1, MOST), Query()] = 50,
) -> answers.ImportRows:
    """What would become of each row, and why not; `after` is the line where the last page ended."""
    with office_transaction(calling, write=False) as (session, access, _):
        held = queries.one_import(session, access, known_id(import_id))
        rows = queries.rows_of(session, access, held, verdict=verdict, after=after, limit=limit)
        listed(session, access, "import_rows", rows)
        return {
            "items": [pick(row_json(held, row)) for row in rows],
            "next_after": rows[-1].line if len(rows) == limit else None,
        }


class Csv(Response):
    media_type = MEDIA_TYPE


@router.get("/imports/{import_id}/rejected", response_class=Csv)
def read_rejected(calling: Calling, import_id: AnId) -> Response:
    """The refused rows as CSV, with a last column that says why."""
    with office_transaction(calling, write=False) as (session, access, _):
        held = queries.one_import(session, access, known_id(import_id))
        rows = queries.rows_of(session, access, held, verdict="refused")
        listed(session, access, "import_rows", rows)
        content = rejected_csv(held, rows)
    return csv_answer(held, content)


def csv_answer(held: Import, content: bytes) -> Response:
    name = f"refused-{held.id}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Csv(content, headers=headers)


@router.put("/imports/{import_id}/columns")
def name_columns(calling: Calling, import_id: AnId, form: Columns) -> answers.Import:
    """Kept for the next sheet with the same columns."""
    with office_transaction(calling, write=True) as (session, access, _):
        held = bringing.name_columns(
            session, access, known_id(import_id), form.mapping, form.day_order, clock.now()
        )
        return import_json(held)


@router.patch("/imports/{import_id}/rows/{line}")
def mend_row(calling: Calling, import_id: AnId, line: ALine, form: Mended) -> answers.Import:
    """Then the whole sheet is looked through again."""
    with office_transaction(calling, write=True) as (session, access, _):
        held = bringing.mend(
            session, access, known_id(import_id), known_line(line), form.cells, clock.now()
        )
        return import_json(held)


def stepping(calling: Caller, import_id: str, step: Callable[..., Import]) -> answers.Import:
    def act(session: Any, access: Access, at: Any) -> answers.Import:
        return import_json(step(session, access, known_id(import_id), at))

    return once_by_key(calling, f"/imports/{import_id}/{step.__name__}", None, act)


@router.post("/imports/{import_id}/commit", status_code=202, response_class=AtImport)
def commit_import(calling: Calling, import_id: AnId) -> answers.Import:
    """All rows that are not refused, or none. What has changed since is looked through again."""
    return stepping(calling, import_id, stages.take_in)


@router.post("/imports/{import_id}/cancel")
def cancel_import(calling: Calling, import_id: AnId) -> answers.Import:
    """Until it is done: then nothing of it stays."""
    with office_transaction(calling, write=False) as (session, access, _):
        access.require(Permission.WRITE_PEOPLE)
        stop = worker_asked_to_stop(
            session, queries.one_import(session, access, known_id(import_id))
        )
    with stop:
        return stepping(calling, import_id, stages.give_up)


@router.post("/imports/{import_id}/again", status_code=202, response_class=AtImport)
def try_again(calling: Calling, import_id: AnId) -> answers.Import:
    """What has `failed`, from the beginning: nothing of it was written."""
    return stepping(calling, import_id, troubles.try_again)


@router.post("/imports/{import_id}/undo", status_code=202, response_class=AtImport)
def undo_import(calling: Calling, import_id: AnId) -> answers.Import:
    """The whole of it, unless something later depends on it: then it is said whose."""
    return stepping(calling, import_id, undoing.undo)
