"""What may be sent about a client and the jobs they took."""

from typing import Annotated

from pydantic import Field

from app.web.strict import Count, Day, Email, Input, Line, Name


class NewClient(Input):
    name: Name
    email: Email
    program: Line = ""
    cohort: Line = ""
    area: Line = ""
    advisor_email: Email | None = None
    external_id: Name | None = None


class KnownClient(NewClient):
    """What is left out stays as it is."""

    external_id: Name


class ClientChanges(Input):
    name: Name = ""
    email: Email = ""
    program: Line = ""
    cohort: Line = ""
    area: Line = ""
    advisor_email: Email | None = None
    external_id: Name | None = None
    paused_until: Day | None = None
    pause_reason: Line | None = None
    version: Count | None = None


class NewJob(Input):
    employer: Name
    title: Line = ""
    area: Line = ""
    started_on: Day | None = None


class JobChanges(Input):
    employer: Name = ""
    title: Line = ""
    area: Line = ""
    started_on: Day | None = None
    version: Count | None = None


MOST_AT_ONCE = 500


class KnownClients(Input):
    clients: Annotated[list[KnownClient], Field(min_length=1, max_length=MOST_AT_ONCE)]
