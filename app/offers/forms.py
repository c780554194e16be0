"""What may be sent about an offer and the people met there."""

from app.web.strict import Count, Day, Email, Flag, Id, Input, Line, Name, WebAddress, like


class NewOffer(
    Input,
    json_schema_extra=like(
        employer="Abbott",
        title="Brand manager",
        area="Chicago, IL",
        offered_on="2026-03-01",
        declined_on="2026-03-10",
        declined_well=True,
        reason="Chose another field",
    ),
):
    employer: Name
    title: Line = ""
    area: Line = ""
    offered_on: Day | None = None
    respond_by: Day | None = None
    declined_on: Day | None = None
    declined_well: Flag | None = None
    reason: Line = ""
    job_id: Id | None = None


class OfferChanges(Input, json_schema_extra=like(declined_on="2026-03-10", version=1)):
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


class NewContact(
    Input,
    json_schema_extra=like(
        name="Grace Kim",
        title="Director of marketing",
        email="grace.kim@abbott.example",
        is_key=True,
    ),
):
    name: Name
    title: Line = ""
    email: Email | None = None
    phone: Line = ""
    linkedin_url: WebAddress | None = None
    area: Line = ""
    is_key: Flag = False


class ContactChanges(
    Input,
    json_schema_extra=like(snoozed_until="2998-01-01", snooze_reason="on leave", version=1),
):
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
