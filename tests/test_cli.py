"""The command line, as an operator runs it."""

import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import asdict
from functools import partial
from io import StringIO
from pathlib import Path
from shutil import copyfile

import httpx2
import psycopg
import pytest
import uvicorn
from sqlalchemy import make_url
from typer.main import get_command
from typer.testing import CliRunner

from app.accounts.queries import all_offices, operator_of
from app.cli import cli, password_given
from app.cycle.policy import Policy
from app.db.base import new_id
from app.demo.office import DemoOffices
from app.errands.models import Errand
from app.plans import applying
from app.plans.forms import PolicyNumbers
from app.store import open_database
from app.web.patience import Patience
from tests.cast import ABBOTT, AT, a_sheet
from tests.conftest import new_postgresql_store

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


def run_on(database: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *words],
        cwd=ROOT,
        env={"REGARDS_DATABASE_URL": f"sqlite:///{database}"},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def run_here(database: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """As `run_on`, without a process that takes a second to start."""
    url = {"REGARDS_DATABASE_URL": f"sqlite:///{database}"}
    done = CliRunner().invoke(cli, words, input=given, env=url)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def test_help_names_the_command_that_is_typed(tmp_path: Path) -> None:
    """In the container too, where `regards` is a line of shell."""
    assert "Usage: regards token create" in run_on(tmp_path / "none", "token", "create").stderr


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return partial(run_here, tmp_path / "office.sqlite3")


@pytest.fixture
def run_anew(tmp_path: Path) -> Run:
    return partial(run_on, tmp_path / "office.sqlite3")


@pytest.fixture(scope="session")
def kelley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which an office was just opened; for copies of it."""
    database = tmp_path_factory.mktemp("kelley") / "office.sqlite3"
    assert run_on(database, "migrate").returncode == 0
    made = run_on(
        database, "office", "create", "--slug", "kelley", "--name", "K", "--timezone", "UTC"
    )
    assert made.returncode == 0, made.stderr
    assert not database.with_name("office.sqlite3-wal").exists()
    return database


@pytest.fixture
def office(kelley: Path, tmp_path: Path) -> str:
    copyfile(kelley, tmp_path / "office.sqlite3")
    return "kelley"


DANA = ("--email", "dana@careers.example.edu", "--name", "Dana Reed", "--role", "advisor")


def test_an_owner_of_the_database_may_be_left_blank(tmp_path: Path) -> None:
    env = {
        "REGARDS_DATABASE_URL": f"sqlite:///{tmp_path}/office.sqlite3",
        "REGARDS_MIGRATION_DATABASE_URL": "",
    }
    assert CliRunner().invoke(cli, ("migrate",), env=env).exit_code == 0
    assert CliRunner().invoke(cli, ("check",), env=env).exit_code == 0


def test_what_an_earlier_version_stored_of_plans_is_planned_anew(
    run: Run, office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "sheet.csv"
    grace = ABBOTT | {"contact_name": "Grace Kim"}
    people = [grace | {"client_email": f"{name}@alumni.example.edu"} for name in ("ana", "ben")]
    sheet.write_bytes(a_sheet(*people))
    assert run("import", str(sheet), "--office", office).returncode == 0
    monkeypatch.setattr("app.cli.PIECE", 1)
    with closing(sqlite3.connect(tmp_path / "office.sqlite3")) as store:
        before = store.execute("SELECT next_step, next_contact_id FROM offers").fetchall()
        assert before[0][0] == "connect"
        for statement in (
            "UPDATE offers SET next_step = NULL, next_contact_id = NULL",
            "UPDATE clients SET planned_by = 0",
        ):
            store.execute(statement)
        store.commit()
        for is_behind in (True, False):
            if not is_behind:  # and whoever is not, is left alone
                monkeypatch.setattr("app.cli.replan", None)
            assert run("migrate").returncode == 0
            after = store.execute("SELECT next_step, next_contact_id FROM offers").fetchall()
            assert after == before


def test_an_office_from_nothing_to_its_sheet(run_anew: Run, office: str, tmp_path: Path) -> None:
    let_in = run_anew(
        "user", "create", "--office", office, *DANA, "--password-stdin", given="long-enough-one\n"
    )
    assert let_in.returncode == 0, let_in.stderr
    token = run_anew("token", "create", "--office", office, *DANA[:2], "--name", "warehouse")
    assert token.stdout.startswith("rga_")
    sheet = tmp_path / "sheet.csv"
    people = [ABBOTT | {"contact_name": name} for name in ("Grace Kim", "Omar Haddad")]
    sheet.write_bytes(a_sheet(*people))
    for told in ("2 rows: 4 records created, 0 changed.", "2 rows: 0 records created, 0 changed."):
        assert told in run_anew("import", "--office", office, str(sheet)).stdout
    assert run_anew("check").stdout == "1 office: all is as it should be.\n"


RUTH = ("--email", "ruth@careers.example.edu", "--name", "Ruth Castellanos")
NO_PASSWORD = (
    "They have no password yet: “regards user password-link --email dana@careers.example.edu”"
    " prints a link to choose one."
)


def test_whoever_is_let_in_again_is_told_what_became_of_it(run: Run, office: str) -> None:
    def create(*words: str, given: str = "") -> list[str]:
        done = run("user", "create", "--office", office, *DANA[:2], *words, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    named = ("--name", "Dana Reed", "--role")
    dana = "dana@careers.example.edu is"
    assert create(*named, "advisor") == [f"{dana} advisor of {office}.", NO_PASSWORD]
    assert create(*named, "admin", "--password-stdin", given="long-enough-one\n") == [
        f"{dana} admin of {office}.",
        "They were advisor until now.",
    ]
    assert create(*named, "admin") == [
        f"{dana} admin of {office}.",
        "They were already, so nothing was changed.",
        "They sign in with the password that they have.",
    ]
    assert create("--name", "D. Reed", "--role", "admin", "--password-stdin", given="b" * 12) == [
        f"{dana} admin of {office}.",
        "They were already, so nothing was changed.",
        "They are named Dana Reed; that was left as it is.",
        "They have a password already; it was left as it is.",
    ]


def test_nobody_takes_the_last_admins_role(run: Run, office: str) -> None:
    create = ("user", "create", "--office", office)
    assert run(*create, *RUTH, "--role", "admin").returncode == 0
    for role in ("advisor", "analyst"):
        refused = run(*create, *RUTH, "--role", role)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr == (
            "ruth@careers.example.edu is the last admin: make somebody else an admin first.\n"
        )
    assert run(*create, *DANA[:5], "admin").returncode == 0
    given = run(*create, *RUTH, "--role", "advisor")
    assert "They were admin until now." in given.stdout


def test_whoever_has_clients_hands_them_on_before_they_are_an_analyst(
    run: Run, office: str, tmp_path: Path
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(a_sheet({"advisor_email": "dana@careers.example.edu"}))
    assert run("import", "--office", office, str(sheet)).returncode == 0
    create = ("user", "create", "--office", office, *DANA[:5])
    refused = run(*create, "analyst")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "dana@careers.example.edu looks after clients: hand these on first, in the settings.\n"
    )
    assert run(*create, "advisor").stdout.splitlines()[0] == (
        f"dana@careers.example.edu is advisor of {office}."
    )


def test_a_token_for_less_and_for_a_while(run: Run, office: str) -> None:
    let_in = run(
        "user", "create", "--office", office, *DANA, "--password-stdin", given="long-enough-one\n"
    )
    assert let_in.returncode == 0, let_in.stderr
    create = ("token", "create", "--office", office, *DANA[:2], "--name", "warehouse")
    token = run(*create, "--scope", "read", "--scope", "reports", "--expires-on", "2998-01-01")
    assert token.stdout.startswith("rga_"), token.stderr
    for words, reason in (
        (("--scope", "all"), "--scope"),
        (("--expires-on", "tomorrow"), "--expires-on: must be a day like 2026-05-03."),
        (("--expires-on", "2020-01-01"), "--expires-on: lies in the past."),
    ):
        refused = run(*create, *words)
        assert refused.returncode != 0
        assert reason in refused.stderr
        assert refused.stdout == ""


def test_a_policy_that_is_being_applied_is_no_fault(
    run: Run, office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(a_sheet(*({"client_email": f"c{n}@alumni.example.edu"} for n in range(3))))
    assert run("import", "--office", office, str(sheet)).returncode == 0
    monkeypatch.setattr(applying, "PIECE", 2)
    database = open_database(f"sqlite:///{tmp_path}/office.sqlite3")
    with database.between_offices() as session:
        access = operator_of(all_offices(session)[0])
    with database.transaction(access.office_id, write=True) as session:
        applying.change_policy(
            session, access, PolicyNumbers(**asdict(Policy(connect_days=30))), AT
        )
    checked = run("check")
    assert "kelley: a new policy is being applied, 1 client to go" in checked.stdout
    assert "nothing is off so far" in checked.stdout
    with database.transaction(access.office_id, write=True) as session:
        applying.apply_piece(session, access, {}, AT)
    assert "all is as it should be" in run("check").stdout
    database.dispose()


def test_a_bad_sheet_is_told_by_line_and_fails(run_anew: Run, office: str, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(a_sheet({"client_email": "nobody"}))
    refused = run_anew("import", "--office", office, str(sheet))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert "line 2, client_email: “nobody” is not an e-mail address" in refused.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("office", "create", "--slug", "kelley", "--name", "K", "--timezone", "UTC"), "already"),
        (("office", "create", "--slug", "A b", "--name", "K", "--timezone", "UTC"), "hyphens"),
        (("office", "create", "--slug", "b", "--name", "K", "--timezone", "Mars"), "time zone"),
        (("office", "create", "--slug", "b", "--name", "K", "--timezone", "Factory"), "time zone"),
        (("user", "create", "--office", "none", *DANA), "no office"),
        (("user", "create", "--office", "kelley", "--email", "x", *DANA[2:]), "e-mail"),
        (("token", "create", "--office", "kelley", *DANA[:2], "--name", "x"), "not a member"),
        (("office", "create", "--slug", "b", "--name", " ", "--timezone", "UTC"), "--name"),
        (("office", "create", "--slug", "b" * 64, "--name", "K", "--timezone", "UTC"), "63"),
        (("user", "create", "--office", "kelley", *DANA[:3], "", *DANA[4:]), "--name"),
        (("user", "create", "--office", "kelley", *DANA[:3], "a\x01b", *DANA[4:]), "--name"),
        (("token", "create", "--office", "kelley", *DANA[:2], "--name", ""), "--name"),
    ],
)
def test_a_wrong_word_gets_its_reason(
    run: Run, office: str, words: tuple[str, ...], reason: str
) -> None:
    failed = run(*words)
    assert failed.returncode == 1
    assert reason in failed.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("office", "create", "--slug", "b", "--name", "B", "--timezone", "UTC"),
        ("user", "create", "--office", "kelley", *DANA),
        ("token", "create", "--office", "kelley", *DANA[:2], "--name", "x"),
        ("import", "--office", "kelley", __file__),
        ("errands", "list", "--office", "kelley"),
        ("check",),
    ],
)
def test_a_database_without_tables_is_to_be_migrated_first(
    run: Run, words: tuple[str, ...]
) -> None:
    failed = run(*words)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "run “regards migrate”" in failed.stderr


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_a_database_that_is_not_there_is_told(tmp_path: Path, command: str) -> None:
    failed = run_here(tmp_path / "nowhere" / "office.sqlite3", command)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "The database does not answer: unable to open database file" in failed.stderr


@pytest.mark.parametrize("command", ["migrate", "check"])
def test_a_file_that_is_no_database_is_told(tmp_path: Path, command: str) -> None:
    file = tmp_path / "office.sqlite3"
    file.write_text("client_email,client_name\n" * 100)
    failed = run_here(file, command)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "file is not a database" in failed.stderr
    assert file.read_text().startswith("client_email")


def test_whoever_migrates_as_the_service_is_told_who_may(postgresql: str) -> None:
    bare = new_postgresql_store(postgresql, "bare")
    env = {"REGARDS_DATABASE_URL": bare.service_url, "REGARDS_MIGRATION_DATABASE_URL": ""}
    failed = CliRunner().invoke(cli, ("migrate",), env=env)
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "permission denied" in failed.stderr
    assert "REGARDS_MIGRATION_DATABASE_URL" in failed.stderr


def test_migrating_asks_for_no_way_in_but_the_owners(postgresql: str) -> None:
    bare = new_postgresql_store(postgresql, "bare")
    its_name = make_url(bare.service_url).username
    with psycopg.connect(postgresql) as admin:
        admin.execute(f"ALTER ROLE {its_name} NOLOGIN")
    env = {
        "REGARDS_DATABASE_URL": bare.service_url,
        "REGARDS_MIGRATION_DATABASE_URL": bare.owner_url,
    }
    done = CliRunner().invoke(cli, ("migrate",), env=env)
    assert (done.exit_code, done.stderr) == (0, "")


def test_a_password_is_not_shown_while_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    keyboard = StringIO("shown-while-typed\n")
    monkeypatch.setattr("sys.stdin", keyboard)
    assert password_given() == "shown-while-typed"
    monkeypatch.setattr(keyboard, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("app.cli.getpass", lambda prompt: f"asked for by “{prompt}”")
    assert password_given() == "asked for by “Their password: ”"


@pytest.mark.parametrize("command", [("check",), ("migrate",), ("serve", "--port", "8765")])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REGARDS_DATABASE_URL", "mysql://dana:made-up@db/regards"),
        ("REGARDS_DATABASE_URL", "made-up"),
        ("REGARDS_DATABASE_URL", "postgresql://dana:of@2026:made-up@db/regards"),
        ("REGARDS_DATABASE_URL", "sqlite://"),
        ("REGARDS_DATABASE_URL", "sqlite:///:memory:"),
        ("REGARDS_MIGRATION_DATABASE_URL", "made-up"),
        ("REGARDS_POOL_SIZE", "made-up"),
        ("REGARDS_LOG_LEVEL", "made-up"),
        ("REGARDS_BASE_URL", "made-up"),
        ("REGARDS_BASE_URL", ""),
        ("REGARDS_MAIL_URL", "made-up"),
        ("REGARDS_BASE_URL", "https://regards.example.edu/made-up"),
        ("REGARDS_BASE_URL", "https://regards.example.edu?made-up"),
        ("REGARDS_MAIL_URL", "smtp://made-up:99999"),
        ("REGARDS_MAIL_URL", "smtps://plans:made-up-ü@mail.example.edu"),
        ("REGARDS_MAIL_FROM", "made-up"),
        ("REGARDS_MAIL_FROM", "Regards <made-up@regards.example.edu>"),
        ("REGARDS_MAIL_FROM", "made-up@regards.example.edu, b@regards.example.edu"),
        ("REGARDS_MAIL_FROM", "made-up-ü@regards.example.edu"),
    ],
)
def test_a_wrong_setting_is_told_by_its_name_alone(
    command: tuple[str, ...], name: str, value: str
) -> None:
    done = CliRunner().invoke(cli, command, env={name: value})
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"{name}: " in done.stderr
    assert "made-up" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_that_is_taken_is_told_before_anything_begins(tmp_path: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        failed = run_here(tmp_path / "office.sqlite3", command, "--port", str(port))
    assert (failed.returncode, failed.stdout) == (1, "")
    assert f"Port {port} of 127.0.0.1 cannot be listened on" in failed.stderr
    assert list(tmp_path.iterdir()) == []


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def test_the_demo_tells_of_itself_once_it_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []

    def run(*_: object, host: str, port: int, **how: object) -> None:
        time.sleep(0.2)
        told.append(capsys.readouterr().out)
        until = time.monotonic() + 30
        with socket.create_server((host, port)):
            while not told[-1] and time.monotonic() < until:
                time.sleep(0.05)
                told.append(capsys.readouterr().out)

    monkeypatch.setattr(uvicorn, "run", run)
    monkeypatch.setattr("app.demo.office.fill", lambda *_: DemoOffices((), "made-up"))
    for name, value in {
        "BASE_URL": "http://127.0.0.1:8000", "LOG_JSON": "false", "LOG_LEVEL": "WARNING",
        "WITH_WORKER": "false", "DATABASE_URL": f"sqlite:///{tmp_path}/demo.sqlite3",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"REGARDS_{name}", value)
    port = free_port()
    get_command(cli)(["demo", "--port", str(port)], standalone_mode=False)
    assert told[0] == ""
    assert f"Regards is at http://127.0.0.1:{port}" in "".join(told)


def test_whoever_is_slow_to_ask_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda *_, **how: told.update(how))
    get_command(cli)(["serve", "--port", str(free_port())], standalone_mode=False)
    assert told["http"] is Patience
    assert told["timeout_keep_alive"] == 15


def test_processes_that_are_slow_to_start_are_waited_for(office: str, tmp_path: Path) -> None:
    """As on a busy machine. What watches over them ends a process that does not answer."""
    started = tmp_path / "started"
    started.mkdir()
    (tmp_path / "sitecustomize.py").write_text(
        "import os, pathlib, sys, time\n"
        "if '--multiprocessing-fork' in sys.orig_argv:\n"
        f"    pathlib.Path({str(started)!r}, str(os.getpid())).touch()\n"
        "    time.sleep(6)\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    serving = subprocess.Popen(
        [sys.executable, "-m", "app", "serve", "--port", str(port), "--workers", "2"],
        cwd=ROOT,
        env={
            "REGARDS_DATABASE_URL": f"sqlite:///{tmp_path}/office.sqlite3",
            "PYTHONPATH": str(tmp_path),
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/readyz", within=60)
        assert len(list(started.iterdir())) == 2
    finally:
        serving.terminate()
        serving.wait()


def answers(url: str, within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        with suppress(httpx2.HTTPError):
            return httpx2.get(url, timeout=within).status_code == 200
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_an_empty_sheet_is_told_as_such(
    run: Run, office: str, tmp_path: Path, content: bytes
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(content)
    refused = run("import", "--office", office, str(sheet))
    assert refused.returncode == 1
    assert "the file is empty" in refused.stderr
    assert "Nothing was imported: 1 fault in sheet.csv." in refused.stderr


def test_what_was_set_aside_is_listed_and_tried_again(
    run: Run, office: str, tmp_path: Path
) -> None:
    database = open_database(f"sqlite:///{tmp_path}/office.sqlite3")
    with database.between_offices() as session:
        access = operator_of(all_offices(session)[0])
    with database.transaction(access.office_id, write=True) as session:
        errand = Errand(
            office_id=access.office_id,
            id=new_id(),
            kind="tidy",
            details={},
            run_at=AT,
            attempts=5,
            failed_at=AT,
            last_error="OSError",
        )
        session.add(errand)
    listed = run("errands", "list", "--office", office).stdout
    assert listed == f"{errand.id}  tidy: set aside after 5 attempts: OSError\n"
    assert run("errands", "retry", "--office", office, str(errand.id)).returncode == 0
    assert run("errands", "list", "--office", office).stdout == f"{errand.id}  tidy: is due\n"
    stranger = run("errands", "retry", "--office", office, str(new_id()))
    assert (stranger.returncode, "no such errand" in stranger.stderr) == (1, True)
    database.dispose()


@pytest.mark.parametrize("easy", ["passwordpassword", "dana-reed-1984"])
def test_of_a_password_that_others_would_try_first_the_operator_is_warned(
    run: Run, office: str, easy: str
) -> None:
    """Refused it would break whatever sets up offices by itself."""
    create = ("user", "create", "--office", office, *DANA, "--password-stdin")
    warned = run(*create, given=f"{easy}\n")
    assert warned.returncode == 0
    assert warned.stdout.startswith("dana@careers.example.edu is")
    assert warned.stderr.startswith("This password is ")


def test_of_a_good_password_nothing_is_said(run: Run, office: str) -> None:
    create = ("user", "create", "--office", office, *DANA, "--password-stdin")
    assert run(*create, given="long-enough-one\n").stderr == ""
