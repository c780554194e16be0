"""python -m app …, also installed as `regards`: what operators do from a shell."""

import os
import sys
import tempfile
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from app import clock
from app.accounts.actions import (
    add_api_token,
    name_person,
    open_office,
    set_first_password,
)
from app.accounts.models import Role, Scope
from app.accounts.queries import all_offices, find_user, members, office_by_slug, operator_of
from app.audit.actions import record
from app.db.migrating import bring_to_newest, is_newest
from app.db.tables import OFFICE_TABLES
from app.db.walls import breaches
from app.faults import BadInput, NotFound
from app.imports.actions import import_sheet
from app.imports.sheet import SheetRefused, read_sheet
from app.office.actions import LAST_ADMIN, Before, let_in_by_hand
from app.office.forms import a_time_zone
from app.people.checks import differing_people
from app.plans.actions import differing_windows, in_parts, replan
from app.plans.applying import PIECE
from app.plans.queries import clients_left, clients_of_before, counts_by_state
from app.shell import (
    NOT_NEWEST,
    answering,
    check_free,
    database,
    fail,
    inside,
    once_it_answers,
    settings,
    valid_day,
    valid_email,
    valid_name,
)
from app.sign_in.passwords import easily_guessed, unusable
from app.sign_in.resets import reset_by_hand
from app.web.routes import LONGEST_SLUG, SLUG
from app.web.words import how_many

if TYPE_CHECKING:
    from app.demo.office import DemoOffices

MOST_FAULTS_TOLD = 50
CLIENTS_FIRST = "looks after clients: hand these on first, in the settings"
HERE = "127.0.0.1"
DEMO_FILE = Path("var/demo.sqlite3").absolute()
SECONDS_IDLE = 15  # before whoever sends nothing, or too slowly, is let go
SECONDS_SILENT = 60  # before a process that does not answer is ended: a busy machine starts slowly
MOST_CONNECTIONS = 1_000  # of one process; more are told to come back

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
office_commands = typer.Typer(no_args_is_help=True)
user_commands = typer.Typer(no_args_is_help=True)
token_commands = typer.Typer(no_args_is_help=True)
errand_commands = typer.Typer(no_args_is_help=True)
cli.add_typer(office_commands, name="office", help="Offices, the tenants of the service.")
cli.add_typer(user_commands, name="user", help="People who sign in.")
cli.add_typer(token_commands, name="token", help="API tokens.")
cli.add_typer(errand_commands, name="errands", help="What the worker has to do.")

Slug = Annotated[str, typer.Option("--office", help="The office's short name.")]
Email = Annotated[str, typer.Option(help="The person's e-mail address.")]


def main() -> None:
    cli(prog_name="regards")


def share_metrics_between_processes() -> None:
    """Several processes count into files of one folder, which the metrics page adds up."""
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="regards-metrics-"))


@cli.command()
def migrate() -> None:
    """Bring the database to the newest version, as its owner."""
    with answering():
        bring_to_newest(settings())
    plan_anew()
    typer.echo("The database is at the newest version.")


def plan_anew() -> None:
    """What a new version stores of plans and the one before did not know of; in pieces, beside
    whoever is at work, and where this was stopped, from there on.

    As the owner: whoever migrates need not know the service's password, and with compose does not.
    """
    with database(settings().owner_url) as opened:
        with opened.between_offices() as session:
            offices = all_offices(session)
        for office in offices:
            access = operator_of(office)
            with opened.transaction(office.id, write=False) as session:
                behind = clients_of_before(session, access)
            for some in in_parts(behind, PIECE):
                with opened.transaction(office.id, write=True) as session:
                    replan(session, access, some)


@office_commands.command("create")
def office_create(
    slug: Annotated[str, typer.Option(help="Short name for addresses: a-z, 0-9 and hyphens.")],
    name: Annotated[str, typer.Option(help="The office's full name.")],
    timezone: Annotated[str, typer.Option(help="An IANA name, America/Chicago say.")],
) -> None:
    """Open a new office."""
    if not SLUG.fullmatch(slug):
        raise fail("--slug: use a-z, 0-9 and single hyphens.")
    if len(slug) > LONGEST_SLUG:
        raise fail(f"--slug: use at most {LONGEST_SLUG} characters.")
    its_name = valid_name(name)
    try:
        a_time_zone(timezone)
    except ValueError:
        raise fail(f"--timezone: “{timezone}” is not a time zone.") from None
    with database() as opened, opened.between_offices(write=True) as session:
        if office_by_slug(session, slug):
            raise fail(f"--slug: there is an office “{slug}” already.")
        open_office(session, slug=slug, name=its_name, timezone=timezone, at=clock.now())
    typer.echo(f"Office {slug} is open.")


@user_commands.command("create")
def user_create(
    office: Slug,
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[Role, typer.Option(help="What they may do in this office.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Let a person into an office, or change their role; their login is made where there is none.

    A password that they have already stays as it is: only they may change it.
    """
    address, called = valid_email(email), valid_name(name)
    password = password_given() if password_stdin else None
    if password is not None and (error := unusable(password)):
        raise fail(error)
    at = clock.now()
    with database() as opened, inside(opened, office) as (session, access, its):
        user = name_person(session, email=address, name=called, at=at)
        try:
            before = let_in_by_hand(session, access, user.id, role, at)
        except BadInput as error:
            is_last = error.message == LAST_ADMIN
            raise fail(f"{address} {LAST_ADMIN if is_last else CLIENTS_FIRST}.") from None
        had_password = user.password_hash is not None
        if password is not None:
            set_first_password(user, password)
            if warning := easily_guessed(password, (called, address, its.name)):
                typer.echo(warning, err=True)
        its_name = user.name
    typer.echo(f"{address} is {role} of {office}.")
    if before:
        typer.echo(what_they_were(before, role))
    if its_name != called:
        typer.echo(f"They are named {its_name}; that was left as it is.")
    if had_password or password is None:
        typer.echo(how_they_sign_in(address, had_password, is_given=password is not None))


def how_they_sign_in(address: str, had_password: bool, *, is_given: bool) -> str:
    if had_password and is_given:
        return "They have a password already; it was left as it is."
    if had_password:
        return "They sign in with the password that they have."
    ask = f"regards user password-link --email {address}"
    return f"They have no password yet: “{ask}” prints a link to choose one."


def what_they_were(before: Before, role: Role) -> str:
    if before.was_out:
        return f"They had been deactivated, as {before.role}, and are let back in."
    if before.role == role:
        return "They were already, so nothing was changed."
    return f"They were {before.role} until now."


def password_given() -> str:
    """Typed without being shown, or the first line of what another program sends."""
    if sys.stdin.isatty():
        return getpass("Their password: ")
    return sys.stdin.readline().rstrip("\r\n")


@user_commands.command("password-link")
def user_password_link(email: Email) -> None:
    """Print a link by which a person chooses a new password: good once, and for an hour."""
    with database() as opened:
        secret = reset_by_hand(opened, valid_email(email), clock.now())
    if secret is None:
        raise fail(f"{email} has no office that is open to them.")
    typer.echo(f"{settings().base_url.rstrip('/')}/login/password/{secret}")


@token_commands.command("create")
def token_create(
    office: Slug,
    email: Email,
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[
        list[Scope] | None, typer.Option(help="What it may do; all of it where left out.")
    ] = None,
    expires_on: Annotated[
        str, typer.Option(help="Its last day, 2027-06-30 say; else it has none.")
    ] = "",
) -> None:
    """Print a new API token, this once."""
    at = clock.now()
    purpose = valid_name(name)
    last = valid_day("--expires-on", expires_on) if expires_on else None
    with database() as opened, inside(opened, office) as (session, access, _):
        user = find_user(session, valid_email(email))
        if user is None or user.id not in members(session, access):
            raise fail(f"{email} is not a member of {office}.")
        try:
            text, token = add_api_token(
                session, access, user.id, purpose, at, scopes=scope or (), expires_on=last
            )
        except BadInput as error:
            raise fail(f"--{error.field.replace('_', '-')}: {error.message}.") from None
        record(
            session,
            access,
            "token.made",
            at=at,
            subject_id=user.id,
            name=purpose,
            scopes=token.scopes,
        )
    typer.echo(text)


@cli.command("import")
def import_(
    office: Slug,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
) -> None:
    """Take the office's own sheet in: all rows, or none and the reasons."""
    try:
        with database() as opened, inside(opened, office) as (session, access, its):
            today = clock.today_in(its.timezone)
            rows = read_sheet(file.read_bytes(), today)
            outcome = import_sheet(session, access, rows, clock.now())
    except SheetRefused as refusal:
        for fault in refusal.faults[:MOST_FAULTS_TOLD]:
            typer.echo(str(fault), err=True)
        told = how_many(len(refusal.faults), "fault")
        raise fail(f"Nothing was imported: {told} in {file.name}.") from None
    looked_at, created = how_many(outcome.rows, "row"), how_many(outcome.created, "record")
    typer.echo(f"{looked_at}: {created} created, {outcome.updated} changed.")
    if outcome.advisors_without_login:
        typer.echo("Listed as advisors, without a login until “user create” lets them in:")
        typer.echo("  " + ", ".join(outcome.advisors_without_login))
    with database() as opened, inside(opened, office) as (session, access, _):
        counts = counts_by_state(session, access, today)
    standing = ", ".join(f"{state} {count}" for state, count in counts.items() if count)
    typer.echo(f"Clients on {today}: {standing}.")


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Where to listen.")] = HERE,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes.")] = 1,
    with_worker: Annotated[
        bool, typer.Option("--with-worker", help="Run errands alongside, as “worker” does.")
    ] = False,
) -> None:
    """Run the service."""
    import uvicorn

    from app.web.patience import Patience

    settings()  # what is wrong with them is told here, before processes start
    check_free(host, port)
    if with_worker:
        # By the environment, since the processes that serve read their settings from there.
        os.environ["REGARDS_WITH_WORKER"] = "true"
    if workers > 1:
        share_metrics_between_processes()
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        timeout_worker_healthcheck=SECONDS_SILENT,
        timeout_keep_alive=SECONDS_IDLE,
        limit_concurrency=MOST_CONNECTIONS,
        http=Patience,
        access_log=False,
        log_config=None,
        server_header=False,
    )


@cli.command()
def worker() -> None:
    """Run the errands that leave the process, until it is told to stop."""
    from app.collector import look_seldom
    from app.errands.worker import run_until_signalled
    from app.web.logs import configure_logs
    from app.work import DAILY, HANDLERS, STARTING, alongside

    set_up = settings()
    configure_logs(set_up)
    look_seldom()
    with database() as opened:
        run_until_signalled(
            opened,
            handlers=HANDLERS,
            daily=DAILY,
            starting=STARTING,
            alongside=alongside(opened, set_up),
        )


@errand_commands.command("list")
def errands_list(office: Slug) -> None:
    """What waits, what is at work, and what was set aside and why."""
    from app.errands.queries import not_done
    from app.errands.words import standing

    with database() as opened, inside(opened, office) as (session, access, _):
        for errand in not_done(session, access):
            typer.echo(f"{errand.id}  {errand.kind}: {standing(errand, clock.now())}")


@errand_commands.command("retry")
def errands_retry(
    office: Slug, errand: Annotated[UUID, typer.Argument(help="As “errands list” names it.")]
) -> None:
    """Let the worker try it again at once."""
    from app.errands.actions import retry

    try:
        with database() as opened, inside(opened, office) as (session, access, _):
            retry(session, access, errand, clock.now())
    except NotFound:
        raise fail(f"{office} has no such errand, or it is done or at work just now.") from None
    typer.echo("The worker takes it up next.")


@cli.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Look around in a made-up office: sets it up, the first time, and serves it."""
    from app.demo.office import fill

    check_free(HERE, port)
    if "REGARDS_DATABASE_URL" not in os.environ:
        DEMO_FILE.parent.mkdir(exist_ok=True)
        os.environ["REGARDS_DATABASE_URL"] = f"sqlite:///{DEMO_FILE}"
    os.environ.setdefault("REGARDS_BASE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("REGARDS_LOG_JSON", "false")
    os.environ.setdefault("REGARDS_LOG_LEVEL", "WARNING")
    with answering():
        bring_to_newest(settings())
    plan_anew()
    with database() as opened:
        offices = fill(opened, clock.today_in, clock.now())
    once_it_answers(HERE, port, lambda: tell_of(offices, port))
    serve(HERE, port, with_worker=True)


def tell_of(offices: "DemoOffices", port: int) -> None:
    typer.echo(f"\n  Regards is at http://127.0.0.1:{port}   (Ctrl+C ends it)\n")
    typer.echo(f"  Everybody’s password: {offices.password}\n")
    for login in offices.logins:
        typer.echo(f"  {login.email:<38} {login.role:<8} {login.office}")
    typer.echo("")


@cli.command()
def check() -> None:
    """Verify stored windows and keys, the walls between offices and migrations; fail if off."""
    found: list[str] = []
    applying = 0
    with database() as opened:
        if not is_newest(opened):
            raise fail(NOT_NEWEST)
        with opened.between_offices() as session:
            offices = all_offices(session)
            found += breaches(session, OFFICE_TABLES)
        for office in offices:
            with opened.transaction(office.id, write=False) as session:
                access = operator_of(office)
                wrong = differing_windows(session, access)
                unlike = list(differing_people(session, access))
                left = clients_left(session, access)
            applying += left
            if left:
                to_go = how_many(left, "client")
                typer.echo(f"{office.slug}: a new policy is being applied, {to_go} to go")
            found += [f"{office.slug}: {row} is not what the rules say" for row in wrong]
            found += [f"{office.slug}: {row} is not known by what is recorded" for row in unlike]
    for line in found:
        typer.echo(line)
    if found:
        raise fail("1 thing is off." if len(found) == 1 else f"{len(found)} things are off.")
    well = "nothing is off so far" if applying else "all is as it should be"
    typer.echo(f"{how_many(len(offices), 'office')}: {well}.")
