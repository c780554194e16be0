"""Two offices at work: whatever they do, each one's stored plans are right and the other's stay."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from app.clock import today_in
from app.cycle.facts import Step, TouchKind
from app.cycle.policy import Policy
from app.db.engine import Database
from app.plans.actions import differing_windows
from tests.walls.cast import Side, a_side
from tests.walls.watching import digest

AREAS = st.sampled_from(["", "Chicago, IL", "Boston, MA"])
DAYS = st.integers(0, 1_200)
KINDS = st.sampled_from([kind for kind in TouchKind if kind is not TouchKind.SKIPPED])
NUMBERS = st.fixed_dictionaries(
    {
        "connect_days": st.integers(0, 60),
        "thank_days": st.integers(0, 60),
        "rest_months": st.integers(0, 6),
        "catch_up_pace": st.integers(1, 3),
        "grace_days": st.integers(1, 60),
    }
)
Thing = tuple[int, str]  # whose it is, and its id


def ago(days: int) -> str:
    return (today_in("UTC") - timedelta(days)).isoformat()


def ahead(days: int) -> str:
    return (today_in("UTC") + timedelta(days + 1)).isoformat()


class TwoOffices(RuleBasedStateMachine):
    clients, offers, contacts, touches = (
        Bundle(name) for name in ("clients", "offers", "contacts", "touches")
    )
    served: TestClient
    database: Database

    @initialize()
    def open_them(self) -> None:
        self.sides: list[Side] = [a_side(self.database), a_side(self.database)]
        self.known = [digest(self.database, side) for side in self.sides]

    def act(self, whose: int, method: str, path: str, body: Any = None) -> Response:
        """As the admin of that office; afterwards the other one is what it was."""
        token = {"Authorization": f"Bearer {self.sides[whose].admin.bearer}"}
        answer = self.served.request(method, f"/api/v1/{path}", json=body, headers=token)
        other = 1 - whose
        assert digest(self.database, self.sides[other]) == self.known[other]
        self.known[whose] = digest(self.database, self.sides[whose])
        return answer

    def made(self, whose: int, path: str, body: Any) -> Thing:
        answer = self.act(whose, "POST", path, body)
        assert answer.status_code == 201, answer.text
        return whose, answer.json()["id"]

    def change(self, thing: Thing, path: str, body: Any) -> None:
        whose, id = thing
        answer = self.act(whose, "PATCH", f"{path}/{id}", body)
        assert answer.status_code in (200, 422), answer.text

    @rule(target=clients, whose=st.sampled_from([0, 1]), area=AREAS)
    def add_client(self, whose: int, area: str) -> Thing:
        email = f"{uuid4().hex}@alumni.example.edu"
        return self.made(whose, "clients", {"name": "Maya", "email": email, "area": area})

    @rule(client=clients, days=DAYS, area=AREAS)
    def add_job(self, client: Thing, days: int, area: str) -> None:
        body = {"employer": "3M", "area": area, "started_on": ago(days)}
        self.made(client[0], f"clients/{client[1]}/jobs", body)

    @rule(
        target=offers,
        client=clients,
        days=DAYS,
        is_declined=st.booleans(),
        well=st.sampled_from([None, True, True, False]),
    )
    def add_offer(self, client: Thing, days: int, is_declined: bool, well: bool | None) -> Thing:
        body = {"employer": "Abbott", "offered_on": ago(days + 10), "declined_well": well}
        if is_declined:
            body["declined_on"] = ago(days)
        return self.made(client[0], f"clients/{client[1]}/offers", body)

    @rule(offer=offers, days=st.none() | DAYS)
    def decline_or_take_back(self, offer: Thing, days: int | None) -> None:
        self.change(offer, "offers", {"declined_on": None if days is None else ago(days)})

    @rule(target=contacts, offer=offers, is_key=st.booleans(), area=AREAS)
    def add_contact(self, offer: Thing, is_key: bool, area: str) -> Thing:
        body = {"name": "Grace", "is_key": is_key, "area": area}
        return self.made(offer[0], f"offers/{offer[1]}/contacts", body)

    @rule(target=touches, contact=contacts, kind=KINDS, days=DAYS)
    def log(self, contact: Thing, kind: str, days: int) -> Thing:
        return self.made(
            contact[0], f"contacts/{contact[1]}/touches", {"kind": kind, "on": ago(days)}
        )

    @rule(contact=contacts, step=st.sampled_from([Step.CONNECT, Step.UPDATE]), days=DAYS)
    def skip(self, contact: Thing, step: str, days: int) -> None:
        body = {"kind": "skipped", "on": ago(days), "step": step, "note": "not theirs"}
        self.made(contact[0], f"contacts/{contact[1]}/touches", body)

    @rule(touch=touches)
    def void(self, touch: Thing) -> None:
        answer = self.act(touch[0], "POST", f"touches/{touch[1]}/void", {"reason": "not sent"})
        assert answer.status_code == 200

    @rule(contact=contacts, days=st.none() | DAYS)
    def snooze_or_wake(self, contact: Thing, days: int | None) -> None:
        until = None if days is None else ahead(days)
        self.change(contact, "contacts", {"snoozed_until": until, "snooze_reason": "leave"})

    @rule(contact=contacts, days=st.none() | DAYS)
    def close_or_open(self, contact: Thing, days: int | None) -> None:
        on = None if days is None else ago(days)
        self.change(contact, "contacts", {"closed_on": on, "closed_reason": "retired"})

    @rule(contact=contacts, is_key=st.booleans())
    def choose(self, contact: Thing, is_key: bool) -> None:
        self.change(contact, "contacts", {"is_key": is_key})

    @rule(client=clients, days=st.none() | DAYS)
    def pause_or_resume(self, client: Thing, days: int | None) -> None:
        until = None if days is None else ahead(days)
        self.change(client, "clients", {"paused_until": until, "pause_reason": "illness"})

    @rule(whose=st.sampled_from([0, 1]), numbers=NUMBERS)
    def change_policy(self, whose: int, numbers: dict[str, int]) -> None:
        defaults = {name: getattr(Policy(), name) for name in Policy.__slots__}
        assert self.act(whose, "PUT", "policy", defaults | numbers).status_code == 200

    @rule(client=clients, kind=st.sampled_from(["GET", "PATCH", "DELETE"]))
    def reach_into_the_other(self, client: Thing, kind: str) -> None:
        body = {"name": "Mine"} if kind == "PATCH" else None
        answer = self.act(1 - client[0], kind, f"clients/{client[1]}", body)
        assert answer.status_code == 404

    @rule(client=clients)
    def look(self, client: Thing) -> None:
        plan = self.act(client[0], "GET", f"clients/{client[1]}/plan").json()
        items = self.act(client[0], "GET", "caseload?limit=200").json()["items"]
        listed = next(item for item in items if item["client_id"] == client[1])
        names = ("state", "opens_on", "due_on", "stalls_on")
        assert {name: listed[name] for name in names} == {name: plan[name] for name in names}

    def teardown(self) -> None:
        for side in getattr(self, "sides", []):
            with self.database.transaction(side.access.office_id, write=False) as session:
                assert differing_windows(session, side.access) == []


def test_two_offices_never_touch_and_their_plans_are_right(
    served: TestClient, database: Database
) -> None:
    machine = type("Machine", (TwoOffices,), {"served": served, "database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
