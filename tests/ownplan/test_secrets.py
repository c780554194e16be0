"""No secret made in a whole run is found where it could be read afterwards."""

import logging
import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.tokens import token_from
from app.db.engine import Database
from app.db.tables import OFFICE_TABLES, metadata
from app.links.actions import CALENDAR_PREFIX, COOKIE_PREFIX
from tests.ownplan.conftest import Holder
from tests.pages.conftest import SITE, Person, browser
from tests.pages.file_of import file_of


def everything_stored(database: Database, office: Access) -> str:
    with database.transaction(office.office_id, write=False) as session:
        tables = [metadata.tables[name] for name in OFFICE_TABLES]
        return repr(
            [
                session.execute(select(table).where(table.c.office_id == office.office_id)).all()
                for table in tables
            ]
        )


def a_whole_run(app: FastAPI, maya: Holder, dana: Person) -> None:
    """Opening, doing, being refused, revoking: with the secret in every place it can stand."""
    page = file_of(dana).page
    for path in (maya.secret, maya.secret.upper(), maya.secret[:70], f"{maya.secret}/plan.ics"):
        browser(app).get(f"/p/{path}", params={"done": maya.secret})
    browser(app).get(maya.sees().soup.select_one("[data-copy]")["data-copy"])
    maya.sends(f"{maya.grace}/touches", kind="connected", note="Hello")
    maya.sends(maya.secret, kind=maya.secret)
    maya.sees("plan", done=maya.secret)
    dana.sends(f"share-links/{maya.base.removeprefix('/p/')}/renew")
    dana.sends(f"share-links/{maya.base.removeprefix('/p/')}/revoke")
    maya.sends("message", text="Hello")
    dana.sees(f"{page}/history")
    dana.sees("today")


def test_neither_logs_metrics_audit_nor_errors_hold_a_secret(
    app: FastAPI,
    maya: Holder,
    dana: Person,
    database: Database,
    office: Access,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_whole_run(app, maya, dana)

    def fails(*_: object) -> None:
        raise RuntimeError(f"cannot open {maya.secret}")

    fallen = Holder(browser(app), made_again(dana))
    monkeypatch.setattr("app.ownplan.pages.open_own_page", fails)
    http = TestClient(app, base_url=SITE, raise_server_exceptions=False)
    http.cookies = fallen.http.cookies
    failed = http.get(f"{fallen.base}/plan")
    assert failed.status_code == 500
    logging.getLogger("uvicorn.error").warning("GET /p/%s", maya.secret)
    told = capfd.readouterr()
    metrics = browser(app).get("/metrics").text
    assert '"route": "/p/{token}' in told.err  # it is the log that was read
    assert 'route="/p/{link}/plan"' in metrics
    secrets = [maya.secret, fallen.secret]
    cookies = [token_from(COOKIE_PREFIX, secret)[0] for secret in secrets]
    secrets += cookies + [token_from(CALENDAR_PREFIX, cookie)[0] for cookie in cookies]
    said = (told.out + told.err, metrics, failed.text, everything_stored(database, office))
    for secret in secrets:
        needle = secret[37:101]  # the random part, without which nothing opens
        assert [text[:80] for text in said if needle in text.lower()] == []


def made_again(dana: Person) -> str:
    made = dana.sends(f"{file_of(dana).page}/links", {"can_update": "yes"})
    found = re.search(r"rgl_[0-9a-f_]+", made.words_of("#secret"))
    assert found is not None
    return found[0]
