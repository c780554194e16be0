"""Programs and cohorts as JSON."""

from typing import Annotated

from fastapi import Path, Query

from app import clock
from app.accounts.door import office_transaction
from app.clients.groups import Kind, group_coded, groups_of
from app.faults import NotFound
from app.groups import actions, answers
from app.groups.forms import GroupChanges, NewGroup
from app.groups.view import group_json
from app.office.queries import held_office
from app.web.answers import Listed
from app.web.api import Tagged, check_tag, json_routes, made_at, once_by_key
from app.web.calling import Calling, Managing
from app.web.lists import Page, paged_by_name

router = json_routes("office")
ACode = Annotated[str, Path(description="an id as the service gave it, to the letter")]


@router.get("/groups")
def list_groups(
    calling: Calling,
    page: Annotated[Page, paged_by_name(answers.Group)],
    kind: Annotated[Kind | None, Query()] = None,
) -> Listed[answers.Group]:
    """Programs and cohorts: what clients are in, what was added ahead, what is retired."""
    with office_transaction(calling, write=False) as (session, access, _):
        kinds = Kind if kind is None else (kind,)
        found = [one for each in kinds for one in groups_of(session, access, each)]
        return page.of_few(found, group_json, lambda one: f"{one['kind']} {one['id']}")


@router.post("/groups", status_code=201, response_class=made_at("/groups/{kind}/{id}"))
def add_group(calling: Managing, form: NewGroup) -> answers.Group:
    return once_by_key(
        calling,
        "/groups",
        form,
        lambda session, access, at: group_json(actions.add_group(session, access, form, at)),
    )


@router.get("/groups/{kind}/{group_id}")
def read_group(calling: Calling, kind: str, group_id: ACode) -> answers.Group:
    with office_transaction(calling, write=False) as (session, access, _):
        return group_json(group_coded(groups_of(session, access, known_kind(kind)), group_id))


@router.patch("/groups/{kind}/{group_id}")
def change_group(
    calling: Managing, kind: str, group_id: ACode, matched: Tagged, form: GroupChanges
) -> answers.ChangedGroup:
    """Another `name`, and whether it is `retired`. All of its clients follow; so does its id."""
    known = known_kind(kind)
    with office_transaction(calling, write=True) as (session, access, _):
        held_office(session, access)  # so that two who change groups wait for one another
        check_tag(group_json(group_coded(groups_of(session, access, known), group_id)), matched)
        changed, moved = actions.change_group(session, access, known, group_id, form, clock.now())
    return {**group_json(changed), "moved": moved, "merge": form.merge}


def known_kind(text: str) -> Kind:
    """As with ids: of what cannot be there, there is nothing."""
    if text not in list(Kind):
        raise NotFound
    return Kind(text)
