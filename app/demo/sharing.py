"""Some clients have a link to their own plan, and two of them have told something by it."""

from dataclasses import replace
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access, OwnAccess
from app.clients.models import Client
from app.cycle.facts import Step, TouchKind
from app.demo.setting import Setting
from app.links.actions import make_link
from app.links.forms import NewShareLink
from app.links.models import ShareLink
from app.links.news import tell
from app.plans.forms import NewTouch
from app.plans.touches import log_touch

LINKS = 6
DONE = {Step.CONNECT: TouchKind.CONNECTED, Step.THANK: TouchKind.THANKED}
A_LINE = "The new team is kind, and busy. Could we talk about whom to write to first?"


def share_plans(session: Session, access: Access, setting: Setting, advisor_id: UUID) -> None:
    """With clients of that advisor who have a first step to do; the latest of them first."""
    maker = replace(access, user_id=advisor_id, via="console")
    clients = session.scalars(
        select(Client)
        .where(
            Client.office_id == access.office_id,
            Client.advisor_id == advisor_id,
            Client.step.in_(DONE),
            Client.next_contact_id.is_not(None),
        )
        .order_by(Client.stalls_on.desc(), Client.id)
        .limit(LINKS)
    ).all()
    form = NewShareLink(can_update=True)
    for number, client in enumerate(clients):
        _, link = make_link(session, maker, client.id, form, today=setting.today, at=setting.at)
        own = holder_of(link, setting)
        if number == 0:
            tell_of_a_step(session, client, own, setting)
        if number == 1:
            tell(session, own, "message", text=A_LINE, at=setting.at)


def tell_of_a_step(session: Session, client: Client, own: OwnAccess, setting: Setting) -> None:
    step, contact_id = cast(Step, client.step), cast(UUID, client.next_contact_id)
    form = NewTouch(kind=DONE[step], on=setting.today)
    touch, _ = log_touch(session, own, contact_id, form, today=setting.today, at=setting.at)
    tell(session, own, "touch", subject_id=touch.id, at=setting.at)


def holder_of(link: ShareLink, setting: Setting) -> OwnAccess:
    return OwnAccess(
        office_id=link.office_id,
        timezone=setting.zone.key,
        client_id=link.client_id,
        link_id=link.id,
        can_update=link.can_update,
    )
