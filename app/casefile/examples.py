"""What the main resources answer, for those who read the description of the API."""

from app.web.examples import (
    AT,
    CLIENT_ID,
    CONTACT_ID,
    JOB_ID,
    OFFER_ID,
    TOUCH_ID,
    Json,
    an_id,
)

CLIENT: Json = {
    "id": CLIENT_ID,
    "name": "Maya Okafor",
    "email": "maya.okafor@alumni.example.edu",
    "external_id": "S-1001",
    "program": "MBA",
    "cohort": "MBA 2026",
    "area": "Boston, MA",
    "paused_until": None,
    "pause_reason": None,
    "version": 1,
    "created_at": AT,
    "advisor_email": "dana.reed@careers.example.edu",
}
JOB: Json = {
    "id": JOB_ID,
    "client_id": CLIENT_ID,
    "employer": "Stryker",
    "title": "Product manager",
    "area": "",
    "started_on": "2026-08-03",
    "version": 1,
    "created_at": AT,
    "external_id": None,
}
OFFER: Json = {
    "id": OFFER_ID,
    "client_id": CLIENT_ID,
    "job_id": JOB_ID,
    "employer": "Abbott",
    "title": "Brand manager",
    "area": "Chicago, IL",
    "offered_on": "2026-03-01",
    "respond_by": None,
    "declined_on": "2026-03-10",
    "declined_well": True,
    "reason": "Chose another field",
    "version": 1,
    "created_at": AT,
    "external_id": None,
}
CONTACT: Json = {
    "id": CONTACT_ID,
    "client_id": CLIENT_ID,
    "offer_id": OFFER_ID,
    "name": "Grace Kim",
    "title": "Director of marketing",
    "email": "grace.kim@abbott.example",
    "phone": "",
    "linkedin_url": None,
    "area": "",
    "is_key": True,
    "closed_on": None,
    "closed_reason": None,
    "snoozed_until": None,
    "snooze_reason": None,
    "snoozed_step": None,
    "version": 1,
    "created_at": AT,
    "move_id": None,
    "person_id": None,
    "external_id": None,
}
TOUCH: Json = {
    "id": TOUCH_ID,
    "client_id": CLIENT_ID,
    "contact_id": CONTACT_ID,
    "kind": "connected",
    "step": None,
    "note": "",
    "recorded_at": AT,
    "voided_at": None,
    "void_reason": None,
    "on": "2026-03-11",
    "external_id": None,
    "warnings": [],
}
TOUCH_READ: Json = {name: value for name, value in TOUCH.items() if name != "warnings"}
REMOVAL: Json = {
    "id": an_id(9),
    "client_id": CLIENT_ID,
    "client_removed": True,
    "jobs": [],
    "offers": [],
    "contacts": [],
    "touches": [],
    "moves": [],
    "removed_at": AT,
}
WINDOW: Json = {
    "step": "thank",
    "opens_on": "2026-03-11",
    "due_on": "2026-03-18",
    "stalls_on": "2026-04-01",
}
PLAN: Json = {
    "client_id": CLIENT_ID,
    "as_of": "2026-03-12",
    "state": "due",
    "opens_on": "2026-03-11",
    "due_on": "2026-03-18",
    "stalls_on": "2026-04-01",
    "next": {"offer_id": OFFER_ID, "contact_id": CONTACT_ID, "mode": None, **WINDOW},
    "offers": [
        {
            "offer_id": OFFER_ID,
            "state": "due",
            "window": None,
            "contacts": [
                {"contact_id": CONTACT_ID, "state": "due", "window": WINDOW, "mode": None}
            ],
        }
    ],
}
CLIENT_FILE: Json = {
    **CLIENT,
    "jobs": [JOB],
    "offers": [OFFER],
    "contacts": [CONTACT],
    "touches": [TOUCH_READ],
    "moves": [],
    "outcomes": [],
}
CLIENTS: Json = {"items": [CLIENT], "next_after": None}
UPSERTED: Json = {
    "created": 1,
    "changed": 0,
    "same": 0,
    "items": [
        {"id": CLIENT_ID, "external_id": "S-1001", "version": 1, "became": "created"},
    ],
}

UPSERTED_THINGS: Json = {
    "created": 0,
    "changed": 1,
    "same": 0,
    "items": [{"id": OFFER_ID, "external_id": "O-12", "version": 2, "became": "changed"}],
}
UPSERTED_TOUCHES: Json = {
    "created": 1,
    "changed": 0,
    "same": 0,
    "items": [{"id": TOUCH_ID, "external_id": "T-81", "became": "created", "warnings": []}],
}
