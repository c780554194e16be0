"""Sheets that people bring."""

from tests.walls.declaring import READ, WRITE, Declared, form

COLUMNS = {"mapping": {"client_email": "client_email", "client_name": "client_name"}}

DECLARED: dict[str, Declared] = {
    "GET /o/{office}/imports": Declared(WRITE),
    "POST /o/{office}/imports": Declared(WRITE, {}, ok=422, reads=True),  # without a file
    "GET /o/{office}/imports/{id}": Declared(WRITE),
    "GET /o/{office}/imports/{id}/refused.csv": Declared(WRITE),
    "POST /o/{office}/imports/{id}/columns": form({"column_0": "client_email"}),
    "POST /o/{office}/imports/{id}/rows/{line}": form({"client_name": "Zoë"}),
    "POST /o/{office}/imports/{id}/commit": form({}),
    "POST /o/{office}/imports/{id}/cancel": form({}),
    # It has not failed; `tests/imports` tries one again that has.
    "POST /o/{office}/imports/{id}/again": Declared(WRITE, {}, ok=409, reads=True),
    # It is not taken in yet; `tests/imports` undoes those that are.
    "POST /o/{office}/imports/{id}/undo": Declared(WRITE, {}, ok=409, reads=True),
    "GET /api/v1/imports": Declared(READ),
    "POST /api/v1/imports": Declared(WRITE, {}, ok=422, reads=True),
    "GET /api/v1/imports/{import_id}": Declared(READ),
    "GET /api/v1/imports/{import_id}/rows": Declared(READ),
    "GET /api/v1/imports/{import_id}/rejected": Declared(READ),
    "PUT /api/v1/imports/{import_id}/columns": Declared(WRITE, COLUMNS),
    "PATCH /api/v1/imports/{import_id}/rows/{line}": Declared(
        WRITE, {"cells": {"client_name": "Zoë"}}
    ),
    "POST /api/v1/imports/{import_id}/commit": Declared(WRITE, ok=202),
    "POST /api/v1/imports/{import_id}/cancel": Declared(WRITE),
    "POST /api/v1/imports/{import_id}/again": Declared(WRITE, ok=409, reads=True),
    "POST /api/v1/imports/{import_id}/undo": Declared(WRITE, ok=409, reads=True),
}
