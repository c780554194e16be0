"""PostgreSQL's statements prepared by us, run by libpq itself.

A cursor of psycopg does a lot more than that, in Python: it takes five times as long. Its own
statements it then must not prepare, since it drops all that are prepared with each rollback.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import count
from select import POLLIN, POLLOUT, poll
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format

MOST_KNOWN = 200  # statements prepared on one connection; each takes memory of the server

WORKED = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
# The statement was dropped, or a migration changed what its columns are.
OUTDATED = (psycopg.errors.InvalidSqlStatementName, psycopg.errors.FeatureNotSupported)

Asked = tuple[str, Sequence[bytes | None]]  # parameters by number, as text


class Wire:
    def __init__(self, connection: Any):
        self._pg, self._loaders = connection.pgconn, Transformer(connection)
        self._numbers = count()
        self._known: OrderedDict[str, bytes] = OrderedDict()  # the name that it is prepared by
        self._is_outdated = False
        self._poll = poll()

    def run(self, text: str) -> None:
        """Without parameters or rows; several are parted by semicolons."""
        self._checked(self._pg.exec_(text.encode()))

    def rows(self, text: str, values: Sequence[bytes | None]) -> list[Any]:
        name = self._prepared(text)
        return self._loaded(
            self._checked(self._pg.exec_prepared(name, values, None, Format.BINARY))
        )

    def rows_of_each(self, asked: Sequence[Asked]) -> list[list[Any]]:
        """In one round trip; each sees what those before it did, and what they waited for."""
        names = [self._prepared(text) for text, _ in asked]
        self._pg.enter_pipeline_mode()
        for name, (_, values) in zip(names, asked, strict=True):
            self._pg.send_query_prepared(name, values, None, Format.BINARY)
        self._pg.pipeline_sync()
        while self._pg.flush():
            self._await(POLLIN | POLLOUT)  # the server may have to be heard before it hears on
        results = []
        for _ in names:
            results.append(self._received())
            self._next()  # None: that was all of this statement
        self._received()  # that the server is done with all of them
        self._pg.exit_pipeline_mode()
        for result in results:  # the first that failed says why; those after it were left out
            self._checked(result)
        return [self._loaded(result) for result in results]

    def _prepared(self, text: str) -> bytes:
        name = self._known.get(text)
        if name is not None:
            self._known.move_to_end(text)
            return name
        if self._is_outdated:
            self.run("DEALLOCATE ALL")
            self._is_outdated = False
        name = f"ours_{next(self._numbers)}".encode()
        self._checked(self._pg.prepare(name, text.encode()))
        self._known[text] = name
        if len(self._known) > MOST_KNOWN:
            _, oldest = self._known.popitem(last=False)
            self.run(f"DEALLOCATE {oldest.decode()}")
        return name

    def _loaded(self, result: Any) -> list[Any]:
        self._loaders.set_pgresult(result)
        found = self._loaders.load_rows(0, result.ntuples, tuple)
        self._loaders.set_pgresult(None)  # which else stays in memory until the next one
        return found

    def _received(self) -> Any:
        result = self._next()
        if result is None:
            raise psycopg.OperationalError(self._pg.get_error_message())
        return result

    def _next(self) -> Any:
        """What libpq gives at once: where it had to wait, no other thread could run meanwhile."""
        while self._pg.is_busy():
            self._await(POLLIN)
        return self._pg.get_result()

    def _await(self, events: int) -> None:
        self._poll.register(self._pg.socket, events)
        self._poll.poll()
        self._pg.consume_input()

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


def array_as_text(values: Sequence[UUID | str | int]) -> bytes:
    """Each in quotes: what stands in a text is never a bracket, a comma or NULL."""
    texts = [one.hex if isinstance(one, UUID) else escaped(str(one)) for one in values]
    quoted = ",".join(f'"{text}"' for text in texts)
    return text_as_text(f"{{{quoted}}}")


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
    list: array_as_text,
}
