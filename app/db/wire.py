"""PostgreSQL's statements prepared by us, run by libpq itself.

A cursor of psycopg does a lot more than that, in Python: it takes five times as long. Its own
statements it then must not prepare, since it drops all that are prepared with each rollback.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from itertools import count
from select import POLLIN, POLLOUT, poll
from threading import Lock
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.generators import pipeline_communicate
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.waiting import Ready

# One thread at a time: libpq lets others come first with each statement that it is given, and they
# would do the same to this one. Nobody waits for the server meanwhile.
SENDING = Lock()
MOST_KNOWN = 200  # statements prepared on one connection; each takes memory of the server

WORKED = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
# The statement was dropped, or a migration changed what its columns are.
OUTDATED = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.FeatureNotSupported)

Values = Sequence[bytes | None]  # by number, as text
Asked = tuple[str, Values | None]  # None: not to be prepared


class Wire:
    """What waits goes along with whatever comes next: each time that a thread waits for the
    server, others may keep it from going on."""

    def __init__(self, connection: Any):
        self._pg, self._loaders = connection.pgconn, Transformer(connection)
        self._numbers = count()
        self._known: OrderedDict[str, bytes] = OrderedDict()  # the name that it is prepared by
        self._is_outdated = False
        self._poll = poll()
        self._opening: list[Asked] = []
        self._later: list[Asked] = []
        self._owes_an_answer = False

    def begin(self, statements: Sequence[str]) -> None:
        """Raises `OperationalError` where the server has hung up, as far as that is known here."""
        self._hear_out()
        while self._is_ready(POLLIN):  # with a notice, or to say that it has hung up
            self._pg.consume_input()
        self._opening = [(text, None) for text in statements]

    def commit(self, *, wrote: bool) -> None:
        """Nobody waits for the end of what only read."""
        if self._opening and not self._later:
            self.forget()
        elif wrote:
            self.run("COMMIT")
        else:
            self.settle()
            self._pg.send_query(b"COMMIT")
            self._flush()
            self._owes_an_answer = True

    def later(self, asked: Iterable[Asked]) -> None:
        """What gives no rows. Where it fails, that is told by what it goes along with."""
        self._later.extend(asked)

    def ahead(self, text: str, values: Values | None = None) -> None:
        """One without rows, at which the server is while we do something else. Where it fails,
        that is told by whatever comes next."""
        self.settle()
        if values is None:
            self._pg.send_query(text.encode())
        else:
            self._pg.send_query_prepared(self._prepared(text), values, None, Format.BINARY)
        self._flush()
        self._owes_an_answer = True

    def settle(self) -> None:
        """Before somebody else speaks to the server."""
        self._hear_out()
        if self._opening or self._later:
            self._answers([])

    def forget(self) -> None:
        """What waits is not to be done."""
        self._opening, self._later = [], []

    def give_up(self) -> None:
        """Before a rollback, which waits for what the server is at."""
        self.forget()
        with suppress(psycopg.Error):
            self._hear_out()

    def run(self, text: str) -> None:
        """One without parameters or rows."""
        self._answers([(text, None)])

    def rows(self, text: str, values: Values) -> list[Any]:
        (result,) = self._answers([(text, values)])
        return self._loaded(result)

    def rows_of_each(self, asked: Sequence[Asked]) -> list[list[Any]]:
        """In one round trip; each sees what those before it did, and what they waited for."""
        return [self._loaded(result) for result in self._answers(asked)]

    def _answers(self, asked: Sequence[Asked]) -> list[Any]:
        """With all that waited, which is answered first."""
        self._hear_out()
        waited = [*self._opening, *self._later]
        if len(asked) == 1 and not waited:
            return [self._checked(self._answer(*asked[0]))]
        named = [(self._name_of(text, values), values) for text, values in (*waited, *asked)]
        self.forget()
        with SENDING:
            self._pg.enter_pipeline_mode()
            for name, values in named:
                if values is None:
                    self._pg.send_query_params(name, None, None, None, Format.BINARY)
                else:
                    self._pg.send_query_prepared(name, values, None, Format.BINARY)
            self._pg.pipeline_sync()
        self._flush()
        answers: list[list[Any]] = []
        while len(answers) <= len(named):  # the last: the server is done with all of them
            self._is_ready(POLLIN, None)
            answers += self._arrived()
        self._pg.exit_pipeline_mode()
        results = [result for (result,) in answers[:-1]]
        for result in results:  # the first that failed says why; those after it were left out
            self._checked(result)
        return results[len(waited) :]

    def _answer(self, text: str, values: Values | None) -> Any:
        if values is None:
            return self._pg.exec_(text.encode())
        return self._pg.exec_prepared(self._prepared(text), values, None, Format.BINARY)

    def _hear_out(self) -> None:
        if self._owes_an_answer:
            self._owes_an_answer = False
            for result in list(iter(self._next, None)):
                self._checked(result)

    def _name_of(self, text: str, values: Values | None) -> bytes:
        return text.encode() if values is None else self._prepared(text)

    def _prepared(self, text: str) -> bytes:
        name = self._known.get(text)
        if name is not None:
            self._known.move_to_end(text)
            return name
        if self._is_outdated:
            self._checked(self._pg.exec_(b"DEALLOCATE ALL"))
            self._is_outdated = False
        name = f"ours_{next(self._numbers)}".encode()
        self._checked(self._pg.prepare(name, text.encode()))
        self._known[text] = name
        if len(self._known) > MOST_KNOWN:
            _, oldest = self._known.popitem(last=False)
            self._checked(self._pg.exec_(b"DEALLOCATE " + oldest))
        return name

    def _loaded(self, result: Any) -> list[Any]:
        self._loaders.set_pgresult(result)
        found = self._loaders.load_rows(0, result.ntuples, tuple)
        self._loaders.set_pgresult(None)  # which else stays in memory until the next one
        return found

    def _arrived(self) -> list[list[Any]]:
        """All that is there of a pipeline. Between two that are asked for one by one, libpq lets
        other threads come first."""
        hearing = pipeline_communicate(self._pg, deque())
        next(hearing)
        try:
            hearing.send(Ready.RW)
        except StopIteration as heard:
            found: list[list[Any]] = heard.value
            return found
        raise AssertionError("there is nothing to send that it could wait for")

    def _next(self) -> Any:
        """What libpq gives at once: where it had to wait, no other thread could run meanwhile."""
        while self._pg.is_busy():
            self._await(POLLIN)
        return self._pg.get_result()

    def _flush(self) -> None:
        while self._pg.flush():
            self._await(POLLIN | POLLOUT)  # the server may have to be heard before it hears on

    def _await(self, events: int) -> None:
        self._is_ready(events, None)
        self._pg.consume_input()

    def _is_ready(self, events: int, ms_to_wait: int | None = 0) -> bool:
        self._poll.register(self._pg.socket, events)
        return bool(self._poll.poll(ms_to_wait))

    def _checked(self, result: Any) -> Any:
        if result.status in WORKED:
            return result
        if self._pg.status == ConnStatus.BAD:
            raise psycopg.OperationalError(self._pg.get_error_message())
        error = error_from_result(result)
        if isinstance(error, OUTDATED):  # and so is the transaction; all begins anew after it
            self._known.clear()
            self._is_outdated = True
        raise error


WIRES: WeakKeyDictionary[Any, Wire] = WeakKeyDictionary()


def wire_of(connection: Any) -> Wire:
    wire = WIRES.get(connection)
    if wire is None:
        wire = WIRES[connection] = Wire(connection)
    return wire


def as_text(value: Any) -> bytes | None:
    """As the server reads a parameter; its type follows from the statement."""
    write = WRITTEN.get(value.__class__)
    if write is not None:
        return write(value)
    if isinstance(value, str):  # an enumeration's
        return text_as_text(value)
    raise TypeError(f"{type(value).__name__} is nothing that a column holds")


def text_as_text(value: str) -> bytes:
    if "\0" in value:
        raise psycopg.DataError("PostgreSQL keeps no NUL in a text")
    return str.encode(value)


def as_array(values: Sequence[Any]) -> bytes:
    """Each in quotes: what stands in a text is never a bracket, a comma or NULL."""
    if set(map(type, values)) == {UUID}:
        return f"{{{','.join([value.hex for value in values])}}}".encode()
    known = {value: as_element(value) for value in set(values)}
    return f"{{{','.join([known[value] for value in values])}}}".encode()


def as_element(value: Any) -> str:
    given = as_text(value)
    return "NULL" if given is None else f'"{escaped(given.decode())}"'


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


WRITTEN: dict[type, Callable[[Any], bytes | None]] = {
    type(None): lambda _: None,
    str: text_as_text,
    UUID: lambda value: value.hex.encode(),
    date: lambda value: value.isoformat().encode(),
    datetime: lambda value: value.isoformat().encode(),
    bool: lambda value: b"t" if value else b"f",
    int: lambda value: b"%d" % value,
    float: lambda value: repr(value).encode(),
    list: as_array,
}
