"""Clients at each point of the cycle, as rows of the office's sheet counted back from a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from app.cycle.dates import add_months

Cells = dict[str, str]


def short(day: date, today: date) -> str:
    """As pages write it: `6 Nov`, with the year where it is another."""
    words = f"{day.day} {day:%b}"
    return words if day.year == today.year else f"{words} {day.year}"


def days(today: date, **ago: int) -> Cells:
    """`declined=10` for a cell `declined_on` ten days ago."""
    return {f"{name}_on": (today - timedelta(n)).isoformat() for name, n in ago.items()}


OFFER = {
    "offer_employer": "Abbott",
    "offer_title": "Product Manager",
    "offer_area": "Chicago, IL",
    "client_area": "Milwaukee, WI",
}
GRACE = {"contact_name": "Grace Kim", "contact_title": "Hiring Manager"}
KEY = GRACE | {"contact_key": "yes"}
JOB = {"job_employer": "Hyland & Sons", "job_title": "Analyst", "job_area": "Denver, CO"}


@dataclass(frozen=True)
class Story:
    """What the sheet says of a client, and what the list then says of them."""

    cells: Callable[[date], Cells]
    state: str
    words: Callable[[date], str]
    button: str = ""
    late: int = 0


def met(today: date, person: Cells, **ago: int) -> Cells:
    """One person of an offer that was declined so many days ago."""
    return OFFER | person | days(today, offered=ago["declined"] + 5, **ago)


def connecting(today: date, declined: int) -> Cells:
    return met(today, GRACE, declined=declined)


def in_line(today: date, clients: int) -> list[Cells]:
    """The first is the most urgent, and each has somebody to connect with."""
    return [
        connecting(today, 70 - number)
        | {
            "client_name": f"Client {number:02}",
            "client_email": f"client-{number}@alumni.example.edu",
            "contact_name": f"Contact {number:02}",
        }
        for number in range(clients)
    ]


def thanked(today: date, ago: int, person: Cells = KEY) -> Cells:
    return met(today, person, declined=ago + 2, connected=ago + 1, thanked=ago)


def caught_up(today: date) -> Cells:
    cells = updated(today, started=600, updated=300)
    return cells | days(today, caught_up=100) | {"caught_up_how": "met"}


def updated(today: date, started: int, updated: int, **cells: str) -> Cells:
    cycle = met(
        today, KEY, declined=started + 30, connected=started + 29, thanked=started + 28,
        updated=updated, job_started=started,
    )  # fmt: skip
    return cycle | JOB | cells


def said(template: str, *ago: int) -> Callable[[date], str]:
    """With days so many days ago in the places of `{}`."""
    return lambda today: template.format(*(short(today - timedelta(n), today) for n in ago))


def months_after(template: str, ago: int, *months: int) -> Callable[[date], str]:
    def words(today: date) -> str:
        start = today - timedelta(ago)
        return template.format(*(short(add_months(start, n), today) for n in months))

    return words


STORIES = {
    "connect stalled": Story(
        partial(connecting, declined=60),
        "Stalled",
        said("Not connected yet due {}, declined {}", 53, 60),
        "Log connect",
        53,
    ),
    "connect overdue": Story(
        partial(connecting, declined=8),
        "Overdue",
        said("Not connected yet due {}, declined {}", 1, 8),
        "Log connect",
        1,
    ),
    "connect due": Story(
        partial(connecting, declined=1),
        "Due",
        said("Connect on LinkedIn by {}, declined {}", -6, 1),
        "Log connect",
    ),
    "thank stalled": Story(
        lambda today: met(today, GRACE, declined=61, connected=60),
        "Stalled",
        said("Thank-you note not sent due {}", 53),
        "Log thanks",
        53,
    ),
    "thank due": Story(
        lambda today: met(today, GRACE, declined=3, connected=2),
        "Due",
        said("Send a thank-you note by {}", -5),
        "Log thanks",
    ),
    "update resting": Story(
        partial(thanked, ago=60),
        "Resting",
        months_after("Let things lie until {} send the update by {}", 60, 5, 6),
    ),
    "update due": Story(
        partial(thanked, ago=165),
        "Due",
        months_after("Send the update by {}, after the rest", 165, 6),
        "Log update",
    ),
    "update stalled": Story(
        partial(thanked, ago=365),
        "Stalled",
        months_after("Update not sent due {}, after the rest", 365, 6),
        "Log update",
        -1,
    ),
    "catch-up resting": Story(
        partial(updated, started=200, updated=10),
        "Resting",
        months_after("Catch up from {} have a catch-up by {}", 200, 12, 13),
    ),
    "catch-up due": Story(
        partial(updated, started=380, updated=160, job_area="Chicago, IL"),
        "Due",
        months_after("Have a catch-up by {}, in person, same area", 380, 13),
        "Log catch-up",
    ),
    "catch-up stalled": Story(
        partial(updated, started=500, updated=300, client_area="Portland, OR"),
        "Stalled",
        months_after("Catch-up has not happened due {}, by call or e-mail", 500, 13),
        "Log catch-up",
        -1,
    ),
    "choosing due": Story(
        partial(thanked, ago=165, person=GRACE),
        "Due",
        months_after("Choose the key people by {}, after the rest", 165, 6),
        "Choose people",
    ),
    "choosing resting": Story(
        partial(thanked, ago=60, person=GRACE),
        "Resting",
        months_after("Let things lie until {} choose the key people by {}", 60, 5, 6),
    ),
    "answer due": Story(
        lambda today: OFFER | days(today, offered=2),
        "Due",
        said("Answer the offer by {}", -5),
        "Record answer",
    ),
    "answer overdue": Story(
        lambda today: OFFER | days(today, offered=9),
        "Overdue",
        said("Offer not answered yet due {}", 2),
        "Record answer",
        2,
    ),
    "listing stalled": Story(
        lambda today: OFFER | days(today, offered=45, declined=40),
        "Stalled",
        said("Nobody listed yet due {}, declined {}", 33, 40),
        "List people",
        33,
    ),
    "in network": Story(caught_up, "In network", said("The cycle is complete")),
    "off": Story(
        lambda today: thanked(today, 60) | {"declined_well": "no"},
        "Off",
        said("All bets are off"),
    ),
    "closed": Story(
        lambda today: (
            thanked(today, 60) | days(today, closed=20) | {"closed_reason": "asked for quiet"}
        ),
        "Closed",
        said("Not pursued any more"),
    ),
    "no offers": Story(
        lambda today: {},
        "No offers",
        said("No offer turned down yet"),
        "Add an offer",
    ),
}  # fmt: skip


def sheet_rows(today: date) -> list[Cells]:
    """Every story, each client named by it; and one more, parked, who needs two rows."""
    rows = [story.cells(today) | client(name) for name, story in STORIES.items()]
    closed = days(today, closed=20) | {"closed_reason": "retired"}
    parked = client("parked")
    rows.append(thanked(today, 60) | closed | parked)
    rows.append(thanked(today, 60, GRACE | {"contact_name": "Omar Haddad"}) | parked)
    return rows


def client(name: str) -> Cells:
    return {
        "client_name": name.capitalize(),
        "client_email": f"{name.replace(' ', '-')}@alumni.example.edu",
        "program": "MBA",
        "cohort": "MBA 2025",
    }
