"""Regards for programs: a small client with types, on the standard library alone.

    office = Regards("https://regards.example.edu", token)
    for client in office.clients(updated_since=last_night):
        print(client["name"])

It says what Regards refused as `Refused`, waits where it is told to, and repeats nothing that could
be done twice: what it creates carries a key, and what it changes the version that it has read.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal, NotRequired, TypedDict
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

State = Literal[
    "stalled", "overdue", "due", "resting", "in_network", "parked", "off", "closed", "no_offers"
]
TouchKind = Literal[
    "connected", "thanked", "updated", "invited", "met", "called", "wrote", "heard_from", "skipped"
]


class Client(TypedDict):
    id: str
    name: str
    email: str
    external_id: str | None
    program: str
    cohort: str
    area: str
    advisor_email: str | None
    paused_until: str | None
    pause_reason: str | None
    version: int
    created_at: str


class ClientFile(Client):
    """With all that is recorded of them."""

    jobs: "list[Job]"
    offers: "list[Offer]"
    contacts: "list[Contact]"
    touches: "list[Touch]"
    moves: "list[Move]"
    outcomes: "list[Outcome]"


class Row(TypedDict):
    """A client as your own system knows them; what is left out stays as it is."""

    external_id: str
    name: str
    email: str
    program: NotRequired[str]
    cohort: NotRequired[str]
    area: NotRequired[str]
    advisor_email: NotRequired[str | None]


class Upserted(TypedDict):
    id: str
    external_id: str
    version: int  # a touch has none
    became: Literal["created", "changed", "same"]


class Offer(TypedDict):
    id: str
    client_id: str
    job_id: str | None
    employer: str
    title: str
    area: str
    offered_on: str
    respond_by: str | None
    declined_on: str | None
    declined_well: bool | None
    reason: str
    version: int
    created_at: str
    external_id: str | None


class Job(TypedDict):
    id: str
    client_id: str
    employer: str
    title: str
    area: str
    started_on: str | None
    version: int
    created_at: str
    external_id: str | None


class Contact(TypedDict):
    id: str
    client_id: str
    offer_id: str
    name: str
    title: str
    email: str | None
    phone: str
    linkedin_url: str | None
    area: str
    is_key: bool
    closed_on: str | None
    closed_reason: str | None
    snoozed_until: str | None
    snooze_reason: str | None
    snoozed_step: str | None
    version: int
    created_at: str
    move_id: str | None
    person_id: str | None
    external_id: str | None


class Touch(TypedDict):
    id: str
    client_id: str
    contact_id: str
    kind: TouchKind
    step: str | None
    on: str
    note: str
    recorded_at: str
    voided_at: str | None
    void_reason: str | None
    external_id: str | None


class LoggedTouch(Touch):
    warnings: list[str]


class Move(TypedDict):
    """A contact's other job; `old_email` was theirs before, until it is said that it holds."""

    id: str
    client_id: str
    contact_id: str
    employer: str
    title: str
    area: str
    started_on: str
    version: int
    recorded_at: str
    voided_at: str | None
    void_reason: str | None
    old_email: str | None


class Outcome(TypedDict):
    id: str
    client_id: str
    contact_id: str
    kind: str
    on: str
    note: str
    recorded_at: str
    voided_at: str | None
    void_reason: str | None


class Removal(TypedDict):
    """A client who is not there any more, with all that was recorded of them; or, where
    `client_removed` is false, what of theirs is gone, by its ids."""

    id: str
    client_id: str
    client_removed: bool
    jobs: list[str]
    offers: list[str]
    contacts: list[str]
    touches: list[str]
    moves: list[str]
    removed_at: str


class Case(TypedDict):
    """A client's row of the caseload."""

    client_id: str
    name: str
    cohort: str
    program: str
    advisor_email: str | None
    state: State
    next_step: str | None
    next_contact: str | None
    next_contact_now_at: str | None
    next_employer: str | None
    opens_on: str | None
    due_on: str | None
    stalls_on: str | None
    days_overdue: int


class Refused(Exception):
    """What Regards would not do, and why; `errors` name the fields. With a 412, or a 409 by
    `version`, comes the `tag` of what it is now: whoever means their change all the same sends that
    as `If-Match`."""

    def __init__(self, status: int, problem: Mapping[str, Any], tag: str | None = None):
        super().__init__(f"{status}: {problem.get('detail', 'no reason given')}")
        self.status = status
        self.detail: str = problem.get("detail", "")
        self.errors: list[dict[str, str]] = problem.get("errors", [])
        self.tag = tag


class Regards:
    """One office, as far as the token reaches."""

    def __init__(self, address: str, token: str, wait: Callable[[float], None] = time.sleep):
        self.address, self.token, self.wait = address.rstrip("/"), token, wait

    def clients(self, updated_since: datetime | None = None, **wanted: str) -> Iterator[Client]:
        """All of them, page by page; `cohort`, `program`, `advisor`, `email`, `external_id`."""
        return self.all_of("clients", updated_since, **wanted)

    def jobs(self, updated_since: datetime | None = None, **wanted: str) -> Iterator[Job]:
        """`client_id`, `employer`, `external_id`."""
        return self.all_of("jobs", updated_since, **wanted)

    def offers(self, updated_since: datetime | None = None, **wanted: str) -> Iterator[Offer]:
        """`client_id`, `employer`, `external_id`."""
        return self.all_of("offers", updated_since, **wanted)

    def contacts(self, updated_since: datetime | None = None, **wanted: str) -> Iterator[Contact]:
        """`client_id`, `offer_id`, `email`, `external_id`."""
        return self.all_of("contacts", updated_since, **wanted)

    def touches(self, updated_since: datetime | None = None, **wanted: str) -> Iterator[Touch]:
        """Voided ones too; `client_id`, `contact_id`, `kind`, `external_id`."""
        return self.all_of("touches", updated_since, **wanted)

    def removals(self, updated_since: datetime | None = None) -> Iterator[Removal]:
        return self.all_of("removals", updated_since)

    def office_history(self, updated_since: datetime | None = None, **wanted: str) -> Iterator[Any]:
        """For admins, the newest first; `wanted` as `actor`, `token`, `kind`, days as `to`."""
        return self.all_of("history", updated_since, **wanted)

    def all_of(
        self, things: str, updated_since: datetime | None = None, **wanted: str
    ) -> Iterator[Any]:
        """Any list that comes in pages: `notes`, `moves`, `outcomes` and the others too."""
        query = {"limit": "500", **wanted}
        if updated_since is not None:
            query["updated_since"] = updated_since.isoformat()
        return self.pages(things, query, "after")

    def client(self, client_id: str) -> ClientFile:
        found: ClientFile = self.ask("GET", f"clients/{client_id}")
        return found

    def one(self, things: str, thing_id: str) -> Any:
        """Anything by its id: of `offers`, `notes`, `webhooks`, `members` and the others."""
        return self.ask("GET", f"{things}/{thing_id}")

    def change(self, things: str, thing: Mapping[str, Any], **changes: Any) -> Any:
        """Refused with 412 where somebody changed it since it was read."""
        tag = f'"{thing["version"]}"'
        return self.ask("PATCH", f"{things}/{thing['id']}", changes, {"If-Match": tag})

    def change_client(self, client: Client, **changes: Any) -> Client:
        changed: Client = self.change("clients", client, **changes)
        return changed

    def upsert_clients(self, rows: Iterable[Row], at_once: int = 500) -> Iterator[Upserted]:
        """In parts, each of which is taken as a whole or not at all."""
        return self.upsert("clients", rows, at_once)

    def upsert(
        self,
        things: Literal["clients", "jobs", "offers", "contacts", "touches"],
        rows: Iterable[Mapping[str, Any]],
        at_once: int = 500,
    ) -> Iterator[Any]:
        """By your own numbers, which say whose they are too: a job or an offer its
        `client_external_id`, a contact its `offer_external_id`, a touch its
        `contact_external_id`."""
        waiting = list(rows)
        while part := waiting[:at_once]:
            waiting = waiting[at_once:]
            yield from self.create(f"{things}/upsert", {things: part})["items"]

    def add_offer(self, client_id: str, employer: str, **more: Any) -> Offer:
        added: Offer = self.create(f"clients/{client_id}/offers", {"employer": employer, **more})
        return added

    def log_touch(self, contact_id: str, kind: TouchKind, on: date, note: str = "") -> LoggedTouch:
        said = {"kind": kind, "on": on.isoformat(), "note": note}
        logged: LoggedTouch = self.create(f"contacts/{contact_id}/touches", said)
        return logged

    def caseload(self, **wanted: str) -> Iterator[Case]:
        """Most stalled first; `state="stalled"`, `advisor`, `cohort` and the other filters."""
        return self.pages("caseload", {"limit": "200", **wanted}, "cursor")

    def pages(self, path: str, query: Mapping[str, str], place: str) -> Iterator[Any]:
        following = dict(query)
        while True:
            page = self.ask("GET", f"{path}?{urlencode(following)}")
            yield from page["items"]
            if page[f"next_{place}"] is None:
                return
            following[place] = page[f"next_{place}"]

    def create(self, path: str, body: Mapping[str, Any]) -> Any:
        """Under a key of its own, so that asking again creates nothing twice. What it answers with
        is read again by its `id`, see `one`: the `Location` of the answer is that address."""
        return self.ask("POST", path, body, {"Idempotency-Key": str(uuid4())})

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """The answer's JSON. Where Regards says when to come back, it is asked once more then."""
        for is_last in (False, True):
            try:
                with urlopen(self.request(method, path, body, headers or {})) as answer:
                    return json.load(answer) if answer.status != 204 else None
            except HTTPError as error:
                with error:
                    problem = as_problem(error.read())
                if is_last or "Retry-After" not in error.headers:
                    raise Refused(error.code, problem, error.headers["ETag"]) from None
                self.wait(float(error.headers["Retry-After"]))
        raise AssertionError("not reached")

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
    ) -> Request:
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "application/json", **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
        content = None if body is None else json.dumps(body).encode()
        return Request(f"{self.address}/api/v1/{path}", content, sent, method=method)


def as_problem(content: bytes) -> dict[str, Any]:
    """Something between here and Regards may have answered in its own words."""
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
