"""What was done in the office and is of no client, as sentences for its admins."""

import ast
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.event import listen

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.actions import record
from app.audit.queries import Wanted, entries_of_office
from app.bulk.deeds import DEED_NAMED
from app.casefile.history_words import SAYINGS as OF_CLIENTS
from app.clock import in_zone
from app.cycle.policy import Policy
from app.db.base import new_id
from app.db.engine import Database
from app.drafts.message_view import NAMES
from app.office.forms import OfficeChanges
from app.office.history import ENTRIES
from app.office.history_words import (
    KIND_OF,
    KINDS,
    MANY,
    MESSAGES,
    OF_NOBODY,
    OFFICE,
    SAYINGS,
    WEBHOOK,
)
from app.office.words import OfficeKind
from app.webhooks.forms import WebhookChanges
from tests.api.conftest import Speak
from tests.api.test_api import MAYA, made
from tests.cast import AT
from tests.conftest import on_sqlite
from tests.pages.conftest import Person, SignIn
from tests.pages.seen import Seen

APP = Path(__file__).parent.parent.parent / "app"
RECORDING = {"record", "entry_of", "record_bulk", "tell"}
# What is told of a client who is not there any more, so that nobody reads their history.
GONE = {"client.import_undone"}
LOOKS = {"client.viewed", "people.listed"}
# Actions whose names are put together, by the file.
PUT_TOGETHER = {
    "mail/subscribing.py": {
        f"{kind}.{what}" for kind in ("digest", "reminder") for what in ("asked_for", "ended")
    },
    "sign_in/resets.py": {"password.forgotten", "password.set"},
    "links/news.py": {"news.message", "news.pause", "news.accepted", "news.undone"},
}


def test_every_action_that_code_records_has_words() -> None:
    of_nobody, of_clients = actions_in_code()
    assert len(of_nobody) > 35
    assert len(of_clients) > 30
    assert of_nobody - set(KIND_OF) == set()
    assert of_clients - set(OF_CLIENTS) - set(KIND_OF) - GONE == set()
    assert set(KIND_OF) - of_nobody - of_clients == set()


def actions_in_code() -> tuple[set[str], set[str]]:
    """Of no client, which name none; and of clients."""
    of_nobody: set[str] = set()
    of_clients: set[str] = set()
    for path in sorted(APP.rglob("*.py")):
        name = str(path.relative_to(APP))
        if name.startswith("demo/") or name == "audit/actions.py":
            continue
        tree = ast.parse(path.read_text())
        for call, function in calls_in(tree):
            about_client = any(one.arg == "client_id" for one in call.keywords)
            found = named_by(call.args[2 if called(call) != "entry_of" else 1], function, tree)
            if called(call) == "tell":
                about_client = True
            if not found:
                found = PUT_TOGETHER.get(name, set())
            passed_on = function is not None and function.name in RECORDING
            assert found or passed_on, f"{name}:{call.lineno}: which action?"
            (of_clients if about_client else of_nobody).update(found)
    return of_nobody, of_clients


def called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def calls_in(tree: ast.Module) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    def walk(node: ast.AST, inside: ast.FunctionDef | None) -> Any:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call) and called(child) in RECORDING and len(child.args) > 1:
                yield child, inside
            yield from walk(child, child if isinstance(child, ast.FunctionDef) else inside)

    yield from walk(tree, None)


def named_by(given: ast.AST, function: ast.FunctionDef | None, tree: ast.Module) -> set[str]:
    if isinstance(given, ast.Constant):
        return {given.value} if isinstance(given.value, str) and "." in given.value else set()
    if isinstance(given, ast.IfExp):
        return named_by(given.body, function, tree) | named_by(given.orelse, function, tree)
    if isinstance(given, ast.Name):
        return assigned(given.id, function, tree) | imported(given.id)
    return set()


def assigned(name: str, function: ast.FunctionDef | None, tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function or tree):
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == name for target in node.targets
        ):
            found |= named_by(node.value, None, tree)
    return found


def imported(name: str) -> set[str]:
    """A constant of any module: their names are few."""
    return CONSTANTS.get(name, set())


def constants() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in APP.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign):
                for target, value in pairs(node):
                    if isinstance(value, ast.Constant) and "." in str(value.value):
                        found.setdefault(target, set()).add(str(value.value))
    return found


def pairs(node: ast.Assign) -> Iterator[tuple[str, ast.AST]]:
    (target,) = node.targets[:1]
    if isinstance(target, ast.Name):
        yield target.id, node.value
    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        for one, value in zip(target.elts, node.value.elts, strict=True):
            if isinstance(one, ast.Name):
                yield one.id, value


CONSTANTS = constants()


def test_each_page_is_found_by_an_index_however_much_there_is(
    as_member: Speak, database: Database
) -> None:
    """What is of clients is passed over, and nothing is sorted."""
    access = as_member().access  # type: ignore[attr-defined]
    plans: list[str] = []

    def explain(on: Any, _: Any, statement: str, parameters: Any, *__: Any) -> None:
        is_sqlite = on.dialect.name == "sqlite"
        cursor = on.connection.cursor()
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' * is_sqlite}{statement}", parameters)
        plans.append("\n".join(map(str, cursor.fetchall())))

    with database.transaction(access.office_id, write=False) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SET LOCAL enable_seqscan = off"))
            session.execute(text("SET LOCAL enable_bitmapscan = off"))
        listen(session.connection(), "before_cursor_execute", explain)
        entries_of_office(session, access, Wanted(), limit=51, after=new_id())
    for plan, index in zip(
        plans, ("ix_audit_entries_office_id_client_id_id", "ix_audit_entries_erased"), strict=True
    ):
        assert index in plan
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


def test_what_is_told_by_a_name_has_words_for_each() -> None:
    assert {one.value: title for one, (title, _) in NAMES.items()} == MESSAGES
    assert set(MANY) == set(DEED_NAMED) | {"links"}
    assert set(OFFICE) == set(OfficeChanges.model_fields)
    assert set(WEBHOOK) == set(WebhookChanges.model_fields) - {"version"}
    assert set(KINDS) == set(SAYINGS) == set(OfficeKind)


def told(seen: Seen) -> list[str]:
    return seen.all_words_of(".log li > div")


def entered(database: Database, access: Access, action: str, **more: Any) -> None:
    with database.transaction(access.office_id, write=True) as session:
        record(session, access, action, at=more.pop("at", AT), **more)


@pytest.fixture
def boss(sign_in: SignIn, office: Access) -> Person:
    return sign_in(Role.ADMIN, name="Ruth Castellanos")


@on_sqlite  # no store tells it otherwise
def test_whatever_was_or_was_not_written_down_is_told(
    boss: Person, database: Database, office: Access
) -> None:
    for action in KIND_OF:
        of = {"client_id": UUID(int=8)} if action == "client.erased" else {}
        entered(database, office, action, subject_id=UUID(int=7), **of)
        entered(database, office, action, **of)
        entered(database, office, action, fields=["colour"], clients="many", to=None,
                tokens="A", invitations=2, **of)  # fmt: skip
    entered(database, office, "moon.howled_at")
    first = boss.sees("settings/history")
    assert told(first)[0] == "The operator did this: moon howled at"
    rest = boss.sees(first.link("Next"))
    assert all(words.strip() for words in told(first) + told(rest))


def test_the_page_tells_who_did_what(boss: Person, sign_in: SignIn, office: Access) -> None:
    dana = sign_in()
    assert boss.sends(f"settings/members/{dana.user_id}/role", {"role": "admin"}).status < 400
    assert boss.sends("settings/tokens", {"name": "CRM <sync>", "scopes": "read"}).status < 400
    seen = boss.sees("settings/history")
    assert told(seen)[:2] == [
        "Ruth Castellanos made the token “CRM <sync>”, which may: read",
        "Ruth Castellanos changed the role of Dana Reed from advisor to admin",
    ]
    assert told(boss.sees("settings/history", kind="members"))[0] == told(seen)[1]
    assert told(boss.sees("settings/history", actor=dana.email)) == [
        words for words in told(seen) if words.startswith("Dana Reed")
    ]
    long_ago = boss.sees("settings/history", **{"to": "2001-01-01"})
    assert "Nothing of the kind" in long_ago.text


def test_the_policy_is_told_by_what_became_of_it(as_member: Speak) -> None:
    ruth = as_member()
    numbers = asdict(Policy())
    assert ruth.put("policy", json={**numbers, "decline_days": 9}).status_code == 200
    (entry,) = ruth.get("history?kind=settings").json()["items"]
    assert entry["words"] == (
        "Dana Reed changed the policy: turn the offer down within 9 days, not "
        f"{numbers['decline_days']}"
    )


def test_page_after_page(boss: Person, database: Database, office: Access) -> None:
    for number in range(ENTRIES + 5):
        entered(database, office, "links.revoked", links=number)
    first = boss.sees("settings/history", kind="many")
    assert len(told(first)) == ENTRIES
    second = boss.sees(first.link("Next"))
    assert told(second) == [
        f"The operator revoked all shared links, {number} of them" for number in (4, 3, 2, 1, 0)
    ]
    assert told(boss.sees(second.link("Back to the first"))) == told(first)


def test_days_are_those_of_the_office(boss: Person, database: Database, office: Access) -> None:
    zone = office.timezone
    late = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)
    entered(database, office, "links.revoked", links=1, at=late)
    day = in_zone(late, zone).date()
    on_it = {"kind": "many", "from": day.isoformat(), "to": day.isoformat()}
    assert len(told(boss.sees("settings/history", **on_it))) == 1
    before = (day - timedelta(days=1)).isoformat()
    after = (day + timedelta(days=1)).isoformat()
    assert told(boss.sees("settings/history", **on_it | {"to": before, "from": before})) == []
    assert told(boss.sees("settings/history", **on_it | {"to": after, "from": after})) == []


@pytest.mark.parametrize(
    "query", [{"kind": "colours"}, {"from": "soon"}, {"to": "2026-02-30"}, {"after": "x"}]
)
def test_what_cannot_be_meant_is_refused(boss: Person, query: dict[str, str]) -> None:
    assert boss.sees("settings/history", **query).status in (400, 404, 422)


def test_only_admins_read_it(sign_in: SignIn, as_member: Speak) -> None:
    for role in (Role.ADVISOR, Role.ANALYST):
        assert sign_in(role).sees("settings/history").status == 403
        assert as_member(role).get("history").status_code == 403


def test_who_erased_a_client_is_told_and_not_whom(as_member: Speak) -> None:
    ruth, other = as_member(), as_member()
    client = made(ruth, "clients", MAYA)["id"]
    ruth.get("exports/clients", params={"q": "Okafor"})
    assert ruth.delete(f"clients/{client}").status_code == 204
    answer = ruth.get("history")
    first = answer.json()["items"][0]
    assert (first["kind"], first["action"]) == ("erased", "client.erased")
    assert first["words"] == "Dana Reed erased a client"
    assert "Okafor" not in answer.text
    assert ruth.get("history?kind=erased").json()["items"] == [first]
    assert other.get("history").json()["items"] == []


def test_a_program_reads_it_page_by_page(as_member: Speak) -> None:
    ours = as_member()
    for name in ("One", "Two", "Three"):
        made(ours, "groups", {"kind": "cohort", "name": name})
    first = ours.get("history?limit=2").json()
    rest = ours.get(f"history?limit=2&after={first['next_after']}").json()
    assert [one["words"] for one in first["items"] + rest["items"]] == [
        f"Dana Reed added the cohort “{name}”" for name in ("Three", "Two", "One")
    ]
    assert rest["next_after"] is None
    assert first["items"][0]["actor"]["email"] == ours.email  # type: ignore[attr-defined]


def test_what_a_program_did_is_told_with_its_token(
    boss: Person, database: Database, office: Access
) -> None:
    program = replace(office, user_id=boss.user_id, via="api")
    entered(database, program, "group.added", kind="cohort", name="One")
    entered(database, program, "group.added", kind="cohort", name="Two", token="CRM <sync>")
    assert told(boss.sees("settings/history", kind="groups")) == [
        "Ruth Castellanos added the cohort “Two” · by the token “ CRM <sync> ”",
        "Ruth Castellanos added the cohort “One” · by a program",
    ]


def test_what_a_program_did_is_found_by_its_token(
    boss: Person, database: Database, office: Access
) -> None:
    """The page offers whatever tokens the office has or had; one that is asked for, too."""
    assert boss.sees("settings/history").soup.select("[name=token]") == []
    assert boss.sends("settings/tokens", {"name": "CRM <sync>", "scopes": "read"}).status < 400
    program = replace(office, user_id=boss.user_id, via="api", token="CRM <sync>")
    for number in range(ENTRIES + 1):
        entered(database, program, "group.added", kind="cohort", name=str(number))
        entered(database, replace(program, token="Other"), "group.retired")
    seen = boss.sees("settings/history", token="CRM <sync>")
    assert seen.words_of("[name=token] [selected]") == "CRM <sync>"
    assert seen.all_words_of("[name=token] option") == ["Any or none", "CRM <sync>"]
    assert len(told(seen)) == ENTRIES
    assert told(boss.sees(seen.link("Next"))) == [
        "Ruth Castellanos added the cohort “0” · by the token “ CRM <sync> ”"
    ]
    seen = boss.sees("settings/history", token="Gone")
    assert seen.words_of("[name=token] [selected]") == "Gone"
    assert told(seen) == []
    assert "Nothing of the kind" in seen.text


def test_a_program_narrows_it_by_token(as_member: Speak) -> None:
    ours = as_member()
    made(ours, "groups", {"kind": "cohort", "name": "One"})
    (first, *_) = ours.get("history").json()["items"]
    assert ours.get("history", params={"token": first["token"]}).json()["items"] == [first]
    assert first["token"]
    assert ours.get("history", params={"token": "Gone"}).json()["items"] == []


def test_what_ended_with_a_deed_is_told_with_it(
    boss: Person, database: Database, office: Access
) -> None:
    """What an entry does not say, as older ones do not, is not told."""
    entered(database, office, "member.deactivated", subject_id=boss.user_id)
    entered(
        database, office, "member.deactivated", subject_id=boss.user_id,
        tokens=["A", "B"], invitations=["1", "2"],
    )  # fmt: skip
    entered(database, office, "member.deactivated", subject_id=boss.user_id, tokens=["A"])
    entered(
        database, office, "member.role_changed", subject_id=boss.user_id,
        was="admin", role="advisor", invitations=["1"],
    )  # fmt: skip
    entered(database, office, "invitation.made", role="advisor", invitations=["1"])
    assert told(boss.sees("settings/history", kind="members"))[:5] == [
        "The operator invited somebody as an advisor, in place of 1 earlier invitation",
        "The operator changed the role of Ruth Castellanos from admin to advisor,"
        " which ended 1 invitation",
        "The operator deactivated Ruth Castellanos, which ended the token “A”",
        "The operator deactivated Ruth Castellanos,"
        " which ended the tokens “A” and “B” and 2 invitations",
        "The operator deactivated Ruth Castellanos",
    ]


def test_where_a_webhook_sends_is_told(as_member: Speak) -> None:
    ruth = as_member()
    webhook = made(
        ruth,
        "webhooks",
        {"name": "CRM", "url": "https://hooks.example.edu/s3cret", "kinds": ["touch.logged"]},
    )
    for changes in (
        {"name": "Sync", "url": "https://other.example.edu/s3cret"},
        {"name": "CRM"},
    ):
        assert ruth.patch(f"webhooks/{webhook['id']}", json=changes).status_code == 200
    answer = ruth.get("history?kind=programs")
    assert [one["words"] for one in answer.json()["items"]] == [
        "Dana Reed changed the webhook “CRM”: name",
        "Dana Reed changed the webhook “Sync”: name, address; it sends to other.example.edu now",
        "Dana Reed added the webhook “CRM”, which sends to hooks.example.edu",
    ]
    assert "s3cret" not in answer.text


def test_the_new_subject_of_a_message_is_told(
    boss: Person, database: Database, office: Access
) -> None:
    entered(database, office, "message.changed", message="thank", text="x", subject="With thanks")
    entered(database, office, "message.changed", message="thank", text="y")
    entered(database, office, "message.restored", message="thank", text="", subject="")
    assert told(boss.sees("settings/history", kind="settings")) == [
        "The operator went back to our words for the message “Thank you”",
        "The operator changed the message “Thank you”",
        "The operator changed the message “Thank you”, whose subject is “With thanks” now",
    ]


def test_the_same_weekly_letter_asked_for_again_is_not_told(as_member: Speak) -> None:
    ruth = as_member()
    for hour in (7, 7, 8):
        answer = ruth.put("digest", json={"weekday": "monday", "hour": hour})
        assert answer.status_code == 200, answer.text
    assert ruth.delete("digest").status_code == 204
    assert ruth.put("digest", json={"weekday": "monday", "hour": 8}).status_code == 200
    asked, ended = "Dana Reed asked for their weekly letter", "Dana Reed ended their weekly letter"
    items = ruth.get("history?kind=work").json()["items"]
    assert [one["words"] for one in items] == [asked, ended, asked, asked]


def test_what_the_service_did_by_itself_is_nobodys(
    boss: Person, database: Database, office: Access
) -> None:
    assert set(KIND_OF) >= OF_NOBODY
    worker = replace(office, via="worker")
    entered(database, worker, "webhook.stopped", name="CRM", why="silent")
    assert told(boss.sees("settings/history", kind="programs")) == [
        "The webhook “CRM” was stopped: it took nothing for three days"
    ]
    door = replace(office, via="sign-in")
    entered(database, door, "password.forgotten", subject_id=boss.user_id)
    assert told(boss.sees("settings/history", kind="sign_ins"))[0] == (
        "Somebody at the sign-in page asked for a link to choose a new password"
        " for Ruth Castellanos"
    )
    letter = replace(office, via="letter")
    entered(database, letter, "digest.ended", by="letter")
    (words,) = told(boss.sees("settings/history", kind="work"))
    assert words == "A colleague, from a letter, ended their weekly letter"
