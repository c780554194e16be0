"""A letter that is late does not say that half a year has passed."""

from datetime import date

import pytest

from app.drafts.spans import ago, span

DECLINED = date(2025, 1, 10)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2025, 2, 1), "a few weeks"),
        (date(2025, 4, 10), "a few months"),
        (date(2025, 6, 20), "half a year"),
        (date(2025, 7, 10), "half a year"),
        (date(2025, 10, 10), "nine months"),
        (date(2026, 1, 10), "a year"),
        (date(2026, 3, 10), "a year"),
        (date(2026, 7, 10), "a year and a half"),
        (date(2026, 12, 10), "two years"),
        (date(2028, 1, 10), "three years"),
        (date(2035, 1, 10), "ten years"),
        (date(2036, 1, 10), "11 years"),
    ],
)
def test_how_long_it_has_been(on: date, words: str) -> None:
    assert span((on - DECLINED).days) == words


def test_few_is_not_about_few() -> None:
    assert ago(60) == "a few weeks ago"
    assert ago(183) == "about half a year ago"


def test_every_day_has_words_and_they_never_go_back() -> None:
    said = [span(days) for days in range(6_000)]
    assert all(said.index(words) + said.count(words) > place for place, words in enumerate(said))
