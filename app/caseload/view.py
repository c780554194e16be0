"""What the main page shows: its filters, tabs and rows, and the addresses that lead to them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.accounts.door import Member
from app.accounts.visiting import frame
from app.bulk.deeds import DEEDS
from app.caseload.asked import EVERYONE, NO_VIEW, Asked, chips_of, more_filters
from app.caseload.opened import Opened, Pinned
from app.caseload.places import write_cursor
from app.caseload.queries import Case, Choices, Listed
from app.caseload.views import View
from app.caseload.words import STATE_WORDS, where_it_stands
from app.clients.keys import employer_key, slug_of
from app.cycle.states import State
from app.db.base import new_id
from app.web.words import class_words, weekday_of

ROWS = 50
ALWAYS_SHOWN = (State.STALLED, State.OVERDUE, State.DUE, State.RESTING, State.IN_NETWORK)


def seen_of(
    member: Member,
    asked: Asked,
    possible: Choices,
    listed: Listed,
    today: date,
    before: int,
    opened: Opened | None = None,
    views: Sequence[View] = (),
    pinned: Sequence[Pinned] = (),
) -> dict[str, Any]:
    """What `caseload/page.html` needs."""
    slug, is_own = member.office_slug, asked.is_own(member, possible)
    own, everyone = replace(asked, advisor=member.email), replace(asked, advisor=EVERYONE)
    return {
        **frame(member, "caseload"),
        "today": today.isoformat(),
        "today_words": weekday_of(today),
        "whose": "your clients" if is_own else whose(asked, possible),
        "wider": (everyone.path(slug), "see the whole office") if is_own else None,
        "narrower": (own.path(slug), "see only yours") if possible.has_own and not is_own else None,
        "has_clients": possible.has_any,
        "action": f"/o/{slug}/caseload",
        "q": asked.q,
        "state": asked.state,
        "filters": filters_of(asked, member, possible),
        "more": more_filters(asked),
        "chips": chips_of(asked, slug),
        **saved_of(asked, slug, opened, views, pinned),
        "export_href": asked.path(slug, "exports"),
        "tabs": tabs_of(asked, slug, listed.counts),
        "rows": rows_of(listed.cases, today, shows_advisor=not is_own),
        "pager": pager_of(asked, slug, listed, before),
        "empty": empty_of(asked, slug, is_own, listed.counts, before),
        "once": new_id().hex,
        "picks": True,
        "bulk": [(deed.name, deed.label) for deed in DEEDS],
        "list_path": asked.path(slug),
        "total": total_of(asked, listed),
        "bulk_done": None,
        "put_off": None,
    }


def saved_of(
    asked: Asked,
    slug: str,
    opened: Opened | None,
    views: Sequence[View],
    pinned: Sequence[Pinned],
) -> dict[str, Any]:
    """The saved views above the list, and what can be saved of it."""
    view = opened.view if opened else None
    differs = view is not None and opened is not None and opened.differs
    return {
        "trouble": opened.trouble if opened else "",
        "pinned": pinned,
        "view_name": view.name if view else "",
        "view": asked.view,
        "has_views": bool(views),
        "views_href": f"/o/{slug}/views",
        "plain_href": f"/o/{slug}/caseload?view={NO_VIEW}" if view else None,
        "save_href": f"/o/{slug}/views/new?{urlencode(asked.given)}"
        if asked.given and (view is None or differs)
        else None,
        "update": {
            "action": f"/o/{slug}/views/{view.id}",
            "name": view.name,
            "version": view.version,
            "hidden": asked.given,
        }
        if view and opened and differs and opened.may_change
        else None,
    }


def whose(asked: Asked, possible: Choices) -> str:
    names = (name for _, name, email in possible.advisors if email == asked.advisor)
    nobody_here = asked.advisor not in ("", EVERYONE)
    rest = "nobody’s clients" if nobody_here else "the whole office"
    return next((f"clients of {name}" for name in names), rest)


def filters_of(asked: Asked, member: Member, possible: Choices) -> list[tuple[str, str, Any]]:
    """Each a name, a label and the options: value, words, and whether it is set."""
    advisors = [(EVERYONE, "Everyone")]
    if possible.has_own:
        advisors.append((member.email, "Me"))
    advisors += [(email, name) for _, name, email in possible.advisors if email != member.email]
    advisor = asked.advisor or (member.email if possible.has_own else EVERYONE)
    if advisor not in dict(advisors):  # of a saved view
        advisors.append((advisor, f"{advisor}, not here any more"))
    cohorts = [("", "All"), *((cohort, cohort) for cohort in possible.cohorts)]
    programs = [("", "All"), *((program, program) for program in possible.programs)]
    return [
        ("advisor", "Advisor", set_to(advisor, advisors)),
        ("cohort", "Cohort", set_to(asked.cohort, cohorts)),
        ("program", "Program", set_to(asked.program, programs)),
    ]


def set_to(value: str, options: list[tuple[str, str]]) -> list[tuple[str, str, bool]]:
    return [(each, words, each == value) for each, words in options]


def tabs_of(asked: Asked, slug: str, counts: dict[State, int]) -> list[tuple[Any, ...]]:
    """The rarer states only where somebody is in them, or they are asked for."""
    everything = replace(asked, state="").path(slug)
    tabs: list[tuple[Any, ...]] = [("", "All", sum(counts.values()), everything, asked.state == "")]
    tabs += [
        (state.value, STATE_WORDS[state], counts[state],
         replace(asked, state=state.value).path(slug), asked.state == state)
        for state in State
        if state in ALWAYS_SHOWN or counts[state] or asked.state == state
    ]  # fmt: skip
    return tabs


def rows_of(cases: list[Case], today: date, *, shows_advisor: bool) -> list[tuple[Any, ...]]:
    """See `caseload/_rows.html` for the order."""
    return [
        (
            case.client_id,
            case.name,
            class_words(case.program, case.cohort),
            (case.advisor_name or "no advisor") if shows_advisor else "",
            case.state.value,
            *where_it_stands(case, today),
            case.next_contact or "",
            case.next_others,
            *where_met(case),
            case.days_overdue,
            case.next_step or "",
            case.next_offer_id,
            case.next_contact_id,
        )
        for case in cases
    ]


def where_met(case: Case) -> tuple[str, str, str, str]:
    """The contact's title, the employer and its slug, and where the contact is by now."""
    employer = case.next_employer or ""
    return (
        case.next_contact_title or "",
        employer,
        slug_of(employer_key(employer)) if employer else "",
        case.next_contact_now_at or "",
    )


def total_of(asked: Asked, listed: Listed) -> int:
    return listed.counts[State(asked.state)] if asked.state else sum(listed.counts.values())


def pager_of(asked: Asked, slug: str, listed: Listed, before: int) -> dict[str, Any]:
    total = total_of(asked, listed)
    following = listed.following
    # Who left the pages before this one meanwhile does not count.
    last = min(before + len(listed.cases), total - 1) if following else total
    return {
        "words": f"{last - len(listed.cases) + 1:,}–{last:,} of {total:,}",
        "next_href": asked.path(slug, cursor=write_cursor(following), before=str(last))
        if following
        else None,
        "first_href": asked.path(slug) if before else None,
    }


def empty_of(
    asked: Asked, slug: str, is_own: bool, counts: dict[State, int], before: int
) -> dict[str, Any]:
    """A title, a sentence, and where to look instead: an address and its words, or None."""
    if before:
        return {
            "title": "Nobody is left on this page",
            "text": "The list has become shorter.",
            "link": (asked.path(slug), "Back to the first"),
        }
    elsewhere = (replace(asked, advisor=EVERYONE).path(slug), "Look in the whole office")
    if asked.q:
        return {
            "title": f"Nobody called “{asked.q}” {'among your clients' if is_own else 'here'}",
            "text": "A part of the name is enough, and accents do not matter.",
            "link": elsewhere if is_own else None,
        }
    if not any(counts.values()):
        return {
            "title": "Nobody here",
            "text": "No client matches all of these filters.",
            "link": (Asked(view=NO_VIEW).path(slug), "Without filters"),
        }
    title, text = EMPTY.get(asked.state, ("Nobody here", "The other tabs say where they stand."))
    return {"title": title, "text": text, "link": None}


EMPTY = {
    "stalled": ("Nobody is stalled", "Every relationship here is looked after. Well done."),
    "overdue": ("Nothing is overdue", "Nobody is late by days only; whoever is later is stalled."),
    "due": ("Nothing is due", "No step is open with time left."),
    "resting": ("Nobody is resting", "Nobody is in the quiet time between thanks and update."),
    "in_network": (
        "Nobody is in the network yet",
        "Clients come here when everyone they chose has been met.",
    ),
}
