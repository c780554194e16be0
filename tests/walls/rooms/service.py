"""The service itself, and coming in."""

from tests.walls.declaring import Declared

EVERYBODY = Declared(None)

DECLARED: dict[str, Declared] = {
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
    "GET /join/{token}": Declared(None, ok=404),  # one that is taken back
    "POST /join/{token}": Declared(None, {"name": "New", "password": "x", "again": "x"}, ok=404),
    "GET /unsubscribe/{token}": Declared(None, ok=404),  # one that we did not write
    "POST /unsubscribe/{token}": Declared(None, {}, ok=404),
}
