"""Other programs, told what happens."""

from tests.walls.declaring import OFFICE, Declared, S, form

WEBHOOK = {"name": "{new_email}", "url": "https://hooks.example.edu", "kinds": "touch.logged"}

DECLARED: dict[str, Declared] = {
    f"GET {S}/webhooks": Declared(OFFICE),
    f"POST {S}/webhooks": Declared(OFFICE, WEBHOOK),
    f"GET {S}/webhooks/{{id}}": Declared(OFFICE),
    f"POST {S}/webhooks/{{id}}": form(WEBHOOK, OFFICE),
    f"POST {S}/webhooks/{{id}}/stop": form({}, OFFICE),
    # It is not stopped; `tests/webhooks` starts one again that is.
    f"POST {S}/webhooks/{{id}}/start": Declared(OFFICE, {}, ok=303, reads=True),
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
}
