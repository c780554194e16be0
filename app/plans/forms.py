"""What may be sent about touches and the office's policy."""

from typing import Annotated

from pydantic import Field

from app.clients.forms import MOST_AT_ONCE
from app.cycle.facts import Step, TouchKind
from app.cycle.policy import LIMITS, Policy
from app.web.strict import Between, Count, Day, Id, Input, Name, Note, like


class NewTouch(Input, json_schema_extra=like(kind="connected", on="2026-03-11")):
    kind: TouchKind
    on: Day
    step: Step | None = None
    note: Note = ""


class KnownTouch(NewTouch):
    """`id` is that of a touch which is there and has no number yet."""

    external_id: Name
    id: Id | None = None
    contact_id: Id | None = None
    contact_external_id: Name | None = None


A_TOUCH = {
    "external_id": "T-81",
    "contact_external_id": "C-30",
    "kind": "connected",
    "on": "2026-03-11",
}


class KnownTouches(Input, json_schema_extra=like(touches=[A_TOUCH])):
    touches: Annotated[list[KnownTouch], Field(min_length=1, max_length=MOST_AT_ONCE)]


Clients = Annotated[Count, Between(0, 10**9)]


def within(number: str) -> Between:
    return Between(*LIMITS[number])


class PolicyNumbers(Input):
    decline_days: Annotated[Count, within("decline_days")]
    connect_days: Annotated[Count, within("connect_days")]
    thank_days: Annotated[Count, within("thank_days")]
    rest_months: Annotated[Count, within("rest_months")]
    update_months: Annotated[Count, within("update_months")]
    key_people: Annotated[Count, within("key_people")]
    catch_up_months: Annotated[Count, within("catch_up_months")]
    catch_up_pace: Annotated[Count, within("catch_up_pace")]
    reply_days: Annotated[Count, within("reply_days")]
    keep_in_touch_months: Annotated[Count, within("keep_in_touch_months")]
    grace_days: Annotated[Count, within("grace_days")]
    same_area_km: Annotated[Count, within("same_area_km")]
    version: Count | None = None  # that of the policy it is based on
    clients_left: Clients | None = None  # as it was read, passed over

    def policy(self) -> Policy:
        return Policy(**self.model_dump(exclude={"version", "clients_left"}))
