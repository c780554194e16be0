"""What may be sent about a client and the jobs they took."""

from typing import Annotated

from pydantic import Field

from app.web.strict import Count, Day, Email, Id, Input, Line, Name, like

MAYA = {
    "name": "Maya Okafor",
    "email": "maya.okafor@alumni.example.edu",
    "program": "MBA",
    "cohort": "MBA 2026",
    "area": "Boston, MA",
    "external_id": "S-1001",
}


class NewClient(Input, json_schema_extra=like(**MAYA)):
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


class ClientChanges(Input, json_schema_extra=like(area="Chicago, IL", version=1)):
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


class NewJob(
    Input,
    json_schema_extra=like(employer="Stryker", title="Product manager", started_on="2026-08-03"),
):
    employer: Name
    title: Line = ""
    area: Line = ""
    started_on: Day | None = None


class JobChanges(Input, json_schema_extra=like(started_on="2026-08-10", version=1)):
    employer: Name = ""
    title: Line = ""
    area: Line = ""
    started_on: Day | None = None
    version: Count | None = None


MOST_AT_ONCE = 500


class KnownClients(Input, json_schema_extra=like(clients=[MAYA])):
    clients: Annotated[list[KnownClient], Field(min_length=1, max_length=MOST_AT_ONCE)]


class KnownJob(NewJob):
    """Whose it is need not be said again once it is there. `id` is that of a job which is there
    and has no number yet."""

    external_id: Name
    id: Id | None = None
    client_id: Id | None = None
    client_external_id: Name | None = None


A_JOB = {
    "external_id": "J-7",
    "client_external_id": "S-1001",
    "employer": "Stryker",
    "started_on": "2026-08-03",
}


class KnownJobs(Input, json_schema_extra=like(jobs=[A_JOB])):
    jobs: Annotated[list[KnownJob], Field(min_length=1, max_length=MOST_AT_ONCE)]
