"""What browsers are told with every answer."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from fastapi.testclient import TestClient

from app.web.templating import static_url
from tests.web.conftest import Serve

EVERYWHERE = [
    ("GET", "/o/kelley/things/1", 200),
    ("GET", "/api/v1/things", 200),
    ("GET", "/static/regards.css", 200),
    ("GET", "/nowhere", 404),
    ("GET", "/o/kelley/fails/bug", 500),
    ("GET", "/o/kelley/fails/not-signed-in", 303),
    ("GET", "/api/v1/things?limit=x", 422),
    ("GET", "/a%00b", 400),
    ("POST", "/login", 403),
    ("GET", "/metrics", 200),
]


def policy_of(answer: object) -> dict[str, list[str]]:
    (policy,) = answer.headers.get_list("content-security-policy")  # type: ignore[attr-defined]
    return {name: sources for name, *sources in (part.split() for part in policy.split("; "))}


@pytest.mark.parametrize(("method", "path", "status"), EVERYWHERE)
def test_every_answer_carries_them(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert policy_of(answer)["default-src"] == ["'none'"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in answer.headers["permissions-policy"]
    assert "x-request-id" in answer.headers


def test_too_much_carries_them_too(serve: Serve) -> None:
    answer = serve(max_body_bytes=1_000).post("/api/v1/things", content=b"x" * 1_001)
    assert answer.status_code == 413
    assert policy_of(answer)["default-src"] == ["'none'"]
    assert "x-request-id" in answer.headers


def test_pages_run_nothing_but_what_is_ours(serve: Serve) -> None:
    policy = policy_of(serve(htmx_from_app=True).get("/o/kelley/things/1"))
    assert policy == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }


def test_of_the_cdn_they_run_the_one_file(serve: Serve) -> None:
    from app.web.templating import environment

    answer = serve(htmx_from_app=False).get("/o/kelley/things/1")
    source = environment().globals["htmx_src"]
    assert policy_of(answer)["script-src"] == ["'self'", source]
    assert str(source).startswith("https://")


def test_signed_in_pages_and_answers_are_not_kept(client: TestClient) -> None:
    for path in ("/o/kelley/things/1", "/api/v1/things", "/nowhere", "/o/kelley/fails/bug"):
        assert client.get(path).headers.get_list("cache-control") == ["no-store"]


@pytest.mark.parametrize("below", ["join", "login/password", "unsubscribe"])
def test_an_address_that_is_a_secret_is_told_to_nobody(service: TestClient, below: str) -> None:
    """Whatever it answers."""
    answer = service.get(f"/{below}/nothing")
    assert answer.status_code == 404
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert answer.headers["cache-control"] == "no-store"


def test_a_route_may_say_otherwise(client: TestClient) -> None:
    answer = client.get("/own-headers")
    assert answer.headers.get_list("referrer-policy") == ["no-referrer"]
    assert answer.headers.get_list("cache-control") == ["private"]


def test_files_are_kept_for_good_under_their_own_version_only(client: TestClient) -> None:
    address = static_url("regards.css")
    found = client.get(address)
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = client.get(address, headers={"If-None-Match": found.headers["etag"]})
    assert (again.status_code, again.headers["cache-control"]) == (
        304,
        "public, max-age=31536000, immutable",
    )
    for other in ("/static/regards.css", "/static/regards.css?v=0", f"{address}&x"):
        assert client.get(other).headers["cache-control"] == "no-cache"
    missing = client.get("/static/missing.css?v=1")
    assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")


def test_https_is_for_good_where_the_service_has_it(serve: Serve) -> None:
    assert "strict-transport-security" not in serve().get("/api/v1/things").headers
    secure = serve(base_url="https://regards.example.edu").get("/api/v1/things")
    assert secure.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_pages_obey_their_policy(service: TestClient) -> None:
    for path in ("/login", "/nowhere", "/api/v1/docs"):
        answer = service.get(path)
        scripts = policy_of(answer)["script-src"]
        styles = policy_of(answer)["style-src"]
        page = BeautifulSoup(answer.text, "html.parser")
        assert not page.select("[style], style")
        assert not re.search(r"\son\w+=", answer.text)
        for script in page.select("script"):
            assert not script.text
            assert script["src"] in scripts or str(script["src"]).startswith("/static/")
        for link in page.select("link[rel=stylesheet]"):
            assert link["href"] in styles or str(link["href"]).startswith("/static/")


def test_htmx_asks_this_site_alone_and_takes_nothing_else_in() -> None:
    """Wherever a page loads it; to evaluate anything is what the policy forbids."""
    from app.web.templating import ROOT

    loading = [
        BeautifulSoup(file.read_text(), "html.parser")
        for file in (ROOT / "templates").rglob("*.html")
        if "htmx_src" in file.read_text()
    ]
    assert len(loading) == 2
    for page in loading:
        (meta,) = page.select("meta[name=htmx-config]")
        config = json.loads(str(meta["content"]))
        assert (config["mode"], config["extensions"]) == ("same-origin", "none")


def test_the_docs_read_the_description_without_a_script_in_the_page(service: TestClient) -> None:
    answer = service.get("/api/v1/docs")
    assert answer.status_code == 200
    policy = policy_of(answer)
    assert not any("unsafe" in source for sources in policy.values() for source in sources)
    assert not any(source.endswith((".net", ".net/")) for source in policy["script-src"])
    page = BeautifulSoup(answer.text, "html.parser")
    foreign = page.select('[src^="https:"], link[href^="https:"]')
    assert len(foreign) == 2
    assert all(str(part["integrity"]).startswith("sha384-") for part in foreign)
    description = page.select_one("#api")
    assert description is not None
    assert service.get(str(description["data-description"])).json()["info"]["title"] == "Regards"


def test_only_the_docs_have_a_policy_of_their_own(service: TestClient) -> None:
    usual = policy_of(service.get("/login"))
    assert policy_of(service.get("/api/v1/openapi.json")) == usual
    assert policy_of(service.get("/api/v1/docs/")) == usual
    assert policy_of(service.get("/api/v1/docs")) != usual
