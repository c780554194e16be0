"""In person where both are in the same area, else remote."""

import pytest

from app.cycle.facts import NOWHERE, Place
from app.cycle.folding import fold
from app.cycle.places import distance_km, same_area
from app.cycle.plan import Mode
from app.cycle.policy import Policy
from tests.cycle.cast import (
    connected,
    contact,
    offer,
    plan_of,
    thanked_contact,
    thanked_key_contact,
    updated,
)

BALTIMORE = Place("Baltimore", 39.2904, -76.6122)
WASHINGTON = Place("Washington", 38.9072, -77.0369)  # about 57 km from Baltimore
PHILADELPHIA = Place("Philadelphia", 39.9526, -75.1652)  # about 144 km from Baltimore
HARRISBURG = Place("Harrisburg", 40.2732, -76.8867)  # about 112 km from Baltimore
DEGREE_KM = 111.195  # of a great circle


@pytest.mark.parametrize(
    ("here", "there", "km"),
    [
        ((0.0, 0.0), (0.0, 0.0), 0),
        ((0.0, 0.0), (0.0, 1.0), DEGREE_KM),
        ((0.0, 0.0), (1.0, 0.0), DEGREE_KM),
        ((60.0, 0.0), (60.0, 0.001), 0.001 * DEGREE_KM / 2),
        ((0.0, 179.9), (0.0, -179.9), 0.2 * DEGREE_KM),
        ((89.9, 0.0), (89.9, 180.0), 0.2 * DEGREE_KM),
        ((90.0, 0.0), (90.0, 123.0), 0),
        ((0.0, 0.0), (0.0, 180.0), 180 * DEGREE_KM),
        ((33.3, 77.7), (-33.3, -102.3), 180 * DEGREE_KM),
    ],
    ids=[
        "one place",
        "along the equator",
        "along a meridian",
        "half as far at sixty degrees north",
        "across the date line",
        "across the pole",
        "at the pole",
        "the far side",
        "the far side, off the equator",
    ],
)
def test_distances_are_those_along_the_globe(here: tuple, there: tuple, km: float) -> None:
    assert distance_km(here, there) == pytest.approx(km, rel=1e-4, abs=1e-6)
    assert distance_km(there, here) == pytest.approx(km, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "within_km", "expected"),
    [
        (BALTIMORE, WASHINGTON, 80, True),
        (BALTIMORE, PHILADELPHIA, 80, False),
        (BALTIMORE, PHILADELPHIA, 150, True),
        (Place(lat=0.0, lon=0.0), Place(lat=0.0, lon=1.0), 111, False),
        (Place(lat=0.0, lon=0.0), Place(lat=0.0, lon=1.0), 112, True),
        (Place(lat=0.0, lon=0.0), Place(lat=0.0, lon=0.719), 80, True),
        (Place(lat=0.0, lon=0.0), Place(lat=0.0, lon=0.720), 80, False),
        (Place(lat=5.0, lon=5.0), Place(lat=5.0, lon=5.0), 0, True),
        (Place("Portland", 45.5, -122.7), Place("Portland", 43.7, -70.3), 80, False),
        (Place("A", 45.5, -122.7), Place("B", 45.5, -122.7), 80, True),
    ],
)
def test_known_places_are_the_same_area_within_the_kilometres(
    one: Place, other: Place, within_km: int, expected: bool
) -> None:
    assert same_area(one, other, within_km) is expected
    assert same_area(other, one, within_km) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Boston", "Boston", True),
        ("Boston", "BOSTON", True),
        ("Boston", "  boston ", True),
        ("Boston", "Austin", False),
        ("São Paulo", "Sao Paulo", True),
        ("Sao Paulo", "são paulo", True),
        ("Washington, D.C.", "Washington DC", True),
        ("Winston-Salem", "winston salem", True),
        ("St. Louis", "St Louis", True),
        ("St. John’s", "St John's", True),
        ("Łódź", "lodz", True),
        ("Gießen", "Giessen", True),
        ("Tromsø", "Tromso", True),
        ("ÅRHUS", "århus", True),
        ("İzmir", "izmir", True),
        ("Đà Nẵng", "da nang", True),
        ("Αθήνα", "ΑΘΗΝΑ", True),
        ("Zürich", "Zu\u0308rich", True),
        ("東京", "東京", True),
        ("東京", "京都", False),
        ("New York", "York", False),
        ("Portland, OR", "Portland, ME", False),
        ("", "", False),
        (" ", " ", False),
        ("-", "-", False),
        ("", "Boston", False),
        ("?", "...", False),
    ],
)
def test_names_are_equal_ignoring_case_accents_and_punctuation(
    one: str, other: str, expected: bool
) -> None:
    assert same_area(Place(one), Place(other), 80) is expected
    assert same_area(Place(other), Place(one), 80) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (BALTIMORE, Place("baltimore"), True),
        (BALTIMORE, Place("Washington"), False),
        (BALTIMORE, Place("Baltimore", lat=39.0), True),
        (BALTIMORE, Place("Baltimore", lon=-76.0), True),
        (Place(lat=39.2904, lon=-76.6122), Place("Baltimore"), False),
        (Place(lat=39.2904, lon=-76.6122), NOWHERE, False),
        (BALTIMORE, NOWHERE, False),
        (NOWHERE, NOWHERE, False),
        (Place(lat=1.0), Place(lat=1.0), False),
    ],
)
def test_where_one_place_is_not_known_the_names_decide(
    one: Place, other: Place, expected: bool
) -> None:
    assert same_area(one, other, 80) is expected
    assert same_area(other, one, 80) is expected


def mode(
    theirs: Place = NOWHERE,
    employers: Place = NOWHERE,
    ours: Place = NOWHERE,
    new_jobs: Place = NOWHERE,
    policy: Policy | None = None,
) -> Mode | None:
    person = thanked_key_contact(updated("2026-09-01"), place=theirs)
    declined = offer(person, place=employers, job_place=new_jobs)
    plan = plan_of(declined, place=ours, policy=policy or Policy())
    (person_plan,) = plan.offers[0].contacts
    assert plan.next.mode is person_plan.mode
    return person_plan.mode


BOSTON, AUSTIN = Place("Boston"), Place("Austin")


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"theirs": BOSTON, "ours": BOSTON}, Mode.IN_PERSON),
        ({"theirs": BOSTON, "new_jobs": BOSTON}, Mode.IN_PERSON),
        ({"theirs": BOSTON, "ours": AUSTIN, "new_jobs": BOSTON}, Mode.IN_PERSON),
        ({"theirs": BOSTON, "ours": BOSTON, "new_jobs": AUSTIN}, Mode.IN_PERSON),
        ({"theirs": BOSTON, "ours": AUSTIN}, Mode.REMOTE),
        ({"employers": BOSTON, "ours": BOSTON}, Mode.IN_PERSON),
        ({"theirs": Place(" . "), "employers": BOSTON, "ours": BOSTON}, Mode.IN_PERSON),
        ({"theirs": AUSTIN, "employers": BOSTON, "ours": BOSTON}, Mode.REMOTE),
        (
            {"theirs": Place(lat=39.3, lon=-76.6), "employers": BOSTON, "ours": WASHINGTON},
            Mode.IN_PERSON,
        ),
        ({"theirs": BOSTON}, Mode.REMOTE),
        ({"ours": BOSTON, "new_jobs": BOSTON}, Mode.REMOTE),
        ({}, Mode.REMOTE),
        ({"theirs": BALTIMORE, "ours": WASHINGTON}, Mode.IN_PERSON),
        ({"theirs": BALTIMORE, "ours": PHILADELPHIA}, Mode.REMOTE),
        ({"employers": BALTIMORE, "new_jobs": WASHINGTON}, Mode.IN_PERSON),
    ],
)
def test_they_meet_in_person_where_either_place_of_the_client_is_near(
    places: dict[str, Place], expected: Mode
) -> None:
    assert mode(**places) is expected


@pytest.mark.parametrize(("theirs", "expected"), [(NOWHERE, Mode.REMOTE), (BOSTON, Mode.IN_PERSON)])
def test_whoever_has_moved_is_not_where_the_offer_was(theirs: Place, expected: Mode) -> None:
    person = thanked_key_contact(updated("2026-09-01"), place=theirs, moved=True)
    assert plan_of(offer(person, place=BOSTON), place=BOSTON).next.mode is expected


def test_the_office_says_what_is_near() -> None:
    assert mode(BALTIMORE, ours=WASHINGTON, policy=Policy(same_area_km=50)) is Mode.REMOTE
    assert mode(BALTIMORE, ours=PHILADELPHIA, policy=Policy(same_area_km=150)) is Mode.IN_PERSON


@pytest.mark.parametrize(
    "person",
    [
        contact(place=BOSTON),
        contact(connected("2026-03-12"), place=BOSTON),
        thanked_contact(place=BOSTON),
        thanked_key_contact(place=BOSTON),
        thanked_key_contact(updated("2026-09-01"), place=BOSTON, closed="2026-09-02"),
    ],
    ids=["connect", "thank", "parked", "update", "closed"],
)
def test_only_a_pending_catch_up_has_a_mode(person) -> None:
    assert plan_of(offer(person), place=BOSTON).offers[0].contacts[0].mode is None


def meeting(**places: Place) -> tuple[str, str, bool, int | None]:
    """Theirs, ours, whether that is where the job is, and how far apart."""
    person = thanked_key_contact(updated("2026-09-01"), place=places["theirs"])
    declined = offer(person, job_place=places.get("new_jobs", NOWHERE))
    found = plan_of(declined, place=places.get("ours", NOWHERE)).offers[0].contacts[0].meeting
    km = None if found.apart_km is None else round(found.apart_km)
    return found.theirs.name, found.ours.name, found.at_work, km


@pytest.mark.parametrize(
    ("places", "ours", "at_work", "km"),
    [
        ({"ours": WASHINGTON}, "Washington", False, 56),
        ({"new_jobs": WASHINGTON}, "Washington", True, 56),
        ({"ours": PHILADELPHIA, "new_jobs": WASHINGTON}, "Washington", True, 56),
        ({"ours": WASHINGTON, "new_jobs": PHILADELPHIA}, "Washington", False, 56),
        ({"ours": WASHINGTON, "new_jobs": BALTIMORE}, "Baltimore", True, 0),
        ({"ours": PHILADELPHIA, "new_jobs": HARRISBURG}, "Harrisburg", True, 112),
        ({"ours": WASHINGTON, "new_jobs": WASHINGTON}, "Washington", False, 56),
        ({"ours": AUSTIN, "new_jobs": PHILADELPHIA}, "Philadelphia", True, 144),
        ({"ours": AUSTIN}, "Austin", False, None),
        ({}, "", False, None),
    ],
    ids=[
        "home",
        "work",
        "work is near",
        "home is near",
        "both are near, work is nearer",
        "both are far, work is nearer",
        "both are one place",
        "home is not on the map",
        "nor is there any work",
        "nothing is known",
    ],
)
def test_the_place_that_decides_is_the_nearer_one_as_far_as_it_is_known(
    places: dict[str, Place], ours: str, at_work: bool, km: int | None
) -> None:
    assert meeting(theirs=BALTIMORE, **places) == ("Baltimore", ours, at_work, km)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łukasz  O’Brien-Søren", "lukasz o brien soren"),
        ("李", "李"),
        ("דָּוִד", "דוד"),
        ("שְׁלוֹם", "שלום"),
        ("رَحْمٰن", "رحمن"),
        ("ガ", "ガ"),
        ("हिन्दी", "हिन्दी"),
        ("ܐܰܝܟܰܢܳܐ", "ܐܝܟܢܐ"),
        ("ܗܳܠܶܝܢ ܗܠܑܝܢ", "ܗܠܝܢ ܗܠܑܝܢ"),
        ("ﬁlm № ４", "film no 4"),
        ("", ""),
        ("!?", ""),
    ],
)
def test_text_is_folded_to_its_plain_words(text: str, expected: str) -> None:
    assert fold(text) == expected
    assert fold(expected) == expected
