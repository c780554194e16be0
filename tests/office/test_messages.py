"""The office's own messages: written by its admins, and then the words of the drafts."""

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.access import Access
from app.accounts.models import Role
from app.audit.models import AuditEntry
from app.db.engine import Database
from tests.office.conftest import Told
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.stories import GRACE, client, connecting, met
from tests.pages.test_drafts import text_of, the_contact

THANK = "settings/messages/thank"
OURS = {"subject": "With thanks", "text": "Dear {contact_first_name},\r\nfor {title}: {good_thing}"}


@pytest.fixture
def thanking(imported: Import, database: Database, office: Access, today: date) -> UUID:
    """Somebody whom the client thanks next."""
    imported(met(today, GRACE, declined=12, connected=3))
    return the_contact(database, office)


def test_drafts_are_written_in_the_office_s_words(
    ruth: Person, dana: Person, thanking: UUID, told: Told, database: Database, office: Access
) -> None:
    assert "The message is saved." in ruth.goes_on(ruth.sends(THANK, OURS)).text
    seen = dana.sees(f"contacts/{thanking}/draft")
    assert text_of(seen).strip() == "Dear Grace,\nfor Product Manager: [one thing that went well]"
    assert "With thanks" in seen.text
    assert "message.changed" in told()
    with database.transaction(office.office_id, write=False) as session:
        (entry,) = session.scalars(
            select(AuditEntry).where(
                AuditEntry.office_id == office.office_id, AuditEntry.action == "message.changed"
            )
        )
    assert entry.details["subject"] == "With thanks"
    again = OURS | {"text": "Dear {contact_first_name}, thank you.", "version": "1"}
    ruth.sends(THANK, again)
    with database.transaction(office.office_id, write=False) as session:
        (_, entry) = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.office_id == office.office_id, AuditEntry.action == "message.changed")
            .order_by(AuditEntry.id)
        )
    assert "subject" not in entry.details
    listed = ruth.sees("settings/messages").text
    assert "Ruth Castellanos wrote this today." in listed


def test_going_back_to_ours(ruth: Person, dana: Person, thanking: UUID, told: Told) -> None:
    ruth.sends(THANK, OURS)
    action, fields = ruth.sees(THANK).form_with("Back to ours")
    assert "Our words hold again." in ruth.goes_on(ruth.sends(action, fields)).text
    assert "thank you for the time" in text_of(dana.sees(f"contacts/{thanking}/draft"))
    assert told()[-2:] == ["message.changed", "message.restored"]


def test_an_unknown_field_is_refused_where_it_stands(ruth: Person, told: Told) -> None:
    refused = ruth.sends(THANK, OURS | {"text": "Dear {contact_frist_name}"})
    assert refused.status == 422
    assert "did you mean {contact_first_name}?" in refused.error_at("text")
    assert "Dear {contact_frist_name}" in refused.words_of("#f-text")
    assert told() == []


def test_it_is_read_with_a_real_client_and_gaps_are_marked(
    ruth: Person, thanking: UUID, told: Told
) -> None:
    before = told()
    seen = ruth.sends(f"{THANK}/preview", OURS | {"contact_id": str(thanking)})
    assert "Dear Grace," in seen.words_of("#preview")
    assert seen.words_of("#preview mark") == "[one thing that went well]"
    assert "{contact_first_name}" in seen.words_of("#f-text")
    assert told() == before
    assert "[one thing" not in ruth.sees(THANK).words_of("#preview")


@pytest.mark.parametrize("gone", [str(UUID(int=7)), "grace"])
def test_with_somebody_who_is_gone_it_is_read_with_another(
    ruth: Person, thanking: UUID, gone: str
) -> None:
    """Erased in the meantime, say; and what was typed is not lost."""
    shown = ruth.sees(THANK, contact_id=gone)
    assert shown.words_of("#preview").startswith("How it reads")
    tried = ruth.sends(f"{THANK}/preview", OURS | {"contact_id": gone})
    assert "Dear Grace," in tried.words_of("#preview")
    assert "{contact_first_name}" in tried.words_of("#f-text")
    for seen in (shown, tried):
        assert (seen.status, seen.form_with("Save")[1]["contact_id"]) == (200, str(thanking))
    refused = ruth.sends(THANK, {"text": "{no_field}", "contact_id": gone})
    assert (refused.status, "{no_field}" in refused.words_of("#f-text")) == (422, True)


def test_where_nobody_is_left_it_is_not_read_with_anybody(ruth: Person) -> None:
    seen = ruth.sees(THANK, contact_id=str(UUID(int=7)))
    assert (seen.status, seen.soup.select_one("#preview")) == (200, None)


def test_what_was_typed_is_never_markup(ruth: Person, thanking: UUID) -> None:
    text = "<b hx-get=/x>{contact}</b><script>1</script>"
    seen = ruth.sends(f"{THANK}/preview", OURS | {"text": text, "contact_id": str(thanking)})
    assert "<b hx-get=/x>Grace Kim</b><script>1</script>" in seen.words_of("#preview .reads")
    assert seen.soup.select_one("#preview [hx-get], #preview script") is None


def test_whoever_read_an_older_message_is_told_and_loses_nothing(
    ruth: Person, thanking: UUID
) -> None:
    ruth.sends(THANK, OURS)
    late = ruth.sends(THANK, OURS | {"text": "Hello {contact}", "version": "0"})
    assert late.status == 409
    assert "Hello {contact}" in late.words_of("#f-text")
    assert "for {title}" in late.text
    action, fields = late.form_with("Save")
    assert ruth.sends(action, fields | OURS | {"text": "Hello {contact}"}).status == 303


@pytest.mark.parametrize(("path", "text"), [("/preview", OURS["text"]), ("", "{no_field}")])
def test_whoever_reads_it_through_first_is_told_of_a_colleague_all_the_same(
    ruth: Person, sign_in: SignIn, path: str, text: str
) -> None:
    old = ruth.sees(THANK).form_with("Save")[1]
    sign_in(Role.ADMIN, name="Ada Park").sends(THANK, OURS)
    _, fields = ruth.sends(f"{THANK}{path}", old | {"text": text}).form_with("Save")
    late = ruth.sends(THANK, fields | {"text": "Hello {contact}"})
    assert late.status == 409
    assert "for {title}" in late.text


def test_going_back_with_an_older_message_in_hand_changes_nothing(ruth: Person) -> None:
    ruth.sends(THANK, OURS)
    late = ruth.sends(f"{THANK}/restore", {"version": "0"})
    assert late.status == 409
    assert "{good_thing}" in late.words_of("#f-text")


def test_a_note_that_is_too_long_for_linkedin_says_so(
    ruth: Person, dana: Person, imported: Import, database: Database, office: Access, today: date
) -> None:
    imported(connecting(today, 3) | {"contact_name": "Grace " + "Kim" * 20})
    text = "x" * 250 + " {contact}"
    ruth.sends("settings/messages/connect", {"text": text})
    seen = dana.sees(f"contacts/{the_contact(database, office)}/draft")
    assert "Too long for LinkedIn by 17 characters" in seen.text


@pytest.mark.parametrize(("letters", "is_too_long"), [(300, False), (301, True)])
def test_as_many_characters_as_linkedin_takes_are_not_too_many(
    ruth: Person, imported: Import, today: date, letters: int, is_too_long: bool
) -> None:
    imported(connecting(today, 3) | {"contact_name": "K" * (letters - 250)})
    seen = ruth.sends("settings/messages/connect/preview", {"text": "x" * 250 + "{contact}"})
    assert f"{letters} of 300 characters" in seen.words_of("#preview .hint")
    assert bool(seen.soup.select("#preview .hint.error")) is is_too_long


def test_a_note_on_linkedin_is_shown_without_a_subject(
    ruth: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 3))
    seen = ruth.sees("settings/messages/connect")
    assert seen.words_of("#preview").startswith("How it reads He")
    assert "LinkedIn takes 300 characters" in seen.text
    assert "of 300 characters" in seen.words_of("#preview")
    assert "characters" not in ruth.sees(THANK).text


def test_it_is_read_first_with_somebody_for_whom_it_is_next(
    ruth: Person, imported: Import, today: date
) -> None:
    omar = {"contact_name": "Omar Haddad"}
    imported(connecting(today, 3), met(today, omar, declined=12, connected=3) | client("lee"))
    to_connect, to_thank = (
        "Maya Okafor, about Grace Kim of Abbott",
        "Lee, about Omar Haddad of Abbott",
    )
    for message, choices, begins in (
        (THANK, [to_thank, to_connect], "Dear Omar Haddad"),
        ("settings/messages/connect", [to_connect, to_thank], "Hello Grace Kim"),
    ):
        seen = ruth.sees(message)
        assert seen.all_words_of("[name=contact_id] option") == choices
        assert begins in seen.words_of("#preview")


def test_advisors_read_and_only_admins_write(dana: Person, sign_in: SignIn, told: Told) -> None:
    assert "An admin of your office may change these words." in dana.sees(THANK).text
    assert dana.sends(THANK, OURS).status == 403
    assert dana.sends(f"{THANK}/preview", OURS).status == 403
    assert sign_in(Role.ANALYST).sees(THANK).status == 403
    assert told() == []


def test_there_is_no_message_of_another_name(ruth: Person) -> None:
    assert ruth.sees("settings/messages/congratulate").status == 404
