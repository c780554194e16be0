"""What a row of the caseload says: what has not happened, and the reason beside it."""

from datetime import date

from app.caseload.queries import Case
from app.cycle.facts import Step
from app.cycle.plan import Mode
from app.cycle.states import State
from app.web.words import short_day

STATE_WORDS = {
    State.STALLED: "Stalled",
    State.OVERDUE: "Overdue",
    State.DUE: "Due",
    State.RESTING: "Resting",
    State.IN_NETWORK: "In network",
    State.PARKED: "Parked",
    State.OFF: "Off",
    State.CLOSED: "Closed",
    State.NO_OFFERS: "No offers",
}
NOT_DONE = {
    Step.DECLINE: "Offer not answered yet",
    Step.LIST_PEOPLE: "Nobody listed yet",
    Step.CHOOSE_KEY_PEOPLE: "No key people chosen",
    Step.CONNECT: "Not connected yet",
    Step.THANK: "Thank-you note not sent",
    Step.UPDATE: "Update not sent",
    Step.CATCH_UP: "Catch-up has not happened",
}
TO_DO = {
    Step.DECLINE: "Answer the offer",
    Step.LIST_PEOPLE: "List the people met",
    Step.CHOOSE_KEY_PEOPLE: "Choose the key people",
    Step.CONNECT: "Connect on LinkedIn",
    Step.THANK: "Send a thank-you note",
    Step.UPDATE: "Send the update",
    Step.CATCH_UP: "Have a catch-up",
}
WAITING = {
    Step.UPDATE: "Let things lie until {}",
    Step.CHOOSE_KEY_PEOPLE: "Let things lie until {}",
    Step.CATCH_UP: "Catch up from {}",
}
STANDING = {
    State.IN_NETWORK: "The cycle is complete",
    State.PARKED: "Nothing more to do",
    State.OFF: "All bets are off",
    State.CLOSED: "Not pursued any more",
    State.NO_OFFERS: "No offer turned down yet",
}
HOW = {
    Mode.IN_PERSON: "in person, same area",
    Mode.REMOTE: "by call or e-mail",
    None: "",
}


def where_it_stands(case: Case, today: date) -> tuple[str, str]:
    """`Update not sent`, and `due 6 Nov, after the rest`."""
    if case.next_step is None or case.due_on is None or case.opens_on is None:
        return STANDING[case.state], ""
    step = Step(case.next_step)
    due, opens = short_day(case.due_on, today), short_day(case.opens_on, today)
    if case.state is State.RESTING:
        words = WAITING.get(step, "Waits until {}").format(opens)
        if case.paused_until == case.opens_on:
            return f"Paused until {opens}", ""
        return words, f"{TO_DO[step].lower()} by {due}" if step is not Step.CONNECT else ""
    if case.state is State.DUE:
        return TO_DO[step], with_reason(f"by {due}", step, case, today)
    return NOT_DONE[step], with_reason(f"due {due}", step, case, today)


def with_reason(when: str, step: Step, case: Case, today: date) -> str:
    if step in (Step.CONNECT, Step.LIST_PEOPLE) and case.declined_on:
        return f"{when}, declined {short_day(case.declined_on, today)}"
    if step in (Step.UPDATE, Step.CHOOSE_KEY_PEOPLE):
        return f"{when}, after the rest"
    if step is Step.CATCH_UP:
        return f"{when}, {HOW[Mode(case.next_mode) if case.next_mode else None]}"
    return when
