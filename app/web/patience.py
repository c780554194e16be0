"""Whoever is slow to say what they ask for is let go: nobody keeps others out by saying nothing.

The server itself waits for ever for a request that was begun, or was never begun.
"""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Patience(HttpToolsProtocol):
    """As long as for the next request: to begin and end the headers, then for each piece."""

    waiting: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.wait()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self.waiting is None:
            self.wait()

    def on_body(self, body: bytes) -> None:
        self.wait()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.end_waiting()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self.end_waiting()
        super().connection_lost(exc)

    def wait(self) -> None:
        self.end_waiting()
        self.waiting = self.loop.call_later(self.timeout_keep_alive, self.let_go)

    def end_waiting(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None

    def let_go(self) -> None:
        if self.flow.read_paused:  # what came is more than was worked on: the other one waits
            self.wait()
        elif not self.transport.is_closing():
            self.transport.close()
