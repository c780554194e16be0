"""What is killed.

The service as it is, but that claims lapse within seconds, a sheet of a few rows is work for the
worker, and messages may go to this machine.
"""

from datetime import timedelta
from multiprocessing.synchronize import Event
from socket import socket
from time import monotonic
from typing import Any

import uvicorn

from app import work
from app.errands import actions as errands
from app.errands.worker import run_until_signalled, this_process
from app.imports import stages
from app.mail import actions as mail
from app.main import create_app
from app.settings import Settings
from app.store import open_database
from app.web.logs import configure_logs
from app.webhooks import delivering
from app.webhooks.courier import Courier
from app.webhooks.posting import Answer, post

# The one worker does one thing after the other, so that nobody takes from it what is at work yet.
LAPSE = timedelta(seconds=2)
EVERY = 0.2  # seconds between two looks
KEY = "a key of the service, made up"


def settings_for(url: str, mail_url: str) -> Settings:
    return Settings(
        database_url=url, mail_url=mail_url, mail_from="office@regards.example.edu",
        secret_key=KEY, log_level="CRITICAL", _env_file=None,
    )  # fmt: skip


def post_here(url: str, headers: dict[str, str], body: bytes) -> Answer:
    return post(url, headers, body, reachable=lambda address: True)


class Telling(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config, is_up: Event, began_at: Any):
        super().__init__(config)
        self.is_up, self.began_at = is_up, began_at

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        begin(self.is_up, self.began_at)


def begin(is_up: Event, began_at: Any) -> None:
    began_at.value = monotonic()
    is_up.set()


def be(is_up: Event, began_at: Any, role: str, url: str, mail_url: str, port: int) -> None:
    """Serves, or works, until it is ended."""
    settings = settings_for(url, mail_url)
    for room in (errands, mail, delivering):
        room.CLAIM_LASTS = LAPSE  # type: ignore[attr-defined]
    stages.AT_ONCE = 0
    if role == "server":
        config = uvicorn.Config(create_app(settings), port=port, access_log=False, log_config=None)
        Telling(config, is_up, began_at).run()
        return
    configure_logs(settings)
    database, name = open_database(url), this_process()
    begin(is_up, began_at)
    run_until_signalled(
        database,
        handlers=work.HANDLERS,
        daily=work.DAILY,
        starting=work.STARTING,
        every=EVERY,
        alongside=(
            Courier(database, KEY, name, post_here).run_forever,
            work.postman(database, settings, name).run_forever,
        ),
    )
