"""Worker and server ended by kill -9, again and again, amid sheets, letters and messages.

Three programs ask the server for work all the time, and again under the same key where no
answer came. Afterwards each sheet was taken in whole and once, each touch is there once, each mail
and each message arrived; and what arrived twice was in flight when its worker was killed.
"""

import multiprocessing
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy import func, select

from app import clock
from app.accounts.access import Access
from app.accounts.actions import let_in, name_person
from app.accounts.models import Role
from app.db.engine import Database
from app.errands.actions import retry
from app.errands.models import Errand
from app.mail.models import Letter
from app.store import open_database
from app.webhooks.models import Delivery
from tests.cast import ABBOTT, a_contact, a_sheet, an_office, make_api_token
from tests.conftest import Store
from tests.kills import victim
from tests.kills.afterwards import ROWS, Load, check, twice_for_no_reason, what_is_wrong
from tests.kills.receivers import a_free_port, a_mail_server, a_receiver
from tests.webhooks.cast import a_webhook

PATIENCE = 600.0  # seconds
NOT_NOW = 503  # it may not have been saved, and is to be asked for again


@dataclass
class Found:
    kills: dict[str, int]
    load: Load
    mails: int
    mails_twice: int
    messages: int
    messages_twice: int
    retried: int
    wrong: list[str]

    def __str__(self) -> str:
        return (
            f"{sum(self.kills.values())} kills ({self.kills}): {len(self.load.sheets)} sheets,"
            f" {self.load.touches} touches, {self.load.invited} letters; mails {self.mails},"
            f" of which again {self.mails_twice}; messages {self.messages}, of which again"
            f" {self.messages_twice}; tried again by hand {self.retried}; wrong: {self.wrong}"
        )


# Forked off a process that has read the code already, so that starting anew takes no time.
forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.kills.victim"])


class Victim:
    """A process that is started anew each time it was killed."""

    def __init__(self, role: str, *where: str | int):
        self.role, self.where = role, where
        self.began_at: list[float] = []
        self.start()

    def start(self) -> None:
        is_up, began_at = forks.Event(), forks.Value("d")
        args = (is_up, began_at, self.role, *self.where)
        self.process = forks.Process(target=victim.be, args=args)
        self.process.start()
        assert is_up.wait(PATIENCE)
        self.began_at.append(began_at.value)

    def kill(self) -> None:
        self.process.kill()
        self.process.join()

    @property
    def over_at(self) -> list[float]:
        """When each that was killed had nothing on its way any more: the next one began. Whoever
        receives on a busy machine may note what came only after it was killed."""
        return self.began_at[1:]

    def end(self) -> None:
        self.process.terminate()
        self.process.join(60)


def waiting_for(is_so: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError(f"waited too long for {what}")
        time.sleep(0.1)


def wait_for_more(happened: Callable[[], int], more: int) -> None:
    enough = happened() + more
    waiting_for(lambda: happened() >= enough, "something to happen")


class Program:
    """Asks for something under a key of its own until it is told whether it was done."""

    def __init__(self, port: int, token: str):
        self.http = httpx2.Client(
            base_url=f"http://127.0.0.1:{port}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )

    def close(self) -> None:
        self.http.close()

    def asks(self, method: str, path: str, **sent: Any) -> Any:
        headers = {"Idempotency-Key": uuid4().hex} if method == "POST" else {}
        until = time.monotonic() + PATIENCE
        while True:
            with suppress(httpx2.HTTPError):
                answer = self.http.request(method, path, headers=headers, **sent)
                if answer.status_code != NOT_NOW:
                    return answer
            if time.monotonic() > until:
                raise TimeoutError(f"waited too long for an answer to {method} {path}")
            time.sleep(0.1)


def bring_sheets(program: Program, load: Load, stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        rows = (
            {
                **ABBOTT,
                "client_email": f"{number}.{row // 4}@alumni.example.edu",
                "client_name": f"Client {row // 4}",
                "contact_name": f"Person {row}",
            }
            for row in range(ROWS)
        )
        held = program.asks("POST", "/imports", files={"file": ("a.csv", a_sheet(*rows))}).json()
        path = f"/imports/{held['id']}"
        load.sheets.append(held["id"])
        until_it_stands(program, path, "previewed")
        answer = program.asks("POST", f"{path}/commit")
        assert answer.status_code in (202, 409), answer.text  # 409: the answer before was lost
        until_it_stands(program, path, "done")


def until_it_stands(program: Program, path: str, status: str) -> None:
    def is_so() -> bool:
        # Where kills used up all its attempts, somebody tries it again.
        for one in program.asks("GET", "/errands?state=failed").json()["items"]:
            program.asks("POST", f"/errands/{one['id']}/retry")
        return bool(program.asks("GET", path).json()["status"] == status)

    waiting_for(is_so, f"a sheet to be {status}")


def invite(program: Program, load: Load, stop: threading.Event) -> None:
    while not stop.wait(0.02):
        email = f"{uuid4().hex}@careers.example.edu"
        body = {"email": email, "role": "advisor"}
        assert program.asks("POST", "/members/invitations", json=body).status_code == 201
        load.invited += 1


def log_touches(program: Program, load: Load, contact: str, stop: threading.Event) -> None:
    while not stop.wait(0.02):
        body = {"kind": "connected", "on": "2026-04-01"}
        answer = program.asks("POST", f"/contacts/{contact}/touches", json=body)
        assert answer.status_code == 201, answer.text
        load.touches += 1


def kill_again_and_again(store: Store, kills: int, seed: int) -> Found:
    chance = random.Random(seed)
    database = open_database(store.service_url)
    office = an_office(database)
    token = a_token(database, office)
    contact = str(a_contact(database, office))
    load, stop = Load(), threading.Event()
    with ExitStack() as open_until_then:
        mails, mail_url = open_until_then.enter_context(a_mail_server())
        messages, hook_url = open_until_then.enter_context(a_receiver())
        a_webhook(database, office, hook_url, at=clock.now())
        port = a_free_port()
        worker, server = (
            Victim(role, store.service_url, mail_url, port) for role in ("worker", "server")
        )
        open_until_then.callback(worker.end)
        open_until_then.callback(server.end)

        def happened() -> int:
            return load.happened + mails.happened + messages.happened

        bringing, inviting, logging = (
            open_until_then.enter_context(closing(Program(port, token))) for _ in range(3)
        )
        with at_once(
            stop,
            lambda: bring_sheets(bringing, load, stop),
            lambda: invite(inviting, load, stop),
            lambda: log_touches(logging, load, contact, stop),
        ):
            for number in range(kills):
                one = server if number % 4 == 3 else worker
                # Counted in what happens, so that a slow machine is killed amid work as well.
                wait_for_more(happened, chance.randint(1, 30))
                time.sleep(chance.uniform(0, 0.5))
                one.kill()
                one.start()
                print(".", end="", flush=True)
        retried = drain(database, office)
    killed = {one.role: len(one.over_at) for one in (worker, server)}
    wrong = [
        *what_is_wrong(database, office, load, mails, messages),
        *twice_for_no_reason("mail", mails, worker.over_at),
        *twice_for_no_reason("message", messages, worker.over_at),
        *check(store),
    ]
    database.dispose()
    return Found(
        killed, load, len(mails.ids), mails.again, len(messages.ids), messages.again, retried, wrong
    )


@contextmanager
def at_once(stop: threading.Event, *deeds: Callable[[], None]) -> Iterator[None]:
    failures: list[BaseException] = []

    def guarded(deed: Callable[[], None]) -> None:
        try:
            deed()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


def a_token(database: Database, office: Access) -> str:
    with database.transaction(office.office_id, write=True) as session:
        user = name_person(
            session, email=f"{uuid4().hex}@careers.example.edu", name="Ruth", at=clock.now()
        )
        let_in(session, office, user.id, Role.ADMIN, clock.now())
        return str(make_api_token(session, office, user.id, "kills", clock.now()))


def drain(database: Database, office: Access) -> int:
    """Until nothing waits any more; an admin tries again what used up its attempts by kills."""
    retried = 0

    def is_done() -> bool:
        nonlocal retried
        with database.transaction(office.office_id, write=True) as session:
            failed = select(Errand.id).where(
                Errand.office_id == office.office_id, Errand.failed_at.is_not(None)
            )
            for errand_id in session.scalars(failed).all():
                retry(session, office, errand_id, clock.now())
                retried += 1
            soon = clock.now() + timedelta(minutes=5)
            left = [
                session.scalar(select(func.count()).where(table.office_id == office.office_id, *so))
                for table, so in (
                    (Errand, (Errand.done_at.is_(None), Errand.run_at < soon)),
                    (Letter, (Letter.sent_at.is_(None), Letter.given_up_at.is_(None))),
                    (Delivery, (Delivery.delivered_at.is_(None), Delivery.given_up_at.is_(None))),
                )
            ]
        return not any(left)

    waiting_for(is_done, "all to be done")
    time.sleep(1)  # in which the courier looks once more
    waiting_for(is_done, "all to be done")
    return retried
