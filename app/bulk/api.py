"""What was done to many clients, as JSON, and taking it back."""

from datetime import datetime
from typing import Annotated, Any

from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.audit.viewed import listed
from app.bulk import actions, answers
from app.bulk.forms import Undoing
from app.bulk.models import BulkAction
from app.bulk.queries import Item, actions_of, items_of, one_action
from app.bulk.view import until_of
from app.web.answers import Listed, fields_of
from app.web.api import AnId, json_routes, known_id, once_by_key
from app.web.calling import Calling
from app.web.lists import Page, UpdatedSince, paged

router = json_routes("bulk")
ALL = Undoing()
MOST = 200


@router.get("/bulk-actions")
def list_bulk_actions(
    calling: Calling,
    page: Annotated[Page, paged(answers.BulkAction, most=MOST, usual=50)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.BulkAction]:
    """Of the last 30 days, the newest first."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = actions_of(
            session, access, limit=page.one_more, after=page.after, since=updated_since
        )
        return page.told(found, head_json)


@router.get("/bulk-actions/{action_id}")
def read_bulk_action(calling: Calling, action_id: AnId) -> answers.BulkActionOfClients:
    with office_transaction(calling, write=False) as (session, access, _):
        action = one_action(session, access, known_id(action_id))
        items = items_of(session, access, action)
        listed(session, access, "bulk_actions", items)
        return action_json(action, items)


@router.post("/bulk-actions/{action_id}/undo")
def undo_bulk_action(
    calling: Calling, action_id: AnId, form: Undoing = ALL
) -> answers.UndoneBulkAction:
    """Whoever was changed since is named, and nothing is undone unless they are to be left."""

    def act(session: Any, access: Access, at: datetime) -> answers.UndoneBulkAction:
        action = actions.undo(
            session, access, known_id(action_id), at, leave_changed=form.leave_changed
        )
        session.flush()
        told = action_json(action, items_of(session, access, action))
        return {**told, "leave_changed": form.leave_changed}

    return once_by_key(calling, f"/bulk-actions/{action_id}/undo", form, act)


def action_json(action: BulkAction, items: Any) -> answers.BulkActionOfClients:
    return {**head_json(action), "clients": [item_json(item) for item in items]}


def head_json(action: BulkAction) -> answers.BulkAction:
    return fields_of(answers.BulkAction, action, action=action.deed, undo_until=until_of(action))


def item_json(item: Item) -> answers.BulkItem:
    return fields_of(answers.BulkItem, item)
