"""What a client may be told of a field, for the catalogues to find: said elsewhere in English."""

from app.web.language import mark

TOLD = (
    mark("must be text"),
    mark("holds a character that cannot be stored"),
    mark("must not be longer than 200 characters"),
    mark("must not be longer than 4,000 characters"),
    mark("is still blank"),
    mark("must be a day like 2026-05-03"),
    mark("is not a day of the calendar"),
    mark("must have a year between 1900 and 2999"),
    mark("is not an e-mail address"),
    mark("must be a web address that begins with https://"),
    mark("lies in the future"),
    mark("must lie in the future"),
    mark("lies before the day of the offer"),
    mark("lies before the day of the offer at which they were met"),
    mark("is needed to close a relationship"),
    mark("must be as the page before it gave it"),
    mark("must be one of those that are offered"),
    mark("is missing"),
)
