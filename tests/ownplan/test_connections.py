"""A client sends LinkedIn's list, ticks whom it found, and nothing else of it is kept."""

import io
import logging
from datetime import date, timedelta
from uuid import uuid4

import pytest

from app.accounts.access import Access
from app.db.engine import Database
from app.ownplan import uploading
from tests.conftest import on_sqlite
from tests.ownplan.conftest import GiveLink, Holder, before
from tests.ownplan.test_linkedin import HEADER, NOTES
from tests.ownplan.test_opening import end
from tests.ownplan.test_secrets import everything_stored
from tests.pages.conftest import Import, Person
from tests.pages.file_of import file_of
from tests.pages.seen import Seen
from tests.pages.stories import GRACE, OFFER, days

KIM = "Grace,Kim,https://www.linkedin.com/in/grace-kim,,Abbott,Recruiter,{on}\n"
OTHERS = "Aaliyah,Stranger,https://www.linkedin.com/in/aaliyah-stranger,,Elsewhere,Cook,{on}\n"


def listed(*rows: str, on: str = "12 Mar 2024") -> bytes:
    return (NOTES + HEADER + "".join(rows)).format(on=on).encode()


def sends_list(holder: Holder, content: bytes, name: str = "Connections.csv") -> Seen:
    return Seen(
        holder.http.post(f"{holder.base}/connections", files={"file": (name, io.BytesIO(content))})
    )


def offered(seen: Seen) -> dict[str, bool]:
    """Each proposal, and whether it is ticked."""
    return {
        str(box["value"]): box.has_attr("checked") for box in seen.soup.select("input[name=pair]")
    }


def notes(holder: Holder, *pairs: str) -> Seen:
    return Seen(holder.http.post(f"{holder.base}/connections/noted", data={"pair": list(pairs)}))


def test_who_is_in_the_list_is_proposed_noted_and_told(maya: Holder, dana: Person) -> None:
    found = sends_list(maya, listed(OTHERS, KIM))
    assert "Grace Kim , Abbott : connected on 12 March 2024" in found.text
    assert "In the list: Grace Kim, Recruiter, Abbott" in found.text
    (pair,) = offered(found)
    assert offered(found) == {pair: True}
    seen = maya.goes_on(notes(maya, pair))
    assert "1 connection is noted, thank you." in seen.text
    assert seen.words_of("#now h2") == "Thank Grace Kim in a few lines"
    assert "Connected with Grace Kim, 12 Mar 2024" in dana.sees("today").text
    history = dana.sees(f"{file_of(dana).page}/history").words_of(".log")
    assert "Maya Okafor, by the shared link, logged: connected with Grace Kim" in history


def test_what_was_noted_from_the_list_is_undone_like_anything_told(maya: Holder) -> None:
    notes(maya, *offered(sends_list(maya, listed(KIM))))
    undo = maya.sees().soup.select_one(".told form")
    maya.http.post(str(undo["action"]))  # type: ignore[index]
    assert maya.sees().words_of("#now h2") == "Connect with Grace Kim on LinkedIn"


def test_sending_the_list_notes_nobody(maya: Holder) -> None:
    sends_list(maya, listed(KIM))
    assert maya.sees().words_of("#now h2") == "Connect with Grace Kim on LinkedIn"


def test_the_same_tap_twice_notes_once(maya: Holder, dana: Person) -> None:
    pairs = offered(sends_list(maya, listed(KIM)))
    notes(maya, *pairs)
    assert "Nothing new" in maya.goes_on(notes(maya, *pairs)).text
    history = dana.sees(file_of(dana).page).words_of("#history")
    assert history.count("Connected with Grace Kim") == 1


def test_nobody_ticked_is_nobody_noted(maya: Holder) -> None:
    assert "nobody was ticked" in maya.goes_on(notes(maya)).text


def test_whoever_is_connected_already_is_left_out_and_counted(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    row = OFFER | days(today, offered=12, declined=10)
    imported(
        row | GRACE | days(today, connected=9),
        row | {"contact_name": "Omar Haddad"},
    )
    holder = give_link()
    assert "is noted already" in sends_list(holder, listed(KIM)).text
    seen = sends_list(holder, listed(KIM, "Omar,Haddad,,,Abbott,,{on}\n"))
    assert len(offered(seen)) == 1
    assert "1 more person of your plan is in the list, and is noted as connected" in seen.text


def test_a_profile_is_known_whatever_the_name_and_the_employer_are(maya: Holder) -> None:
    maya.fills(f"{maya.grace}/edit", linkedin_url="https://uk.linkedin.com/in/Grace-Kim/?x=1")
    row = KIM.replace("Grace,Kim", "Gracie,Kim-Lee").replace("Abbott", "Elsewhere")
    assert list(offered(sends_list(maya, listed(row))).values()) == [True]


@on_sqlite
@pytest.mark.parametrize(
    "row",
    [
        "GRACE,KIM,,,ABBOTT.,,{on}\n",
        "Kim,Grace,,,Abbott,,{on}\n",
        'Grace,"Kim, MBA",,,Abbott,,{on}\n',
        "Grace,Kim (she/her),,,Abbott,,{on}\n",
        "Gráce,Kim,,,abbott,,{on}\n",
    ],
)
def test_a_name_is_known_however_it_is_written(maya: Holder, row: str) -> None:
    assert list(offered(sends_list(maya, listed(row))).values()) == [True]


def test_somebody_of_the_same_name_elsewhere_is_somebody_else(maya: Holder) -> None:
    seen = sends_list(maya, listed(KIM.replace("Abbott", "Elsewhere")))
    assert offered(seen) == {}
    assert "None of the people of your plan is in it" in seen.text


def test_where_one_of_several_is_uncertain_it_is_said(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    row = OFFER | days(today, offered=12, declined=10)
    imported(row | GRACE, row | {"contact_name": "Omar Haddad"})
    maya, omar = give_link(), "Omar,Haddad,,,Abbott,,{on}\n"
    assert "look twice" not in sends_list(maya, listed(KIM, omar)).text
    seen = sends_list(maya, listed(KIM, omar, omar.replace("{on}", "1 Feb 2023")))
    assert "look twice" in seen.text
    assert list(offered(seen).values()).count(True) == 1


def test_two_of_one_name_at_one_employer_are_offered_unticked(maya: Holder) -> None:
    other = KIM.replace("grace-kim", "grace-kim-2").replace("{on}", "1 Feb 2023")
    seen = sends_list(maya, listed(KIM, other))
    assert list(offered(seen).values()) == [False, False]
    assert "somebody else may have the same name" in seen.text
    maya.goes_on(notes(maya, *offered(seen)))
    assert "on 1 February 2023" in maya.sees().text  # both were ticked: the first day counts


def test_two_people_of_the_plan_with_one_name_are_offered_unticked(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    row = OFFER | GRACE | days(today, offered=12, declined=10)
    imported(row, row | {"offer_title": "Analyst"})
    assert list(offered(sends_list(give_link(), listed(KIM))).values()) == [False, False]


def test_another_profile_than_the_one_on_file_is_offered_unticked(maya: Holder) -> None:
    maya.fills(f"{maya.grace}/edit", linkedin_url="https://linkedin.com/in/another-grace")
    assert list(offered(sends_list(maya, listed(KIM))).values()) == [False]


@on_sqlite
@pytest.mark.parametrize("on", ["03/04/2024", "", "1 Jan 2998"])
def test_a_day_that_cannot_be_read_is_said_so(maya: Holder, on: str) -> None:
    seen = sends_list(maya, listed(KIM, on=on))
    assert offered(seen) == {}
    assert "on a day that cannot be read, so note it by hand: Grace Kim." in seen.text


@on_sqlite
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"PK\x03\x04", "unpack it first, then choose Connections.csv inside"),
        (b"PK\x03\x04\x14\0[Content_Types].xml", "saved again by a spreadsheet program"),
        (b"<!doctype html><title>LinkedIn</title>", "a page of a website that was saved"),
        (b"a,b\n1,2\n", "This does not look like LinkedIn’s list"),
    ],
)
def test_what_is_not_the_list_is_said_at_the_field(
    maya: Holder, content: bytes, words: str
) -> None:
    seen = sends_list(maya, content)
    assert seen.status == 422
    assert words in seen.words_of("#f-file-error")


@on_sqlite
def test_no_file_is_said_at_the_field(maya: Holder) -> None:
    seen = Seen(maya.http.post(f"{maya.base}/connections", files={"file": ("", b"")}))
    assert (seen.status, "Choose the file first." in seen.text) == (422, True)
    assert maya.sends("connections", file="Connections.csv").status == 422


def test_a_file_of_a_hundred_megabytes_is_refused_in_plain_words(maya: Holder) -> None:
    seen = sends_list(maya, b"x" * 100_000_000)
    assert seen.status == 422
    assert "far larger than any list of connections" in seen.words_of("#f-file-error")


def test_a_large_file_is_refused_while_it_comes_where_no_length_was_said(
    maya: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_BYTES", 1_000)
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    seen = Seen(
        maya.http.post(
            f"{maya.base}/connections",
            content=iter([head, b"x" * 600, b"x" * 600]),
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        )
    )
    assert (seen.status, "far larger" in seen.text) == (422, True)


@on_sqlite
@pytest.mark.parametrize("name", ["😀" * 200, "=1+1", "<b>Grace</b>", "a\u202eb", ""])
def test_whatever_stands_in_the_list_does_no_harm(maya: Holder, name: str) -> None:
    rows = f"{name},{name},{name},{name},{name},{name},{name}\n" * 3
    assert len(offered(sends_list(maya, listed(rows, KIM)))) == 1


def test_a_person_named_with_two_hundred_emoji_is_no_trouble(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(OFFER | {"contact_name": "😀" * 200} | days(today, offered=12, declined=10))
    assert offered(sends_list(give_link(), listed(f"{'😀' * 200},,,,Abbott,,{{on}}\n"))) == {}


def test_nothing_else_of_the_list_is_kept_or_logged(
    maya: Holder,
    database: Database,
    office: Access,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    notes(maya, *offered(sends_list(maya, listed(OTHERS, KIM))))
    sends_list(maya, listed(OTHERS, '"unfinished'))
    told = capfd.readouterr()
    for said in (told.out + told.err, caplog.text, everything_stored(database, office)):
        assert "Stranger" not in said
        assert "aaliyah" not in said.lower()
        assert "Recruiter" not in said


@pytest.mark.parametrize("pair", ["{other} 2024-03-12", "{nobody} 2024-03-12"])
def test_nobody_of_another_plan_is_noted(
    imported: Import, give_link: GiveLink, today: date, pair: str
) -> None:
    row = OFFER | GRACE | days(today, offered=12, declined=10)
    imported(row, row | {"client_name": "Lee Wong", "client_email": "lee@example.com"})
    lee = give_link("Lee Wong")
    other = lee.id_of("contacts")
    refused = notes(give_link("Maya Okafor"), pair.format(other=other, nobody=uuid4()))
    assert refused.status == 404
    assert lee.sees().words_of("#now h2") == "Connect with Grace Kim on LinkedIn"


@on_sqlite
@pytest.mark.parametrize("on", ["", "yesterday", "2024-02-30", "1899-01-01"])
def test_a_day_is_checked_when_it_comes_back(maya: Holder, on: str) -> None:
    person = maya.id_of("contacts")
    assert notes(maya, f"{person} {on}").status == 422
    assert maya.sees().words_of("#now h2") == "Connect with Grace Kim on LinkedIn"


def test_a_day_to_come_is_not_noted(maya: Holder, today: date) -> None:
    tomorrow = (today + timedelta(1)).isoformat()
    assert notes(maya, f"{maya.id_of('contacts')} {tomorrow}").status == 422
    assert maya.sees().words_of("#now h2") == "Connect with Grace Kim on LinkedIn"


def test_a_person_closed_meanwhile_can_still_be_noted(maya: Holder, dana: Person) -> None:
    pairs = offered(sends_list(maya, listed(KIM)))
    dana.sends(
        f"contacts/{file_of(dana).contact}/close",
        {"closed_on": "2026-01-01", "closed_reason": "Asked for quiet"},
    )
    assert "1 connection is noted" in maya.goes_on(notes(maya, *pairs)).text


def test_a_link_to_read_is_refused_kindly(
    imported: Import, give_link: GiveLink, today: date
) -> None:
    imported(OFFER | GRACE | days(today, offered=12, declined=10))
    holder = give_link(can_update=False)
    assert "Use the list" not in holder.sees().text
    for seen in (holder.sees("connections"), sends_list(holder, listed(KIM)), notes(holder)):
        assert (seen.status, "This link is to read only" in seen.text) == (403, True)


def test_one_that_ran_out_meanwhile_says_that_nothing_was_saved(
    maya: Holder, database: Database, office: Access, today: date
) -> None:
    pairs = offered(sends_list(maya, listed(KIM)))
    end(database, office, date.fromisoformat(before(today, 1)))
    seen = notes(maya, *pairs)
    assert seen.status == 410
    assert "Nothing was saved." in seen.text
