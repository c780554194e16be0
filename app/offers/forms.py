"""What may be sent about an offer and the people met there."""

from typing import Annotated

from pydantic import Field

from app.clients.forms import MOST_AT_ONCE
from app.web.strict import (
    Count,
    Day,
    Email,
    Flag,
    Id,
    Input,
    Line,
    Name,
    Reason,
    WebAddress,
    like,
)


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
    reason: Reason = ""
    job_id: Id | None = None


class OfferChanges(Input, json_schema_extra=like(declined_on="2026-03-10", version=1)):
    employer: Name = ""
    title: Line = ""
    area: Line = ""
    offered_on: Day = None  # type: ignore[assignment]  # may be left out, not emptied
    respond_by: Day | None = None
    declined_on: Day | None = None
    declined_well: Flag | None = None
    reason: Reason = ""
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
    closed_reason: Reason | None = None
    snoozed_until: Day | None = None
    snooze_reason: Line | None = None
    version: Count | None = None


class KnownOffer(NewOffer):
    """Whose it is need not be said again once it is there. `id` is that of an offer which is
    there and has no number yet."""

    external_id: Name
    id: Id | None = None
    client_id: Id | None = None
    client_external_id: Name | None = None
    job_external_id: Name | None = None


AN_OFFER = {
    "external_id": "O-12",
    "client_external_id": "S-1001",
    "employer": "Abbott",
    "offered_on": "2026-03-01",
    "declined_on": "2026-03-10",
    "declined_well": True,
}


class KnownOffers(Input, json_schema_extra=like(offers=[AN_OFFER])):
    offers: Annotated[list[KnownOffer], Field(min_length=1, max_length=MOST_AT_ONCE)]


class KnownContact(NewContact):
    """Where they were met need not be said again once they are there. `id` is that of a contact
    who is there and has no number yet."""

    external_id: Name
    id: Id | None = None
    offer_id: Id | None = None
    offer_external_id: Name | None = None


A_CONTACT = {
    "external_id": "C-30",
    "offer_external_id": "O-12",
    "name": "Grace Kim",
    "email": "grace.kim@abbott.example",
    "is_key": True,
}


class KnownContacts(Input, json_schema_extra=like(contacts=[A_CONTACT])):
    contacts: Annotated[list[KnownContact], Field(min_length=1, max_length=MOST_AT_ONCE)]
