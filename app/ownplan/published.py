"""What a client's calendar may have shown, read off what is written down: see decision 0012."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Uuid, bindparam, select

from app.accounts.access import Permission
from app.audit.models import IS_DEED, AuditEntry
from app.cycle.facts import Id, Step
from app.cycle.plan import ContactPlan
from app.cycle.steps import Progress
from app.db.prepared import Prepared, Reader
from app.links.door import Opened
from app.plans.models import Touch
from app.plans.queries import is_of_client

FETCHED_WITHIN = timedelta(365)  # whatever calendar still asks has heard by then
TO_BE_SAFE = timedelta(1)  # a deed's time is set before others see it
# By these no step begins to pend that was done, nor ceases to pend but by being done, but for one:
# see `is_skipped_beside`.
ONWARD = {
    "touch.logged", "contact.added", "offer.added", "job.added", "job.changed", "client.changed",
    "move.added", "move.changed", "move.voided", "outcome.added", "outcome.voided", "note.added",
    "note.changed", "link.made", "link.renewed", "link.revoked", "link.confirmed", "plan.taken",
    "contact.linked", "contact.unlinked", "contact.told_apart",
}  # fmt: skip
LEADS_ELSEWHERE = {"is_key", "closed_on"}  # of a person
DEEDS = Prepared(
    select(AuditEntry.action, AuditEntry.details, AuditEntry.at).where(
        AuditEntry.office_id == bindparam("office_id", type_=Uuid()),
        is_of_client(AuditEntry.client_id),
        IS_DEED,
    )
)
LOGGED = Prepared(
    select(Touch.id).where(
        Touch.office_id == bindparam("office_id", type_=Uuid()),
        is_of_client(Touch.client_id),
        Touch.recorded_at >= bindparam("since", type_=Touch.__table__.c.recorded_at.type),
    )
)


@dataclass(frozen=True, slots=True)
class Published:
    """Where it cannot be told, all steps may have been there."""

    is_known: bool = False
    touches: frozenset[Id] = frozenset()  # logged since
    has_new_people: bool = False

    def may_have_had(self, plan: ContactPlan, step: Step) -> bool:
        """Of a person, a step that does not pend now."""
        if not self.is_known:
            return True
        if step is Step.KEEP_IN_TOUCH and is_skipped_beside(plan.progress):
            return True
        done = [one.step for one in plan.done]
        upto = plan.done[: done.index(step) + 1] if step in done else ()
        return any(one.touch_id in self.touches for one in upto)

    @property
    def may_have_had_an_offers(self) -> bool:
        return not self.is_known or self.has_new_people


def published_to(reader: Reader, opened: Opened, changed_at: datetime) -> Published:
    """Since the first link was made, at most in the year before the last change."""
    access = opened.access
    access.require_of(Permission.READ_PEOPLE, access.client_id)
    of = {"office_id": access.office_id, "of_client": access.client_id}
    deeds = reader.rows(DEEDS, **of)
    links = [at for action, _, at in deeds if action == "link.made"]
    if not links:
        return Published()
    since = max(min(links) - TO_BE_SAFE, changed_at - FETCHED_WITHIN)
    lately = [(action, details) for action, details, at in deeds if at >= since]
    if not all(leads_on(*deed) for deed in lately):
        return Published()
    return Published(
        is_known=True,
        touches=frozenset(touch_id for (touch_id,) in reader.rows(LOGGED, since=since, **of)),
        has_new_people=any(action == "contact.added" for action, _ in lately),
    )


def is_skipped_beside(progress: Progress) -> bool:
    """The update was skipped on the very day of the exchange that did it. While the rest ended
    later, skipping did it, and the exchange the catch-up: that one pends again."""
    return progress.update is not None and any(
        (touch.step, touch.on) == (Step.UPDATE, progress.update.on) for touch in progress.touches
    )


def leads_on(action: str, details: dict[str, object]) -> bool:
    if action == "contact.changed":
        return LEADS_ELSEWHERE.isdisjoint(details.get("fields", LEADS_ELSEWHERE))  # type: ignore[arg-type]
    return action in ONWARD
