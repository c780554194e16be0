"""Bad input in every field of every form of the pages, and in the addresses of lists."""

import re
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from app.web import metrics
from tests.conftest import on_postgresql
from tests.walls.asking import HTMX, PLAIN, Way, filled
from tests.walls.cast import World, speaking
from tests.walls.copying import another_file
from tests.walls.hostile import MARKUP, MAYBE_FORM, NEVER_FORM, TOO_LONG
from tests.walls.routes import FORMS, Route, all_routes
from tests.walls.test_bad_json import Bad, fault_of
from tests.walls.watching import row_counts, untouched

# One store is enough here, and this the stricter one: bodies of the API go to both.
pytestmark = on_postgresql
LINK_TO_FIELD = re.compile(r'href="#f-([^"]+)"')  # of the summary of what is wrong
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SHEETS = [route for route in all_routes() if route.method == "POST" and route.path in FORMS]
each_sheet = pytest.mark.parametrize("route", SHEETS, ids=lambda route: route.key)


class BadForm(Bad):
    """One form, sent with all sorts of values in one field after the other."""

    def good(self, *but: str) -> dict[str, Any]:
        declared = self.route.declared.body or {}
        things = self.things | {"new_email": f"{uuid4().hex}@alumni.example.edu"}
        return {name: filled(v, things) for name, v in declared.items() if name not in but}

    def send(self, field: str, value: str) -> Response:
        return self.send_raw(f"{urlencode(self.good(field))}&{field}={value}".encode())

    def send_raw(self, body: bytes, **headers: str) -> Response:
        page = speaking(self.world.ours.admin, self.path)
        return self.served.post(self.path, content=body, headers=page | FORM | headers)

    def check_refusal(self, answer: Response, field: str, value: str) -> None:
        if answer.status_code == 409 and (field == "version" or self.route.declared.ok == 409):
            return
        assert answer.status_code == 422, (field, value[:60], answer.text[:300])
        named = set(LINK_TO_FIELD.findall(answer.text))
        assert named, (field, value[:60], answer.text)
        assert named <= fault_of(field), (field, value[:60], named)
        assert not [text for text in MARKUP if text in answer.text]


@each_sheet
def test_what_no_field_can_hold_is_refused_at_its_field(
    served: TestClient, world: World, route: Route
) -> None:
    bad = BadForm(served, world, route)
    with untouched(world.database, world.ours, world.theirs):
        for field in route.model.model_fields:
            for value in NEVER_FORM:
                bad.check_refusal(bad.send(field, value), field, value)


@each_sheet
def test_what_a_field_might_hold_is_shown_escaped_or_refused(
    served: TestClient, world: World, route: Route
) -> None:
    bad = BadForm(served, world, route)
    for field in route.model.model_fields:
        bad.begin_anew()
        for value in MAYBE_FORM:
            before = row_counts(world.database, world.ours)
            answer = bad.send(field, value)
            if answer.status_code != 303:
                bad.check_refusal(answer, field, value)
                assert row_counts(world.database, world.ours) == before
        if not route.path.endswith("erase"):
            address = f"/o/{world.ours.slug}/clients/{bad.things['client']}"
            page = served.get(address, headers=speaking(world.ours.admin, address))
            assert page.status_code == 200
            assert not [text for text in MARKUP if text in page.text]


@pytest.mark.parametrize(
    "route", [sheet for sheet in SHEETS if sheet.declared.body], ids=lambda route: route.key
)
def test_a_form_of_another_form_is_refused_and_writes_nothing(
    served: TestClient, world: World, route: Route
) -> None:
    bad = BadForm(served, world, route)
    page = speaking(world.ours.admin, bad.path)
    good = urlencode(bad.good()).encode()
    name = next(iter(bad.good()))
    # A change may leave out what stays as it is, so nothing at all is a change to nothing.
    nothing = {303} if route.path.endswith("/edit") and not route.required else {422}
    before = file_of(served, world, bad)
    with untouched(world.database, world.theirs):
        for body, headers, statuses in (
            (b"&".join(b"f%d=1" % n for n in range(2_000)), FORM, {400, 413, 422}),
            (good + b"&" + name.encode() + b"=a%00b", FORM, {422}),  # the last one counts
            (name.encode() + b"=" + b"x" * 10_000_000, FORM, {413}),
            (b"\xff\xfe\x00", FORM, nothing),
            (good, {"Content-Type": "application/json"}, {415}),
            (b"--x\r\n", {"Content-Type": "multipart/form-data; boundary=x"}, nothing | {400}),
            (good, {"Content-Type": "multipart/form-data"}, {400, 422}),
            (b"", FORM, nothing),
        ):
            answer = served.post(bad.path, content=body, headers=page | headers)
            assert answer.status_code in statuses, (body[:40], headers, answer.text[:300])
        file = served.post(
            bad.path, data=bad.good(), files={name: ("x.txt", b"x", "text/plain")}, headers=page
        )
        assert file.status_code in (400, 422)
    assert file_of(served, world, bad) == before


def file_of(served: TestClient, world: World, bad: BadForm) -> Any:
    token = {"Authorization": f"Bearer {world.ours.admin.bearer}"}
    return served.get(f"/api/v1/clients/{bad.things['client']}", headers=token).json()


@each_sheet
def test_multipart_and_fields_of_no_one_change_nothing_about_a_good_form(
    served: TestClient, world: World, route: Route
) -> None:
    bad = BadForm(served, world, route)
    page = speaking(world.ours.admin, bad.path)
    more = {**bad.good(), "unknown": TOO_LONG[:1_000], "office_id": world.theirs.slug}
    parts = {name: (None, str(value)) for name, value in more.items()}
    with untouched(world.database, world.theirs):
        answer = served.post(bad.path, files=parts, headers=page)
        assert answer.status_code == route.declared.ok


@pytest.mark.parametrize("field", ["once", "from", "version", "unknown"])
@pytest.mark.parametrize("value", [*NEVER_FORM[:2], *MAYBE_FORM])
def test_hidden_fields_may_hold_anything(
    served: TestClient, world: World, field: str, value: str
) -> None:
    route = next(route for route in SHEETS if route.path.endswith("clients/new"))
    bad = BadForm(served, world, route)
    before = row_counts(world.database, world.ours)
    answer = bad.send(field, value)
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert row_counts(world.database, world.ours) == before


# As long as a server would still take it.
NEVER_QUERY = [value[:30_000] for value in NEVER_FORM]
CASELOAD = [route for route in all_routes() if route.path.endswith("/caseload")]


@pytest.mark.parametrize("route", CASELOAD, ids=lambda route: route.key)
def test_a_list_is_asked_for_with_anything(served: TestClient, world: World, route: Route) -> None:
    another_file(world.database, world.ours)
    path = route.path.replace("{office}", world.ours.slug)
    headers = speaking(world.ours.admin, path)
    asked = [
        (name, value)
        for name in route.query
        for value in [*NEVER_QUERY, *MAYBE_FORM, f"1&{name}=2"]
    ]
    with untouched(world.database, world.ours, world.theirs):
        for name, value in asked:
            answer = served.get(f"{path}?{name}={value}", headers=headers)
            assert answer.status_code in (200, 400, 404, 422), (name, value[:50], answer.text)
            if route.is_api and answer.status_code == 422:
                assert [error["field"] for error in answer.json()["errors"]] == [name]
            if value in NEVER_QUERY and name != "history":
                assert answer.status_code >= 400
            assert not [text for text in MARKUP if text in answer.text]


@pytest.mark.parametrize("name", ["advisor", "state", "cohort", "q"])
@pytest.mark.parametrize("way", [PLAIN, HTMX], ids=lambda way: way.name)
def test_what_was_done_is_told_whatever_page_one_says_to_come_from(
    served: TestClient, world: World, way: Way, name: str
) -> None:
    """A touch that was logged is never answered with an error: it would be logged again."""
    things = another_file(world.database, world.ours)
    path = f"/o/{world.ours.slug}/contacts/{things['contact']}/touches"
    before = sum(row_counts(world.database, world.ours))
    sent = 0
    for value in [*NEVER_QUERY, *MAYBE_FORM]:
        address = f"http://testserver/o/{world.ours.slug}/caseload?{name}={value}"
        headers = {"HX-Current-URL": address, "Referer": address, **dict(way.headers)}
        answer = served.post(
            path,
            data={"kind": "wrote", "from": "caseload"},
            headers=speaking(world.ours.admin, path) | headers,
        )
        assert answer.status_code == (200 if way is HTMX else 303), (value[:50], answer.text)
        sent += 1
    written = sum(row_counts(world.database, world.ours)) - before
    assert written == 2 * sent  # the touch, and who logged it


@pytest.fixture
def nothing_counted() -> None:
    """Or `/metrics` would tell each time of all that the suite has asked so far."""
    for counted in (metrics.ANSWERED, metrics.SECONDS):
        counted.clear()
    metrics.series.cache_clear()


@pytest.mark.usefixtures("nothing_counted")
@pytest.mark.parametrize("header", ["Cookie", "Accept", "Authorization", "X-Request-ID"])
def test_headers_may_hold_anything(served: TestClient, world: World, header: str) -> None:
    with untouched(world.database, world.ours, world.theirs):
        for value in [
            *NEVER_QUERY,
            *MAYBE_FORM,
            "regards=rgs_" + "0" * 104,
            "Bearer " + "x" * 9_000,
        ]:
            for path in (f"/o/{world.ours.slug}/caseload", "/api/v1/caseload", "/", "/metrics"):
                answer = served.get(path, headers={header: value})
                assert answer.status_code in (200, 303, 401), (path, value[:50], answer.text)


@pytest.mark.parametrize("field", ["email", "password", "next"])
def test_signing_in_with_anything(served: TestClient, world: World, field: str) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"} | FORM
    good = {"email": "nobody@example.edu", "password": "", "next": ""}
    with untouched(world.database, world.ours, world.theirs):
        for value in [*NEVER_QUERY, *MAYBE_FORM, quote("//evil.example"), quote("/\\evil.example")]:
            rest = urlencode({name: text for name, text in good.items() if name != field})
            body = f"{rest}&{field}={value}".encode()
            answer = served.post("/login", content=body, headers=headers)
            assert answer.status_code in (422, 429), (value[:60], answer.text[:300])
            assert not [text for text in MARKUP if text in answer.text]
            shown = served.get(f"/login?next={value}")
            assert shown.status_code in (200, 400)
            assert "evil.example" not in shown.text
