"""What changes something proves that it comes from a page of ours."""

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import Serve

FORM = "/o/kelley/things/1"
COOKIE = {"Cookie": "regards=x"}


@pytest.mark.parametrize(
    "proof",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Origin": "http://testserver"},
        {"Origin": "http://TESTSERVER:80"},
        {"Origin": "https://regards.example.edu"},
        {"Origin": "https://regards.example.edu:443"},
    ],
)
@pytest.mark.parametrize("path", [FORM, "/login"])
def test_a_page_of_ours_gets_through(serve: Serve, proof: dict[str, str], path: str) -> None:
    client = serve(base_url="https://regards.example.edu")
    assert client.post(path, headers=COOKIE | proof).status_code == 200


@pytest.mark.parametrize(
    "proof",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": ""},
        {"Sec-Fetch-Site": "same-origin, cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:8080"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "http://testserver@elsewhere.example"},
        {"Origin": "http://[testserver"},
        {"Origin": "http://testserver:port"},
        {"Origin": "testserver"},
        {"Referer": "http://testserver/o/kelley/things/1"},
    ],
)
@pytest.mark.parametrize("path", [FORM, "/login"])
def test_another_site_does_not(serve: Serve, proof: dict[str, str], path: str) -> None:
    client = serve(base_url="https://regards.example.edu")
    answer = client.post(path, headers=COOKIE | proof)
    assert answer.status_code == 403
    assert "This did not come from a page of this site" in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_a_proof_that_contradicts_itself_is_none(client: TestClient) -> None:
    twice = [("Cookie", "a=b"), ("Origin", "http://testserver"), ("Origin", "http://other.example")]
    assert client.post(FORM, headers=twice).status_code == 403
    sites = [("Cookie", "a=b"), ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Site", "none")]
    assert client.post(FORM, headers=sites).status_code == 403


def test_signing_in_is_checked_without_a_cookie_too(client: TestClient) -> None:
    assert client.post("/login").status_code == 403
    assert client.post("/login", headers={"Origin": "http://other.example"}).status_code == 403
    assert client.post("/login", headers={"Origin": "http://testserver"}).status_code == 200
    assert client.post("/login/anything", data={}).status_code == 403


@pytest.mark.parametrize("path", ["/join/rgi_1", "/logout"])
def test_what_gives_or_takes_the_cookie_is_checked_without_one_too(
    client: TestClient, path: str
) -> None:
    """A browser leaves the cookie out of another site's form, and still takes the answer's."""
    assert client.post(path).status_code == 403
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(path, headers={"Origin": "http://testserver"}).status_code == 200


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "MADE-UP"])
def test_every_method_that_may_change_something_is_checked(client: TestClient, method: str) -> None:
    assert client.request(method, FORM, headers=COOKIE).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_reading_needs_no_proof(client: TestClient, method: str) -> None:
    answer = client.request(method, FORM, headers=COOKIE | {"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code != 403


def test_a_program_with_a_token_and_no_cookie_needs_none(client: TestClient) -> None:
    bearer = {"Authorization": "Bearer x"}
    assert client.post("/api/v1/things", json={"name": "x"}, headers=bearer).status_code == 200
    answer = client.post("/api/v1/things", json={"name": "x"}, headers=bearer | COOKIE)
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert "no cookie" in answer.json()["detail"]


def test_what_carries_nothing_can_misuse_nothing(client: TestClient) -> None:
    assert client.post("/unsubscribe").status_code == 200
