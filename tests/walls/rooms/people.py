"""Where contacts went, who is who, what came of it."""

from tests.walls.declaring import READ, WRITE, Declared, form

MOVE = {"employer": "3M", "started_on": "2026-04-01"}
OTHER = {"other_id": "{other}"}
OUTCOME = {"kind": "referral", "on": "2026-04-01"}

DECLARED: dict[str, Declared] = {
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
}
