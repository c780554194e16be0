"""Doing one thing to many clients, as JSON: an address for each deed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.bulk.actions import MOST_CLIENTS, Preview, do_to_all, preview
from app.bulk.deed import Deed
from app.bulk.deeds import DEEDS
from app.bulk.linking import SECRETS
from app.bulk.made_links import links_json, made_links
from app.bulk.models import BulkAction
from app.bulk.view import until_of
from app.casefile.sheets import Moment
from app.caseload.answers import BY_DEED, Cannot, Change
from app.caseload.bulk_forms import BODIES, ForMany, given_in
from app.caseload.forms import Narrowing
from app.caseload.narrowing import filters_of
from app.caseload.queries import list_cases
from app.db.prepared import Reader
from app.faults import BadInput
from app.settings import Settings
from app.web.answers import fields_of
from app.web.api import json_routes, once_by_key, today_of
from app.web.calling import Calling

router = json_routes("bulk")
Json = dict[str, Any]
NOBODY: Mapping[UUID, list[str]] = {}


def serve_deed(deed: Deed) -> None:
    body_model = BODIES[deed.name]

    def do_to_many(request: Request, calling: Calling, body: body_model) -> Json:  # type: ignore[valid-type]
        return answer(request.app.state.settings, calling, deed, body)

    router.post(
        f"/caseload/bulk/{deed.name}", summary=deed.title, response_model=BY_DEED[deed.name]
    )(do_to_many)


for _deed in DEEDS:
    serve_deed(_deed)


def answer(settings: Settings, calling: Calling, deed: Deed, body: ForMany) -> Json:
    """What became, or would become, of each client, and of which nothing can and why.

    With `dry_run` also what the rules say of it, as `warnings`; it may be done all the same.
    Links are told this once: a repeat under the same Idempotency-Key has none.
    """
    given = given_in(deed, body)
    links: Json = {"links": []} if deed.shows_secrets else {}

    def act(session: Session, access: Access, at: datetime) -> Json:
        moment = Moment(at, today_of(access))
        whom = whom_of(session, access, body, moment)
        if body.dry_run:
            found = preview(session, access, deed, whom, given, moment)
            return shown(body, None, found, deed.warns(session, access, found.changes))
        done = shown(body, *do_to_all(session, access, deed, whom, given, moment, settings.key))
        if secrets := session.info.get(SECRETS):
            links["links"] = links_json(settings, made_links(session, access, secrets))
        return done

    if not body.dry_run:
        return {**once_by_key(calling, f"/caseload/bulk/{deed.name}", body, act), **links}
    with office_transaction(calling, write=False) as (session, access, _):
        return act(session, access, clock.now())


def whom_of(
    session: Session, access: Access, body: ForMany, moment: Moment
) -> Mapping[UUID, str | None]:
    ways = (body.client_ids, body.filters, body.marks)
    if sum(way is not None for way in ways) != 1:
        raise BadInput("client_ids", "is needed, or else filters or marks: one of the three")
    if body.marks is not None:
        return dict(body.marks)
    if body.client_ids is not None:
        return dict.fromkeys(body.client_ids)
    filters = filters_of(session, access, body.filters or Narrowing())
    reader = Reader.of(session)
    listed = list_cases(reader, access, filters, moment.today, limit=MOST_CLIENTS + 1)
    if len(listed.cases) > MOST_CLIENTS:
        raise BadInput("filters", f"match more than {MOST_CLIENTS:,} clients")
    return dict.fromkeys(case.client_id for case in listed.cases)


def shown(
    body: ForMany,
    action: BulkAction | None,
    found: Preview,
    warned: Mapping[UUID, list[str]] = NOBODY,
) -> Json:
    asked = body.model_dump(mode="json", exclude={"client_ids", "filters", "marks"})
    return {
        **asked,
        "id": str(action.id) if action else None,
        "undo_until": until_of(action) if action else None,
        "changes": [
            fields_of(Change, one, warnings=warned.get(one.client_id, [])) for one in found.changes
        ],
        "cannot": [fields_of(Cannot, one) for one in found.cannot],
    }
