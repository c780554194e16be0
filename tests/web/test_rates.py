"""How much one token may ask, and what it is told of that."""

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.middleware import Middleware

from app.faults import NotSignedIn
from app.web.rates import RateLimits
from app.web.refusals import answer_faults

MOST = 3
GOOD = {"Authorization": "Bearer good"}


@pytest.fixture
def later() -> list[float]:
    return [1_000.0]


@pytest.fixture
def http(later: list[float]) -> TestClient:
    app = FastAPI(middleware=[Middleware(RateLimits, most=MOST, now=lambda: later[0])])
    answer_faults(app)

    @app.get("/api/v1/things")
    def things(request: Request) -> list[str]:
        if request.headers["authorization"].startswith("Bearer bad"):
            raise NotSignedIn
        request.state.believe()
        return []

    @app.get("/o/kelley")
    def page() -> str:
        return ""

    return TestClient(app)


def test_each_answer_tells_what_is_left(http: TestClient, later: list[float]) -> None:
    for left, seconds in ((2, 60), (1, 50), (0, 40)):
        answer = http.get("/api/v1/things", headers=GOOD)
        assert answer.status_code == 200
        assert answer.headers["ratelimit-policy"] == '"minute";q=3;w=60'
        assert answer.headers["ratelimit"] == f'"minute";r={left};t={seconds}'
        later[0] += 10


def test_too_much_is_told_until_when(http: TestClient, later: list[float]) -> None:
    for _ in range(MOST):
        assert http.get("/api/v1/things", headers=GOOD).status_code == 200
    later[0] += 17.5
    refused = http.get("/api/v1/things", headers=GOOD)
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "43"
    assert refused.headers["ratelimit"] == '"minute";r=0;t=43'
    assert "Try again in 43 seconds." in refused.json()["detail"]
    other = {"Authorization": "Bearer good as well"}
    assert http.get("/api/v1/things", headers=other).status_code == 200
    later[0] += 43
    again = http.get("/api/v1/things", headers=GOOD)
    assert again.status_code == 200
    assert again.headers["ratelimit"] == '"minute";r=2;t=60'


def test_only_a_token_that_was_good_is_counted(http: TestClient) -> None:
    for n in range(MOST * 2):
        answer = http.get("/api/v1/things", headers={"Authorization": "Bearer bad"})
        assert answer.status_code == 401
        assert "ratelimit" not in answer.headers
        assert http.get(f"/api/v1/nowhere{n}", headers=GOOD).status_code == 404
    assert http.get("/o/kelley", headers=GOOD).status_code == 200
    assert "ratelimit" not in http.get("/o/kelley", headers=GOOD).headers
    assert counted(http) == 0


@pytest.mark.parametrize("written", ["bearer good", "BEARER good", "Bearer   good", "Bearer good "])
def test_a_token_is_the_same_however_its_header_is_written(http: TestClient, written: str) -> None:
    for _ in range(MOST):
        assert http.get("/api/v1/things", headers=GOOD).status_code == 200
    again = http.get("/api/v1/things", headers={"Authorization": written})
    assert again.status_code == 429
    assert counted(http) == 1


def counted(http: TestClient) -> int:
    inner = http.app.middleware_stack  # type: ignore[attr-defined]
    while not isinstance(inner, RateLimits):
        inner = inner.app
    return len(inner.minutes)
