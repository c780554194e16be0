"""The service itself, and coming in."""

from app.accounts.access import Permission
from tests.walls.declaring import Declared

EVERYBODY = Declared(None)
ANY_MEMBER = Permission.READ_REPORTS  # which every role has
ME = "/o/{office}/me"

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
    # These people have no password, so that nothing is changed.
    f"GET {ME}": Declared(ANY_MEMBER),
    f"POST {ME}": Declared(ANY_MEMBER, {"browser": "others", "password": "x"}, ok=422, reads=True),
    f"GET {ME}/password": Declared(ANY_MEMBER),
    f"POST {ME}/password": Declared(
        ANY_MEMBER, {"current": "x", "password": "x", "again": "x"}, ok=422, reads=True
    ),
    "GET /join/{token}": Declared(None, ok=404),  # one that is taken back
    "POST /join/{token}": Declared(None, {"name": "New", "password": "x", "again": "x"}, ok=404),
    "GET /unsubscribe/{token}": Declared(None, ok=404),  # one that we did not write
    "POST /unsubscribe/{token}": Declared(None, {}, ok=404),
}
