"""A message ready for the step that pends with a person, as JSON."""

from typing import Annotated, Literal

from fastapi import Query

from app.accounts.door import office_transaction
from app.audit.viewed import viewed
from app.drafts import answers
from app.drafts.queries import Draft, draft_to
from app.web.answers import fields_of
from app.web.api import AnId, json_routes, known_id, today_of
from app.web.calling import Calling

router = json_routes("drafts")


@router.get("/contacts/{contact_id}/draft")
def read_draft(
    calling: Calling,
    contact_id: AnId,
    to: Annotated[Literal["contact", "client"], Query()] = "contact",
) -> answers.Draft:
    """In the client's voice to the contact, or the advisor's nudge to the client about them."""
    with office_transaction(calling, write=False) as (session, access, _):
        draft = draft_to(
            session, access, known_id(contact_id), today_of(access), nudge=to == "client"
        )
        viewed(session, access, draft.client_id)
    return draft_json(draft)


def draft_json(draft: Draft) -> answers.Draft:
    return fields_of(
        answers.Draft,
        draft,
        mailto=draft.mailto or None,
        logged_as=draft.logged_as or None,
        longest=draft.most,
    )
