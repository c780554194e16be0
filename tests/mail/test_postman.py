"""From the outbox to the mail server: once, under one Message-ID, never lost, never for ever."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.db.across import WHAT_WAITS
from app.db.engine import Database
from app.faults import BadInput
from app.mail.actions import (
    CLAIM_LASTS,
    MOST_ATTEMPTS,
    NOT_WANTED,
    TOO_LATE,
    WAITS,
    Outcome,
    claim_next,
    forget_old_letters,
    post_letter,
    send_again,
    write_down,
)
from app.mail.bouncing import lift_bounce
from app.mail.models import Letter
from app.mail.postman import RESTS, UNWRITABLE, Postman
from app.mail.queries import bounces_of
from app.mail.server import LONGEST, MailServer, is_of_address
from app.mail.writing import Desk, Written
from app.web.language import ENGLISH
from tests.cast import AT
from tests.errands.cast import keep_to
from tests.mail.conftest import MailBox

KEY, SENDER = b"the service's own key", "plans@regards.example.edu"
LATER = AT + timedelta(days=1)


def write_greeting(session: object, access: Access, letter: Letter, desk: Desk) -> Written | None:
    """Its details say what goes wrong."""
    if letter.details.get("breaks"):
        raise RuntimeError("a mistake of ours")
    if letter.details.get("taken back"):
        return None
    return Written(
        subject=letter.details.get("subject", "Grüße an 李"),
        to_name="Łukasz Nowak",
        paragraphs=("Hello <b>Łukasz</b>,", "this is a letter."),
        closing=("Kind regards",),
        language=ENGLISH,
        button=("Open", "https://regards.example.edu/p/secret"),
        reply_to="dana@careers.example.edu",
    )


def a_postman(database: Database, office: Access, box: MailBox) -> Postman:
    """Looks after this office alone: those of other tests are in the same store."""
    server = MailServer.at(box.url)
    desk = Desk("https://regards.example.edu", KEY)
    postman = Postman(database, server, SENDER, desk, {"greeting": write_greeting}, "postman")
    keep_to(postman, office)
    return postman


def a_letter(
    database: Database,
    office: Access,
    to: str = "lukasz@alumni.example.edu",
    good_for: timedelta | None = None,
    **details: object,
) -> UUID:
    with database.transaction(office.office_id, write=True) as session:
        return post_letter(session, office, "greeting", to, details, at=AT, good_for=good_for)


def the_letter(database: Database, office: Access, letter_id: UUID) -> Letter:
    with database.transaction(office.office_id, write=False) as session:
        return session.get_one(Letter, (office.office_id, letter_id))


def rounds(postman: Postman, *moments: datetime) -> list[int]:
    return [postman.run_due(at) for at in moments]


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def test_a_letter_arrives_once_as_text_and_html(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    letter_id = a_letter(database, office)
    rounds(a_postman(database, office, mailbox), AT, AT, LATER)
    (got,) = mailbox.got
    assert got["Subject"] == "Grüße an 李"
    assert got["To"] == "Łukasz Nowak <lukasz@alumni.example.edu>"
    assert got["From"] == f"Office <{SENDER}>"
    assert got["Reply-To"] == "dana@careers.example.edu"
    assert got["Message-ID"] == f"<{letter_id.hex}@regards.example.edu>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert "https://regards.example.edu/p/secret" in text_of(got)
    assert "Hello <b>Łukasz</b>," in text_of(got)
    assert "Hello &lt;b&gt;Łukasz&lt;/b&gt;," in html_of(got)
    assert the_letter(database, office, letter_id).sent_at == AT


def test_one_that_is_refused_for_good_is_given_up_and_says_why(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    mailbox.refused = ["gone@alumni.example.edu"]
    gone, other = a_letter(database, office, "gone@alumni.example.edu"), a_letter(database, office)
    rounds(a_postman(database, office, mailbox), AT)
    letter = the_letter(database, office, gone)
    assert (letter.given_up_at, letter.trouble) == (AT, "550 no such mailbox here")
    assert the_letter(database, office, other).sent_at == AT


def test_letters_to_a_refused_address_are_held_until_that_is_lifted(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    gone = "gone@alumni.example.edu"
    mailbox.refused = [gone]
    postman = a_postman(database, office, mailbox)
    a_letter(database, office, gone)
    assert rounds(postman, AT) == [1]
    held, late = a_letter(database, office, gone), a_letter(database, office, gone, WAITS[0])
    assert rounds(postman, AT, LATER) == [0, 0]
    with database.transaction(office.office_id, write=True) as session:
        (bounce,) = bounces_of(session, office)
        assert (bounce.email, bounce.reason) == (gone, "550 no such mailbox here")
        lift_bounce(session, office, bounce.id, LATER)
    mailbox.refused = []
    assert rounds(postman, LATER) == [2]
    assert the_letter(database, office, held).sent_at == LATER
    assert the_letter(database, office, late).trouble == TOO_LATE


@pytest.mark.parametrize(
    ("answer", "bounces"),
    [
        ("550 5.1.1 no such user", True), ("550 no such mailbox", True),
        ("550 5.7.1 you are on a list", False), ("450 4.2.1 come back", False),
        ("530 Authentication required", False), ("503 send AUTH first", False),
    ],
)  # fmt: skip
def test_only_what_is_said_of_the_address_marks_it(answer: str, bounces: bool) -> None:
    assert is_of_address(answer) is bounces


def test_a_server_that_wants_us_to_sign_in_first_refuses_no_letter_for_good(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    to = "maya@alumni.example.edu"
    mailbox.refused, mailbox.refuses_with = [to], "530 Authentication required"
    letter_id = a_letter(database, office, to)
    postman = a_postman(database, office, mailbox)
    postman.run_due(AT)
    mailbox.refused = []
    postman.run_due(AT + WAITS[0])
    assert the_letter(database, office, letter_id).sent_at == AT + WAITS[0]


def test_one_that_is_not_taken_now_is_tried_again_under_the_same_id(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    mailbox.answers = ["451 come back later"]
    letter_id = a_letter(database, office)
    postman = a_postman(database, office, mailbox)
    assert rounds(postman, AT, AT + WAITS[0] - timedelta(seconds=1), AT + WAITS[0]) == [1, 0, 1]
    assert [one["Message-ID"] for one in mailbox.got] == [f"<{letter_id.hex}@regards.example.edu>"]


def test_it_is_not_tried_for_ever(database: Database, office: Access, mailbox: MailBox) -> None:
    mailbox.answers = ["451 come back later"] * 20
    letter_id = a_letter(database, office)
    postman, at = a_postman(database, office, mailbox), AT
    for wait in WAITS:
        postman.run_due(at)
        assert the_letter(database, office, letter_id).given_up_at is None
        at += wait
    postman.run_due(at)
    letter = the_letter(database, office, letter_id)
    assert (letter.attempts, letter.given_up_at) == (MOST_ATTEMPTS, at)
    assert at - AT < timedelta(days=2)


def test_a_server_that_is_away_costs_no_attempt_and_is_told_of(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    letter_id, other_id = a_letter(database, office), a_letter(database, office)
    postman = a_postman(database, office, mailbox)
    postman.server = MailServer("127.0.0.1", 9, tls=False)  # nobody listens there
    rounds(postman, AT, AT + RESTS)
    letter = the_letter(database, office, letter_id)
    assert letter.attempts == 0
    assert letter.trouble.startswith("the mail server takes nothing just now: ")
    assert "refused" in letter.trouble
    assert the_letter(database, office, other_id).trouble == ""
    postman.server = MailServer.at(mailbox.url)
    assert rounds(postman, AT + RESTS, AT + RESTS * 2) == [0, 2]
    assert len(mailbox.got) == 2
    assert the_letter(database, office, letter_id).trouble == ""


@pytest.mark.parametrize("answer", ["550 you may not send here", "450 too many of yours"])
def test_where_the_server_refuses_the_sender_no_letter_is_given_up(
    database: Database, office: Access, mailbox: MailBox, answer: str
) -> None:
    mailbox.to_senders = [answer] * 20
    one, other = a_letter(database, office), a_letter(database, office)
    postman = a_postman(database, office, mailbox)
    assert rounds(postman, *(AT + WAITS[0] * place for place in range(20))) == [0] * 20
    for letter_id in (one, other):
        letter = the_letter(database, office, letter_id)
        assert (letter.attempts, letter.given_up_at) == (0, None)
        assert answer in letter.trouble
    assert rounds(postman, AT + WAITS[0] * 20, AT + WAITS[0] * 21) == [2, 0]
    assert len(mailbox.got) == 2


def test_a_server_that_closes_after_its_answer_costs_the_next_letter_no_attempt(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    mailbox.answers = ["421 closing"]
    one, other = a_letter(database, office), a_letter(database, office)
    postman = a_postman(database, office, mailbox)
    rounds(postman, AT)
    assert the_letter(database, office, one).trouble == "421 closing"
    assert the_letter(database, office, other).attempts == 0
    rounds(postman, AT + WAITS[0])
    assert len(mailbox.got) == 2


def test_it_takes_its_leave_of_the_server(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    a_letter(database, office)
    rounds(a_postman(database, office, mailbox), AT)
    assert mailbox.goodbyes == 1


def test_a_domain_beyond_ascii_is_told_as_every_server_takes_it(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    a_letter(database, office, "dana@straße-münchen.example.edu")
    rounds(a_postman(database, office, mailbox), AT)
    address = "dana@xn--strae-mnchen-o9a32b.example.edu"
    assert mailbox.asked_for == [address]
    assert mailbox.got[0]["To"].addresses[0].addr_spec == address


def test_one_that_breaks_us_does_not_hold_up_the_others(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    poisoned = a_letter(database, office, breaks=True)
    header = a_letter(database, office, subject="Hello\r\nBcc: everybody@example.edu")
    others = [a_letter(database, office) for _ in range(2)]
    postman, at = a_postman(database, office, mailbox), AT
    for _ in range(MOST_ATTEMPTS + 3):
        postman.run_due(at)
        at += CLAIM_LASTS
    assert len(mailbox.got) == len(others)
    assert the_letter(database, office, header).trouble == UNWRITABLE
    letter = the_letter(database, office, poisoned)
    assert letter.given_up_at is not None
    assert letter.trouble == UNWRITABLE


def test_what_comes_too_late_or_is_not_wanted_any_more_stays_here(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    late = a_letter(database, office, good_for=timedelta(minutes=15))
    unwanted = a_letter(database, office, **{"taken back": True})
    rounds(a_postman(database, office, mailbox), AT + timedelta(minutes=15))
    assert mailbox.got == []
    assert the_letter(database, office, late).trouble == TOO_LATE
    assert the_letter(database, office, unwanted).trouble == NOT_WANTED


def test_what_a_lost_worker_held_leaves_with_the_next_and_its_late_word_is_refused(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    letter_id = a_letter(database, office)
    with database.transaction(office.office_id, write=True) as session:
        lost = claim_next(session, office, "lost", AT)
    assert lost is not None
    postman = a_postman(database, office, mailbox)
    assert rounds(postman, AT, AT + CLAIM_LASTS) == [0, 1]
    with database.transaction(office.office_id, write=True) as session:
        assert not write_down(session, office, lost, Outcome("451 late"), LATER)
    assert the_letter(database, office, letter_id).sent_at == AT + CLAIM_LASTS


def test_what_was_sent_keeps_the_address_it_was_sent_to(database: Database, office: Access) -> None:
    """Though another one came on file while it was in hand."""
    letter_id = a_letter(database, office)
    with database.transaction(office.office_id, write=True) as session:
        claim = claim_next(session, office, "postman", AT)
    assert claim is not None
    with database.transaction(office.office_id, write=True) as session:
        letter = session.get_one(Letter, (office.office_id, letter_id))
        letter.to_email = "lukasz@work.example"
    with database.transaction(office.office_id, write=True) as session:
        assert write_down(session, office, claim, Outcome(), AT)
    assert the_letter(database, office, letter_id).to_email == "lukasz@alumni.example.edu"


def test_no_server_however_slow_outlasts_a_claim() -> None:
    sender, recipient, beginning, end, leaving_off = [timedelta(seconds=LONGEST)] * 5
    assert sender + recipient + beginning + end + leaving_off < CLAIM_LASTS


def test_two_workers_share_the_letters(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    for _ in range(2):
        a_letter(database, office)
    with database.transaction(office.office_id, write=True) as session:
        one, other, none = (claim_next(session, office, name, AT) for name in "abc")
    assert one is not None
    assert other is not None
    assert one.letter.id != other.letter.id
    assert none is None


def test_what_must_not_be_written_twice_is_not(database: Database, office: Access) -> None:
    with database.transaction(office.office_id, write=True) as session:
        for _ in range(2):
            post_letter(session, office, "greeting", "a@b.example.edu", {}, at=AT, once_key="one")
    with database.transaction(office.office_id, write=True) as session:
        claims = [claim_next(session, office, "a", AT) for _ in range(2)]
    assert [claim is not None for claim in claims] == [True, False]


def test_what_was_given_up_can_be_sent_again(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    mailbox.answers = ["554 no"]
    letter_id = a_letter(database, office)
    postman = a_postman(database, office, mailbox)
    postman.run_due(AT)
    with database.transaction(office.office_id, write=True) as session:
        send_again(session, office, letter_id, LATER)
    postman.run_due(LATER)
    assert the_letter(database, office, letter_id).sent_at == LATER
    assert len(mailbox.got) == 1


def test_old_letters_are_forgotten_when_they_were_sent(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    sent = a_letter(database, office)
    a_postman(database, office, mailbox).run_due(AT)
    waiting = a_letter(database, office)
    with database.transaction(office.office_id, write=True) as session:
        forget_old_letters(session, office, {}, AT + timedelta(days=91))
    with database.transaction(office.office_id, write=False) as session:
        assert session.get(Letter, (office.office_id, sent)) is None
        assert session.get(Letter, (office.office_id, waiting)) is not None


def test_letters_of_no_use_any_more_are_forgotten_and_no_alarm(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    """Too late, not wanted, or waiting where nothing sends: nobody can do anything about them."""
    late = a_letter(database, office, good_for=timedelta(minutes=15))
    unwanted = a_letter(database, office, **{"taken back": True})
    rounds(a_postman(database, office, mailbox), AT + timedelta(minutes=15))
    mailbox.answers = ["554 no"]
    refused = a_letter(database, office)
    before = given_up(database)
    rounds(a_postman(database, office, mailbox), AT + timedelta(days=8))
    assert given_up(database) - before == 1  # the refused one
    never_tried = a_letter(database, office, good_for=timedelta(days=7))
    for days, left in ((90, [late, unwanted, refused, never_tried]), (98, [refused])):
        with database.transaction(office.office_id, write=True) as session:
            forget_old_letters(session, office, {}, AT + timedelta(days=days))
        assert letters_left(database, office) == left


def given_up(database: Database) -> int:
    """As the metric counts them."""
    at = AT + timedelta(days=8)
    with database.between_offices() as session:
        rows = WHAT_WAITS.ask(session, asked_at=at)
    return sum(row.given_up for row in rows if (row.queue, row.kind) == ("letters", "greeting"))


def letters_left(database: Database, office: Access) -> list[UUID]:
    with database.transaction(office.office_id, write=False) as session:
        kept = select(Letter.id).where(Letter.office_id == office.office_id).order_by(Letter.id)
        return list(session.scalars(kept))


def test_what_was_over_before_it_was_sent_is_not_sent_again(
    database: Database, office: Access, mailbox: MailBox
) -> None:
    unwanted = a_letter(database, office, good_for=timedelta(days=7), **{"taken back": True})
    rounds(a_postman(database, office, mailbox), AT)
    with (
        pytest.raises(BadInput, match="of no use any more"),
        database.transaction(office.office_id, write=True) as session,
    ):
        send_again(session, office, unwanted, LATER)


def test_without_tls_no_letter_leaves_this_machine(
    database: Database, office: Access, mailbox: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server here speaks none; it is taken for one elsewhere."""
    monkeypatch.setattr(MailServer, "is_here", property(lambda self: False))
    letter_id = a_letter(database, office)
    rounds(a_postman(database, office, mailbox), AT)
    assert mailbox.got == []
    assert the_letter(database, office, letter_id).sent_at is None


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtps://a:b%40c@mail.example.edu", "mail.example.edu", 465, True),
        ("smtp://mail.example.edu", "mail.example.edu", 587, False),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, False),
    ],
)
def test_the_server_is_told_by_one_address(url: str, host: str, port: int, tls: bool) -> None:
    server = MailServer.at(url)
    assert (server.host, server.port, server.tls) == (host, port, tls)
    assert "b@c" not in repr(server)


@pytest.mark.parametrize("url", ["mail.example.edu", "http://mail.example.edu", "smtps://"])
def test_another_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="must look like smtps://"):
        MailServer.at(url)


def test_secrets_of_letters_are_masked_where_they_are_only_looked_at() -> None:
    masked = Desk("https://regards.example.edu/", KEY, masked=True)
    assert masked.secret("123456") == "••••••"
    assert masked.address("p", "rgl_secret") == "https://regards.example.edu/p/…"
