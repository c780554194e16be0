"""Whatever is refused on a client's own pages is said in their language and leads to the plan."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from httpx2 import Response
from sqlalchemy.exc import OperationalError

from app.ownplan import pages
from tests.ownplan.conftest import Holder
from tests.ownplan.test_language import SPANISH, unbracketed
from tests.ownplan.test_language import bracketed as bracketed

Asked = Callable[[Holder], Response]
ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"}
AWAY = OperationalError("SELECT 1", {}, Exception("database is locked"))
REFUSED: dict[str, tuple[int, Asked]] = {
    "an address that cannot be read": (400, lambda maya: maya.http.get("/p/a%01b")),
    "a file where none is taken": (
        400,
        lambda maya: maya.http.post(f"{maya.base}/job", files={"employer": ("a.txt", b"3M")}),
    ),
    "from another site": (
        403,
        lambda maya: maya.http.post(f"{maya.base}/job", data={}, headers=ELSEWHERE),
    ),
    "somebody who is not there": (
        404,
        lambda maya: maya.http.get(f"{maya.base}/contacts/{uuid4()}/edit"),
    ),
    "another language": (
        404,
        lambda maya: maya.http.post(f"{maya.base}/language", data={"language": "xx"}),
    ),
    "a method": (405, lambda maya: maya.http.delete(f"{maya.base}/plan")),
    "too much": (413, lambda maya: maya.http.post(f"{maya.base}/job", content=b"a" * 2_000_001)),
    "no form": (415, lambda maya: maya.http.post(f"{maya.base}/job", json={"employer": "3M"})),
    "boxes of no page": (
        422,
        lambda maya: maya.http.post(f"{maya.base}/connections/noted", data={"pair": "x"}),
    ),
    "a file of another kind": (
        422,
        lambda maya: maya.http.post(f"{maya.base}/data", data={"format": "xml"}),
    ),
}


def breaks(error: Exception) -> Callable[..., Any]:
    @contextmanager
    def broken(*_args: object, **_more: object) -> Iterator[None]:
        raise error
        yield

    return broken


def page_of(answer: Response) -> BeautifulSoup:
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return BeautifulSoup(answer.text, "html.parser")


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_is_said_in_the_clients_language(maya: Holder, case: str) -> None:
    status, asked = REFUSED[case]
    maya.http.headers.update(SPANISH)
    answer = asked(maya)
    assert answer.status_code == status
    assert answer.headers["content-language"] == "es"
    assert page_of(answer).select_one("html")["lang"] == "es"  # type: ignore[index]


@pytest.mark.parametrize("case", REFUSED)
def test_no_word_of_a_refusal_goes_past_the_catalogues(
    bracketed: None, maya: Holder, case: str
) -> None:
    answer = REFUSED[case][1](maya)
    soup = page_of(answer)
    assert "⟦" in soup.text
    assert unbracketed(soup) == []


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_leads_to_the_plan_and_not_into_the_office(maya: Holder, case: str) -> None:
    soup = page_of(REFUSED[case][1](maya))
    leads = {link["href"] for link in soup.select("a")}
    assert leads <= {f"{maya.base}/plan"}
    assert leads or case == "an address that cannot be read" or case == "another language"


def test_a_service_that_is_away_or_breaks_says_so_in_the_language(
    bracketed: None, maya: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya.http._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    for error, status in ((AWAY, 503), (RuntimeError("bug"), 500)):
        monkeypatch.setattr(pages, "glance_at_plan", breaks(error))
        answer = maya.http.get(f"{maya.base}/plan")
        assert answer.status_code == status
        soup = page_of(answer)
        assert unbracketed(soup) == []
        assert "⟦" in soup.text


def test_what_is_wrong_with_a_form_is_said_in_the_language(bracketed: None, maya: Holder) -> None:
    for seen in (
        maya.fills("pause", until="", reason=""),
        maya.fills("job", started_on="soon"),
        maya.fills(f"{maya.grace}/touches", kind="skipped"),
        maya.fills(f"{maya.grace}/edit", name="", email="x", linkedin_url="x", phone="1" * 201),
    ):
        assert seen.status == 422
        assert unbracketed(seen.soup) == []
