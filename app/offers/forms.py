"""What may be sent about an offer and the people met there."""

from app.web.strict import Count, Day, Email, Flag, Id, Input, Line, Name, WebAddress


class NewOffer(Input):
    employer: Name
    title: Line = ""
    area: Line = ""
    offered_on: Day | None = None
    respond_by: Day | None = None
    declined_on: Day | None = None
    declined_well: Flag | None = None
    reason: Line = ""
    job_id: Id | None = None


class OfferChanges(Input):
    employer: Name = ""
    title: Line = ""
    area: Line = ""
    offered_on: Day = None  # type: ignore[assignment]  # may be left out, not emptied
    respond_by: Day | None = None
    declined_on: Day | None = None
    declined_well: Flag | None = None
    reason: Line = ""
    job_id: Id | None = None
    version: Count | None = None


class NewContact(Input):
    name: Name
    title: Line = ""
    email: Email | None = None
    phone: Line = ""
    linkedin_url: WebAddress | None = None
    area: Line = ""
    is_key: Flag = False


class ContactChanges(Input):
    name: Name = ""
    title: Line = ""
    email: Email | None = None
    phone: Line = ""
    linkedin_url: WebAddress | None = None
    area: Line = ""
    is_key: Flag = False
    closed_on: Day | None = None
    closed_reason: Line | None = None
    snoozed_until: Day | None = None
    snooze_reason: Line | None = None
    version: Count | None = None
