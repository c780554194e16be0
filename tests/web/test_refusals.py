"""One decision between a problem document and a page, and what each of them says."""

from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

SAME = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true"}
OFFICE = "/o/kelley/fails"


@pytest.mark.parametrize(
    ("path", "accept", "is_page"),
    [
        ("/nowhere", "text/html,application/xhtml+xml,*/*;q=0.8", True),
        ("/nowhere", "*/*", True),
        ("/nowhere", "text/html, application/json", True),
        ("/nowhere", "application/json", False),
        ("/nowhere", "application/problem+json", False),
        ("/api/v1/nowhere", "text/html", False),
        ("/api/v1", "*/*", False),
        ("/api/v12", "*/*", True),
        ("/o/kelley/fails/stale", "text/html", True),
        ("/o/kelley/fails/stale", "application/json", False),
    ],
)
def test_programs_get_problems_and_people_pages(
    client: TestClient, path: str, accept: str, is_page: bool
) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code >= 400
    wanted = "text/html; charset=utf-8" if is_page else "application/problem+json"
    assert answer.headers["content-type"] == wanted


@pytest.mark.parametrize(
    ("fault", "status", "title", "detail"),
    [
        ("not-found", 404, "That page is not here", "There is no such thing in this office."),
        ("not-allowed", 403, "Not allowed", "Your role in this office does not allow this."),
        ("bad-input", 422, "Something is not right", "On lies in the future."),
        ("stale", 409, "Changed meanwhile", "meanwhile, so nothing of yours was saved."),
        ("not-now", 409, "Not possible as it stands", "The sheet is taken in already."),
        ("still-applying", 409, "Not possible as it stands", "2 of 5 clients done."),
        ("bug", 500, "Something went wrong on our side", "may not have been saved"),
    ],
)
def test_a_page_says_what_is_wrong_and_leads_back(
    client: TestClient, fault: str, status: int, title: str, detail: str
) -> None:
    answer = client.get(f"{OFFICE}/{fault}")
    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == status
    assert [heading.text for heading in page.select("h1")] == [title]
    assert detail in page.text
    back = page.select_one(".card a")
    assert back is not None
    assert back["href"] == "/o/kelley"
    assert f"Error {status}, reference {answer.headers['x-request-id']}" in page.text


def test_nobody_is_told_to_try_again_what_stays_so(client: TestClient) -> None:
    assert "Reload the page" in client.get(f"{OFFICE}/stale").text
    assert "Reload the page" not in client.get(f"{OFFICE}/not-now").text


def test_outside_an_office_it_leads_to_the_first_page(client: TestClient) -> None:
    page = BeautifulSoup(client.get("/nowhere").text, "html.parser")
    assert [link["href"] for link in page.select(".card a")] == ["/"]


def test_a_shared_link_leads_nowhere_else(client: TestClient) -> None:
    page = BeautifulSoup(client.get("/p/rgs_made-up").text, "html.parser")
    assert page.select(".card a") == []
    assert "made-up" not in page.text


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/nowhere", 404, "Not found"),
        ("/fails/not-found", 404, "Not found"),
        ("/fails/not-allowed", 403, "Not allowed"),
        ("/fails/bad-input", 422, "Something is not right"),
        ("/fails/stale", 409, "Changed meanwhile"),
        ("/fails/not-now", 409, "Not possible as it stands"),
        ("/fails/still-applying", 409, "Not possible as it stands"),
        ("/fails/not-signed-in", 401, "Not signed in"),
        ("/fails/bug", 500, "The service failed"),
    ],
)
def test_a_problem_has_a_title_and_something_to_act_on(
    client: TestClient, path: str, status: int, title: str
) -> None:
    answer = client.get(f"/api/v1{path}")
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert problem["title"] == title
    assert len(problem["detail"]) > len("Internal Server Error")


def test_an_address_names_the_methods_it_takes(client: TestClient) -> None:
    answer = client.delete("/api/v1/things/1")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert "Allow" in answer.json()["detail"]


def test_without_a_token_a_program_is_told_how(client: TestClient) -> None:
    answer = client.get("/api/v1/fails/not-signed-in")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "Bearer" in answer.json()["detail"]


def after_sign_in(location: str) -> str | None:
    parts = urlsplit(location)
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/login")
    return parse_qs(parts.query).get("next", [None])[0]


def test_a_page_comes_back_after_signing_in(client: TestClient) -> None:
    answer = client.get(f"{OFFICE}/not-signed-in?q=D%C3%A9ja&state=due")
    assert answer.status_code == 303
    assert (
        after_sign_in(answer.headers["location"]) == f"{OFFICE}/not-signed-in?q=D%C3%A9ja&state=due"
    )


def test_an_address_with_spaces_comes_back_as_it_was(client: TestClient) -> None:
    answer = client.get("/o/a%20b/fails/not-signed-in")
    assert after_sign_in(answer.headers["location"]) == "/o/a%20b/fails/not-signed-in"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_through_htmx_the_page_stays_and_decides_itself(client: TestClient, method: str) -> None:
    """Only it knows whether somebody typed something in it."""
    headers = SAME | HTMX | {"HX-Current-URL": "http://testserver/o/kelley/caseload?state=due"}
    answer = client.request(method, f"{OFFICE}/not-signed-in", headers=headers)
    assert answer.status_code == 401
    assert "hx-redirect" not in answer.headers
    assert answer.text == ""


def test_a_bare_button_comes_back_to_its_page(client: TestClient) -> None:
    headers = SAME | {"Referer": "http://testserver/o/kelley/clients/1"}
    answer = client.post(f"{OFFICE}/not-signed-in", headers=headers)
    assert answer.status_code == 303
    assert after_sign_in(answer.headers["location"]) == "/o/kelley/clients/1"


@pytest.mark.parametrize(
    "referer",
    ["http://elsewhere.example/login", "//elsewhere.example", "http://[", "http://testserver//x"],
)
def test_nobody_is_led_away(client: TestClient, referer: str) -> None:
    plain = client.post(f"{OFFICE}/not-signed-in", headers=SAME | {"Referer": referer})
    assert after_sign_in(plain.headers["location"]) is None


def test_an_error_that_htmx_swaps_is_shown_in_the_dialog(client: TestClient) -> None:
    answer = client.get(f"{OFFICE}/stale", headers=HTMX)
    assert answer.status_code == 409
    assert answer.headers["hx-retarget"] == "#sheet"
    assert answer.headers["hx-reselect"] == ".card"
    assert len(BeautifulSoup(answer.text, "html.parser").select(".card")) == 1


@pytest.mark.parametrize("fault", ["not-found", "not-allowed", "bug"])
def test_one_that_it_does_not_swap_is_left_alone(client: TestClient, fault: str) -> None:
    assert "hx-retarget" not in client.get(f"{OFFICE}/{fault}", headers=HTMX).headers


def test_the_detail_is_text(client: TestClient) -> None:
    answer = client.get("/api/v1/things?limit=<b>", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"
    page = client.post("/o/kelley/things/1", files={"note": b"<b>"}, headers=SAME)
    assert page.status_code == 422
    assert "<b>" not in page.text


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/api/v1/things?limit=0", "must be at least 1"),
        ("/api/v1/things?limit=501", "must be at most 500"),
        ("/api/v1/things?limited=maybe", "must be true or false"),
        ("/api/v1/things?kind=c", "must be 'a' or 'b'"),
    ],
)
def test_a_limit_is_told_in_our_words(client: TestClient, path: str, message: str) -> None:
    (error,) = client.get(path).json()["errors"]
    assert error["message"] == message


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"name": "x", "parts": []}, "must hold at least 1"),
        ({"name": "x", "parts": ["1", "2", "3"]}, "must hold at most 2"),
        ({"name": "x", "parts": "1"}, "must be a list"),
    ],
)
def test_a_list_is_told_in_our_words(
    client: TestClient, sent: dict[str, object], message: str
) -> None:
    answer = client.post("/api/v1/things", json=sent)
    assert answer.json()["errors"] == [{"field": "parts", "message": message}]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/x-www-form-urlencoded"}],
)
def test_json_that_is_sent_as_something_else_is_told_which_header_it_lacks(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.post("/api/v1/things", content=b'{"name": "x"}', headers=headers)
    assert answer.status_code == answer.json()["status"] == 415
    assert "Content-Type: application/json" in answer.json()["detail"]


@pytest.mark.parametrize("sent", [b"[]", b'"text"', b"1"])
def test_json_that_is_no_object_is_told_as_such(client: TestClient, sent: bytes) -> None:
    answer = client.post(
        "/api/v1/things", content=sent, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": "body", "message": "must be an object"}]


def test_a_question_ends_as_one(client: TestClient) -> None:
    detail = client.get("/api/v1/fails/question").json()["detail"]
    assert detail == "step is needed: which step is skipped?"


@pytest.mark.parametrize("fault", ["stale", "bad-input"])
def test_what_is_said_in_the_dialog_can_be_put_away_where_one_is(
    client: TestClient, fault: str
) -> None:
    answer = client.get(f"{OFFICE}/{fault}", headers=HTMX)
    card = BeautifulSoup(answer.text, "html.parser").select_one(".card")
    assert card is not None
    assert card.select_one("button[data-close]") is not None
    assert card.select_one("a") is None


def test_who_only_looked_is_not_told_that_nothing_was_changed(client: TestClient) -> None:
    assert "Nothing was changed" not in client.get(f"{OFFICE}/bad-input").text
    assert "Nothing was changed" not in client.get("/api/v1/fails/bad-input").text
    assert "Nothing was changed: " in client.post("/api/v1/things", json={"other": 1}).text
