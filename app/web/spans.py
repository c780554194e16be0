"""Months as people say them, in the language that is spoken."""

from app.web.language import gettext as _
from app.web.language import mark

A_YEAR = 12
WORDS = (
    mark("one"), mark("two"), mark("three"), mark("four"), mark("five"), mark("six"),
    mark("seven"), mark("eight"), mark("nine"), mark("ten"), mark("eleven"), mark("twelve"),
)  # fmt: skip
ROUND = {
    1: mark("a month"),
    6: mark("half a year"),
    12: mark("a year"),
    18: mark("a year and a half"),
}


def in_words(number: int) -> str:
    """From one to twelve; digits above."""
    return _(WORDS[number - 1]) if number <= len(WORDS) else str(number)


def span(months: int) -> str:
    """`half a year`, `seven months`; of one or more."""
    if months in ROUND:
        return _(ROUND[months])
    if months % A_YEAR == 0:
        return _("%(num)s years", num=in_words(months // A_YEAR))
    return _("%(num)s months", num=in_words(months))


def span_between(least: int, most: int) -> str:
    """`five to six months`; `most` is one or more, and no less than `least`."""
    if least == most:
        return span(most)
    if not least:
        return _("up to %(span)s", span=span(most))
    first, last = (least, most) if most > len(WORDS) else (in_words(least), in_words(most))
    return _("%(first)s to %(last)s months", first=first, last=last)
