"""Jobs as another system knows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.clients.actions import add_job, change_job
from app.clients.by_number import CLIENT, Taken, Taking, given_of, is_so, take_in
from app.clients.forms import JobChanges, KnownJob, NewJob
from app.clients.models import Job
from app.clients.numbers import Kind


def upsert_jobs(
    session: Session, access: Access, rows: Sequence[KnownJob], at: datetime
) -> list[Taken]:
    def add(client_id: UUID, row: KnownJob) -> Any:
        return add_job(session, access, client_id, NewJob(**given_of(row, CLIENT)), at)

    def change(job: Job, row: KnownJob) -> bool:
        given = given_of(row, CLIENT)
        if is_so(job, given):
            return False
        change_job(session, access, job.id, JobChanges(**given), at)
        return True

    return take_in(session, access, Taking(Kind.JOB, "jobs", Job, CLIENT, add, change), rows)
