"""Shared links, and what clients told by them."""

from tests.walls.declaring import OFFICE, READ, WRITE, Declared, S, form

DECLARED: dict[str, Declared] = {
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
}
