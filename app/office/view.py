"""The settings as the templates show them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Query

from app.accounts.access import Permission
from app.accounts.door import Member
from app.accounts.models import ApiToken, Invitation, Office, Scope
from app.accounts.visiting import frame
from app.audit.disclosures import Disclosure, WhatLeft
from app.clock import in_zone
from app.cycle.folding import fold
from app.cycle.policy import Policy
from app.office import answers
from app.office.forms import time_zones
from app.office.preview import Preview
from app.office.queries import LiveToken, OfficeMember
from app.office.words import MEANS, NUMBERS, ROLES, SAID, clients_words, day_of, since
from app.plans.forms import PolicyNumbers
from app.plans.queries import Holding
from app.web.answers import fields_of, plain
from app.web.api import versioned
from app.web.forms import Form
from app.web.strict import Line
from app.web.words import how_many, long_day, near_day

FEW = 12  # are found without a field to type in
BASE = "/o/{office}/settings"
Said = Annotated[Line, Query()]  # a key of what was just done
Typed = Annotated[Line, Query()]  # to find one in a long list
ADMINS, EVERYBODY = Permission.MANAGE_OFFICE, Permission.READ_SETTINGS
TABS = (
    ("People", (("members", "Members", ADMINS), ("groups", "Programs and cohorts", ADMINS))),
    ("The cycle", (("policy", "Policy", EVERYBODY), ("messages", "Messages", EVERYBODY))),
    (
        "What goes out",
        (
            ("links", "Shared links", ADMINS),
            ("letters", "Letters", ADMINS),
            ("disclosures", "What left", ADMINS),
        ),
    ),
    (
        "Other programs",
        (("tokens", "API tokens", EVERYBODY), ("webhooks", "Webhooks", ADMINS)),
    ),
    (
        "This service",
        (
            ("office", "Office", ADMINS),
            ("history", "History", ADMINS),
            ("errands", "Background work", ADMINS),
        ),
    ),
    ("Yourself", (("digest", "My letter", EVERYBODY),)),
)


def framed(member: Member, tab: str, said: str = "") -> dict[str, Any]:
    """What each page of the settings needs."""
    base = f"/o/{member.office_slug}/settings"
    groups = [
        (
            title,
            [
                (f"{base}/{name}", label, name == tab)
                for name, label, needs in tabs
                if member.access.may(needs)
            ],
        )
        for title, tabs in TABS
    ]
    return {
        **frame(member, "settings"),
        "base": base,
        "tab": tab,
        "tabs": [(title, tabs) for title, tabs in groups if tabs],
        "said": SAID.get(said, ""),
    }


def is_meant(typed: str, *texts: str) -> bool:
    """Each word that was typed stands somewhere in these."""
    whole = fold(" ".join(texts))
    return all(word in whole for word in fold(typed).split())


def role_options() -> list[tuple[str, str]]:
    return [(role.value, role.capitalize()) for role in ROLES]


def role_choices() -> list[tuple[str, str]]:
    return [(role.value, f"{role.capitalize()}: {words}") for role, words in ROLES.items()]


def members_seen(
    member: Member,
    members: Sequence[OfficeMember],
    invitations: Sequence[Invitation],
    unreached: Collection[str],
    today: date,
    q: str = "",
) -> dict[str, Any]:
    zone = member.access.timezone
    found = [one for one in members if is_meant(q, one.name, one.email, one.role)]
    names = {one.user_id: one.name for one in members}
    return {
        "groups": [
            (title, [row_of(one, zone, today) for one in group])
            for title, group in groupby(found, standing_of)
        ],
        "count": how_many(sum(one.is_open for one in found), "member"),
        "q": q,
        "are_many": len(members) > FEW,
        "invitations": [
            {
                "id": one.id,
                "email": one.email,
                "role": one.role,
                "by": names.get(one.invited_by, "") if one.invited_by else "",
                "until": day_of(one.expires_at, zone, today),
                "is_unreached": one.email in unreached,
            }
            for one in invitations
        ],
        "roles": role_options(),
        "link": None,
    }


def standing_of(one: OfficeMember) -> str:
    if one.closed_at is not None:
        return "Deactivated"
    return "Can sign in" if one.since is not None else "No login yet"


def row_of(one: OfficeMember, zone: str, today: date) -> dict[str, Any]:
    return {
        "id": one.user_id,
        "name": one.name,
        "email": one.email,
        "role": one.role.value,
        "is_open": one.is_open,
        "is_closed": one.closed_at is not None,
        "is_named_only": one.since is None and one.closed_at is None,
        "since": since(one.since, zone, today) if one.since else "",
        "until": since(one.closed_at, zone, today) if one.closed_at else "",
        "signed_in": day_of(one.last_signed_in_at, zone, today) if one.last_signed_in_at else "",
        "clients": one.clients,
        "clients_words": clients_words(one.clients),
    }


def member_seen(
    member: Member,
    one: OfficeMember,
    advisors: Sequence[tuple[str, str]],
    today: date,
) -> dict[str, Any]:
    others = [(email, name) for name, email in advisors if email != one.email]
    return {
        "one": row_of(one, member.access.timezone, today),
        "is_me": one.user_id == member.access.user_id,
        "roles": role_choices(),
        "colleagues": [("", "Choose a colleague"), *others],
    }


def role_form(one: OfficeMember) -> Form:
    return Form({"role": one.role.value})


def zone_options(current: str) -> list[tuple[str, str]]:
    """By region; the rare names without one are taken as well, and not offered."""
    offered = {zone for zone in time_zones() if "/" in zone and not zone.startswith("Etc/")}
    return [(zone, zone.replace("_", " ")) for zone in sorted(offered | {"UTC", current})]


def tokens_seen(member: Member, tokens: Sequence[LiveToken], today: date) -> dict[str, Any]:
    zone = member.access.timezone
    return {
        "of_everybody": member.access.may(Permission.MANAGE_OFFICE),
        "rows": [
            {
                "id": one.id,
                "name": one.name,
                "whose": one.member_name,
                "email": one.member_email,
                "may": ", ".join(scope for scope in Scope if scope in one.scope_set),
                "made": day_of(one.created_at, zone, today),
                "used": day_of(one.last_used_at, zone, today) if one.last_used_at else "never",
                **ending_seen(one.expires_at, zone, today),
            }
            for one in tokens
        ],
        "token": None,
    }


def ending_seen(ends: datetime | None, zone: str, today: date) -> dict[str, Any]:
    if ends is None:
        return {"ends": "", "ran_out": False}
    last = last_day_of(ends, zone)
    return {"ends": near_day(last, today), "ran_out": last < today}


def scope_choices(chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    return [(scope.value, MEANS[scope], scope in chosen) for scope in Scope]


DISCLOSURES = {WhatLeft.FILES: "Files taken out", WhatLeft.LISTS: "Lists that were read"}


def disclosures_seen(
    member: Member,
    kind: WhatLeft,
    found: Sequence[Disclosure],
    most: int,
    names: dict[UUID, str],
    today: date,
) -> dict[str, Any]:
    """The one found beyond the most says that there are earlier ones."""
    shown, zone = found[:most], member.access.timezone
    base = f"/o/{member.office_slug}/settings/disclosures"
    here = base if kind is WhatLeft.FILES else f"{base}?kind={kind}"
    following = f"{base}?{urlencode({'kind': kind, 'after': shown[-1].id})}" if shown else None
    return {
        "kind": kind,
        "kinds": [(f"{base}?kind={one}", words, one is kind) for one, words in DISCLOSURES.items()],
        "rows": [disclosure_row(one, zone, names, today) for one in shown]
        if kind is WhatLeft.FILES
        else [listing_row(one, zone, today) for one in shown],
        "next_href": following if len(found) > most else None,
        "here": here,
    }


LISTS = {
    "bulk_actions": "Clients of something done to many",
    "caseload": "The caseload",
    "employer": "People of an employer",
    "import_rows": "Rows of a sheet",
    "news": "What clients told",
    "today": "What the day asks for",
    "share_links": "Links to clients’ plans",
    "unsubscribed": "Who wants no letters",
}  # others as they are called


def listing_row(one: Disclosure, zone: str, today: date) -> dict[str, Any]:
    what = one.details["what"]
    return {
        "when": day_of(one.at, zone, today).capitalize(),
        "who": one.who or "The operator",
        "token": one.details.get("token", ""),
        "what": LISTS.get(what, what.capitalize()),
    }


def disclosure_row(
    one: Disclosure, zone: str, names: dict[UUID, str], today: date
) -> dict[str, Any]:
    details = one.details
    return {
        "when": day_of(one.at, zone, today).capitalize(),
        "time": f"{one.at.astimezone(ZoneInfo(zone)):%H:%M}",
        "who": one.who or "The operator",
        "email": one.email or "",
        "via": one.via,
        "token": details.get("token", ""),  # once it was not written down
        "what": details["what"].replace("_", " ").capitalize(),
        "format": details["format"].upper(),
        "clients": how_many(details["clients"], "client"),
        "whom": filter_words(details["filters"], names),
        "as_of": long_day(date.fromisoformat(details["as_of"])),
        "names_nobody": details["what"] == "cohort_report",
        "recipient": details["recipient"],
        "purpose": details["purpose"],
    }


def filter_words(filters: Mapping[str, str], names: dict[UUID, str]) -> str:
    """`stalled, MBA 2025, of Dana Reed`."""
    return ", ".join(filter_word(name, value, names) for name, value in filters.items())


def filter_word(name: str, value: str, names: dict[UUID, str]) -> str:
    if name == "advisor_id":
        return f"of {names.get(UUID(value), 'nobody here')}"
    if name == "ticked":
        return f"{value} chosen one by one"
    if name == "q":
        return f"named “{value}”"
    return value.replace("_", " ") if name in ("state", "cohort", "program") else f"{name} {value}"


def disclosure_json(one: Disclosure, zone: str) -> answers.Disclosure:
    """Of a list no more is known than who read which, and on which day."""
    unknown: dict[str, Any] = {
        "format": "json",
        "clients": None,
        "filters": {},
        "as_of": in_zone(one.at, zone).date().isoformat(),
        "recipient": "",
        "purpose": "",
        "token": "",
    }
    return fields_of(answers.Disclosure, one, member_email=one.email, **unknown | one.details)


def policy_seen(
    member: Member,
    holding: Holding,
    changed: tuple[str, datetime] | None,
    today: date,
) -> dict[str, Any]:
    when = day_of(changed[1], member.access.timezone, today) if changed else ""
    return {
        "numbers": NUMBERS,
        "holds": {name: getattr(holding.policy, name) for name in Policy.__slots__},
        "version": holding.version,
        "changed": f"{changed[0]} set these numbers {on(when)}." if changed else "",
        "may_change": member.access.may(Permission.CHANGE_POLICY),
        "preview": None,
        "form": Form({name: str(getattr(holding.policy, name)) for name in Policy.__slots__}),
    }


def on(day: str) -> str:
    return day if day in ("today", "yesterday") else f"on {day}"


def preview_seen(found: Preview, given: PolicyNumbers, holds: Policy) -> dict[str, Any]:
    wanted = given.policy()
    return {
        "is_same": wanted == holds,
        "title": f"{how_many(found.moved, 'client')} of {found.clients:,} would change state today"
        if found.moved
        else "Nobody’s state would change today",
        "other_dates": how_many(found.other_dates, "client") if found.other_dates else "",
        "other_meetings": how_many(found.other_meetings, "client") if found.other_meetings else "",
        "moves": [
            (before.value, after.value, f"{count:,}")
            for (before, after), count in found.moves.items()
        ],
        "named": [
            (one.client_id, one.name, one.before.value, one.after.value) for one in found.named
        ],
        "left_out": found.moved - len(found.named),
        "changes": [
            (
                number.label,
                number.unit_of(getattr(wanted, number.name)),
                getattr(holds, number.name),
                getattr(wanted, number.name),
            )
            for _, some in NUMBERS
            for number in some
            if getattr(holds, number.name) != getattr(wanted, number.name)
        ],
        "send": {name: getattr(wanted, name) for name in Policy.__slots__},
    }


def link_for(base_url: str, secret: str) -> str:
    return f"{base_url.rstrip('/')}/join/{secret}"


def member_json(one: OfficeMember) -> answers.Member:
    told = fields_of(answers.Member, one, id=plain(one.user_id), active=one.is_open, version="")
    return versioned(told, "role", "active", "since")


def office_json(office: Office) -> answers.Office:
    told = fields_of(answers.Office, office, version="")
    return versioned(told, *(name for name in told if name != "version"))


def invitation_json(one: Invitation) -> answers.Invitation:
    return fields_of(answers.Invitation, one)


def token_json(one: LiveToken | ApiToken, zone: str) -> answers.ApiToken:
    return fields_of(
        answers.ApiToken,
        one,
        scopes=[scope for scope in Scope if scope in one.scope_set],
        expires_on=one.expires_at and plain(last_day_of(one.expires_at, zone)),
    )


def live_token_json(one: LiveToken, zone: str) -> answers.LiveToken:
    return {**token_json(one, zone), "member_email": one.member_email}


def last_day_of(ends: datetime, zone: str) -> date:
    """It ends as the next day begins."""
    return in_zone(ends - timedelta(microseconds=1), zone).date()


def preview_json(found: Preview, today: date) -> answers.PolicyPreview:
    return {
        "as_of": today.isoformat(),
        "clients": found.clients,
        "changing": found.moved,
        "other_dates": found.other_dates,
        "other_meetings": found.other_meetings,
        "counts": [
            {"from": before, "to": after, "clients": count}
            for (before, after), count in found.moves.items()
        ],
        "first": [
            {"id": str(one.client_id), "name": one.name, "from": one.before, "to": one.after}
            for one in found.named
        ],
    }
