"""What a client reads is true by their own office's numbers, in each language."""

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import date

import pytest

from app.accounts.models import Role
from app.cycle.policy import Policy
from app.ownplan.words import explained, first_of_job
from app.web.language import language, speaking
from tests.ownplan.conftest import GiveLink, Holder
from tests.ownplan.test_calendar import address_in, events, polled
from tests.ownplan.test_language import SPANISH
from tests.pages.conftest import Import, SignIn
from tests.pages.seen import words
from tests.pages.stories import GRACE, KEY, OFFER, Cells, days, met, thanked, updated

ANOTHER = Policy(
    connect_days=60, rest_months=2, update_months=3, key_people=4, catch_up_months=7,
    catch_up_pace=4, reply_days=90, keep_in_touch_months=3, grace_days=60,
)  # fmt: skip
USUAL = re.compile(
    r"couple|half a year|a year|first year|one or two|five|six|months are over|first (days|weeks)"
    r"|un par|medio año|un año|primer año|una o dos|cinco a|seis|meses de silencio"
)
STEPS = "five small steps", "cinco pasos pequeños"
POINTS: dict[str, Callable[[date], Cells]] = {
    "answer": lambda today: OFFER | days(today, offered=5),
    "people": lambda today: OFFER | days(today, offered=5, declined=3),
    "connect": lambda today: met(today, GRACE, declined=1),
    "thank": lambda today: met(today, GRACE, declined=3, connected=2),
    "rest": lambda today: thanked(today, 10),
    "nobody chosen": lambda today: thanked(today, 10, GRACE),
    "choose": lambda today: thanked(today, 70, GRACE),
    "update": lambda today: thanked(today, 70),
    "catch up": lambda today: updated(today, started=250, updated=100),
    "catch up near": lambda today: updated(
        today, started=250, updated=100, client_area="Chicago, IL"
    ),
    "assumed": lambda today: met(
        today, KEY, declined=250, connected=249, thanked=248, updated=100
    ),
}  # fmt: skip


@pytest.fixture
def another(sign_in: SignIn) -> None:
    numbers = {name: str(value) for name, value in asdict(ANOTHER).items()}
    assert sign_in(Role.ADMIN).sends("settings/policy", numbers).status == 303


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.usefixtures("another")
def test_no_page_and_no_event_tells_the_numbers_of_another_office(
    imported: Import, give_link: GiveLink, today: date, point: str
) -> None:
    imported(POINTS[point](today))
    maya = give_link()
    maya.sends("calendar")
    for headers in ({"Accept-Language": "en"}, SPANISH):
        maya.http.headers.update(headers)
        seen = [words(maya.sees(path).soup) for path in ("plan", "paper", *forms_of(maya))]
        answer = polled(maya.http.app, address_in(maya))  # type: ignore[arg-type]
        seen += [str(one.get("description", "")) for one in events(answer).values()]
        for text in seen:
            for steps in STEPS:
                text = text.replace(steps, "")
            assert USUAL.search(text) is None, text


def forms_of(maya: Holder) -> list[str]:
    chosen = [str(one["href"]) for one in maya.sees().soup.select('a[href$="/choose"]')]
    return ["job", *(one.removeprefix(f"{maya.base}/") for one in chosen)]


@pytest.mark.parametrize(
    ("tag", "months", "first"),
    [
        ("en", 0, "You have begun your new job."),
        ("en", 1, "The first month in your job is over."),
        ("en", 6, "The first six months in your job are over."),
        ("en", 12, "The first year in your job is over."),
        ("en", 18, "The first 18 months in your job are over."),
        ("en", 24, "The first two years in your job are over."),
        ("es", 0, "Ya empezaste en tu nuevo trabajo."),
        ("es", 1, "Ya pasó tu primer mes en el trabajo."),
        ("es", 6, "Ya pasaron tus primeros seis meses en el trabajo."),
        ("es", 12, "Ya pasó tu primer año en el trabajo."),
        ("es", 36, "Ya pasaron tus primeros tres años en el trabajo."),
    ],
)  # fmt: skip
def test_what_is_over_of_the_new_job_is_as_long_as_the_policy_says(
    tag: str, months: int, first: str
) -> None:
    with speaking(language(tag)):
        assert first_of_job(months) == first


@pytest.mark.parametrize(
    ("tag", "policy", "rest", "meet"),
    [
        ("en", Policy(), "for five to six months.",
         "once you have been a year in your job, one or two a month;"),
        ("en", ANOTHER, "for two to three months.",
         "once you have been seven months in your job, up to four a month;"),
        ("en", Policy(rest_months=6, catch_up_months=6, catch_up_pace=1), "for half a year.",
         "once you have been half a year in your job, one a month;"),
        ("en", Policy(rest_months=0, catch_up_months=0), "for up to half a year.",
         "once you have begun your new job, one or two a month;"),
        ("en", Policy(rest_months=12, update_months=15, catch_up_months=18),
         "for 12 to 15 months.", "once you have been a year and a half in your job, one or two"),
        ("en", Policy(rest_months=0, update_months=0), "each of them in a few lines.",
         "once you have been a year in your job"),
        ("es", Policy(), "de cinco a seis meses.",
         "cuando lleves un año en tu trabajo, una o dos al mes;"),
        ("es", ANOTHER, "de dos a tres meses.",
         "cuando lleves siete meses en tu trabajo, hasta cuatro al mes;"),
        ("es", Policy(rest_months=1, update_months=1, catch_up_months=1, catch_up_pace=1),
         "un mes.", "cuando lleves un mes en tu trabajo, una al mes;"),
        ("es", Policy(rest_months=0, update_months=24, catch_up_months=0), "hasta dos años.",
         "cuando hayas empezado en tu nuevo trabajo, una o dos al mes;"),
    ],
)  # fmt: skip
def test_the_five_steps_are_told_by_the_policy(
    tag: str, policy: Policy, rest: str, meet: str
) -> None:
    with speaking(language(tag)):
        _why, steps = explained(policy)
    told = dict(steps)
    thank, meeting = list(told.values())[1], list(told.values())[3]
    assert thank.endswith(rest)
    assert meet in meeting


@pytest.mark.usefixtures("another")
def test_as_many_are_enough_as_the_office_suggests(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    names = ("Grace Kim", "Omar Haddad", "Ana Ruiz", "Lee Chen", "Ben Ode")
    imported(*(thanked(today, 70, GRACE | {"contact_name": name}) for name in names))
    maya = give_link()
    path = f"offers/{maya.id_of('offers')}/choose"
    assert "Four are enough: those with whom you would like" in maya.sees(path).text
    maya.http.headers.update(SPANISH)
    assert "Bastan cuatro: aquellos con quienes te gustaría" in maya.sees(path).text
