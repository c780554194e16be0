"""How long something has been, as one would say it in a letter."""

DAYS_A_MONTH = 365.25 / 12
MONTHS_A_YEAR = 12
UP_TO_A_YEAR_AND_A_HALF = (  # each up to so many months
    (2, "a few weeks"),
    (5, "a few months"),
    (8, "half a year"),
    (11, "nine months"),
    (15, "a year"),
    (21, "a year and a half"),
)
YEARS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def span(days: int) -> str:
    months = days / DAYS_A_MONTH
    for most, words in UP_TO_A_YEAR_AND_A_HALF:
        if months < most:
            return words
    years = round(months / MONTHS_A_YEAR)
    return f"{YEARS[years - 2] if years < len(YEARS) + 2 else years} years"


def ago(days: int) -> str:
    """`about half a year ago`, `a few weeks ago`."""
    words = span(days)
    return f"{words} ago" if words.startswith("a few") else f"about {words} ago"
