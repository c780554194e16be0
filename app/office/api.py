"""The office as JSON: its members, invitations, tokens, and what another policy would change."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Query, Request, Response

from app import clock
from app.accounts.access import Access
from app.accounts.door import office_transaction
from app.audit.asking import Asked
from app.audit.disclosures import WhatLeft, disclosures
from app.audit.viewed import listed, viewed
from app.errands.actions import retry
from app.errands.models import State
from app.errands.queries import errands_of, one_errand, retried
from app.mail import actions as mail
from app.mail.bouncing import lift_bounce
from app.mail.queries import (
    bounces_of,
    ended_subscriptions,
    letters_of,
    one_bounce,
    one_letter,
    why_held,
)
from app.office import actions, answers, joining
from app.office.errand_view import errand_json
from app.office.forms import MemberChanges, NewInvitation, NewToken, OfficeChanges
from app.office.history import read_history, told_json
from app.office.letter_view import bounce_json, ended_json, letter_json
from app.office.preview import preview_policy
from app.office.queries import (
    held_office,
    live_token,
    live_tokens,
    office_member,
    office_members,
    office_of,
)
from app.office.view import (
    disclosure_json,
    invitation_json,
    link_for,
    live_token_json,
    member_json,
    office_json,
    preview_json,
    token_json,
)
from app.office.words import OfficeKind
from app.plans.forms import PolicyNumbers
from app.web.answers import Listed
from app.web.api import (
    AnId,
    Tagged,
    check_tag,
    json_routes,
    known_id,
    made_at,
    once_by_key,
    today_of,
)
from app.web.calling import Calling, Managing
from app.web.lists import Page, UpdatedSince, paged
from app.web.strict import Day, Line

router = json_routes()
MOST_DISCLOSURES = MOST_LETTERS = MOST_ERRANDS = 200


@router.get("/members", tags=["office"])
def list_members(
    calling: Managing, page: Annotated[Page, paged(answers.Member)]
) -> Listed[answers.Member]:
    """All of the office, those who are shut out included."""
    with office_transaction(calling, write=False) as (session, access, _):
        return page.of_few(office_members(session, access), member_json)


@router.post(
    "/members/invitations",
    status_code=201,
    response_class=made_at("/members/invitations/{id}"),
    tags=["office"],
)
def invite(request: Request, calling: Managing, form: NewInvitation) -> answers.MadeInvitation:
    """`link` is given this once; a repeat under the same Idempotency-Key has none.

    Where the service sends mail, a letter takes it to them as well.
    """
    link: str | None = None

    def act(session: Any, access: Access, at: datetime) -> answers.Invitation:
        nonlocal link
        settings = request.app.state.settings
        secret, made = joining.invite(session, access, form, at, settings.key)
        link = link_for(settings.base_url, secret)
        return invitation_json(made)

    invitation = once_by_key(calling, "/members/invitations", form, act)
    return {**invitation, "link": link}


@router.get("/members/invitations", tags=["office"])
def list_invitations(
    calling: Managing,
    page: Annotated[Page, paged(answers.Invitation)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.Invitation]:
    """Those that still let somebody in; their links were given once."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = joining.open_invitations(session, access, clock.now(), updated_since)
        return page.of_few(found, invitation_json)


@router.get("/members/invitations/{invitation_id}", tags=["office"])
def read_invitation(calling: Managing, invitation_id: AnId) -> answers.Invitation:
    """One that still lets somebody in."""
    with office_transaction(calling, write=False) as (session, access, _):
        return invitation_json(
            joining.open_invitation(session, access, known_id(invitation_id), clock.now())
        )


@router.delete("/members/invitations/{invitation_id}", status_code=204, tags=["office"])
def take_back_invitation(calling: Managing, invitation_id: AnId) -> Response:
    with office_transaction(calling, write=True) as (session, access, _):
        joining.revoke_invitation(session, access, known_id(invitation_id), clock.now())
    return Response(status_code=204)


@router.get("/members/{member_id}", tags=["office"])
def read_member(calling: Managing, member_id: AnId) -> answers.Member:
    with office_transaction(calling, write=False) as (session, access, _):
        return member_json(office_member(session, access, known_id(member_id)))


@router.patch("/members/{member_id}", tags=["office"])
def change_member(
    calling: Managing, member_id: AnId, matched: Tagged, form: MemberChanges
) -> answers.Member:
    """Whoever becomes an analyst or is made inactive hands their clients on in the same call."""
    user_id = known_id(member_id)
    with office_transaction(calling, write=True) as (session, access, _):
        actions.hold_members(session, access, {user_id})
        check_tag(member_json(office_member(session, access, user_id)), matched)
        actions.change_member(session, access, user_id, form, clock.now())
        session.flush()
        return member_json(office_member(session, access, user_id))


@router.get("/tokens", tags=["office"])
def list_tokens(
    calling: Managing,
    page: Annotated[Page, paged(answers.LiveToken)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.LiveToken]:
    """One's own; an admin sees those of everybody."""
    with office_transaction(calling, write=False) as (session, access, _):
        return page.of_few(
            live_tokens(session, access, updated_since),
            lambda one: live_token_json(one, access.timezone),
        )


@router.post("/tokens", status_code=201, response_class=made_at("/tokens/{id}"), tags=["office"])
def make_token(calling: Managing, form: NewToken) -> answers.MadeToken:
    """For oneself. `token` is given this once; a repeat under the same key has none.

    It has the `scopes` of the token that makes it, or some of them, and no others.
    """
    token: str | None = None

    def act(session: Any, access: Access, at: datetime) -> answers.ApiToken:
        nonlocal token
        token, made = actions.make_own_token(session, access, form, at)
        return token_json(made, access.timezone)

    made = once_by_key(calling, "/tokens", form, act)
    return {**made, "token": token}


@router.get("/tokens/{token_id}", tags=["office"])
def read_token(calling: Managing, token_id: AnId) -> answers.LiveToken:
    """One that lets in; never the token itself."""
    with office_transaction(calling, write=False) as (session, access, _):
        return live_token_json(live_token(session, access, known_id(token_id)), access.timezone)


@router.delete("/tokens/{token_id}", status_code=204, tags=["office"])
def revoke_token(calling: Managing, token_id: AnId) -> Response:
    with office_transaction(calling, write=True) as (session, access, _):
        actions.revoke_token(session, access, known_id(token_id), clock.now())
    return Response(status_code=204)


@router.get("/office", tags=["office"])
def read_office(calling: Calling) -> answers.Office:
    with office_transaction(calling, write=False) as (session, access, _):
        return office_json(office_of(session, access))


@router.patch("/office", tags=["office"])
def change_office(
    request: Request, calling: Managing, matched: Tagged, form: OfficeChanges
) -> answers.Office:
    """`asks_for_code` can be true only where the service sends mail."""
    lacks = request.app.state.settings.mail_lacks
    with office_transaction(calling, write=True) as (session, access, _):
        check_tag(office_json(held_office(session, access)), matched)
        office = actions.change_office(session, access, form, clock.now(), lacks)
        return office_json(office)


@router.get("/letters", tags=["office"])
def list_letters(
    calling: Managing,
    page: Annotated[Page, paged(answers.Letter, most=MOST_LETTERS, usual=50)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.Letter]:
    """What the service wrote for the office, the newest first; no letter's words, no secrets."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = letters_of(
            session, access, limit=page.one_more, after=page.after, since=updated_since
        )
        held = why_held(session, access, found)
        listed(session, access, "letters", found)
    return page.told(found, lambda letter: letter_json(letter, held))


@router.get("/letters/{letter_id}", tags=["office"])
def read_letter(calling: Managing, letter_id: AnId) -> answers.Letter:
    """What became of it; none of its words."""
    with office_transaction(calling, write=False) as (session, access, _):
        letter = one_letter(session, access, known_id(letter_id))
        if letter.client_id:
            viewed(session, access, letter.client_id)
        return letter_json(letter, why_held(session, access, [letter]))


@router.post("/letters/{letter_id}/send-again", tags=["office"])
def send_again(calling: Managing, letter_id: AnId) -> answers.Letter:
    """Only what was given up, and is of use still."""

    def act(session: Any, access: Access, at: datetime) -> answers.Letter:
        letter = mail.send_again(session, access, known_id(letter_id), at)
        return letter_json(letter, why_held(session, access, [letter]))

    return once_by_key(calling, f"/letters/{letter_id}/send-again", None, act)


@router.get("/bounces", tags=["office"])
def list_bounces(
    calling: Managing,
    page: Annotated[Page, paged(answers.Bounce)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.Bounce]:
    """Addresses that a mail server refused for good; letters to them are held meanwhile."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = bounces_of(session, access, updated_since)
        listed(session, access, "bounces", found)
        return page.of_few(found, bounce_json)


@router.get("/bounces/{bounce_id}", tags=["office"])
def read_bounce(calling: Managing, bounce_id: AnId) -> answers.Bounce:
    with office_transaction(calling, write=False) as (session, access, _):
        bounce = one_bounce(session, access, known_id(bounce_id))
        listed(session, access, "bounces", [bounce])
        return bounce_json(bounce)


@router.delete("/bounces/{bounce_id}", status_code=204, tags=["office"])
def lift(calling: Managing, bounce_id: AnId) -> Response:
    """The address takes letters again, and what waited for it leaves."""
    with office_transaction(calling, write=True) as (session, access, _):
        lift_bounce(session, access, known_id(bounce_id), clock.now())
    return Response(status_code=204)


@router.get("/unsubscribed", tags=["office"])
def list_unsubscribed(
    calling: Managing,
    page: Annotated[Page, paged(answers.Unsubscribed)],
    updated_since: UpdatedSince = None,
) -> Listed[answers.Unsubscribed]:
    """Who ended their weekly letter or their reminders; only they begin anew."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = ended_subscriptions(session, access, since=updated_since)
        listed(session, access, "unsubscribed", found)
        return page.of_few(found, ended_json)


@router.get("/errands", tags=["office"])
def list_errands(
    calling: Managing,
    page: Annotated[Page, paged(answers.Errand, most=MOST_ERRANDS, usual=50)],
    state: Annotated[State | None, Query()] = None,
    updated_since: UpdatedSince = None,
) -> Listed[answers.Errand]:
    """What is done beside the pages, asked for last first. What is done is kept for 30 days."""
    at = clock.now()
    with office_transaction(calling, write=False) as (session, access, _):
        found = errands_of(
            session, access, state, at, limit=page.one_more, after=page.after, since=updated_since
        )
        anew = retried(session, access, found)
        return page.told(found, lambda errand: errand_json(errand, anew.get(errand.id), at))


@router.get("/errands/{errand_id}", tags=["office"])
def read_errand(calling: Managing, errand_id: AnId) -> answers.Errand:
    """How far it is."""
    with office_transaction(calling, write=False) as (session, access, _):
        errand = one_errand(session, access, known_id(errand_id))
        anew = retried(session, access, [errand]).get(errand.id)
        return errand_json(errand, anew, clock.now())


@router.post("/errands/{errand_id}/retry", tags=["office"])
def retry_errand(calling: Managing, errand_id: AnId) -> answers.Errand:
    """At once and with all its attempts anew. What is done, or at work, is as good as not there."""

    def act(session: Any, access: Access, at: datetime) -> answers.Errand:
        retry(session, access, known_id(errand_id), at)
        errand = one_errand(session, access, known_id(errand_id))
        return errand_json(errand, retried(session, access, [errand]).get(errand.id), at)

    return once_by_key(calling, f"/errands/{errand_id}/retry", None, act)


@router.post("/policy/preview", tags=["policy"])
def preview(calling: Managing, form: PolicyNumbers) -> answers.PolicyPreview:
    """Changes nothing: how many clients would change state today, and the first of them.

    The body is that of PUT /policy; its `version` is passed over here.
    """
    with office_transaction(calling, write=False) as (session, access, _):
        today = today_of(access)
        return preview_json(preview_policy(session, access, form.policy(), today), today)


@router.get("/history", tags=["office"])
def list_history(
    calling: Managing,
    page: Annotated[Page, paged(answers.OfficeEntry, usual=50)],
    actor: Annotated[Line | None, Query()] = None,
    token: Annotated[Line | None, Query()] = None,
    kind: Annotated[OfficeKind | None, Query()] = None,
    since: Annotated[Day | None, Query(alias="from")] = None,
    until: Annotated[Day | None, Query(alias="to")] = None,
    updated_since: UpdatedSince = None,
) -> Listed[answers.OfficeEntry]:
    """Who did what in the office, the newest first: what is of no client, and who erased one.
    `actor` is an e-mail address, `token` what it is called; both days belong to it."""
    asked = Asked(actor=actor or "", token=token or "", kind=kind, since=since, until=until)
    with office_transaction(calling, write=False) as (session, access, _):
        told = read_history(
            session, access, asked, limit=page.one_more, after=page.after, since=updated_since
        ).told
        return page.told(told, told_json)


@router.get("/disclosures", tags=["office"])
def list_disclosures(
    calling: Managing,
    page: Annotated[Page, paged(answers.Disclosure, most=MOST_DISCLOSURES, usual=50)],
    kind: Annotated[WhatLeft, Query()] = WhatLeft.FILES,
    updated_since: UpdatedSince = None,
) -> Listed[answers.Disclosure]:
    """What left the office, the newest first: who took which people, and where they went; or which
    `lists` of people programs read, and refused rows of a sheet anybody took, each once a day."""
    with office_transaction(calling, write=False) as (session, access, _):
        found = disclosures(
            session, access, kind=kind, limit=page.one_more, after=page.after, since=updated_since
        )
        return page.told(found, lambda one: disclosure_json(one, access.timezone))
