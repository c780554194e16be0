"""What is asked of all offices at once, by whoever works for all of them.

On PostgreSQL each question is a function of the tables' owner, made by a migration: the walls show
the service one office at a time, and these tell ids and counts alone, nothing that is an office's.
On SQLite the same text is asked directly. A test compares the functions with what stands here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Text, Uuid, bindparam, column, text
from sqlalchemy.orm import Session

from app.db.base import Instant

TYPES: dict[str, Any] = {
    "uuid": Uuid(), "text": Text(), "bigint": BigInteger(), "timestamptz": Instant(),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """Each `asked_…` in the text is one of what it takes."""

    name: str
    takes: dict[str, str]
    gives: dict[str, str]
    sql: str

    def function(self, schema: str) -> str:
        """Finds its tables in one schema alone, so that nobody can put others before them."""
        takes = ", ".join(f"{name} {kind}" for name, kind in self.takes.items())
        gives = ", ".join(f"{name} {kind}" for name, kind in self.gives.items())
        return (
            f"CREATE FUNCTION {self.name}({takes}) RETURNS TABLE ({gives})"
            " LANGUAGE sql STABLE SECURITY DEFINER"
            f' SET search_path = "{schema}", pg_temp AS $${self.sql}$$'
        )

    def ask(self, session: Session, **asked: Any) -> Sequence[Any]:
        if session.get_bind().dialect.name == "postgresql":
            names = ", ".join(f":{name}" for name in self.takes)
            statement = text(f"SELECT * FROM {self.name}({names})")
        else:
            statement = text(re.sub(r"\basked_\w+", r":\g<0>", self.sql))
        typed = statement.bindparams(
            *(bindparam(name, type_=TYPES[kind]) for name, kind in self.takes.items())
        ).columns(*(column(name, TYPES[kind]) for name, kind in self.gives.items()))
        return session.execute(typed, asked).all()


OFFICES = {"office_id": "uuid"}

WITH_ERRANDS = Question(
    "offices_with_errands",
    {"asked_at": "timestamptz"},
    OFFICES,
    """
    SELECT id FROM offices WHERE id IN (
      SELECT office_id FROM errands
      WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= asked_at
        AND (claimed_until IS NULL OR claimed_until <= asked_at))
    """,
)
WITH_UNFINISHED = Question(
    "offices_with_unfinished",
    {"asked_kind": "text"},
    OFFICES,
    """
    SELECT id FROM offices WHERE id IN (
      SELECT office_id FROM errands
      WHERE done_at IS NULL AND failed_at IS NULL AND kind = asked_kind
      UNION ALL
      SELECT office_id FROM errands WHERE failed_at IS NOT NULL AND kind = asked_kind)
    """,
)
NOT_ASKED_FOR = Question(
    "offices_not_asked_for",
    {"asked_key": "text"},
    OFFICES,
    """
    SELECT id FROM offices WHERE NOT EXISTS (
      SELECT 1 FROM errands
      WHERE errands.office_id = offices.id AND errands.once_key = asked_key)
    """,
)
# Its address was refused for good: it waits until somebody says that letters arrive there again.
IS_HELD = """EXISTS (SELECT 1 FROM bounces
      WHERE bounces.office_id = letters.office_id AND bounces.email = letters.to_email)"""
IS_OVER = "coalesce(good_until <= asked_at, false)"
WITH_LETTERS = Question(
    "offices_with_letters",
    {"asked_at": "timestamptz"},
    OFFICES,
    f"""
    SELECT id FROM offices WHERE id IN (
      SELECT office_id FROM letters
      WHERE sent_at IS NULL AND given_up_at IS NULL AND next_at <= asked_at
        AND (claimed_until IS NULL OR claimed_until <= asked_at) AND NOT {IS_HELD})
    """,
)
WITH_WEBHOOKS = Question(
    "offices_with_webhooks",
    {},
    OFFICES,
    "SELECT id FROM offices WHERE id IN (SELECT office_id FROM webhooks WHERE stopped_at IS NULL)",
)


def waiting(
    table: str,
    moment: str,
    ended: str,
    given_up: str,
    *,
    but: str = "false",
    over: str = "false",
) -> str:
    """Of each kind: what is due, in somebody's hands, given up, and since when the first is due;
    of what was given up, not what is over and can be done no more."""
    is_held = "claimed_until > asked_at"
    return f"""
    SELECT '{table}', kind,
      sum(CASE WHEN {is_held} THEN 0 ELSE 1 END), sum(CASE WHEN {is_held} THEN 1 ELSE 0 END), 0,
      min(CASE WHEN {is_held} THEN NULL ELSE {moment} END)
    FROM {table} WHERE {ended} IS NULL AND {given_up} IS NULL AND {moment} <= asked_at AND NOT {but}
    GROUP BY kind
    UNION ALL
    SELECT '{table}', kind, 0, 0, count(*), NULL
    FROM {table} WHERE {given_up} IS NOT NULL AND NOT {over} GROUP BY kind"""


WHAT_WAITS = Question(
    "what_waits",
    {"asked_at": "timestamptz"},
    {
        "queue": "text",
        "kind": "text",
        "due": "bigint",
        "at_work": "bigint",
        "given_up": "bigint",
        "oldest": "timestamptz",
    },
    " UNION ALL ".join(
        (
            waiting("errands", "run_at", "done_at", "failed_at"),
            waiting("letters", "next_at", "sent_at", "given_up_at", but=IS_HELD, over=IS_OVER),
            waiting("webhook_deliveries", "next_at", "delivered_at", "given_up_at"),
        )
    ),
)

QUESTIONS = (
    WITH_ERRANDS, WITH_UNFINISHED, NOT_ASKED_FOR, WITH_LETTERS, WITH_WEBHOOKS, WHAT_WAITS,
)  # fmt: skip


def make_functions(connection: Connection) -> None:
    """For migrations: each as it stands here now."""
    if connection.dialect.name == "postgresql":
        schema = connection.scalar(text("SELECT current_schema()"))
        # What is asked of a table that a later migration makes is looked at only when it is asked.
        connection.execute(text("SET LOCAL check_function_bodies = off"))
        drop_functions(connection)
        for question in QUESTIONS:
            connection.exec_driver_sql(question.function(schema))


def drop_functions(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        for question in QUESTIONS:
            takes = ", ".join(question.takes.values())
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {question.name}({takes})")
