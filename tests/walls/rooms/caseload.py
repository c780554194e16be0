"""The caseload, what is done to many, and what is taken out."""

from tests.walls.declaring import LOGS, OFFICE, PAUSE, READ, WRITE, Body, Declared, form

DEED_FIELDS: dict[str, Body] = {
    "log": {},
    "assign": {"advisor_email": "{admin}"},
    "cohort": {"cohort": "MBA 2031"},
    "program": {"program": "MBA, evenings"},
    "pause": PAUSE,
    "close": {"closed_reason": "retired"},
    "links": {"again": True},
}
BULK = {
    key: declared
    for name, fields in DEED_FIELDS.items()
    for typed in [{one: "yes" if value is True else value for one, value in fields.items()}]
    for key, declared in {
        f"POST /o/{{office}}/caseload/bulk/{name}": Declared(
            WRITE, {"client": "{client}", **typed}, reads=True
        ),
        f"POST /o/{{office}}/caseload/bulk/{name}/do": Declared(
            WRITE, {"of": "{client}", **typed}, ok=200 if name == "links" else 303
        ),
        f"POST /api/v1/caseload/bulk/{name}": Declared(
            WRITE, {"client_ids": ["{client}"], **fields}
        ),
    }.items()
}

DECLARED: dict[str, Declared] = {
    **BULK,
    "GET /o/{office}/bulk-actions": Declared(READ),
    "GET /api/v1/bulk-actions": Declared(READ),
    "GET /o/{office}/bulk-actions/{id}": Declared(READ),
    "POST /o/{office}/bulk-actions/{id}/undo": form({}),
    "GET /api/v1/bulk-actions/{action_id}": Declared(READ),
    "POST /api/v1/bulk-actions/{action_id}/undo": Declared(WRITE, {}),
    "GET /o/{office}/caseload": Declared(READ),
    "GET /o/{office}/areas": Declared(WRITE),
    "GET /o/{office}/employers": Declared(READ),
    "GET /o/{office}/employers/{employer}": Declared(READ),
    "GET /api/v1/employers": Declared(READ),
    "GET /api/v1/employers/{employer}": Declared(READ),
    "GET /api/v1/caseload": Declared(READ),
    "GET /api/v1/views": Declared(READ),
    "POST /api/v1/views": Declared(READ, {"name": "{new_email}"}, ok=201),
    "GET /api/v1/views/{view_id}": Declared(READ),
    "PATCH /api/v1/views/{view_id}": Declared(READ, {"pinned": True}),
    "DELETE /api/v1/views/{view_id}": Declared(OFFICE, ok=204),
    "GET /o/{office}/views": Declared(READ),
    "GET /o/{office}/views/new": Declared(READ),
    "POST /o/{office}/views/new": form({"name": "{new_email}"}, READ),
    "POST /o/{office}/views/{id}": form({"pinned": "yes"}, READ),
    "POST /o/{office}/views/{id}/remove": form({}, OFFICE),
    "GET /o/{office}/exports": Declared(READ),
    "POST /o/{office}/exports": Declared(READ, {"what": "contacts", "format": "csv"}, logs=LOGS),
    "POST /o/{office}/exports/selected": Declared(READ, {"client": "{client}"}, reads=True),
    "POST /api/v1/exports/{what}": Declared(READ, {"client_ids": ["{client}"]}, logs=LOGS),
    **{
        f"GET /api/v1/exports/{what}": Declared(READ, logs=LOGS)
        for what in ("contacts", "clients", "offers", "touches", "employers")
    },
}
