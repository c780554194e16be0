"""A believable office to look around in, and a small one beside it; made once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import cycle
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.actions import let_in, name_person, password_hasher
from app.accounts.models import Office, Role
from app.accounts.queries import office_by_slug, operator_of
from app.audit.actions import record
from app.db.base import new_id
from app.db.engine import Database
from app.demo.beginnings import begin
from app.demo.courses import go_on
from app.demo.goings import acquaint, become
from app.demo.jottings import jot
from app.demo.lives import Life
from app.demo.market import BRITISH, MIDWEST, Market
from app.demo.names import new_names
from app.demo.setting import Setting
from app.demo.sharing import share_plans
from app.demo.stories import A_SMALL_OFFICE, A_WORKING_OFFICE, Story

DEMO_PASSWORD = "keep-in-touch"
OPEN_FOR_DAYS = 1_500  # longer than any client's story goes back


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOffice:
    slug: str
    name: str
    timezone: str
    market: Market
    team: tuple[Member, ...]
    stories: dict[Story, int]  # and how many of the clients live each
    seed: str
    smallest_group: int = 10


@dataclass(frozen=True, slots=True)
class Login:
    email: str
    role: Role
    office: str  # its name


@dataclass(frozen=True, slots=True)
class DemoOffices:
    """Who may sign in, all with one password."""

    logins: tuple[Login, ...]
    password: str


DANA = "dana.reed@lakeside.example.edu"
LAKESIDE = DemoOffice(
    slug="lakeside",
    name="Lakeside Graduate Career Services",
    timezone="America/Chicago",
    market=MIDWEST,
    team=(
        Member("Ruth Castellanos", "ruth.castellanos@lakeside.example.edu", Role.ADMIN),
        Member("Dana Reed", DANA, Role.ADVISOR),
        Member("Marcus Hill", "marcus.hill@lakeside.example.edu", Role.ADVISOR),
        Member("Bożena Król", "bozena.krol@lakeside.example.edu", Role.ADVISOR),
        Member("Ikenna Obi", "ikenna.obi@lakeside.example.edu", Role.ADVISOR),
        Member("Mei-Ling Tan", "mei-ling.tan@lakeside.example.edu", Role.ANALYST),
    ),
    stories=A_WORKING_OFFICE,
    seed="lakeside",
    smallest_group=5,  # as an office of this size may choose: its cohorts have forty clients
)
HARBOR = DemoOffice(
    slug="harbor",
    name="Harbor College Careers",
    timezone="Europe/London",
    market=BRITISH,
    team=(
        Member("Imogen Ashworth", "imogen.ashworth@harbor.example.edu", Role.ADMIN),
        Member("Rhys Llewellyn", "rhys.llewellyn@harbor.example.edu", Role.ADVISOR),
        Member("Dana Reed", DANA, Role.ADVISOR),
    ),
    stories=A_SMALL_OFFICE,
    seed="harbor",
)


def fill(database: Database, today_in: Callable[[str], date], at: datetime) -> DemoOffices:
    """Makes the offices that are not there yet; `today_in` gives the date in a time zone."""
    offices = (LAKESIDE, HARBOR)
    for office in offices:
        fill_office(database, office, today_in(office.timezone), at)
    logins = (Login(m.email, m.role, office.name) for office in offices for m in office.team)
    return DemoOffices(tuple(logins), DEMO_PASSWORD)


def fill_office(database: Database, demo: DemoOffice, today: date, at: datetime) -> bool:
    """False, and nothing is changed, where the office exists already.

    All but the shared links in one transaction, for they go to whoever has a step to do now.
    """
    setting = Setting(
        office_id=new_id(),
        zone=ZoneInfo(demo.timezone),
        market=demo.market,
        mail_domain=f"{demo.slug}.example.edu",
        today=today,
        at=at,
    )
    with database.transaction(setting.office_id, write=True) as session:
        if office_by_slug(session, demo.slug):
            return False
        access = open_up(session, demo, setting.office_id, at - timedelta(OPEN_FOR_DAYS))
        team = let_team_in(session, access, demo.team, at - timedelta(OPEN_FOR_DAYS))
        lives = list(lives_in(demo, setting, team))
        acquaint(lives)
        store(session, access, lives)
    with database.transaction(setting.office_id, write=True) as session:
        share_plans(session, access, setting, team[Role.ADVISOR][0])
    return True


def open_up(session: Session, demo: DemoOffice, office_id: UUID, at: datetime) -> Access:
    office = Office(
        id=office_id, slug=demo.slug, name=demo.name, timezone=demo.timezone, created_at=at,
        smallest_group=demo.smallest_group,
    )  # fmt: skip
    session.add(office)
    session.flush()
    return operator_of(office)


def let_team_in(
    session: Session, access: Access, team: Sequence[Member], at: datetime
) -> dict[Role, list[UUID]]:
    members: dict[Role, list[UUID]] = {role: [] for role in Role}
    for member in team:
        user = name_person(session, email=member.email, name=member.name, at=at)
        user.password_hash = user.password_hash or hashed_password()
        let_in(session, access, user.id, member.role, at)
        record(session, access, "member.let_in", at=at, subject_id=user.id, role=member.role)
        members[member.role].append(user.id)
    return members


@cache
def hashed_password() -> str:
    """Slow on purpose, so once for all."""
    return password_hasher().hash(DEMO_PASSWORD)


def lives_in(demo: DemoOffice, setting: Setting, team: dict[Role, list[UUID]]) -> Iterator[Life]:
    """Each story is dealt out to the advisors in turn; each client has chances of their own."""
    rng = Random(demo.seed)
    stories = [story for story, clients in demo.stories.items() for _ in range(clients)]
    cards = list(zip(stories, cycle(team[Role.ADVISOR]), strict=False))
    rng.shuffle(cards)
    for number, ((story, advisor_id), name) in enumerate(zip(cards, new_names(rng), strict=False)):
        own = Random(f"{demo.seed} {number}")
        life = begin(story, setting, name=name, number=number, advisor_id=advisor_id, rng=own)
        go_on(life)
        jot(life)
        become(life)
        yield life


def store(session: Session, access: Access, lives: Sequence[Life]) -> None:
    """Table by table, as rows may point to each other; then the history, as it came about."""
    for things in (
        [life.client for life in lives],
        [life.job for life in lives if life.job],
        [offer for life in lives for offer in life.offers],
        [contact for life in lives for contact in life.contacts],
        [touch for life in lives for touch in life.touches],
        [note for life in lives for note in life.notes],
        [move for life in lives for move in life.moves],
        [outcome for life in lives for outcome in life.outcomes],
    ):
        session.add_all(things)
        session.flush()
    for entry in sorted((e for life in lives for e in life.entries), key=lambda entry: entry.at):
        record(
            session,
            replace(access, user_id=entry.actor_id, via="console"),
            entry.action,
            at=entry.at,
            client_id=entry.client_id,
            subject_id=entry.subject_id,
            **entry.details,
        )
