"""Whatever a page can do, the API can: each deed of a page beside the call that does the same."""

import re

import pytest

from app.accounts.access import Permission
from app.bulk.deeds import DEEDS
from tests.walls.routes import DECLARED, all_routes

S = "settings"
BY_CALL = {
    # where a page and the API differ in nothing but the address
    "today/seen": "POST today/seen",
    **{f"offers/{{id}}/declined-well{undo}": "PATCH offers/{offer_id}" for undo in ("", "/undo")},
    **{f"offers/{{id}}/job-start{undo}": "PATCH jobs/{job_id}" for undo in ("", "/undo")},
    **{f"offers/{{id}}/key-people{undo}": "PATCH contacts/{contact_id}" for undo in ("", "/undo")},
    **{
        f"{things}/{{id}}/{asks}/{deed}": f"PUT {things}/{{{things[:-1]}_id}}/questions/{asks}"
        for things, asks in (
            ("offers", "declined-well"), ("offers", "job-start"), ("offers", "key-people"),
            ("clients", "pace"),
        )
        for deed in ("later", "now")
    },
    "contacts/{id}/goes-first": "POST contacts/{contact_id}/goes-first",
    "clients/new": "POST clients",
    "clients/{id}/edit": "PATCH clients/{client_id}",
    "clients/{id}/pause": "PATCH clients/{client_id}",
    "clients/{id}/resume": "PATCH clients/{client_id}",
    "clients/{id}/hand-on": "PATCH clients/{client_id}",
    "clients/{id}/erase": "DELETE clients/{client_id}",
    "clients/{id}/jobs/new": "POST clients/{client_id}/jobs",
    "jobs/{id}/edit": "PATCH jobs/{job_id}",
    "clients/{id}/offers/new": "POST clients/{client_id}/offers",
    "offers/{id}/edit": "PATCH offers/{offer_id}",
    "offers/{id}/contacts/new": "POST offers/{offer_id}/contacts",
    **{
        f"contacts/{{id}}/{deed}": "PATCH contacts/{contact_id}"
        for deed in ("edit", "snooze", "wake", "close", "reopen", "key", "not-key")
    },
    "contacts/{id}/touches": "POST contacts/{contact_id}/touches",
    "touches/{id}/void": "POST touches/{touch_id}/void",
    # what a note is on stands in its body
    **{f"{what}/{{id}}/notes/new": "POST clients/{client_id}/notes" for what in (
        "clients", "offers", "contacts",
    )},
    **{f"notes/{{id}}/{deed}": "PATCH notes/{note_id}" for deed in ("edit", "pin", "unpin")},
    "notes/{id}/remove": "DELETE notes/{note_id}",
    "contacts/{id}/outcomes": "POST contacts/{contact_id}/outcomes",
    "outcomes/{id}/void": "POST outcomes/{outcome_id}/void",
    "contacts/{id}/moves": "POST contacts/{contact_id}/moves",
    "moves/{id}/edit": "PATCH moves/{move_id}",
    "moves/{id}/void": "POST moves/{move_id}/void",
    "moves/{id}/email-holds": "POST moves/{move_id}/email-holds",
    "moves/{id}/email-in-doubt": "POST moves/{move_id}/email-in-doubt",
    "contacts/{id}/same-person": "POST contacts/{contact_id}/same-person",
    "contacts/{id}/somebody-else": "POST contacts/{contact_id}/somebody-else",
    "contacts/{id}/unlink": "DELETE contacts/{contact_id}/same-person",
    "clients/{id}/links": "POST clients/{client_id}/share-links",
    "share-links/{id}/renew": "PATCH share-links/{link_id}",
    "share-links/{id}/revoke": "DELETE share-links/{link_id}",
    "news/{id}/accept": "POST news/{news_id}/accept",
    "news/{id}/undo": "POST news/{news_id}/undo",
    "views/new": "POST views",
    "views/{id}": "PATCH views/{view_id}",
    "views/{id}/remove": "DELETE views/{view_id}",
    "exports": "POST exports/{what}",
    "exports/selected": "POST exports/{what}",
    "imports": "POST imports",
    "imports/{id}/columns": "PUT imports/{import_id}/columns",
    "imports/{id}/rows/{line}": "PATCH imports/{import_id}/rows/{line}",
    **{f"imports/{{id}}/{deed}": f"POST imports/{{import_id}}/{deed}" for deed in (
        "commit", "cancel", "undo", "again",
    )},
    # with `dry_run`, what it would do
    **{f"caseload/bulk/{deed.name}": f"POST caseload/bulk/{deed.name}" for deed in DEEDS},
    **{f"caseload/bulk/{deed.name}/do": f"POST caseload/bulk/{deed.name}" for deed in DEEDS},
    "bulk-actions/{id}/undo": "POST bulk-actions/{action_id}/undo",
    "reports/saved": "POST reports/saved",
    "reports/saved/{id}": "PATCH reports/saved/{saved_id}",
    "reports/saved/{id}/remove": "DELETE reports/saved/{saved_id}",
    f"{S}/messages/{{step}}": "PUT draft-templates/{step}",
    f"{S}/messages/{{step}}/preview": "POST draft-templates/{step}/preview",
    f"{S}/messages/{{step}}/restore": "DELETE draft-templates/{step}",
    f"{S}/invitations": "POST members/invitations",
    f"{S}/invitations/{{id}}/revoke": "DELETE members/invitations/{invitation_id}",
    **{f"{S}/members/{{id}}/{deed}": "PATCH members/{member_id}" for deed in (
        "role", "hand-over", "deactivate",
    )},
    f"{S}/former/{{id}}/let-in": "PATCH members/{member_id}",
    f"{S}/office": "PATCH office",
    f"{S}/tokens": "POST tokens",
    f"{S}/tokens/{{id}}/revoke": "DELETE tokens/{token_id}",
    f"{S}/groups": "POST groups",
    f"{S}/groups/{{kind}}/{{id}}": "PATCH groups/{kind}/{group_id}",
    f"{S}/policy": "PUT policy",
    f"{S}/letters/{{id}}/send-again": "POST letters/{letter_id}/send-again",
    f"{S}/bounces/{{id}}/lift": "DELETE bounces/{bounce_id}",
    f"{S}/errands/{{id}}/retry": "POST errands/{errand_id}/retry",
    f"{S}/digest": "PUT digest",
    f"{S}/digest/end": "DELETE digest",
    f"{S}/links/revoke": "DELETE share-links",
    f"{S}/webhooks": "POST webhooks",
    **{f"{S}/webhooks/{{id}}{deed}": "PATCH webhooks/{webhook_id}" for deed in (
        "", "/stop", "/start",
    )},
    **{f"{S}/webhooks/{{id}}/{deed}": f"POST webhooks/{{webhook_id}}/{deed}" for deed in (
        "secret", "try", "send-again",
    )},
    f"{S}/webhooks/{{id}}/remove": "DELETE webhooks/{webhook_id}",
    f"{S}/webhook-deliveries/{{id}}/send-again": "POST webhook-deliveries/{delivery_id}/send-again",
}  # fmt: skip
PEOPLES_OWN = {
    "POST /login": "a program has a token",
    "POST /logout": "a program has a token, which is revoked",
    "POST /join/{token}": "a person takes up their invitation, and chooses a password",
    "POST /login/forgotten": "a person asks for a new password",
    "POST /login/password/{token}": "a person chooses a new password",
    "POST /o/{office}/me": "browsers are a person's own; who ends them types their password",
    "POST /o/{office}/me/password": "a person chooses another password",
    "POST /unsubscribe/{token}": "by the token of a letter; whoever was written to has no other",
}
A_CLIENTS_OWN = re.compile(r"POST /p/\{\w+\}/.+")  # by their link; a colleague's calls do the same
DEEDS_OF_PAGES = sorted(
    route.key for route in all_routes() if route.method == "POST" and not route.is_api
)


@pytest.mark.parametrize("key", DEEDS_OF_PAGES)
def test_whatever_a_page_can_do_the_api_can(key: str) -> None:
    if key in PEOPLES_OWN or A_CLIENTS_OWN.fullmatch(key):
        return
    call = BY_CALL[key.removeprefix("POST /o/{office}/")]
    method, path = call.split(" ")
    theirs = DECLARED[f"{method} /api/v1/{path}"]
    assert any(route.key == f"{method} /api/v1/{path}" for route in all_routes())
    # One's own letter is chosen among the settings; a call needs only what the letter tells.
    needs = Permission.READ_PEOPLE if "/digest" in key else DECLARED[key].needs
    assert theirs.needs == needs, "whoever may do it on the page may do it by a call"


def test_no_call_is_named_for_a_page_that_is_gone() -> None:
    paths = {f"POST /o/{{office}}/{path}" for path in BY_CALL}
    assert paths | set(PEOPLES_OWN) <= set(DEEDS_OF_PAGES)
