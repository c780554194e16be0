"""A client's own plan, by a shared link: `test_own_plan.py` says whom they let in."""

from tests.walls.declaring import Declared

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
    **{f"{method} /p/{{link}}/{path}": Declared(None, ok=404) for method, path in OWN_PLAN},
    "GET /p/{token}/plan.ics": Declared(None, ok=404),
    "GET /p/{token:path}": Declared(None, ok=404),
}
