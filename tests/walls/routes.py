"""Every route of the service, whom it lets in, and every place of it where an id can stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts
from pydantic import BaseModel

from app.accounts.access import PERMISSIONS, Permission
from app.accounts.models import Scope
from app.casefile.forms import SHEETS
from app.casefile.note_forms import NOTE_SHEETS
from app.casefile.outcome_forms import OUTCOME_SHEETS
from app.casefile.people_forms import PEOPLE_SHEETS
from app.casefile.touch_forms import LOG_SHEET, VOID_SHEET
from app.caseload.narrowing import ASKED, as_typed
from app.cycle.policy import Policy
from app.main import create_app
from app.settings import Settings
from app.today.question_sheets import QUESTION_SHEETS
from app.web.calling import caller, scope_needed
from tests.walls.cast import Person

Body = dict[str, Any]
READ, WRITE = Permission.READ_PEOPLE, Permission.WRITE_PEOPLE
ERASE, POLICY = Permission.ERASE_PEOPLE, Permission.CHANGE_POLICY


@dataclass(frozen=True, slots=True)
class Declared:
    """`body` is what is sent where all is well; words in braces are things, see `cast.Things`."""

    needs: Permission | None
    body: Body | None = None
    ok: int = 200
    reads: bool = False  # changes nothing, though its method could
    logs: tuple[str, ...] = ()  # reads, and writes down in these tables that it did
    once: bool = False  # a second time the same person changes nothing more

    def may(self, person: Person) -> bool:
        if self.needs is None:
            return True
        return person.role is not None and self.needs in PERMISSIONS[person.role]


def form(body: Body, needs: Permission = WRITE, *, once: bool = False) -> Declared:
    return Declared(needs, body, ok=303, once=once)


LOGS = ("audit_entries", "exports")
CLIENT = {"name": "New", "email": "{new_email}"}
OFFER = {"employer": "Abbott", "offered_on": "2025-03-01", "declined_on": "2025-03-10"}
PAUSE = {"paused_until": "2998-01-01", "pause_reason": "ill"}
SNOOZE = {"snoozed_until": "2998-01-01", "snooze_reason": "on leave"}
CLOSE = {"closed_on": "2026-01-01", "closed_reason": "retired"}
TOUCH = {"kind": "met", "on": "2026-04-01"}
MOVE = {"employer": "3M", "started_on": "2026-04-01"}
OTHER = {"other_id": "{other}"}
OUTCOME = {"kind": "referral", "on": "2026-04-01"}
NOTE = {"text": "Call before nine."}
WORDS = {"subject": "{new_email}", "text": "Dear {contact_first_name}, thank you."}
NUMBERS = {name: getattr(Policy(), name) for name in Policy.__slots__}
EVERYBODY = Declared(None)
SETTINGS, OFFICE = Permission.READ_SETTINGS, Permission.MANAGE_OFFICE
REPORTS = Permission.READ_REPORTS
S = "/o/{office}/settings"
DIGEST = {"weekday": "friday", "hour": "15"}
INVITATION = {"email": "{new_email}", "role": "advisor"}
RETIRED = {"retired": "yes"}
COLUMNS = {"mapping": {"client_email": "client_email", "client_name": "client_name"}}
WEBHOOK = {"name": "{new_email}", "url": "https://hooks.example.edu", "kinds": "touch.logged"}
HANDED = {"hand_clients_to": "{advisor}"}

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

LATER = {"until": "2998-01-01"}
ANSWERS: dict[str, Body] = {
    "declined-well": {"declined_well": "no"},
    "job-start": {"started_on": "2026-04-01"},
    "key-people": {"people": "{contact}"},
}
QUESTIONS = {
    **{
        key: declared
        for asks, body in ANSWERS.items()
        for key, declared in {
            f"GET /o/{{office}}/offers/{{id}}/{asks}": Declared(WRITE),
            f"POST /o/{{office}}/offers/{{id}}/{asks}": form(body),
            f"POST /o/{{office}}/offers/{{id}}/{asks}/undo": form(body)
            if asks == "key-people"
            # It was not answered so; `tests/pages/test_questions.py` takes back what was.
            else Declared(WRITE, body, ok=409, reads=True),
        }.items()
    },
    **{
        key: declared
        for things, asks in (*(("offers", asks) for asks in ANSWERS), ("clients", "pace"))
        for key, declared in {
            f"GET /o/{{office}}/{things}/{{id}}/{asks}/later": Declared(WRITE),
            f"POST /o/{{office}}/{things}/{{id}}/{asks}/later": form(LATER),
            # It was not put off.
            f"POST /o/{{office}}/{things}/{{id}}/{asks}/now": Declared(
                WRITE, {}, ok=303, reads=True
            ),
            f"PUT /api/v1/{things}/{{{things[:-1]}_id}}/questions/{asks}": Declared(WRITE, LATER),
        }.items()
    },
}

# Of a client's own plan, by a shared link: `test_own_plan.py` says whom they let in.
OWN_FORMS = (
    "contacts/{id}/touches", "contacts/{id}/edit", "offers/{id}/contacts/new",
    "offers/{id}/choose", "job", "pause", "message",
)  # fmt: skip
OWN_PLAN = (
    ("POST", "code"),
    ("POST", "confirm"),
    ("GET", "plan"), ("GET", "paper"), ("POST", "data"), ("GET", "cards.vcf"), ("POST", "calendar"),
    ("GET", "connections"), ("POST", "connections"), ("POST", "connections/noted"),
    ("GET", "contacts/{id}/card.vcf"),
    ("GET", "contacts/{id}/event.ics"), ("POST", "opened"), ("POST", "language"),
    ("POST", "reminders"),
    ("POST", "news/{id}/undo"),
    *((method, path) for path in OWN_FORMS for method in ("GET", "POST")),
)  # fmt: skip

DECLARED: dict[str, Declared] = {
    **BULK,
    "GET /o/{office}/bulk-actions": Declared(READ),
    "GET /api/v1/bulk-actions": Declared(READ),
    "GET /o/{office}/bulk-actions/{id}": Declared(READ),
    "POST /o/{office}/bulk-actions/{id}/undo": form({}),
    "GET /api/v1/bulk-actions/{action_id}": Declared(READ),
    "POST /api/v1/bulk-actions/{action_id}/undo": Declared(WRITE, {}),
    "GET /api/v1/openapi.json": EVERYBODY,
    "MOUNT /static": EVERYBODY,
    "GET /healthz": EVERYBODY,
    "GET /readyz": EVERYBODY,
    "GET /metrics": EVERYBODY,
    "GET /api/v1/docs": EVERYBODY,
    "GET /login": EVERYBODY,
    "POST /login": Declared(None, {"email": "nobody@example.edu", "password": "x"}, ok=422),
    "POST /logout": Declared(None, {}, ok=303),
    "GET /login/forgotten": EVERYBODY,
    "POST /login/forgotten": Declared(None, {"email": "nobody@example.edu"}),
    "GET /login/password/{token}": Declared(None, ok=404),  # one that was used
    "POST /login/password/{token}": Declared(None, {"password": "x", "again": "x"}, ok=404),
    "GET /": Declared(None, ok=303),
    "GET /o/{office}": Declared(None, ok=303),
    "GET /o/{office}/caseload": Declared(READ),
    "GET /o/{office}/clients/{id}": Declared(READ),
    "POST /o/{office}/clients/{id}/seen": form({}, READ),
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
    "POST /o/{office}/clients/{id}/hand-on": form({"advisor_email": "{advisor}"}),
    "GET /o/{office}/contacts/{id}/draft": Declared(READ),
    "GET /api/v1/contacts/{contact_id}/draft": Declared(READ),
    "GET /o/{office}/today": Declared(READ),
    "POST /o/{office}/today/seen": Declared(READ, {}, ok=303, once=True),
    **QUESTIONS,
    # Too few clients write to them; `tests/api/test_today.py` lets one go first.
    "POST /o/{office}/contacts/{id}/goes-first": Declared(WRITE, {}, ok=303, reads=True),
    "POST /api/v1/contacts/{contact_id}/goes-first": Declared(WRITE, ok=422, reads=True),
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
    "GET /o/{office}/contacts/{id}/outcomes": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/outcomes": form(OUTCOME),
    "GET /o/{office}/outcomes/{id}/void": Declared(WRITE),
    "POST /o/{office}/outcomes/{id}/void": form({"reason": "mine"}),
    "POST /api/v1/contacts/{contact_id}/outcomes": Declared(WRITE, OUTCOME, ok=201),
    "GET /api/v1/outcomes/{outcome_id}": Declared(READ),
    "POST /api/v1/outcomes/{outcome_id}/void": Declared(WRITE, {"reason": "mine"}),
    "GET /o/{office}/contacts/{id}/moves": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/moves": form(MOVE),
    "GET /o/{office}/moves/{id}/edit": Declared(WRITE),
    "POST /o/{office}/moves/{id}/edit": form({"title": "Manager"}),
    "GET /o/{office}/moves/{id}/void": Declared(WRITE),
    "POST /o/{office}/moves/{id}/void": form({"reason": "mine"}),
    "POST /o/{office}/moves/{id}/email-holds": form({}),
    "POST /o/{office}/moves/{id}/email-in-doubt": form({}),
    "GET /o/{office}/contacts/{id}/same-person": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/same-person": form(OTHER),
    "GET /o/{office}/contacts/{id}/somebody-else": Declared(WRITE),
    "POST /o/{office}/contacts/{id}/somebody-else": form(OTHER),
    "POST /o/{office}/contacts/{id}/unlink": form({}),
    "POST /api/v1/contacts/{contact_id}/moves": Declared(WRITE, MOVE, ok=201),
    "GET /api/v1/moves/{move_id}": Declared(READ),
    "PATCH /api/v1/moves/{move_id}": Declared(WRITE, {"employer": "3M"}),
    "POST /api/v1/moves/{move_id}/void": Declared(WRITE, {"reason": "mine"}),
    "POST /api/v1/moves/{move_id}/email-holds": Declared(WRITE),
    "POST /api/v1/moves/{move_id}/email-in-doubt": Declared(WRITE),
    "GET /api/v1/contacts/{contact_id}/same-person": Declared(READ),
    "POST /api/v1/contacts/{contact_id}/same-person": Declared(WRITE, OTHER),
    "POST /api/v1/contacts/{contact_id}/somebody-else": Declared(WRITE, OTHER),
    "DELETE /api/v1/contacts/{contact_id}/same-person": Declared(WRITE),
    "GET /o/{office}/areas": Declared(WRITE),
    "GET /o/{office}/employers": Declared(READ),
    "GET /o/{office}/employers/{employer}": Declared(READ),
    "GET /api/v1/employers": Declared(READ),
    "GET /api/v1/employers/{employer}": Declared(READ),
    "GET /api/v1/today": Declared(READ),
    "POST /api/v1/today/seen": Declared(READ, ok=204, once=True),
    "GET /api/v1/clients": Declared(READ),
    "POST /api/v1/clients": Declared(WRITE, CLIENT, ok=201),
    "POST /api/v1/clients/upsert": Declared(
        WRITE, {"clients": [CLIENT | {"external_id": "{new_email}"}]}
    ),
    **{
        f"GET /api/v1/{things}": Declared(READ)
        for things in (
            "jobs",
            "offers",
            "contacts",
            "touches",
            "moves",
            "outcomes",
            "notes",
            "removals",
        )
    },
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
    "GET /api/v1/policy": Declared(Permission.READ_REPORTS),
    "PUT /api/v1/policy": Declared(POLICY, NUMBERS),
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
    "GET /join/{token}": Declared(None, ok=404),  # one that is taken back
    "POST /join/{token}": Declared(None, {"name": "New", "password": "x", "again": "x"}, ok=404),
    f"GET {S}": Declared(SETTINGS, ok=303),
    f"GET {S}/members": Declared(OFFICE),
    f"POST {S}/invitations": Declared(OFFICE, INVITATION),
    f"POST {S}/invitations/{{id}}/revoke": form({}, OFFICE),
    f"GET {S}/members/{{id}}": Declared(OFFICE),
    f"POST {S}/members/{{id}}/role": form({"role": "analyst"}, OFFICE),
    f"POST {S}/members/{{id}}/hand-over": form(HANDED, OFFICE),
    f"POST {S}/members/{{id}}/deactivate": form({}, OFFICE),
    f"POST {S}/former/{{id}}/let-in": form({}, OFFICE),
    f"GET {S}/office": Declared(OFFICE),
    f"POST {S}/office": form({"name": "{new_email}", "timezone": "Europe/London"}, OFFICE),
    f"GET {S}/letters": Declared(OFFICE),
    f"GET {S}/letters/{{id}}": Declared(OFFICE),
    f"GET {S}/letters/{{id}}/shown": Declared(OFFICE),
    f"POST {S}/letters/{{id}}/send-again": form({}, OFFICE),
    f"GET {S}/letters/samples": Declared(OFFICE),
    f"GET {S}/letters/samples/{{sample}}": Declared(OFFICE),
    f"GET {S}/letters/samples/{{sample}}/shown": Declared(OFFICE),
    f"POST {S}/bounces/{{id}}/lift": form({}, OFFICE),
    "GET /api/v1/bounces": Declared(OFFICE),
    "GET /api/v1/bounces/{bounce_id}": Declared(OFFICE),
    "DELETE /api/v1/bounces/{bounce_id}": Declared(OFFICE, ok=204),
    "GET /api/v1/unsubscribed": Declared(OFFICE),
    "GET /unsubscribe/{token}": Declared(None, ok=404),  # one that we did not write
    "POST /unsubscribe/{token}": Declared(None, {}, ok=404),
    f"GET {S}/digest": Declared(SETTINGS),
    f"POST {S}/digest": form(DIGEST, SETTINGS),
    f"POST {S}/digest/end": form({}, SETTINGS, once=True),
    "GET /api/v1/digest": Declared(READ),
    "PUT /api/v1/digest": Declared(READ, {"weekday": "friday", "hour": 15}),
    "DELETE /api/v1/digest": Declared(READ, ok=204),
    "GET /api/v1/letters": Declared(OFFICE),
    "GET /api/v1/letters/{letter_id}": Declared(OFFICE),
    "POST /api/v1/letters/{letter_id}/send-again": Declared(OFFICE),
    f"GET {S}/errands": Declared(OFFICE),
    f"POST {S}/errands/{{id}}/retry": form({}, OFFICE),
    "GET /api/v1/errands": Declared(OFFICE),
    "GET /api/v1/errands/{errand_id}": Declared(OFFICE),
    "POST /api/v1/errands/{errand_id}/retry": Declared(OFFICE),
    f"GET {S}/tokens": Declared(SETTINGS),
    f"POST {S}/tokens": Declared(SETTINGS, {"name": "The weekly sheet", "scopes": "read"}),
    f"POST {S}/tokens/{{id}}/revoke": form({}, SETTINGS),
    f"GET {S}/policy": Declared(SETTINGS),
    f"GET {S}/policy/preview": Declared(POLICY),
    f"GET {S}/policy/progress": Declared(SETTINGS),
    f"POST {S}/policy": form(NUMBERS, POLICY),
    f"GET {S}/messages": Declared(SETTINGS),
    f"GET {S}/messages/{{step}}": Declared(SETTINGS),
    f"POST {S}/messages/{{step}}": form(WORDS, OFFICE),
    f"POST {S}/messages/{{step}}/preview": Declared(OFFICE, WORDS, reads=True),
    f"POST {S}/messages/{{step}}/restore": form({}, OFFICE, once=True),
    "GET /api/v1/draft-templates": Declared(SETTINGS),
    "GET /api/v1/draft-templates/{step}": Declared(SETTINGS),
    "PUT /api/v1/draft-templates/{step}": Declared(OFFICE, WORDS),
    "DELETE /api/v1/draft-templates/{step}": Declared(OFFICE),
    "POST /api/v1/draft-templates/{step}/preview": Declared(
        OFFICE, WORDS | {"contact_id": "{contact}"}, reads=True
    ),
    f"GET {S}/groups": Declared(OFFICE),
    f"POST {S}/groups": form({"kind": "cohort", "name": "{new_email}"}, OFFICE),
    f"GET {S}/groups/{{kind}}/{{id}}": Declared(OFFICE),
    f"POST {S}/groups/{{kind}}/{{id}}": form(RETIRED, OFFICE),
    "GET /api/v1/groups": Declared(READ),
    "POST /api/v1/groups": Declared(OFFICE, {"kind": "cohort", "name": "{new_email}"}, ok=201),
    "GET /api/v1/groups/{kind}/{group_id}": Declared(READ),
    "PATCH /api/v1/groups/{kind}/{group_id}": Declared(OFFICE, {"retired": True}),
    f"GET {S}/webhooks": Declared(OFFICE),
    f"POST {S}/webhooks": Declared(OFFICE, WEBHOOK),
    f"GET {S}/webhooks/{{id}}": Declared(OFFICE),
    f"POST {S}/webhooks/{{id}}": form(WEBHOOK, OFFICE),
    f"POST {S}/webhooks/{{id}}/stop": form({}, OFFICE),
    f"POST {S}/webhooks/{{id}}/start": form({}, OFFICE),
    f"POST {S}/webhooks/{{id}}/secret": Declared(OFFICE, {}),
    f"POST {S}/webhooks/{{id}}/try": form({}, OFFICE),
    f"POST {S}/webhooks/{{id}}/send-again": form({}, OFFICE),
    f"GET {S}/webhooks/{{id}}/remove": Declared(OFFICE),
    f"POST {S}/webhooks/{{id}}/remove": form({}, OFFICE),
    f"POST {S}/webhook-deliveries/{{id}}/send-again": form({}, OFFICE),
    "GET /api/v1/webhooks": Declared(OFFICE),
    "POST /api/v1/webhooks": Declared(OFFICE, WEBHOOK | {"kinds": ["touch.logged"]}, ok=201),
    "GET /api/v1/webhooks/{webhook_id}": Declared(OFFICE),
    "GET /api/v1/webhook-deliveries/{delivery_id}": Declared(OFFICE),
    "PATCH /api/v1/webhooks/{webhook_id}": Declared(OFFICE, {"name": "{new_email}"}),
    "DELETE /api/v1/webhooks/{webhook_id}": Declared(OFFICE, ok=204),
    "POST /api/v1/webhooks/{webhook_id}/secret": Declared(OFFICE),
    "POST /api/v1/webhooks/{webhook_id}/try": Declared(OFFICE, ok=202),
    "POST /api/v1/webhooks/{webhook_id}/send-again": Declared(OFFICE, ok=202),
    "GET /api/v1/webhooks/{webhook_id}/deliveries": Declared(OFFICE),
    "POST /api/v1/webhook-deliveries/{delivery_id}/send-again": Declared(OFFICE, ok=202),
    f"GET {S}/disclosures": Declared(OFFICE),
    "GET /api/v1/disclosures": Declared(OFFICE),
    "GET /o/{office}/clients/{id}/links": Declared(READ),
    "POST /o/{office}/clients/{id}/links": Declared(WRITE, {"can_update": "yes"}),
    "POST /o/{office}/share-links/{id}/renew": form({}),
    "POST /o/{office}/share-links/{id}/revoke": form({}),
    f"GET {S}/links": Declared(OFFICE),
    f"POST {S}/links/revoke": form({"sure": "yes"}, OFFICE),
    "POST /api/v1/clients/{client_id}/share-links": Declared(WRITE, {"can_update": True}, ok=201),
    "GET /api/v1/clients/{client_id}/share-links": Declared(READ),
    "GET /api/v1/share-links/{link_id}": Declared(READ),
    "PATCH /api/v1/share-links/{link_id}": Declared(WRITE, {"expires_on": None}),
    "DELETE /api/v1/share-links/{link_id}": Declared(WRITE, ok=204),
    "GET /api/v1/share-links": Declared(OFFICE),
    "DELETE /api/v1/share-links": Declared(OFFICE, ok=204),
    "POST /o/{office}/news/{id}/accept": form({}),
    "POST /o/{office}/news/{id}/undo": form({}),
    "GET /api/v1/news": Declared(READ),
    "GET /api/v1/news/{news_id}": Declared(READ),
    "POST /api/v1/news/{news_id}/accept": Declared(WRITE),
    "POST /api/v1/news/{news_id}/undo": Declared(WRITE),
    **{f"{method} /p/{{link}}/{path}": Declared(None, ok=404) for method, path in OWN_PLAN},
    "GET /p/{token}/plan.ics": Declared(None, ok=404),
    "GET /p/{token:path}": Declared(None, ok=404),
    "GET /api/v1/members": Declared(OFFICE),
    "GET /api/v1/members/invitations": Declared(OFFICE),
    "GET /api/v1/members/invitations/{invitation_id}": Declared(OFFICE),
    "DELETE /api/v1/members/invitations/{invitation_id}": Declared(OFFICE, ok=204),
    "POST /api/v1/members/invitations": Declared(OFFICE, INVITATION, ok=201),
    "GET /api/v1/members/{member_id}": Declared(OFFICE),
    "PATCH /api/v1/members/{member_id}": Declared(OFFICE, {"role": "analyst"}),
    "GET /api/v1/tokens": Declared(SETTINGS),
    "POST /api/v1/tokens": Declared(SETTINGS, {"name": "The weekly sheet"}, ok=201),
    "GET /api/v1/tokens/{token_id}": Declared(SETTINGS),
    "DELETE /api/v1/tokens/{token_id}": Declared(SETTINGS, ok=204),
    "GET /api/v1/office": Declared(SETTINGS),
    "PATCH /api/v1/office": Declared(OFFICE, {"name": "{new_email}"}),
    "POST /api/v1/policy/preview": Declared(POLICY, NUMBERS, reads=True),
}

# What each field of a query or a body is: the thing that it names, or nothing.
NAMES = {
    "job_id": "job",
    "client_id": "client",
    "advisor_email": "advisor",
    "advisor": "advisor",
    "done": "touch",
    "cursor": "cursor",
    "view": "view",
    "actor": "advisor",
    "offer_id": "offer",
    "contact_id": "contact",
    "other_id": "other",
    "hand_clients_to": "advisor",
    "bulk": "action",
    "client_ids": "client",
    "people": "contact",
    "declined-well": "offer",
    "job-start": "offer",
    "key-people": "offer",
    "pace": "client",
}
FIXED = {
    "step": "thank",
    "kind": "cohort",
    "what": "contacts",
    "line": "2",
    "sample": "invitation",
}  # words of a path that name nothing of an office
LISTS = {"client_ids"}  # of such ids
NAMING_NOTHING = {
    "active", "after", "asks_for_code", "lang", "language",
    "reminds_clients", "weekday", "hour", "by_mail", "can_update", "code", "reply_to",
    "clients_left", "dry_run", "expires_on", "how", "invite",
    "leave_changed", "by", "group", "page",
    "marks", "more", "role", "said", "smallest_group", "timezone",
    "as_of", "area", "before", "closed_on", "closed_reason", "cohort", "declined_on",
    "declined_well", "email", "employer", "external_id", "class_year", "figure", "format",
    "from", "history", "is_key",
    "kind", "limit", "overdue_by", "unseen_for", "filters", "shared", "default",
    "never_contacted", "no_key_people", "has_link",
    "linkedin_url", "name", "next", "note", "noted", "offered_on", "on", "pause_reason",
    "paused_until", "phone", "pinned", "program", "purpose", "q", "reason", "recipient",
    "respond_by", "snooze_reason",
    "snoozed_until", "started_on", "state", "step", "subject", "text", "title", "to",
    "version", "kinds", "clients", "jobs", "offers", "contacts", "touches",
    "scopes", "fields", "updated_since", "url", "given_up",
    "retired",
    "verdict", "mapping", "day_order", "cells", "mended",
    "until", "merge", "again", "begins_on", "ends_on", "with", *NUMBERS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where an id can stand: `name` is the parameter's or field's, `thing` what it names."""

    where: Literal["path", "query", "body"]
    name: str
    thing: str

    def __str__(self) -> str:
        return f"{self.where} {self.name}"


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str  # as the route writes it
    query: tuple[str, ...]
    model: type[BaseModel] | None  # of the body
    scope: Scope | None = None  # that a token needs

    @property
    def key(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def declared(self) -> Declared:
        return DECLARED[self.key]

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def is_safe(self) -> bool:
        """Changes nothing, by its method; what it `logs` aside."""
        return self.method in ("GET", "MOUNT")

    @property
    def address(self) -> str:
        """With the words that name nothing of an office."""
        path = self.path
        for name, word in FIXED.items():
            path = path.replace(f"{{{name}}}", word)
        return path

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.query, *(self.model.model_fields if self.model else ()))

    @property
    def required(self) -> set[str]:
        model = self.model
        fields = model.model_fields.items() if model else ()
        return {name for name, field in fields if field.is_required()}

    @property
    def places(self) -> list[Place]:
        return list(places_in(self))

    def place_called(self, name: str) -> Place:
        return next(place for place in self.places if place.name == name)


def places_in(route: Route) -> Iterator[Place]:
    path = route.path.replace("/groups/{kind}/", "/groups/")
    for before, name in re.findall(r"(?:(\w+)/)?\{(\w+)\}", path):
        if name in FIXED:
            continue
        yield Place("path", name, "office" if name == "office" else thing_of(before))
    for name in route.query:
        if name in NAMES:
            yield Place("query", name, NAMES[name])
    for name in route.model.model_fields if route.model else ():
        if name in NAMES:
            yield Place("body", name, NAMES[name])


def thing_of(plural: str) -> str:
    if plural in ("p", "news"):
        return {"p": "link", "news": "news"}[plural]
    if plural in ("touches", "deliveries"):
        return {"touches": "touch", "deliveries": "delivery"}[plural]
    return plural.removesuffix("s")


ALL_SHEETS = (
    *SHEETS, *NOTE_SHEETS, *OUTCOME_SHEETS, *PEOPLE_SHEETS, *QUESTION_SHEETS, LOG_SHEET, VOID_SHEET,
)  # fmt: skip
FORMS = {f"/o/{{office}}/{sheet.path}": sheet for sheet in ALL_SHEETS}


def routes_of(app: FastAPI) -> Iterator[Route]:
    for found in iter_route_contexts(app.routes):
        for method in sorted(set(found.methods or {"MOUNT"}) - {"HEAD"}):
            yield a_route(method, found)


def a_route(method: str, found: RouteContext) -> Route:
    path = found.path or ""
    dependant = getattr(found.original_route, "dependant", None)
    query = tuple(query_of(dependant)) if dependant else ()
    body = getattr(found.original_route, "body_field", None)
    model = body.field_info.annotation if body else None
    if method == "POST" and path in FORMS:
        model = FORMS[path].model
    return Route(method, path, query, model, scope_of(method, dependant) if dependant else None)


def scope_of(method: str, dependant: Dependant) -> Scope | None:
    """As the route declares it, where it is a program’s."""
    for deeper in dependant.dependencies:
        if deeper.call is caller:
            return scope_needed(method, deeper.own_oauth_scopes or [])
    return None


def query_of(dependant: Dependant) -> Iterator[str]:
    """The route's own and those of what it depends on."""
    yield from (one.alias for one in dependant.query_params)
    if dependant.call is as_typed:  # which reads them by itself
        yield from ASKED
    for deeper in dependant.dependencies:
        yield from query_of(deeper)


@cache
def described() -> FastAPI:
    """The service before any database is there, so that each route can be a test."""
    return create_app(Settings(database_url="sqlite:///nowhere", _env_file=None))


@cache
def all_routes() -> tuple[Route, ...]:
    return tuple(routes_of(described()))


def guarded() -> list[Route]:
    """Those that let in only whom they know."""
    return [route for route in all_routes() if route.key in DECLARED and route.declared.needs]
