"""The day as JSON."""

from typing import Any

from fastapi import Response

from app import clock
from app.accounts.door import office_transaction
from app.caseload.api import case_json
from app.caseload.queries import Case, choices
from app.db.prepared import Reader
from app.mail.models import Subscription
from app.people.api import met_json
from app.plans.queries import clients_left
from app.today.actions import note_look
from app.today.digest import choose_digest, end_digest, own_choice
from app.today.forms import WEEKDAYS, DigestChoice
from app.today.queries import Awaited, Day, day_of
from app.web.api import Calling, json_routes, today_of

router = json_routes("today")
Json = dict[str, Any]


@router.get("/today")
def read_today(calling: Calling) -> Json:
    """One's own clients, or the office's for somebody who has none; each in the first list that
    fits, warnings beside them. `crowds` are people to whom three clients or more are about to
    write; `clients_left` is how many a new policy has yet to reach."""
    with office_transaction(calling, write=False) as (session, access, _):
        has_own = choices(Reader.of(session), access).has_own
        advisor_id = access.user_id if has_own else None
        left = clients_left(session, access)
        return day_json(day_of(session, access, advisor_id, today_of(access)), left)


@router.post("/today/seen", status_code=204)
def see_today(calling: Calling) -> Response:
    """That one looked: from tomorrow on, what is new is counted from here."""
    with office_transaction(calling, write=True) as (session, access, _):
        note_look(session, access, today_of(access))
    return Response(status_code=204)


@router.get("/digest")
def read_digest(calling: Calling) -> Json:
    """One's own weekly letter; both are null where one wants none."""
    with office_transaction(calling, write=False) as (session, access, _):
        return digest_json(own_choice(session, access))


@router.put("/digest")
def choose(calling: Calling, form: DigestChoice) -> Json:
    """On that weekday, at that hour by the office's clocks, in weeks with something to say."""
    with office_transaction(calling, write=True) as (session, access, _):
        return digest_json(choose_digest(session, access, form, clock.now()))


@router.delete("/digest", status_code=204)
def end(calling: Calling) -> Response:
    with office_transaction(calling, write=True) as (session, access, _):
        end_digest(session, access, clock.now())
    return Response(status_code=204)


def digest_json(chosen: Subscription | None) -> Json:
    if chosen is None:
        return {"weekday": None, "hour": None}
    return {"weekday": WEEKDAYS[chosen.details["weekday"]], "hour": chosen.details["hour"]}


def day_json(day: Day, left: int) -> Json:
    def listed(cases: list[Case]) -> list[Json]:
        return [case_json(case) for case in cases]

    return {
        "since": day.since,
        "newly_stalled": listed(day.newly_stalled),
        "never_contacted": listed(day.never_contacted),
        "due_this_week": listed(day.this_week),
        "awaited": [awaited_json(one) for one in day.awaited],
        "long_stalled": day.long_stalled,
        "warnings": [
            {"message": said, "client_ids": [case.client_id for case in cases]}
            for said, cases in sorted(day.warnings.items())
        ],
        "crowds": [
            {"name": crowd[0].name, "about_to_write": [met_json(met) for met in crowd]}
            for crowd in day.crowds
        ],
        "coming_up": listed(day.next_week),
        "clients_left": left,
    }


def awaited_json(one: Awaited) -> Json:
    return {
        "client_id": one.case.client_id,
        "name": one.case.name,
        "contact_id": one.contact_id,
        "contact": one.name,
        "employer": one.employer,
        "invited_on": one.invited_on,
        "due_on": one.due_on,
    }
