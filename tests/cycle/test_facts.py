"""What the facts of a client say by themselves."""

from datetime import date

import pytest

from app.cycle.facts import Client
from tests.cycle.cast import (
    client,
    connected,
    contact,
    heard_from,
    invited,
    key_contact,
    met,
    offer,
    open_offer,
    skipped,
    thanked,
    voided,
)

NOBODY_WROTE = [
    client(),
    client(offer()),
    client(offer(contact(), contact())),
    client(offer(contact(skipped("connect", "2026-03-12")))),
    client(offer(contact(voided(connected("2026-03-12"))))),
]


@pytest.mark.parametrize(
    "nobody", NOBODY_WROTE, ids=["no offers", "nobody met", "no touches", "skipped", "voided"]
)
def test_whose_every_touch_was_skipped_or_voided_was_in_touch_with_nobody(nobody: Client) -> None:
    assert nobody.last_touch_on is None
    assert nobody.is_never_contacted


def test_the_last_touch_is_the_latest_with_anybody_of_any_kind() -> None:
    first = contact(heard_from("2026-03-02"), voided(met("2026-09-01")))
    later = contact(invited("2026-05-03"), connected("2026-03-04"), skipped("thank", "2026-08-01"))
    known = client(open_offer(first), offer(later, contact()))
    assert known.last_touch_on == date(2026, 5, 3)
    assert not known.is_never_contacted


def test_key_people_are_counted_over_all_offers_the_closed_ones_too() -> None:
    known = client(offer(key_contact(), contact()), offer(key_contact(closed=True)))
    assert known.key_people == 2


def test_a_touch_is_with_one_person_alone() -> None:
    grace, omar, lee = contact(connected("2026-03-12")), contact(), contact()
    known = client(offer(grace, omar), offer(lee))
    touch = thanked("2026-03-16")
    after = known.with_touch(grace.id, touch)
    assert [person.touches for person in after.people] == [(*grace.touches, touch), (), ()]
    assert after == known._replace(offers=after.offers)


def test_a_touch_that_is_known_already_takes_its_own_place() -> None:
    grace = contact(connected("2026-03-12"), thanked("2026-03-16"))
    first, second = grace.touches
    assert set(grace.with_touch(voided(first)).touches) == {voided(first), second}
