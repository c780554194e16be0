"""Exports for programs: the file itself, while it is made."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.responses import Response

from app.accounts.access import Access
from app.accounts.door import Caller, office_transaction
from app.caseload.narrowing import Checked
from app.exports.actions import Asked, Format, of_ticked
from app.exports.columns import What
from app.exports.download import Opening, download
from app.exports.files import MEDIA_TYPES
from app.exports.forms import SelectedExport
from app.faults import NotFound
from app.web.api import json_routes, today_of
from app.web.calling import Calling, Reading
from app.web.heads import WRITTEN_DOWN
from app.web.strict import Day, Line

router = json_routes("exports")
Ask = Callable[[Any, Access, What], Asked]


async def asking(
    narrow: Checked,
    format: Annotated[Format, Query()] = Format.CSV,
    as_of: Annotated[Day | None, Query()] = None,
    recipient: Annotated[Line, Query()] = "",
    purpose: Annotated[Line, Query()] = "",
) -> Ask:
    """The caseload's filters; `recipient` and `purpose` where it leaves the office."""

    def ask(session: Any, access: Access, what: What) -> Asked:
        return Asked(
            what=what,
            format=format,
            filters=narrow(session, access),
            as_of=as_of or today_of(access),
            recipient=recipient,
            purpose=purpose,
        )

    return ask


Asking = Annotated[Ask, Depends(asking)]
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()},
    },
}


@contextmanager
def opened(calling: Caller, ask: Ask, what: What) -> Opening:
    with office_transaction(calling, write=True) as (session, access, _):
        yield session, access, ask(session, access, what)


def export(calling: Caller, ask: Ask, what: What) -> Response:
    return download(calling.database, opened(calling, ask, what))


@router.get(
    "/exports/contacts", response_class=Response, responses=FILE, dependencies=[WRITTEN_DOWN]
)
def export_contacts(calling: Calling, ask: Asking) -> Response:
    """The office's own sheet, with the plan beside it: a row for each contact, and for each offer
    where nobody is listed yet. It can be imported again."""
    return export(calling, ask, What.CONTACTS)


@router.get(
    "/exports/clients", response_class=Response, responses=FILE, dependencies=[WRITTEN_DOWN]
)
def export_clients(calling: Calling, ask: Asking) -> Response:
    """A row for each client, with the job recorded last."""
    return export(calling, ask, What.CLIENTS)


@router.get("/exports/offers", response_class=Response, responses=FILE, dependencies=[WRITTEN_DOWN])
def export_offers(calling: Calling, ask: Asking) -> Response:
    """A row for each offer."""
    return export(calling, ask, What.OFFERS)


@router.get(
    "/exports/touches", response_class=Response, responses=FILE, dependencies=[WRITTEN_DOWN]
)
def export_touches(calling: Calling, ask: Asking) -> Response:
    """A row for each touch, voided ones as well."""
    return export(calling, ask, What.TOUCHES)


@router.get(
    "/exports/employers", response_class=Response, responses=FILE, dependencies=[WRITTEN_DOWN]
)
def export_employers(calling: Calling, ask: Asking) -> Response:
    """A row for each employer whose offers these clients had."""
    return export(calling, ask, What.EMPLOYERS)


@router.post("/exports/{what}", response_class=Response, responses=FILE)
def export_selected(calling: Reading, what: str, form: SelectedExport) -> Response:
    """The same files as by GET, of exactly the clients named in the body."""
    if what not in list(What):
        raise NotFound
    return export(calling, asking_for(form), What(what))


def asking_for(form: SelectedExport) -> Ask:
    def ask(session: Any, access: Access, what: What) -> Asked:
        return Asked(
            what=what,
            format=form.format,
            filters=of_ticked(session, access, form.client_ids),
            as_of=form.as_of or today_of(access),
            recipient=form.recipient,
            purpose=form.purpose,
        )

    return ask
