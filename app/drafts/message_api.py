"""An office's messages as JSON."""

from typing import Annotated

from fastapi import Query

from app import clock
from app.accounts.access import Permission
from app.accounts.door import office_transaction
from app.drafts import answers
from app.drafts.actions import restore_message, write_message
from app.drafts.checking import check
from app.drafts.forms import OwnWords, TriedWords
from app.drafts.message_view import message_json, preview_json
from app.drafts.queries import about
from app.drafts.templates import message, messages
from app.drafts.texts import FIELDS, Occasion, Words, filled
from app.web.api import NO_VERSION, Matched, based_on, json_routes, today_of
from app.web.calling import Calling, Managing
from app.web.strict import Number

router = json_routes("drafts")
ONE = "/draft-templates/{step}"


@router.get("/draft-templates")
def list_templates(calling: Calling) -> answers.Templates:
    """The message of each step as it holds in the office, and the fields that one may use."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = messages(session, access)
    return {
        "items": [message_json(one) for one in found],
        "fields": [{"name": name, "meaning": one.meaning} for name, one in FIELDS.items()],
    }


@router.get(ONE)
def read_template(calling: Calling, step: Occasion) -> answers.Template:
    with office_transaction(calling, write=False) as (session, access, _):
        return message_json(message(session, access, step))


@router.put(ONE)
def write_template(
    calling: Managing, step: Occasion, matched: Matched, form: OwnWords
) -> answers.Template:
    with office_transaction(calling, write=True) as (session, access, _):
        write_message(session, access, step, based_on(form, matched), clock.now())
        return message_json(message(session, access, step))


@router.delete(ONE)
def restore_template(
    calling: Managing,
    step: Occasion,
    matched: Matched,
    version: Annotated[Number | None, Query()] = None,
) -> answers.Template:
    """Back to the words that come with Regards; answers with them."""
    if None not in (matched, version) and matched != version:
        matched = NO_VERSION  # both cannot hold
    version = version if matched is None else matched
    with office_transaction(calling, write=True) as (session, access, _):
        restore_message(session, access, step, version, clock.now())
        return message_json(message(session, access, step))


@router.post(f"{ONE}/preview")
def preview_template(calling: Managing, step: Occasion, form: TriedWords) -> answers.Preview:
    """Saves nothing: the words with what is known of a contact, and the gaps that are left."""
    with office_transaction(calling, write=False) as (session, access, _):
        access.require(Permission.MANAGE_OFFICE)
        check(step, form.subject, form.text)
        known = about(session, access, form.contact_id).known(today_of(access))
    return preview_json(filled(Words(form.subject, form.text), known))
