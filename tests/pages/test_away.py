"""What is answered where somebody else writes for too long."""

import sqlite3
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.db import engine
from tests.conftest import on_sqlite
from tests.pages.conftest import Person

FORM = {"name": "Łukasz Wójcik", "email": "lukasz@example.edu"}


@on_sqlite
def test_whoever_waits_too_long_to_write_is_asked_to_come_back(
    app: FastAPI, dana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = app.state.database
    monkeypatch.setattr(engine, "MS_TO_WAIT", 50)
    database.dispose()  # connections are told when they are made
    writer = sqlite3.connect(Path(database.engine.url.database), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    refused = dana.sends("clients/new", FORM)
    assert (refused.status, refused.headers.get("retry-after")) == (503, "15"), refused.text
    assert "Not available just now" in refused.text
    writer.execute("ROLLBACK")
    writer.close()
    database.dispose()
    assert dana.sends("clients/new", FORM).status == 303
