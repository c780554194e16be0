"""Two offices that must not see each other: their people, and a file of a client for each test."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.access import Access, OwnAccess
from app.accounts.actions import add_api_token, let_in, name_person
from app.accounts.models import Membership, Office, Role, User, WebSession
from app.accounts.queries import find_user
from app.accounts.tokens import make_token
from app.bulk.actions import do_to_all
from app.bulk.deeds import DEED_NAMED
from app.bulk.forms import InProgram
from app.casefile.sheets import Moment
from app.caseload import actions as views
from app.caseload.forms import NewView
from app.caseload.places import write_cursor
from app.caseload.queries import Place
from app.clients import actions as clients
from app.clients.forms import NewClient, NewJob
from app.clients.groups import Kind, Named
from app.clients.keys import slug_of
from app.clients.models import Group
from app.db.engine import Database
from app.drafts.actions import write_message
from app.drafts.forms import OwnWords
from app.drafts.texts import Occasion
from app.errands.models import Errand
from app.imports import bringing
from app.imports.reading import Line, Read
from app.links import actions as links
from app.links import news
from app.links.forms import NewShareLink
from app.links.models import ShareLink
from app.mail import subscribing
from app.mail.actions import post_letter
from app.mail.models import Bounce, Letter
from app.notes import actions as notes
from app.notes.forms import NewNote
from app.offers import actions as offers
from app.offers.forms import ContactChanges, NewContact, NewOffer
from app.office import joining
from app.office.forms import NewInvitation
from app.outcomes import actions as outcomes
from app.outcomes.forms import NewOutcome
from app.people import actions as people
from app.people.forms import NewMove, OtherContact
from app.plans import touches
from app.plans.forms import NewTouch
from app.reports.forms import NewSavedReport
from app.reports.saved import save_report
from app.sign_in import resets
from app.webhooks import actions as webhooks
from app.webhooks.forms import NewWebhook
from tests.cast import AT, TODAY, an_office, make_api_token

DECLINED = date(2026, 3, 10)
CONTACTS = 3  # of the client
THE_WHOLE_CYCLE = ("connected", "thanked", "updated", "met", "wrote")
LONG_AGO = date(1999, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a login and a token; nobody signed in has neither."""

    name: str
    email: str = ""
    role: Role | None = None
    bearer: str | None = None
    cookie: str | None = None
    user_id: UUID | None = None


SIGNED_OUT = Person("signed-out")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the offices, and the word that stands in all that it has written."""

    access: Access
    slug: str
    mark: str
    people: dict[Role, Person]

    @property
    def admin(self) -> Person:
        return self.people[Role.ADMIN]


@dataclass(frozen=True, slots=True)
class World:
    database: Database
    ours: Side
    theirs: Side


def a_side(database: Database) -> Side:
    access = an_office(database)
    mark = f"Mark{uuid4().hex}"
    with database.transaction(access.office_id, write=True) as session:
        slug = session.get_one(Office, access.office_id).slug
        users = {role: a_user(f"{role} {mark}") for role in Role}
        session.add_all(users.values())
        session.flush()
        session.add_all(a_member(access, role, user) for role, user in users.items())
        session.flush()
        people = {role: signed_in(session, access, role, user) for role, user in users.items()}
    return Side(access, slug, mark, people)


def a_user(name: str) -> User:
    return User(email=f"{uuid4().hex}@careers.example.edu", name=name, created_at=AT)


def a_member(access: Access, role: Role, user: User) -> Membership:
    return Membership(
        office_id=access.office_id, user_id=user.id, role=role, created_at=AT, opened_at=AT
    )


def signed_in(session: Session, access: Access, role: Role, user: User) -> Person:
    cookie, token = make_token("rgs", access.office_id)
    session.add(
        WebSession(
            office_id=access.office_id,
            user_id=user.id,
            token_hash=token.hash,
            created_at=AT,
            expires_at=AT + timedelta(days=36_500),
        )
    )
    bearer = make_api_token(session, access, user.id, "test", AT)
    return Person(role.value, user.email, role, bearer, cookie, user.id)


def a_world(database: Database) -> World:
    return World(database, a_side(database), a_side(database))


Things = dict[str, str]  # what can be named in a request, by kind, as it is written there
ASKED_FOR = ("client_name", "new_email")  # no ids, but what a form may want to be told


def a_file(database: Database, side: Side) -> Things:
    """A client with a job, an offer, a contact and a touch, and all other names of that office."""
    access = side.access
    with database.transaction(access.office_id, write=True) as session:
        client = clients.add_client(
            session,
            access,
            NewClient(
                name=f"Maya {side.mark}",
                email=f"{uuid4().hex}@alumni.example.edu",
                cohort=side.mark,
                program=side.mark,
                advisor_email=side.people[Role.ADVISOR].email,
            ),
            AT,
        )
        job = clients.add_job(session, access, client.id, NewJob(employer=side.mark), AT)
        offer = offers.add_offer(
            session,
            access,
            client.id,
            NewOffer(employer=side.mark, offered_on=DECLINED, declined_on=DECLINED),
            today=TODAY,
            at=AT,
        )
        grace = NewContact(
            name=f"Grace {side.mark}", email=f"{uuid4().hex}@abbott.example.com", is_key=True
        )
        contact = offers.add_contact(session, access, offer.id, grace, AT)
        session.flush()
        other, third = (
            offers.add_contact(session, access, offer.id, NewContact(name=f"{n} {side.mark}"), AT)
            for n in ("Other", "Third")
        )
        people.link(session, access, contact.id, OtherContact(other_id=str(third.id)), AT)
        move = people.add_move(
            session,
            access,
            contact.id,
            NewMove(employer=f"New {side.mark}", started_on=DECLINED),
            today=TODAY,
            at=AT,
        )
        # Since they moved: so it can be put in doubt, and that of before be confirmed.
        changed = ContactChanges(email=f"{uuid4().hex}@new.example.com")
        offers.change_contact(session, access, contact.id, changed, today=TODAY, at=AT)
        for kind in THE_WHOLE_CYCLE:
            touch, _ = touches.log_touch(
                session,
                access,
                contact.id,
                NewTouch(kind=kind, on=DECLINED, note=side.mark),
                today=TODAY,
                at=AT,
            )
        outcome = outcomes.add_outcome(
            session,
            access,
            contact.id,
            NewOutcome(kind="advice", on=DECLINED, note=side.mark),
            today=TODAY,
            at=AT,
        )
        writer = session.scalars(
            select(User.id).where(User.email == side.people[Role.ADVISOR].email)
        ).one()
        note = notes.add_note(
            session,
            replace(access, user_id=writer, role=Role.ADVISOR),
            client.id,
            NewNote(text=side.mark, contact_id=str(contact.id)),
            AT,
        )
        admin = session.scalars(select(User.id).where(User.email == side.admin.email)).one()
        view = views.save_view(
            session,
            replace(access, user_id=admin),
            NewView(name=f"{side.mark} {uuid4().hex}", shared=True),
            AT,
        )
        session.flush()
        action = a_bulk_action(session, replace(access, user_id=writer), client.id)
        at = clock.now()
        _, link = links.make_link(
            session,
            access,
            client.id,
            NewShareLink(can_update=True, expires_on=clock.today_in("UTC") + timedelta(30)),
            today=clock.today_in("UTC"),
            at=AT,
        )
        link.salt = side.mark
        own = OwnAccess(
            office_id=access.office_id,
            timezone="UTC",
            client_id=client.id,
            link_id=link.id,
            can_update=True,
        )
        told = news.tell(session, own, "touch", at=AT, subject_id=touch.id)
        write_message(
            session, access, Occasion.THANK, OwnWords(subject=side.mark, text=side.mark), AT
        )
        settings = settings_of(session, side)
        saved = save_report(
            session,
            replace(access, user_id=admin),
            NewSavedReport(name=f"{side.mark} {uuid4().hex}", shared=True),
            AT,
        )
        ahead = Group(
            office_id=access.office_id,
            kind=Kind.COHORT,
            name=f"{side.mark} {uuid4().hex}",
            changed_at=AT,
        )
        session.add(ahead)
        webhook = webhooks.add_webhook(
            session,
            access,
            NewWebhook(url="https://hooks.example.edu", name=side.mark, kinds=["touch.logged"]),
            AT,
        )
        delivery = webhooks.try_webhook(session, access, webhook.id, AT)
        delivery.given_up_at = AT
        letter = session.get_one(Letter, (access.office_id, a_letter(session, side, link, at)))
        letter.given_up_at = AT
        for user_id in (writer, admin):
            subscribing.subscribe(
                session, access, "digest", {"weekday": 0, "hour": 8}, AT, user_id=user_id
            )
        chosen = {"language": "en", "link": str(link.id)}
        subscribing.subscribe(session, access, "reminder", chosen, AT, client_id=client.id)
        bounce = Bounce(
            office_id=access.office_id,
            email=f"{uuid4().hex}@alumni.example.edu",
            client_id=client.id,
            reason=f"550 {side.mark}",
            noted_at=AT,
        )
        session.add(bounce)
        session.flush()
        errand = Errand(
            office_id=access.office_id, kind="tidy", details={}, run_at=AT, attempts=5, failed_at=AT
        )
        session.add(errand)
        sheet = a_sheet_on_its_way(session, access, side.mark)
    return {
        **settings,
        "import": sheet,
        "office": side.slug,
        "client": str(client.id),
        "job": str(job.id),
        "offer": str(offer.id),
        "contact": str(contact.id),
        "touch": str(touch.id),
        "note": str(note.id),
        "outcome": str(outcome.id),
        "move": str(move.id),
        "other": str(other.id),
        "employer": slug_of(offer.employer_key),
        "view": str(view.id),
        "action": action,
        "admin": side.admin.email,
        "link": str(link.id),
        "news": str(told.id),
        "webhook": str(webhook.id),
        "saved": str(saved.id),
        "group": Named(Kind.COHORT, ahead.name, 0, 0, False).code,
        "delivery": str(delivery.id),
        "letter": str(letter.id),
        "bounce": str(bounce.id),
        "errand": str(errand.id),
        "advisor": side.people[Role.ADVISOR].email,
        "cursor": write_cursor(Place(LONG_AGO, client.id)),
        "client_name": client.name,
        "new_email": f"{uuid4().hex}@alumni.example.edu",
    }


def a_letter(session: Session, side: Side, link: ShareLink, at: datetime) -> UUID:
    """The one that takes the link to its client; not so old that it could not be sent again."""
    return post_letter(
        session, side.access, links.LINK, f"{side.mark}@alumni.example.edu", {"link": str(link.id)},
        at=at, good_for=timedelta(days=7), client_id=link.client_id,
    )  # fmt: skip


def a_bulk_action(session: Session, access: Access, client_id: UUID) -> str:
    """Just now, so that it can be undone."""
    moment = Moment(clock.now(), clock.today_in(access.timezone))
    action, _ = do_to_all(
        session, access, DEED_NAMED["program"], {client_id: None}, InProgram(program="MBA"), moment
    )
    assert action is not None
    return str(action.id)


def a_sheet_on_its_way(session: Session, access: Access, mark: str) -> str:
    """Looked through, with one row."""
    email = f"{uuid4().hex}@alumni.example.edu"
    row = Line(2, [email, f"Ana {mark}"], "")
    read = Read("csv", ["client_email", "client_name"], [], iter([row]))
    return str(bringing.bring(session, access, read, f"{mark}.csv", AT).id)


def settings_of(session: Session, side: Side) -> Things:
    """A member, one who left, an advisor's token, an open invitation and one taken back."""
    access = side.access
    named = [
        name_person(session, email=f"{uuid4().hex}@careers.example.edu", name=side.mark, at=AT)
        for _ in range(2)
    ]
    member, former = (let_in(session, access, one.id, Role.ADVISOR, AT) for one in named)
    former.closed_at = AT
    advisor = find_user(session, side.people[Role.ADVISOR].email)
    assert advisor is not None
    _, token = add_api_token(session, access, advisor.id, side.mark, AT)
    (_, open_one), (secret, shut_one) = (
        joining.invite(
            session,
            access,
            NewInvitation(email=f"{uuid4().hex}@careers.example.edu", role=Role.ADVISOR),
            clock.now(),
        )
        for _ in range(2)
    )
    shut_one.revoked_at = AT
    used_secret, used = resets.make_reset(session, access, advisor, clock.now())
    used.used_at = AT
    return {
        "password": used_secret,
        "unsubscribe": make_token(subscribing.PREFIX, access.office_id)[0],
        "member": str(member.user_id),
        "former": str(former.user_id),
        "token": str(token.id),
        "invitation": str(open_one.id),
        "join": secret,
    }


@dataclass(frozen=True, slots=True)
class Scene:
    """Two offices, and what there is in each."""

    world: World
    our_things: Things
    their_things: Things


def of_nothing() -> Things:
    """The same kinds, written as they could be, and nowhere to be found."""
    kinds = (
        "client", "job", "offer", "contact", "touch", "note", "outcome", "move", "other", "view",
        "action", "member", "former", "token", "invitation", "link", "news",
        "webhook", "delivery", "group", "saved", "letter", "bounce", "import", "errand",
    )  # fmt: skip
    ids = {name: str(uuid4()) for name in kinds}
    return {
        **ids,
        "office": f"office-{uuid4().hex}",
        "employer": uuid4().hex,
        "join": make_token(joining.PREFIX, uuid4())[0],
        "password": make_token(resets.PREFIX, uuid4())[0],
        "unsubscribe": make_token(subscribing.PREFIX, uuid4())[0],
        "advisor": f"{uuid4().hex}@careers.example.edu",
        "admin": f"{uuid4().hex}@careers.example.edu",
        "cursor": write_cursor(Place(LONG_AGO, uuid4())),
    }


def speaking(person: Person, path: str, **headers: str) -> dict[str, str]:
    """The headers with which a program or a browser of this person sends a request."""
    if path.startswith("/api/"):
        shown = {"Authorization": f"Bearer {person.bearer}"} if person.bearer else {}
        return shown | headers
    page = {"Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
    return page | ({"Cookie": f"regards={person.cookie}"} if person.cookie else {}) | headers
