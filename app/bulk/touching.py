"""Logging the next step of many clients; undoing voids the touches."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import entry_of, record_all
from app.bulk.changes import Cannot, Change, Weighed, rows_in, standing, taken_back
from app.bulk.deed import Deed
from app.bulk.forms import Logging
from app.bulk.queries import Selected
from app.bulk.warned import warned_of
from app.bulk.words import NO_PERSON, STANDS
from app.casefile.sheets import Item, Moment
from app.cycle.facts import Step, TouchKind
from app.cycle.states import State, state_on
from app.db.base import new_hex
from app.db.prepared import Reader, updating
from app.faults import BadInput
from app.plans.models import Touch
from app.plans.rows import STEPS
from app.plans.touches import LOGGED
from app.plans.words import LOGS, STEP_NAMES, what_was_done
from app.web.words import short_day


def weigh_logging(
    session: Session, access: Access, clients: Sequence[Selected], form: Logging, moment: Moment
) -> Iterator[Weighed]:
    on = form.on or moment.today
    if on > moment.today:
        raise BadInput("on", "lies in the future")
    return (next_touch(client, form, on, moment.today) for client in clients)


KIND = {
    Step.CONNECT: TouchKind.CONNECTED,
    Step.THANK: TouchKind.THANKED,
    Step.UPDATE: TouchKind.UPDATED,
}


def next_touch(client: Selected, form: Logging, on: date, today: date) -> Weighed:
    def cannot(why: str, detail: str = "") -> Cannot:
        return Cannot(client.id, client.name, why, detail)

    if client.step is None:
        return cannot(STANDS[State(client.standing)])
    step = STEPS[client.step]
    if client.contact_name is None or client.next_contact_id is None:
        return cannot(NO_PERSON, STEP_NAMES[step])
    if state_on(client, None, on) is State.RESTING:
        opens = short_day(client.opens_on, today)
        if client.paused_until == client.opens_on:
            return cannot("Paused", f"until {opens}")
        return cannot("Not open yet", f"{STEP_NAMES[step]}, from {opens}")
    kind = KIND.get(step) or (form.how and TouchKind(form.how))
    if kind is None:
        return cannot(
            "A catch-up: say in the form how it came about", f"with {client.contact_name}"
        )
    did = what_was_done(kind, None, client.contact_name)
    contact_id = client.next_contact_id.hex
    return Change(
        client.id,
        client.name,
        STEP_NAMES[step].capitalize(),
        did if on == today else f"{did}, {short_day(on, today)}",
        {},
        {contact_id: {"kind": kind, "on": on.isoformat(), "note": form.note}},
    )


VOIDED = updating(Touch, ("voided_at", "voided_by", "void_reason"))
STANDING_TOUCHES = standing(Touch, Touch.voided_at.is_(None))
UNDONE = "Undone, together with others logged at once"


class Touching:
    """Logs a touch with one contact of each client; undoing voids it.

    Before, `after` holds what is to be logged by the contact's id; then by the touch's own.
    """

    def do(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime, key: bytes
    ) -> Sequence[Change]:
        rows, entries, done = [], [], []
        for change in changes:
            for contact_id, touch in change.after.items():
                touch_id = new_hex()
                row = {
                    "office_id": access.office_id,
                    "id": touch_id,
                    "client_id": change.client_id,
                    "contact_id": contact_id,
                    "kind": touch["kind"],
                    "happened_on": date.fromisoformat(touch["on"]),
                    "step": None,
                    "note": touch["note"],
                    "recorded_by": access.user_id,
                    "recorded_at": at,
                    "voided_at": None,
                    "voided_by": None,
                    "void_reason": None,
                }
                rows.append(row)
                entries.append(
                    entry_of(
                        access,
                        "touch.logged",
                        at=at,
                        client_id=change.client_id,
                        subject_id=touch_id,
                        kind=touch["kind"],
                        on=touch["on"],
                    )
                )
                done.append(Change(*change[:-1], after={touch_id: {}}))
        Reader.of(session).write(LOGGED, rows)
        record_all(session, entries)
        return done

    def changed_since(
        self, session: Session, access: Access, changes: Sequence[Change]
    ) -> set[UUID]:
        return taken_back(session, access, STANDING_TOUCHES, changes)

    def undo(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime
    ) -> None:
        voided = {
            "office_id": access.office_id,
            "new_voided_at": at,
            "new_voided_by": access.user_id,
            "new_void_reason": UNDONE,
        }
        rows = [voided | {"id": touch_id} for touch_id in rows_in(changes)]
        Reader.of(session).write(VOIDED, rows)
        record_all(
            session,
            [
                entry_of(
                    access,
                    "touch.voided",
                    at=at,
                    client_id=change.client_id,
                    subject_id=UUID(touch_id),
                )
                for change in changes
                for touch_id in change.after
            ],
        )


LOG = (
    Item("on", "On", "date", required=True, past=True, said="The day"),
    Item(
        "how",
        "Catch-ups",
        "select",
        options=[
            ("", "Leave them out"),
            *((kind, LOGS[TouchKind(kind)]) for kind in ("met", "called", "wrote", "invited")),
        ],
        hint="The other steps say by themselves what was done",
    ),
    Item("note", "Note", "textarea", hint="The same with each of them", maxlength=4_000),
)
LOGGING = Deed(
    name="log",
    label="Log the next step",
    title="Log the next step",
    submit="Log it for {clients}",
    done="Logged the next step of {clients}",
    lead="For each client, with the person whose step is pending.",
    model=Logging,
    items=LOG,
    days=("on",),
    weigh=weigh_logging,
    warns=warned_of,
    writing=Touching(),
    moves_dates=True,
    logs=True,
)
