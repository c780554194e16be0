"""Saved views as JSON."""

import json
from datetime import datetime
from typing import Annotated

from fastapi import Response
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.caseload import actions, answers
from app.caseload.forms import NewView, ViewChanges
from app.caseload.views import View, one_view, views_of
from app.db.prepared import Reader
from app.web.answers import Listed, fields_of
from app.web.api import (
    AnId,
    Matched,
    based_on,
    json_routes,
    known_id,
    made_at,
    once_by_key,
)
from app.web.calling import Calling
from app.web.lists import Page, paged

router = json_routes("views")


@router.get("/views")
def read_views(
    calling: Calling, page: Annotated[Page, paged(answers.View)]
) -> Listed[answers.View]:
    """One’s own and those that colleagues share, in the order in which they were made."""
    with office_transaction(calling, write=False) as (session, access, _):
        return page.of_few(views_of(Reader.of(session), access), view_json)


@router.post("/views", status_code=201, response_class=made_at("/views/{id}"))
def save_view(calling: Calling, form: NewView) -> answers.View:
    """`pinned` and `default` are the caller's own, whoever else reads a shared one."""

    def act(session: Session, access: Access, at: datetime) -> answers.View:
        view = actions.save_view(session, access, form, at)
        return view_json(one_view(Reader.of(session), access, view.id))

    return once_by_key(calling, "/views", form, act)


@router.get("/views/{view_id}")
def read_view(calling: Calling, view_id: AnId) -> answers.View:
    with office_transaction(calling, write=False) as (session, access, _):
        return view_json(one_view(Reader.of(session), access, known_id(view_id)))


@router.patch("/views/{view_id}")
def change_view(
    calling: Calling, view_id: AnId, matched: Matched, form: ViewChanges
) -> answers.View:
    """Name, filters and sharing are its maker's to change; the pin and the default are each
    reader's own."""
    with office_transaction(calling, write=True) as (session, access, _):
        view = actions.change_view(
            session, access, known_id(view_id), based_on(form, matched), clock.now()
        )
        return view_json(one_view(Reader.of(session), access, view.id))


@router.delete("/views/{view_id}", status_code=204)
def remove_view(calling: Calling, view_id: AnId, matched: Matched) -> Response:
    with office_transaction(calling, write=True) as (session, access, _):
        actions.remove_view(session, access, known_id(view_id), clock.now(), matched)
    return Response(status_code=204)


def view_json(view: View) -> answers.View:
    return fields_of(
        answers.View,
        view,
        filters=json.loads(view.filters),
        owner={"name": view.owner_name, "email": view.owner_email},
    )
