"""The office's letters: what left, what waits, what could not be sent and why."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access, Permission
from app.accounts.door import visit
from app.accounts.models import Office
from app.accounts.queries import names_of
from app.accounts.visiting import Visiting
from app.audit.viewed import viewed
from app.clients.queries import names_of_clients
from app.clock import today_in
from app.faults import NotFound
from app.mail import actions
from app.mail.bouncing import lift_bounce
from app.mail.models import Letter
from app.mail.queries import (
    bounces_of,
    ended_subscriptions,
    letters_of,
    letters_waiting,
    one_letter,
    why_held,
    why_none_leaves,
)
from app.mail.writing import Sample, Writer, Written, as_html, as_text
from app.office.letter_view import WHAT, bounces_seen, ended_seen, letter_seen, letters_seen
from app.office.queries import office_of
from app.office.view import BASE, Said, framed
from app.web.api import known_id
from app.web.language import NAMES, language, speaking
from app.web.pages import go_to
from app.web.strict import Id
from app.web.templating import page

router = APIRouter(include_in_schema=False)
SPOKEN = tuple(NAMES.items())
IN_THEIR_LANGUAGE = ("code", "reminder")  # of clients who chose one
MOST = 50  # on a page
MOST_ENDED = 200
AS_MAIL = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"


@router.get(f"{BASE}/letters")
def list_letters(
    request: Request,
    visiting: Visiting,
    said: Said = "",
    after: Annotated[Id | None, Query()] = None,
) -> HTMLResponse:
    with visit(visiting) as (session, member):
        access = member.access
        found = letters_of(session, access, limit=MOST + 1, after=after)
        held = why_held(session, access, found)
        bounces, ended = (
            bounces_of(session, access),
            ended_subscriptions(session, access, limit=MOST_ENDED),
        )
        names = names_of(session, access) | names_of_clients(
            session, access, [one.client_id for one in ended if one.client_id]
        )
        waiting = letters_waiting(session, access)
        away = why_none_leaves(session, access, clock.now())
        today = today_in(access.timezone)
    context = framed(member, "letters", said)
    here = f"{context['base']}/letters"
    return page(
        "office/letters.html",
        **context,
        **letters_seen(found, MOST, here, access.timezone, today, held),
        bounces=bounces_seen(bounces, access.timezone, today),
        ended=ended_seen(ended, names, access.timezone, today),
        here=here,
        after=after,
        waiting=waiting,
        away=away,
        mail_lacks=request.app.state.settings.mail_lacks,
    )


@router.get(f"{BASE}/letters/samples")
def list_samples(request: Request, visiting: Visiting) -> HTMLResponse:
    """Each letter as the office sends it, with made-up people."""
    with visit(visiting) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        office = office_of(session, member.access)
    here = f"/o/{visiting.slug}/settings/letters"
    rows = [
        (f"{here}/samples/{kind}", WHAT[kind], sampled(request, office, kind).subject)
        for kind in request.app.state.samples
    ]
    return page("office/samples.html", **framed(member, "letters"), here=here, rows=rows)


@router.get(f"{BASE}/letters/samples/{{sample}}")
def read_sample(request: Request, visiting: Visiting, sample: str, lang: Said = "") -> HTMLResponse:
    with visit(visiting) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        office = office_of(session, member.access)
    written = sampled(request, office, sample, lang)
    here = f"/o/{visiting.slug}/settings/letters"
    return page(
        "office/sample.html",
        **framed(member, "letters"),
        here=here,
        what=WHAT[sample],
        subject=written.subject,
        sender=request.app.state.settings.mail_from,
        reply_to=written.reply_to,
        text=as_text(written),
        shown=f"{here}/samples/{sample}/shown?lang={written.language.tag}",
        languages=SPOKEN if sample in IN_THEIR_LANGUAGE else (),
        path=f"{here}/samples/{sample}",
        tag=written.language.tag,
    )


@router.get(f"{BASE}/letters/samples/{{sample}}/shown")
def show_sample(request: Request, visiting: Visiting, sample: str, lang: Said = "") -> HTMLResponse:
    """The HTML of it, alone, and able to do nothing."""
    with visit(visiting) as (session, member):
        member.access.require(Permission.MANAGE_OFFICE)
        office = office_of(session, member.access)
    html = as_html(sampled(request, office, sample, lang), office.name)
    return HTMLResponse(html, headers={"Content-Security-Policy": AS_MAIL})


def sampled(request: Request, office: Office, kind: str, tag: str = "") -> Written:
    state = request.app.state
    if kind not in state.samples:
        raise NotFound
    with speaking(language(tag)):
        sample: Sample = state.samples[kind]
        return sample(office, state.masked_desk)


@router.get(f"{BASE}/letters/{{id}}")
def read_letter(request: Request, visiting: Visiting, id: str) -> HTMLResponse:
    """As it is or would be written, without what opens anything."""
    with visit(visiting) as (session, member):
        access = member.access
        letter = one_letter(session, access, known_id(id))
        if letter.client_id:
            viewed(session, access, letter.client_id)
        written = written_anew(request, session, access, letter)
        held = why_held(session, access, [letter])
        seen = letter_seen(letter, access.timezone, today_in(access.timezone), held)
    return page(
        "office/letter.html",
        **framed(member, "letters"),
        one=seen,
        here=f"/o/{visiting.slug}/settings/letters",
        subject=written.subject if written else "",
        text=as_text(written) if written else "",
        tag=written.language.tag if written else "",
    )


@router.get(f"{BASE}/letters/{{id}}/shown")
def show_letter(request: Request, visiting: Visiting, id: str) -> HTMLResponse:
    """The HTML of it, alone, and able to do nothing."""
    with visit(visiting) as (session, member):
        letter = one_letter(session, member.access, known_id(id))
        written = written_anew(request, session, member.access, letter)
        office = office_of(session, member.access).name
        if written is None:
            raise NotFound
        if letter.client_id:
            viewed(session, member.access, letter.client_id)
    return HTMLResponse(as_html(written, office), headers={"Content-Security-Policy": AS_MAIL})


def written_anew(
    request: Request, session: Session, access: Access, letter: Letter
) -> Written | None:
    state = request.app.state
    writer: Writer = state.writers[letter.kind]
    return writer(session, access, letter, state.masked_desk)


@router.post(f"{BASE}/letters/{{id}}/send-again")
def send_again(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        actions.send_again(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/settings/letters?said=letter", request)


@router.post(f"{BASE}/bounces/{{id}}/lift")
def lift(request: Request, visiting: Visiting, id: str) -> Response:
    with visit(visiting, write=True) as (session, member):
        lift_bounce(session, member.access, known_id(id), clock.now())
    return go_to(f"/o/{visiting.slug}/settings/letters?said=lifted", request)
