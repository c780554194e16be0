"""Narrowing the list and turning its pages: the address says it all."""

import re
from collections import Counter
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.caseload.filters import Filters
from app.cycle.states import State
from tests.pages.conftest import Import, Person
from tests.pages.real_sheet import RealOffice
from tests.pages.seen import Seen
from tests.pages.stories import connecting


def options(seen: Seen, name: str) -> dict[str, str]:
    return {
        str(option["value"]): option.get_text()
        for option in seen.soup.select(f"select[name={name}] option")
    }


def chosen(seen: Seen, name: str) -> str:
    return str(seen.soup.select(f"select[name={name}] option[selected]")[0]["value"])


def test_the_filters_offer_what_the_office_has(ruth: Person, real: RealOffice) -> None:
    seen = ruth.sees("caseload")
    assert list(options(seen, "cohort").values())[:2] == ["All", "MBA 2024"]
    assert "MBA" in options(seen, "program").values()
    assert {email for _, email in real.advisors} <= set(options(seen, "advisor"))
    assert options(seen, "advisor")["everyone"] == "Everyone"
    assert "Me" not in options(seen, "advisor").values()


def test_every_cohort_shows_its_own_and_together_they_are_all(ruth: Person) -> None:
    whole = ruth.sees("caseload")
    cohorts = [value for value in options(whole, "cohort") if value]
    counts = {cohort: ruth.sees("caseload", cohort=cohort) for cohort in cohorts}
    for cohort, seen in counts.items():
        assert chosen(seen, "cohort") == cohort
        assert all(cohort in row.cells[0].get_text() for row in seen.rows)
    assert sum(seen.tabs["All"] for seen in counts.values()) == 160


def test_filters_hold_together_and_the_tabs_keep_them(ruth: Person, real: RealOffice) -> None:
    _, email = real.advisors[0]
    seen = ruth.sees("caseload", advisor=email, cohort="MBA 2024", program="MBA", q="a")
    query = parse_qs(urlsplit(seen.tab_address("Stalled")).query)
    assert query == {
        "state": ["stalled"],
        "advisor": [email],
        "cohort": ["MBA 2024"],
        "program": ["MBA"],
        "q": ["a"],
    }
    assert ruth.sees(seen.tab_address("All")).tabs == seen.tabs
    assert 0 < seen.tabs["All"] < ruth.sees("caseload", advisor=email).tabs["All"]


def test_the_search_form_keeps_the_tab(ruth: Person) -> None:
    seen = ruth.sees("caseload", state="due", q="ma")
    assert seen.soup.select_one("input[name=state][form=find]")["value"] == "due"  # type: ignore[index]
    assert seen.soup.select_one("#find input[name=q]")["value"] == "ma"  # type: ignore[index]


@pytest.mark.parametrize("typed", ["lukasz", "ŁUKASZ", "Łukasz", " lukasz ", "ukas"])
def test_accents_and_case_do_not_matter_to_a_search(
    dana: Person, imported: Import, today: date, typed: str
) -> None:
    imported(
        connecting(today, 60) | {"client_name": "Łukasz Żółć"},
        connecting(today, 60) | {"client_name": "Lee", "client_email": "lee@alumni.example.edu"},
    )
    assert dana.sees("caseload", q=typed).names == ["Łukasz Żółć"]


@pytest.mark.parametrize("typed", ["m%a", "m_ya", "%okafor", "maya\\"])
def test_no_sign_stands_for_another(
    dana: Person, imported: Import, today: date, typed: str
) -> None:
    imported(connecting(today, 60) | {"client_name": "Mayya Xokafor"})
    assert dana.sees("caseload", q=typed).names in ([], ["Mayya Xokafor"] * ("okafor" in typed))


def test_signs_without_a_letter_are_in_nobodys_name(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    assert dana.sees("caseload", q="%").names == []


def test_a_search_in_vain_shows_the_way_to_the_whole_office(
    ruth: Person, dana: Person, imported: Import, today: date
) -> None:
    vain = ruth.sees("caseload", q="<b>zzz</b>")
    assert vain.words_of(".empty h2") == "Nobody called “<b>zzz</b>” here"
    imported(connecting(today, 60) | {"advisor_email": dana.email})
    own = dana.sees("caseload", q="zzz")
    assert own.words_of(".empty h2") == "Nobody called “zzz” among your clients"
    assert dana.sees(own.link("Look in the whole office")).status == 200


def test_filters_that_nobody_fits_say_so_and_lead_out_again(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    seen = dana.sees("caseload", state="stalled", area="Reykjavik")
    assert seen.words_of(".empty h2") == "Nobody here"
    assert "Well done" not in seen.words_of(".empty")
    assert dana.sees(seen.link("Without filters")).names == ["Maya Okafor"]


def test_where_somebody_is_stalled_it_is_not_said_that_all_was_done(
    dana: Person, imported: Import, today: date
) -> None:
    imported(connecting(today, 60))
    words = dana.sees("caseload", state="overdue").words_of(".empty")
    assert words == "Nothing is overdue Nobody is late by days only; whoever is later is stalled."


@pytest.mark.parametrize("query", [{}, {"state": "stalled"}, {"q": "a"}, {"cohort": "MBA 2024"}])
def test_turning_the_pages_shows_everybody_once(ruth: Person, query: dict[str, str]) -> None:
    page = ruth.sees("caseload", **query)
    total = page.tabs["Stalled" if "state" in query else "All"]
    ids, told = [], []
    while True:
        ids += [row.id for row in page.rows]
        told.append(page.words_of(".pager span"))
        if page.next_address is None:
            break
        page = ruth.sees(page.next_address)
    assert Counter(ids).most_common(1)[0][1] == 1
    assert len(ids) == total
    assert told[0].startswith("1–")
    assert told[-1].endswith(f"–{total} of {total}")
    if len(told) > 1:
        assert ruth.sees(page.link("Back to the first")).words_of(".pager span") == told[0]


@pytest.mark.parametrize("state", [None, *State])
def test_every_tab_can_be_walked_in_steps_of_any_size(
    real: RealOffice, today: date, state: State | None
) -> None:
    filters = Filters(state=state)
    whole = [case.client_id for case in real.listed(today, filters).cases]
    for limit in (1, 7, 50):
        assert [case.client_id for case in real.walked(today, filters, limit)] == whole


def test_clients_who_stall_on_one_day_are_neither_lost_nor_repeated(
    dana: Person, imported: Import, today: date
) -> None:
    rows = [
        connecting(today, 60 + number % 2)
        | {"client_name": f"Client {number}", "client_email": f"c{number}@alumni.example.edu"}
        for number in range(120)
    ]
    imported(*rows)
    page, names = dana.sees("caseload"), []
    for _ in range(3):
        names += page.names
        page = dana.sees(page.next_address) if page.next_address else page
    assert sorted(names) == sorted(row["client_name"] for row in rows)
    assert page.next_address is None


def test_a_page_of_a_list_that_shrank_is_empty_and_leads_back(
    ruth: Person, real: RealOffice, today: date
) -> None:
    import base64

    late = f"9999-12-31 {'f' * 8}-ffff-ffff-ffff-{'f' * 12}"
    cursor = base64.urlsafe_b64encode(late.encode()).decode()
    seen = ruth.sees("caseload", cursor=cursor, before="160")
    assert seen.status == 200
    assert seen.rows == []
    assert seen.tabs["All"] == 160
    assert (
        seen.words_of(".empty") == "Nobody is left on this page The list has become shorter."
        " Back to the first"
    )
    stalled = ruth.sees("caseload", state="stalled", cursor=cursor, before="50")
    assert "Well done" not in stalled.text
    first = ruth.sees(stalled.link("Back to the first"))
    assert (len(first.rows), first.tabs) == (50, stalled.tabs)


def test_no_page_counts_beyond_all_that_there_are(ruth: Person) -> None:
    """Whoever left the pages before it meanwhile is not counted there."""
    page = ruth.sees("caseload")
    while page.next_address:
        page = ruth.sees(page.next_address.replace("before=", "before=9"))
        first, last, total = re.findall(r"\d+", page.words_of(".pager span").replace(",", ""))
        assert int(last) - int(first) == len(page.rows) - 1
        assert int(last) + bool(page.next_address) <= int(total)


def test_htmx_gets_the_list_alone_and_the_address_to_show(ruth: Person) -> None:
    fragment = ruth.fetches("caseload", state="due", q="")
    whole = ruth.sees("caseload", state="due")
    assert fragment.headers["hx-push-url"] == f"/o/{ruth.slug}/caseload?state=due"
    assert fragment.headers["vary"] == "HX-Request"
    assert fragment.names == whole.names
    assert fragment.tabs == whole.tabs
    assert fragment.soup.h1 is None
    beside = [str(tag["id"]) for tag in fragment.soup.select("[hx-swap-oob]")]
    assert beside == ["sub"]  # the tabs are a part of the list


def test_the_list_is_of_the_day_on_which_it_is_read(real: RealOffice) -> None:
    first = date(2026, 11, 23)
    later = [real.listed(first + timedelta(days)).counts for days in (0, 30, 400)]
    assert later[0][State.STALLED] < later[1][State.STALLED] < later[2][State.STALLED]
    assert {sum(counts.values()) for counts in later} == {160}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"overdue_by": "many"}, "Days overdue must be a number of days from 1 to 9,999."),
        ({"state": "sleeping"}, "The state is none that a client can be in."),
        ({"advisor": "nobody@careers.example.edu"}, "The advisor is nobody of this office."),
    ],
)
def test_a_filter_that_cannot_be_is_told_in_the_place_of_the_list(
    ruth: Person, query: dict[str, str], said: str
) -> None:
    fragment = ruth.fetches("caseload", **query)
    assert fragment.status == 422
    assert fragment.words_of("#results .notice") == said
    assert fragment.soup.select_one("html") is None
    assert fragment.rows == []
    assert "hx-push-url" not in fragment.headers
