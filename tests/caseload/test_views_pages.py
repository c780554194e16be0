"""Saving a view, opening it, and what it says when it cannot be shown."""

from datetime import date

from sqlalchemy import update

from app.accounts.access import Access
from app.accounts.models import Membership
from app.caseload.models import SavedView
from app.db.engine import Database
from tests.cast import AT
from tests.pages.conftest import Import, Person, SignIn
from tests.pages.stories import connecting

EVERYONE = {"advisor": "everyone"}


def two_clients(imported: Import, today: date) -> None:
    lee = {"client_name": "Lee", "client_email": "lee@alumni.example.edu"}
    imported(connecting(today, 60) | {"cohort": "MBA 2025"}, connecting(today, 8) | lee)


def saved(person: Person, **fields: str) -> str:
    """Where the list is that the view opens."""
    answer = person.sends("views/new", {"name": "Late ones", **fields})
    assert answer.status == 303, answer.text
    return answer.headers["location"]


def test_a_saved_view_opens_its_filters_and_says_them_in_words(
    dana: Person, imported: Import, today: date
) -> None:
    two_clients(imported, today)
    seen = dana.sees(saved(dana, overdue_by="14", no_key_people="yes"))
    assert seen.names == ["Maya Okafor"]
    chips = seen.all_words_of(".chips bdi")
    assert chips == ["At least 14 days overdue", "Nobody is key"]
    assert dana.sees(str(seen.soup.select(".chips a")[0]["href"])).names == ["Maya Okafor", "Lee"]


def test_a_pinned_view_stands_above_the_list_with_how_many_need_something(
    dana: Person, imported: Import, today: date
) -> None:
    two_clients(imported, today)
    saved(dana, pinned="yes", overdue_by="14")
    assert "Late ones 1" in dana.sees("caseload").all_words_of(".views a")


def test_the_default_opens_and_everything_can_still_be_seen(
    dana: Person, imported: Import, today: date
) -> None:
    two_clients(imported, today)
    saved(dana, default="yes", overdue_by="14")
    seen = dana.sees("caseload")
    assert seen.names == ["Maya Okafor"]
    whole = dana.sees(seen.link("Without a view"))
    assert whole.names == ["Maya Okafor", "Lee"]
    assert dana.sees(whole.tab_address("All")).names == ["Maya Okafor", "Lee"]


def test_what_is_changed_on_a_view_can_be_kept_in_it(
    dana: Person, imported: Import, today: date
) -> None:
    two_clients(imported, today)
    path = saved(dana, overdue_by="14")
    view = path.partition("view=")[2]
    changed = dana.sees("caseload", view=view, cohort="MBA 2025")
    action, fields = changed.form_with("Update “Late ones”")
    assert dana.sends(action, fields).headers["location"].endswith(path.rpartition("/")[2])
    assert len(dana.sees(path).soup.select(".chips a")) == 0


def test_a_view_whose_advisor_left_opens_and_says_so(
    dana: Person, sign_in: SignIn, imported: Import, today: date, database: Database, office: Access
) -> None:
    two_clients(imported, today)
    sam = sign_in(name="Sam Ortiz")
    path = saved(dana, advisor=sam.email, pinned="yes")
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(Membership)
            .where(Membership.office_id == office.office_id, Membership.user_id == sam.user_id)
            .values(closed_at=AT)
        )
    seen = dana.sees(path)
    assert seen.status == 200
    assert seen.rows == []
    assert sam.email in seen.words_of("[role=alert]")
    assert "Choose another advisor" in seen.words_of("[role=alert]")
    assert dana.sees("views").status == 200


def test_a_view_that_can_no_longer_be_read_opens_and_says_so(
    dana: Person, imported: Import, today: date, database: Database, office: Access
) -> None:
    two_clients(imported, today)
    path = saved(dana, overdue_by="14")
    with database.transaction(office.office_id, write=True) as session:
        session.execute(
            update(SavedView)
            .where(SavedView.office_id == office.office_id)
            .values(filters='{"step": "dance"}')
        )
    seen = dana.sees(path)
    assert (seen.status, seen.rows) == (200, [])
    assert "not there any more" in seen.words_of("[role=alert]")


def test_a_name_that_is_taken_or_blank_is_told_at_the_field_and_nothing_is_lost(
    dana: Person, imported: Import, today: date
) -> None:
    saved(dana, overdue_by="14")
    for name in ("Late ones", " "):
        seen = dana.sends("views/new", {"name": name, "unseen_for": "60", "pinned": "yes"})
        assert seen.status == 422
        assert seen.error_at("name")
        assert seen.form["unseen_for"] == "60"
        assert seen.form["pinned"] == "yes"


def test_a_view_is_renamed_shared_and_deleted_on_its_page(dana: Person, sign_in: SignIn) -> None:
    saved(dana, overdue_by="14")
    action, fields = dana.sees("views").form_with("Save the name")
    dana.sends(action, fields | {"name": "Really late"})
    dana.sends(action, {"shared": "yes"})
    sam = sign_in()
    assert "Really late" in sam.sees("views").text
    refused = sam.sends(action, {"name": "Mine"})
    assert refused.status == 403
    assert "Only the colleague who saved this view can change it." in refused.text
    assert "Your role" not in refused.text
    dana.sends(f"{action}/remove")
    assert "No saved views yet" in sam.sees("views").text


def test_a_filter_that_cannot_be_is_told_on_the_page(dana: Person) -> None:
    for query in ({"step": "dance"}, {"overdue_by": "0"}, {"no_key_people": "maybe"}):
        assert dana.sees("caseload", **query).status == 422
    assert dana.sees("caseload", view="not-a-view").status == 404
