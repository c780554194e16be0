"""What the history says of a deed, as a colleague would: `logged: thanked Hiroshi Silva`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.accounts.queries import Colleague
from app.audit.models import VIEWED, AuditEntry
from app.casefile.note_cards import first_words
from app.clients.models import Client, Job
from app.notes.models import Note
from app.offers.models import Contact, Offer
from app.outcomes.models import Outcome
from app.outcomes.words import what_came
from app.people.models import Move
from app.plans.models import Touch
from app.plans.words import what_was_done
from app.web.words import how_many, in_row, short_day


@dataclass(frozen=True, slots=True)
class Known:
    """The things of a client as they are now, by id; the history is told with their names."""

    client: Client
    jobs: Mapping[UUID, Job]
    offers: Mapping[UUID, Offer]
    contacts: Mapping[UUID, Contact]
    touches: Mapping[UUID, Touch]
    notes: Mapping[UUID, Note]
    outcomes: Mapping[UUID, Outcome]
    moves: Mapping[UUID, Move]
    colleagues: Mapping[UUID, Colleague]

    def job(self, id: UUID | None) -> str:
        job = self.jobs.get(id) if id else None
        return f"the job at {job.employer}" if job else "a job"

    def offer(self, id: UUID | None) -> str:
        offer = self.offers.get(id) if id else None
        return f"the offer of {offer.employer}" if offer else "an offer"

    def contact(self, id: UUID | None) -> str:
        contact = self.contacts.get(id) if id else None
        return contact.name if contact else "somebody"

    def colleague(self, id: str | None) -> str:
        """Blank where it was not written down, as it once was not."""
        found = self.colleagues.get(UUID(id)) if id else None
        return found.name if found else ""


FIELDS = {
    "advisor_id": "advisor",
    "area": "where",
    "closed_on": "closed on",
    "closed_reason": "why it is closed",
    "declined_on": "declined on",
    "declined_well": "declined professionally",
    "email": "e-mail",
    "external_id": "number",
    "is_key": "key person",
    "job_id": "the job taken instead",
    "linkedin_url": "LinkedIn profile",
    "offered_on": "offered on",
    "pause_reason": "why there is a pause",
    "paused_until": "paused until",
    "pinned": "whether it is pinned",
    "reason": "why it was declined",
    "respond_by": "answer wanted by",
    "snooze_reason": "why it is snoozed",
    "snoozed_until": "snoozed until",
    "started_on": "start",
}
UNSAID = {"area_key", "employer_key", "name_key", "snoozed_step"}  # which follow from the others
PAUSE = {"paused_until", "pause_reason"}
CLOSE = {"closed_on", "closed_reason"}
SNOOZE = {"snoozed_until", "snooze_reason"}


@dataclass(frozen=True, slots=True)
class Changed:
    """Which fields, as far as they are told."""

    fields: frozenset[str]
    emptied: frozenset[str]

    def only(self, some: set[str]) -> bool:
        return bool(self.fields) and self.fields <= some

    def words(self, what: str) -> str:
        if not self.fields:
            return f"saved {what} without a change"
        return f"changed {what}: {', '.join(FIELDS.get(f, f) for f in sorted(self.fields))}"


def changed_in(entry: AuditEntry) -> Changed:
    return Changed(names_in(entry, "fields"), names_in(entry, "emptied"))


def names_in(entry: AuditEntry, detail: str) -> frozenset[str]:
    return frozenset(map(str, entry.details.get(detail, ()))) - UNSAID


def client_changed(entry: AuditEntry, known: Known) -> str:
    changed, name = changed_in(entry), known.client.name
    if changed.only(PAUSE):
        has_ended = "paused_until" in changed.emptied
        return f"ended the pause of {name}" if has_ended else f"paused {name}"
    if changed.only({"advisor_id"}):
        if "advisor_id" in changed.emptied:
            return f"left {name} without an advisor"
        return advisor_words(entry, known)
    return changed.words(name)


def advisor_words(entry: AuditEntry, known: Known) -> str:
    id, name = entry.details.get("advisor_id"), known.client.name
    if id and id == str(entry.actor_id):
        return f"became the advisor of {name}"
    advisor = known.colleague(id)
    return f"made {advisor} the advisor of {name}" if advisor else f"gave {name} another advisor"


def contact_changed(entry: AuditEntry, known: Known) -> str:
    changed, name = changed_in(entry), known.contact(entry.subject_id)
    if changed.only(CLOSE):
        is_open = "closed_on" in changed.emptied
        again = " again" if is_open else ""
        return f"{'opened' if is_open else 'closed'} the relationship with {name}{again}"
    if changed.only(SNOOZE):
        has_ended = "snoozed_until" in changed.emptied
        return f"ended the snooze of {name}" if has_ended else f"snoozed {name}"
    if changed.only({"is_key"}):
        is_none = "is_key" in changed.emptied
        return f"took {name} off the key people" if is_none else f"made {name} a key person"
    return changed.words(name)


def contact_added(entry: AuditEntry, known: Known) -> str:
    contact = known.contacts.get(entry.subject_id) if entry.subject_id else None
    offer = known.offers.get(contact.offer_id) if contact else None
    where = f", met at {offer.employer}" if offer else ""
    return f"added {known.contact(entry.subject_id)}{where}"


def contact_unlinked(entry: AuditEntry, known: Known) -> str:
    name = known.contact(entry.subject_id)
    if "other" in entry.details:
        return f"unlinked somebody met elsewhere from {name}"
    return f"unlinked {name} from the same person met elsewhere"


def touch_words(entry: AuditEntry, known: Known) -> str:
    """`thanked Hiroshi Silva`."""
    touch = known.touches.get(entry.subject_id) if entry.subject_id else None
    if touch is None:
        return "a touch"
    did = what_was_done(touch.kind, touch.step, known.contact(touch.contact_id))
    return f"{did[:1].lower()}{did[1:]}"


def note_words(entry: AuditEntry, known: Known) -> str:
    """`on Hiroshi Silva`, where it is not on the client as a whole."""
    note = known.notes.get(entry.subject_id) if entry.subject_id else None
    if note is None or not (note.contact_id or note.offer_id):
        return ""
    on = known.contact(note.contact_id) if note.contact_id else known.offer(note.offer_id)
    return f" on {on}"


def note_changed(entry: AuditEntry, known: Known) -> str:
    changed, on = changed_in(entry), note_words(entry, known)
    if changed.only({"pinned"}):
        return f"{'unpinned' if 'pinned' in changed.emptied else 'pinned'} a note{on}"
    return f"changed a note{on}" if changed.fields else f"saved a note{on} without a change"


def outcome_words(entry: AuditEntry, known: Known) -> str:
    """`a referral by Hiroshi Silva`."""
    outcome = known.outcomes.get(entry.subject_id) if entry.subject_id else None
    return what_came(outcome.kind, known.contact(outcome.contact_id)) if outcome else "an outcome"


def move_words(entry: AuditEntry, known: Known) -> str:
    """`Hiroshi Silva’s move to Orchard Labs`."""
    move = known.moves.get(entry.subject_id) if entry.subject_id else None
    return f"{known.contact(move.contact_id)}’s move to {move.employer}" if move else "a move"


def imported(entry: AuditEntry, known: Known) -> str:
    if entry.details.get("client_created"):
        return f"brought {known.client.name} in from the office's sheet"
    added, differing = counts_in(entry)
    what = [f"{added:,} added"] * bool(added) + [f"{differing:,} changed"] * bool(differing)
    return f"brought the office's sheet in again: {', '.join(what) or 'nothing new'}"


def imported_by_nobody(entry: AuditEntry) -> str:
    """Of an import at the command line, which no person of the office made."""
    if entry.details.get("client_created"):
        return "Brought in from the office's sheet"
    added, differing = counts_in(entry)
    if differing:
        return f"Changed by the office's sheet: {how_many(differing + added, 'record')}"
    return f"Added from the office's sheet: {how_many(added, 'record')}"


def counts_in(entry: AuditEntry) -> tuple[int, int]:
    """How many were added, and how many changed."""
    numbers = {name: n for name, n in entry.details.items() if isinstance(n, int)}
    differing = numbers.get("updated", 0) + numbers.get("client_updated", 0)
    return numbers.get("created", 0), differing


def import_undone(entry: AuditEntry, known: Known) -> str:
    """`undid an import, which removed 1 contact and 2 touches`."""
    went = entry.details
    counts = [how_many(len(went[kind]), one, kind) for kind, one in ONES.items() if kind in went]
    if not counts:
        return f"undid an import that had changed {known.client.name}"
    return f"undid an import, which removed {in_row(counts)}"


ONES = {
    "jobs": "job",
    "offers": "offer",
    "contacts": "contact",
    "touches": "touch",
    "moves": "move",
}


def viewed(entry: AuditEntry, known: Known) -> str:
    if entry.via != "api":
        return "opened the record"
    return f"read it through the API with the token “{entry.details.get('token', '')}”"


Saying = Callable[[AuditEntry, Known], str]
SAYINGS: dict[str, Saying] = {
    VIEWED: viewed,
    "client.added": lambda _, known: f"took on {known.client.name}",
    "client.changed": client_changed,
    "client.imported": imported,
    "client.import_taken_back": import_undone,
    "job.added": lambda entry, known: f"added {known.job(entry.subject_id)}",
    "job.changed": lambda entry, known: changed_in(entry).words(known.job(entry.subject_id)),
    "offer.added": lambda entry, known: f"added {known.offer(entry.subject_id)}",
    "offer.changed": lambda entry, known: changed_in(entry).words(known.offer(entry.subject_id)),
    "contact.added": contact_added,
    "contact.changed": contact_changed,
    "touch.logged": lambda entry, known: f"logged: {touch_words(entry, known)}",
    "touch.voided": lambda entry, known: f"took back: {touch_words(entry, known)}",
    "link.made": lambda _, known: f"made a link to {known.client.name}'s own plan",
    "link.renewed": lambda _, known: f"renewed a link to {known.client.name}'s own plan",
    "link.revoked": lambda _, known: f"revoked a link to {known.client.name}'s own plan",
    "link.confirmed": lambda *_: "typed the code that opens the plan in a browser",
    "letter.sent_again": lambda *_: "had a letter to the client sent again",
    "bounce.lifted": lambda *_: "let letters go to the client's address again",
    "reminder.asked_for": lambda *_: "asked for reminders by letter",
    "reminder.ended": lambda *_: "ended the reminders by letter",
    "link.given_calendar": lambda *_: "made the calendar's address of a link",
    "plan.taken": lambda _, known: f"took along what is held on {known.client.name}",
    "news.message": lambda _, known: "wrote to the advisor",
    "news.pause": lambda _, known: "asked for a pause",
    "news.accepted": lambda _, known: f"accepted what {known.client.name} told",
    "news.undone": lambda _, known: f"took back what {known.client.name} had told",
    "note.added": lambda entry, known: f"added a note{note_words(entry, known)}",
    "note.changed": note_changed,
    "outcome.added": lambda entry, known: f"recorded {outcome_words(entry, known)}",
    "outcome.voided": lambda entry, known: f"took back {outcome_words(entry, known)}",
    "move.added": lambda entry, known: f"noted {move_words(entry, known)}",
    "move.changed": lambda entry, known: changed_in(entry).words(move_words(entry, known)),
    "move.email_confirmed": lambda entry, known: (
        f"noted that the e-mail address still holds after {move_words(entry, known)}"
    ),
    "move.email_doubted": lambda entry, known: (
        f"put the e-mail address in doubt again after {move_words(entry, known)}"
    ),
    "move.voided": lambda entry, known: f"took back {move_words(entry, known)}",
    "contact.linked": lambda entry, known: (
        f"linked {known.contact(entry.subject_id)} with the same person met elsewhere"
    ),
    "contact.unlinked": contact_unlinked,
    "contact.told_apart": lambda entry, known: (
        f"said that {known.contact(entry.subject_id)} is not the person met elsewhere"
    ),
    "question.put_off": lambda _, known: f"put off what is to be asked of {known.client.name}",
    "question.asked_again": lambda _, known: (
        f"opened again what is to be asked of {known.client.name}"
    ),
    "note.removed": lambda entry, known: f"removed a note{note_words(entry, known)}",
}


def deed_words(entry: AuditEntry, known: Known, on: date) -> str:
    """Without who did it; `on` is the day of the entry at the office."""
    saying = SAYINGS.get(entry.action)
    if saying is None:
        return f"did this: {entry.action.replace('.', ' ').replace('_', ' ')}"
    return saying(entry, known) + day_words(entry, on)


def day_words(entry: AuditEntry, on: date) -> str:
    """The day of what happened, where it was recorded on another."""
    happened_on = as_day(entry.details.get("on"))
    is_told = entry.action in ("touch.logged", "outcome.added")
    if not is_told or happened_on in (None, on) or happened_on is None:
        return ""
    return f", on {short_day(happened_on, on)}"


def as_day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def quoted(entry: AuditEntry, known: Known) -> str:
    """What was written with a touch, said of taking it back, or noted, as far as it stands."""
    note = known.notes.get(entry.subject_id) if entry.subject_id else None
    if note is not None:
        return first_words(note.text) if entry.action == "note.added" else ""
    id = entry.subject_id
    records: tuple[Mapping[UUID, Any], ...] = (known.touches, known.outcomes, known.moves)
    record = next((some[id] for some in records if id and id in some), None)
    if record is None:
        return ""
    if entry.action.endswith(".voided"):
        return record.void_reason or ""
    return getattr(record, "note", "")
