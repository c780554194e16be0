"""All clients of an office as JSON: one after the other, and many at once by their numbers."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query

from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.accounts.queries import NOBODY, member_by_email
from app.audit.viewed import listed, viewed
from app.casefile import answers, examples
from app.casefile.shapes import client_json, how_many
from app.clients.forms import KnownClients
from app.clients.queries import Wanted, list_clients
from app.clients.upserting import upsert_clients
from app.web.answers import Listed, fields_of
from app.web.api import Picked, json_routes, once_by_key, picking
from app.web.calling import Calling
from app.web.examples import told
from app.web.strict import Between, Id, Line, Moment, Number

router = json_routes("clients")
MOST_CLIENTS = 500


@router.get("/clients", responses=told(examples.CLIENTS))
def read_clients(
    calling: Calling,
    pick: Annotated[Picked, picking(answers.Client)],
    updated_since: Annotated[Moment | None, Query()] = None,
    external_id: Annotated[Line | None, Query()] = None,
    email: Annotated[Line | None, Query()] = None,
    cohort: Annotated[Line | None, Query()] = None,
    program: Annotated[Line | None, Query()] = None,
    advisor: Annotated[Line | None, Query()] = None,
    limit: Annotated[Number, Between(1, MOST_CLIENTS), Query()] = 100,
    after: Annotated[Id | None, Query()] = None,
) -> Listed[answers.Client]:
    """In the order in which they were added, from `after` on; `advisor` is an e-mail address.

    `updated_since` asks for those of whom, or of whose jobs, offers, people and touches, something
    was recorded since then. Some who changed shortly before may be among them; nobody is missing.
    """
    with office_transaction(calling, write=False) as (session, access, _):
        advisor_id = None
        if advisor is not None:
            advisor_id = member_by_email(session, access, advisor.lower()) or NOBODY
        wanted = Wanted(
            updated_since=updated_since,
            external_id=external_id,
            email=email and email.lower(),
            cohort=cohort,
            program=program,
            advisor_id=advisor_id,
        )
        found = list_clients(session, access, wanted, limit=limit + 1, after=after)
        shown = found[:limit]
        if external_id is not None or email is not None:  # of one of them
            for client, _advisor in shown:
                viewed(session, access, client.id)
        else:
            listed(session, access, "clients", shown)
    return {
        "items": [pick(client_json(client, of)) for client, of in shown],
        "next_after": str(shown[-1][0].id) if len(found) > limit else None,
    }


@router.post("/clients/upsert", responses=told(examples.UPSERTED))
def upsert(calling: Calling, form: KnownClients) -> answers.UpsertedThings:
    """Clients by the `external_id` of another system: who is not there is added, who is there is
    changed where a field differs, and what is left out stays. All of them, or none and the
    reasons, each with the place in the list. Who has no `external_id` yet is known by e-mail.
    """

    def act(session: Any, access: Access, at: datetime) -> answers.UpsertedThings:
        done = upsert_clients(session, access, form.clients, at)
        items = [fields_of(answers.UpsertedThing, one.client, became=one.became) for one in done]
        return {**how_many(done), "items": items}

    return once_by_key(calling, "/clients/upsert", form, act)
