"""A file that is sent while it is made. Whatever becomes of its reader, nothing is left behind."""

from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, suppress
from typing import TypeAlias

import anyio
from anyio.to_thread import run_sync
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session
from starlette.types import Message, Receive, Scope, Send

from app import clock
from app.accounts.access import Access
from app.audit.at_once import a_place
from app.db.engine import Database
from app.exports.actions import Asked, begin_export
from app.exports.files import MEDIA_TYPES, pieces

Opening: TypeAlias = Iterator[tuple[Session, Access, Asked]]
SECONDS_TO_TAKE = 60  # a reader who takes no piece for so long has gone


class Download(StreamingResponse):
    def __init__(self, made: Generator[bytes, None, None], held: ExitStack, asked: Asked):
        self._made, self._held = made, held
        super().__init__(
            made,
            media_type=MEDIA_TYPES[asked.format],
            headers={
                "Content-Disposition": f'attachment; filename="{asked.file_name}"',
                "Cache-Control": "no-store",
            },
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            with anyio.fail_after(SECONDS_TO_TAKE):
                await send(message)

        try:
            with suppress(TimeoutError):  # the server closes what was not finished
                await super().__call__(scope, receive, send_in_time)
        finally:
            with anyio.CancelScope(shield=True):
                await run_sync(self._end)

    def _end(self) -> None:
        with self._held:
            self._made.close()


def download(
    database: Database, opened: AbstractContextManager[tuple[Session, Access, Asked]]
) -> Download:
    """Begins in one transaction, which has ended before the first piece is read."""
    with ExitStack() as held:
        with opened as (session, access, asked):
            held.enter_context(a_place())
            export = begin_export(session, access, asked, clock.now())
        return Download(pieces(database, access, export.id, asked), held.pop_all(), asked)
