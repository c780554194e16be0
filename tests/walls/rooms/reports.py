"""Figures of groups."""

from app.accounts.access import Permission
from tests.walls.declaring import LOGS, OFFICE, READ, Declared, form

REPORTS = Permission.READ_REPORTS

DECLARED: dict[str, Declared] = {
    "GET /o/{office}/reports": Declared(Permission.READ_REPORTS),
    "GET /o/{office}/reports/file": Declared(Permission.READ_REPORTS, logs=LOGS),
    # Too few clients for a figure that opens.
    "GET /o/{office}/reports/people": Declared(READ, ok=422),
    "GET /o/{office}/reports/saved": Declared(REPORTS),
    "POST /o/{office}/reports/saved": form({"name": "{new_email}"}, REPORTS),
    "GET /o/{office}/reports/saved/{id}": Declared(REPORTS, ok=303),
    "POST /o/{office}/reports/saved/{id}": form({"shared": "no"}, OFFICE),
    "POST /o/{office}/reports/saved/{id}/remove": form({}, OFFICE),
    "GET /o/{office}/reports/compare": Declared(REPORTS),
    "GET /o/{office}/reports/compare/file": Declared(REPORTS, logs=LOGS),
    "GET /api/v1/reports/saved": Declared(REPORTS),
    "POST /api/v1/reports/saved": Declared(REPORTS, {"name": "{new_email}"}, ok=201),
    "GET /api/v1/reports/saved/{saved_id}": Declared(REPORTS, logs=LOGS),
    "PATCH /api/v1/reports/saved/{saved_id}": Declared(OFFICE, {"shared": False}),
    "DELETE /api/v1/reports/saved/{saved_id}": Declared(OFFICE, ok=204),
    "GET /api/v1/reports/people": Declared(READ, ok=422),
    "GET /api/v1/reports/cohort": Declared(Permission.READ_REPORTS, logs=LOGS),
}
