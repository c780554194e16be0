"""The day as JSON, and what is done with its questions and crowds."""

from datetime import datetime
from typing import Any

from fastapi import Response

from app import clock
from app.accounts.access import Access
from app.accounts.door import Caller, office_transaction
from app.audit.viewed import listed
from app.bulk.answers import BulkActionOfClients
from app.bulk.api import action_json
from app.bulk.queries import items_of
from app.casefile.sheets import Moment
from app.caseload.answers import Case as ToldCase
from app.caseload.api import case_json
from app.caseload.queries import Case, choices
from app.db.prepared import Reader
from app.faults import BadInput
from app.mail.models import Subscription
from app.people.api import met_json
from app.plans.queries import clients_left
from app.today import answers
from app.today.actions import let_go_first, note_look
from app.today.answering import ask_again, put_off
from app.today.digest import choose_digest, end_digest, own_choice
from app.today.forms import WEEKDAYS, AskedFrom, DigestChoice
from app.today.queries import Awaited, Day, day_of
from app.today.question_sheets import things_of
from app.today.questions import Asks, Question
from app.web.answers import fields_of, plain
from app.web.api import AnId, json_routes, known_id, once_by_key, today_of
from app.web.calling import Calling

router = json_routes("today")


@router.get("/today")
def read_today(calling: Calling) -> answers.Today:
    """One's own clients, or the office's for somebody who has none; each in the first list that
    fits. `questions` are what plans rest on a guess for, `warnings` the same by what is said, less
    whatever was put off. They are answered by changing the offer, the job or the contacts. `crowds`
    are people to whom three clients or more are about to write; `clients_left` is how many a new
    policy has yet to reach."""
    with office_transaction(calling, write=False) as (session, access, _):
        has_own = choices(Reader.of(session), access).has_own
        advisor_id = access.user_id if has_own else None
        left = clients_left(session, access)
        day = day_of(session, access, advisor_id, today_of(access))
        listed(session, access, "today", day.listed)
        return day_json(day, left)


@router.post("/today/seen", status_code=204)
def see_today(calling: Calling) -> Response:
    """That one looked: from tomorrow on, what is new is counted from here."""
    with office_transaction(calling, write=True) as (session, access, _):
        note_look(session, access, today_of(access))
    return Response(status_code=204)


def serve_question(asks: Asks) -> None:
    things = things_of(asks)
    one = things.removesuffix("s")

    def put(calling: Caller, subject: str, form: AskedFrom) -> str | None:
        subject_id = known_id(subject)
        with office_transaction(calling, write=True) as (session, access, _):
            moment = Moment(clock.now(), today_of(access))
            if form.until is None:
                ask_again(session, access, asks, subject_id, moment)
            else:
                put_off(session, access, asks, subject_id, form.until, moment)
        return form.until.isoformat() if form.until else None

    def of_offer(calling: Calling, offer_id: AnId, form: AskedFrom) -> answers.OfferQuestion:
        return {"asks": asks, "offer_id": offer_id, "until": put(calling, offer_id, form)}

    def of_client(calling: Calling, client_id: AnId, form: AskedFrom) -> answers.ClientQuestion:
        return {"asks": asks, "client_id": client_id, "until": put(calling, client_id, form)}

    path = f"/{things}/{{{one}_id}}/questions/{asks}"
    summary = f"Ask “{asks.value.replace('-', ' ')}” from a day on"
    router.put(path, summary=summary)(of_client if asks is Asks.PACE else of_offer)


for _asks in Asks:
    serve_question(_asks)


@router.post("/contacts/{contact_id}/goes-first")
def go_first(calling: Calling, contact_id: AnId) -> BulkActionOfClients:
    """Of a crowd, the client with this contact: the others' step with the same person is put off,
    each for a month longer than the one before. Undone as all that is done to many."""

    def act(session: Any, access: Access, at: datetime) -> BulkActionOfClients:
        moment = Moment(at, today_of(access))
        action, _ = let_go_first(session, access, known_id(contact_id), moment)
        if action is None:
            raise BadInput("contact_id", "is nobody to whom too many clients are about to write")
        session.flush()
        return action_json(action, items_of(session, access, action))

    return once_by_key(calling, f"/contacts/{contact_id}/goes-first", None, act)


@router.get("/digest")
def read_digest(calling: Calling) -> answers.Digest:
    """One's own weekly letter; both are null where one wants none."""
    with office_transaction(calling, write=False) as (session, access, _):
        return digest_json(own_choice(session, access))


@router.put("/digest")
def choose(calling: Calling, form: DigestChoice) -> answers.Digest:
    """On that weekday, at that hour by the office's clocks, in weeks with something to say."""
    with office_transaction(calling, write=True) as (session, access, _):
        return digest_json(choose_digest(session, access, form, clock.now()))


@router.delete("/digest", status_code=204)
def end(calling: Calling) -> Response:
    with office_transaction(calling, write=True) as (session, access, _):
        end_digest(session, access, clock.now())
    return Response(status_code=204)


def digest_json(chosen: Subscription | None) -> answers.Digest:
    if chosen is None:
        return {"weekday": None, "hour": None}
    return {"weekday": WEEKDAYS[chosen.details["weekday"]], "hour": chosen.details["hour"]}


def day_json(day: Day, left: int) -> answers.Today:
    def listed(cases: list[Case]) -> list[ToldCase]:
        return [case_json(case) for case in cases]

    return {
        "since": plain(day.since),
        "newly_stalled": listed(day.newly_stalled),
        "never_contacted": listed(day.never_contacted),
        "due_this_week": listed(day.this_week),
        "awaited": [awaited_json(one) for one in day.awaited],
        "long_stalled": day.long_stalled,
        "warnings": [
            {"message": said, "client_ids": [plain(case.client_id) for case in cases]}
            for said, cases in sorted(day.warnings.items())
        ],
        "questions": [question_json(question) for question in day.questions],
        "crowds": [
            {"name": crowd[0].name, "about_to_write": [met_json(met) for met in crowd]}
            for crowd in day.crowds
        ],
        "coming_up": listed(day.next_week),
        "clients_left": left,
    }


def awaited_json(one: Awaited) -> answers.Awaited:
    return fields_of(
        answers.Awaited,
        one,
        client_id=plain(one.case.client_id),
        name=one.case.name,
        contact=one.name,
    )


def question_json(question: Question) -> answers.Question:
    offer = question.offer
    return {
        "asks": question.asks,
        "message": question.words,
        "client_id": plain(question.case.client_id),
        "name": question.case.name,
        "offer_id": plain(offer.id) if offer else None,
        "employer": offer.employer if offer else None,
        "declined_on": plain(offer.declined_on) if offer else None,
        "job_id": plain(offer.job_id) if offer else None,
        "people": [{"contact_id": plain(id), "name": name} for id, name in question.people],
    }
