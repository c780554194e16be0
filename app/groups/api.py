"""Programs and cohorts as JSON."""

from typing import Any

from app import clock
from app.accounts.door import office_transaction
from app.clients.groups import Kind, groups_of
from app.faults import NotFound
from app.groups import actions
from app.groups.forms import GroupChanges, NewGroup
from app.groups.view import group_json
from app.web.api import AnId, Calling, Managing, creating, json_routes

router = json_routes("office")
Json = dict[str, Any]


@router.get("/groups")
def list_groups(calling: Calling) -> list[Json]:
    """Programs and cohorts: what clients are in, what was added ahead, what is retired."""
    with office_transaction(calling, write=False) as (session, access, _):
        return [group_json(one) for kind in Kind for one in groups_of(session, access, kind)]


@router.post("/groups", status_code=201)
def add_group(calling: Managing, form: NewGroup) -> Json:
    return creating(
        calling,
        "/groups",
        form,
        lambda session, access, at: group_json(actions.add_group(session, access, form, at)),
    )


@router.patch("/groups/{kind}/{group_id}")
def change_group(calling: Managing, kind: str, group_id: AnId, form: GroupChanges) -> Json:
    """Another `name`, and whether it is `retired`. All of its clients follow; so does its id."""
    if kind not in list(Kind):
        raise NotFound
    with office_transaction(calling, write=True) as (session, access, _):
        changed, moved = actions.change_group(
            session, access, Kind(kind), group_id, form, clock.now()
        )
    return {**group_json(changed), "moved": moved, "merge": form.merge}
