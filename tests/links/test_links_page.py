"""Making a link on the client's page, showing it once, and taking it back."""

import re

from app.accounts.models import Role
from tests.office.conftest import Told
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.file_of import file_of
from tests.pages.seen import Seen

SECRET = re.compile(r"/p/(rgl_[0-9a-f_]+)")


def links_path(person: Person) -> str:
    return f"{file_of(person).page}/links"


def make(person: Person, **fields: str) -> Seen:
    return person.sends(links_path(person), {"can_update": "yes"} | fields)


def test_a_link_is_shown_once_with_its_picture_and_a_letter(dana: Person, imported: Import) -> None:
    imported({})
    made = make(dana)
    secret = SECRET.search(made.words_of("#secret"))
    assert secret is not None
    assert made.soup.select_one(".qr svg path.qrline") is not None
    letter = str(made.soup.select_one('.once a[href^="mailto:"]')["href"])  # type: ignore[index]
    assert letter.startswith("mailto:maya@alumni.example.edu?")
    assert secret[1] in letter
    assert secret[1] not in str(dana.sees(links_path(dana)).soup)


def test_the_clients_page_says_which_links_open(dana: Person, imported: Import) -> None:
    imported({})
    page = file_of(dana).page
    assert "No link opens Maya Okafor’s own plan." in dana.sees(page).words_of("#share")
    make(dana)
    assert "Not opened yet View and update · Opens until" in dana.sees(page).words_of("#share")


def test_a_revoked_link_stays_listed_and_cannot_be_renewed(dana: Person, imported: Import) -> None:
    imported({})
    made = make(dana)
    form = made.soup.select_one('form[action$="/revoke"]')
    assert form is not None
    seen = dana.goes_on(dana.sends(str(form["action"])))
    assert "Revoked today" in seen.words_of(".links")
    assert seen.soup.select_one(".links form") is None
    refused = dana.sends(str(form["action"]).replace("revoke", "renew"))
    assert refused.status == 409
    assert refused.words_of("h1") == "Share the plan"  # where a new one is made
    said = "Nothing was changed This link was revoked and opens nothing any more."
    assert refused.words_of("[role=alert]") == f"{said} Make a new one instead."


def test_a_link_is_not_renewed_until_what_is_no_day(dana: Person, imported: Import) -> None:
    imported({})
    form = make(dana).soup.select_one('form[action$="/renew"]')
    assert form is not None
    assert dana.sends(str(form["action"]), {"expires_on": "soon"}).status == 422


def test_a_day_too_far_is_refused_at_its_field(dana: Person, imported: Import) -> None:
    imported({})
    seen = make(dana, expires_on="2999-01-01")
    assert seen.status == 422
    assert seen.words_of("#f-expires_on-error") == "Error: The last day must lie within two years."


def test_an_admin_revokes_every_link_after_a_tick(
    dana: Person, imported: Import, sign_in: SignIn
) -> None:
    imported({})
    make(dana)
    ruth = sign_in(Role.ADMIN, name="Ruth Castellanos")
    assert "1 link of 1 client open a plan" in ruth.sees("settings/links").words_of("main")
    assert ruth.sends("settings/links/revoke").status == 422
    seen = ruth.goes_on(ruth.sends("settings/links/revoke", {"sure": "yes"}))
    assert "No link opens a plan" in seen.words_of("main")
    assert "Revoked today" in dana.sees(links_path(dana)).words_of(".links")


def test_the_history_tells_of_links_without_their_secret(dana: Person, imported: Import) -> None:
    imported({})
    secret = SECRET.search(make(dana).words_of("#secret"))
    assert secret is not None
    told = dana.sees(f"{file_of(dana).page}/history")
    assert "made a link to Maya Okafor's own plan" in told.words_of("main")
    assert secret[1] not in str(told.soup)


def test_each_clients_history_tells_of_an_end_to_every_link(
    dana: Person, imported: Import, sign_in: SignIn, told: Told
) -> None:
    imported({})
    for _ in range(2):
        make(dana)
    ruth = sign_in(Role.ADMIN, name="Ruth Castellanos")
    before = len(told())
    for _ in range(2):  # of which the second finds none
        ruth.sends("settings/links/revoke", {"sure": "yes"})
    history = dana.sees(f"{file_of(dana).page}/history").all_words_of(".log li > div")
    revoked = "Ruth Castellanos revoked a link to Maya Okafor's own plan"
    assert [words for words in history if "revoked" in words] == [revoked] * 2
    assert told()[before:] == ["link.revoked", "link.revoked", "links.revoked"]


def test_links_of_one_day_are_told_apart(dana: Person, imported: Import) -> None:
    imported({})
    for _ in range(3):
        make(dana)
    seen = dana.sees(links_path(dana))
    buttons = seen.all_words_of(".links button")
    assert len(buttons) == 6
    assert len(set(buttons)) == 6
    made = [words.rpartition("made ")[2] for words in seen.all_words_of(".links small")]
    assert [words.partition("by Dana Reed, ")[2] for words in made] == [
        "no. 3 that day", "no. 2 that day", "no. 1 that day",
    ]  # fmt: skip
