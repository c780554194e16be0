"""One client: jobs, offers, contacts, touches, notes."""

from tests.walls.declaring import ERASE, PAUSE, READ, WRITE, Declared, form

CLIENT = {"name": "New", "email": "{new_email}"}
OFFER = {"employer": "Abbott", "offered_on": "2025-03-01", "declined_on": "2025-03-10"}
SNOOZE = {"snoozed_until": "2998-01-01", "snooze_reason": "on leave"}
CLOSE = {"closed_on": "2026-01-01", "closed_reason": "retired"}
TOUCH = {"kind": "met", "on": "2026-04-01"}
NOTE = {"text": "Call before nine."}

DECLARED: dict[str, Declared] = {
    "GET /o/{office}/clients/{id}": Declared(READ),
    "GET /o/{office}/contacts/{id}/touches": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/touches": form(TOUCH),
    "GET /o/{office}/touches/{id}/void": Declared(WRITE),
    "POST /o/{office}/touches/{id}/void": form({"reason": "mine"}),
    "GET /o/{office}/clients/new": Declared(WRITE),
    "POST /o/{office}/clients/new": form(CLIENT),
    "GET /o/{office}/clients/{id}/edit": Declared(WRITE),
    "POST /o/{office}/clients/{id}/edit": form({"name": "Changed"}),
    "GET /o/{office}/clients/{id}/pause": Declared(WRITE),
    "POST /o/{office}/clients/{id}/pause": form(PAUSE),
    "GET /o/{office}/clients/{id}/erase": Declared(ERASE),
    "POST /o/{office}/clients/{id}/erase": form({"name": "{client_name}"}, ERASE),
    "POST /o/{office}/clients/{id}/resume": form({}),
    "GET /o/{office}/clients/{id}/hand-on": Declared(WRITE),
    "POST /o/{office}/clients/{id}/hand-on": form({"advisor_email": "{admin}"}),
    "GET /o/{office}/contacts/{id}/draft": Declared(READ),
    "GET /api/v1/contacts/{contact_id}/draft": Declared(READ),
    "GET /o/{office}/clients/{id}/jobs/new": Declared(WRITE),
    "POST /o/{office}/clients/{id}/jobs/new": form({"employer": "3M"}),
    "GET /o/{office}/jobs/{id}/edit": Declared(WRITE),
    "POST /o/{office}/jobs/{id}/edit": form({"employer": "3M"}),
    "GET /o/{office}/clients/{id}/offers/new": Declared(WRITE),
    "POST /o/{office}/clients/{id}/offers/new": form(OFFER),
    "GET /o/{office}/offers/{id}/edit": Declared(WRITE),
    "POST /o/{office}/offers/{id}/edit": form({"title": "Manager"}),
    "GET /o/{office}/offers/{id}/contacts/new": Declared(WRITE),
    "POST /o/{office}/offers/{id}/contacts/new": form({"name": "Grace"}),
    "GET /o/{office}/contacts/{id}/edit": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/edit": form({"title": "Manager"}),
    "GET /o/{office}/contacts/{id}/snooze": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/snooze": form(SNOOZE),
    "GET /o/{office}/contacts/{id}/close": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/close": form(CLOSE),
    "POST /o/{office}/contacts/{id}/wake": form({}),
    "POST /o/{office}/contacts/{id}/reopen": form({}),
    "POST /o/{office}/contacts/{id}/key": form({}),
    "POST /o/{office}/contacts/{id}/not-key": form({}),
    "GET /o/{office}/clients/{id}/history": Declared(READ),
    "GET /o/{office}/clients/{id}/notes/new": Declared(WRITE),
    "POST /o/{office}/clients/{id}/notes/new": form(NOTE),
    "GET /o/{office}/offers/{id}/notes/new": Declared(WRITE),
    "POST /o/{office}/offers/{id}/notes/new": form(NOTE),
    "GET /o/{office}/contacts/{id}/notes/new": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/notes/new": form(NOTE),
    "GET /o/{office}/notes/{id}/edit": Declared(WRITE),
    "POST /o/{office}/notes/{id}/edit": form(NOTE),
    "GET /o/{office}/notes/{id}/remove": Declared(WRITE),
    "POST /o/{office}/notes/{id}/remove": form({}),
    "POST /o/{office}/notes/{id}/pin": form({}),
    "POST /o/{office}/notes/{id}/unpin": form({}),
    "GET /api/v1/clients": Declared(READ),
    "POST /api/v1/clients": Declared(WRITE, CLIENT, ok=201),
    "POST /api/v1/clients/upsert": Declared(
        WRITE, {"clients": [CLIENT | {"external_id": "{new_email}"}]}
    ),
    "POST /api/v1/jobs/upsert": Declared(
        WRITE, {"jobs": [{"external_id": "{new_email}", "id": "{job}", "employer": "3M"}]}
    ),
    "POST /api/v1/offers/upsert": Declared(
        WRITE, {"offers": [OFFER | {"external_id": "{new_email}", "id": "{offer}"}]}
    ),
    "POST /api/v1/contacts/upsert": Declared(
        WRITE, {"contacts": [{"external_id": "{new_email}", "id": "{contact}", "name": "Grace"}]}
    ),
    "POST /api/v1/touches/upsert": Declared(
        WRITE, {"touches": [TOUCH | {"external_id": "{new_email}", "contact_id": "{contact}"}]}
    ),
    "GET /api/v1/clients/{client_id}": Declared(READ),
    "POST /api/v1/clients/{client_id}/seen": Declared(READ, ok=204),
    "PATCH /api/v1/clients/{client_id}": Declared(WRITE, {"name": "Changed"}),
    "DELETE /api/v1/clients/{client_id}": Declared(ERASE, ok=204),
    "POST /api/v1/clients/{client_id}/jobs": Declared(WRITE, {"employer": "3M"}, ok=201),
    "GET /api/v1/jobs/{job_id}": Declared(READ),
    "PATCH /api/v1/jobs/{job_id}": Declared(WRITE, {"employer": "3M"}),
    "POST /api/v1/clients/{client_id}/offers": Declared(WRITE, OFFER, ok=201),
    "GET /api/v1/offers/{offer_id}": Declared(READ),
    "PATCH /api/v1/offers/{offer_id}": Declared(WRITE, {"employer": "Abbott"}),
    "POST /api/v1/offers/{offer_id}/contacts": Declared(WRITE, {"name": "Grace"}, ok=201),
    "GET /api/v1/contacts/{contact_id}": Declared(READ),
    "PATCH /api/v1/contacts/{contact_id}": Declared(WRITE, {"name": "Grace"}),
    "POST /api/v1/contacts/{contact_id}/touches": Declared(WRITE, TOUCH, ok=201),
    "GET /api/v1/touches/{touch_id}": Declared(READ),
    "POST /api/v1/touches/{touch_id}/void": Declared(WRITE, {"reason": "mine"}),
    "GET /api/v1/clients/{client_id}/plan": Declared(READ),
    "GET /api/v1/clients/{client_id}/history": Declared(READ),
    "GET /api/v1/clients/{client_id}/notes": Declared(READ),
    "POST /api/v1/clients/{client_id}/notes": Declared(WRITE, NOTE, ok=201),
    "GET /api/v1/notes/{note_id}": Declared(READ),
    "PATCH /api/v1/notes/{note_id}": Declared(WRITE, NOTE),
    "DELETE /api/v1/notes/{note_id}": Declared(WRITE, ok=204),
}
