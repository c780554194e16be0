"""Moving many clients to another cohort or program."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.bulk.changes import Cannot, Weighed
from app.bulk.deed import Deed
from app.bulk.forms import InCohort, InProgram
from app.bulk.queries import Selected
from app.bulk.setting import Setting, set_to
from app.casefile.sheets import Item, Moment
from app.clients.groups import offered
from app.clients.models import Client


def weigh_cohort(
    session: Session, access: Access, clients: Sequence[Selected], form: InCohort, moment: Moment
) -> Iterator[Weighed]:
    for client in clients:
        if client.cohort == form.cohort:
            yield Cannot(client.id, client.name, f"In {form.cohort} already")
        else:
            yield set_to(client, client.cohort or "No cohort", form.cohort, cohort=form.cohort)


def weigh_program(
    session: Session, access: Access, clients: Sequence[Selected], form: InProgram, moment: Moment
) -> Iterator[Weighed]:
    for client in clients:
        if client.program == form.program:
            yield Cannot(client.id, client.name, f"In {form.program} already")
        else:
            yield set_to(client, client.program or "No program", form.program, program=form.program)


COHORT = Deed(
    name="cohort",
    label="Cohort",
    title="Set the cohort",
    submit="Move {clients}",
    done="Moved {clients} to {becomes}",
    model=InCohort,
    items=(Item("cohort", "Cohort", required=True, hint="MBA 2027, say"),),
    options=offered,
    weigh=weigh_cohort,
    writing=Setting(Client, ("cohort",)),
)
PROGRAM = Deed(
    name="program",
    label="Program",
    title="Set the program",
    submit="Move {clients}",
    done="Moved {clients} to {becomes}",
    model=InProgram,
    items=(Item("program", "Program", required=True, hint="MBA, say"),),
    options=offered,
    weigh=weigh_program,
    writing=Setting(Client, ("program",)),
)
