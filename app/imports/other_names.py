"""Other names under which our columns come, folded: whose it is, and what.

For suggestions only: a person has the say.
"""

from collections.abc import Iterable
from itertools import product


def named(whose: Iterable[str], what: Iterable[str]) -> set[str]:
    return {f"{owner}{thing}" for owner, thing in product(whose, what)}


OF_CLIENT = ("", "student ", "client ", "candidate ", "advisee ")
OF_CONTACT = ("contact ", "recruiter ", "interviewer ", "hiring manager ")
OF_OFFER = ("", "offer ", "declined ")
OF_JOB = ("current ", "job ", "accepted ", "new ")
EMAIL = ("email", "e mail", "mail", "email address", "e mail address")
LINE = ("phone", "telephone", "tel", "mobile", "mobile phone", "cell", "cell phone")
PHONE = (*LINE, *(f"{line} number" for line in LINE))
NAME = ("name", "full name")
FIRST = ("first name", "given name", "first")
LAST = ("last name", "surname", "family name", "last")
AREA = ("city", "location", "area")
EMPLOYER = ("employer", "company", "organization", "organisation", "firm")
SUGGESTED = {
    "client_email": named(OF_CLIENT, EMAIL),
    "client_name": named(OF_CLIENT, NAME) | {"student", "client", "candidate", "advisee"},
    "client_first_name": named(OF_CLIENT, FIRST),
    "client_last_name": named(OF_CLIENT, LAST),
    "client_preferred_name": named(OF_CLIENT, ("preferred name",)),
    "client_external_id": named(OF_CLIENT, ("id", "identifier"))
    | {"student number", "external id", "username"},
    "program": {"program", "programme", "program name", "degree", "major"},
    "cohort": {"cohort", "class", "class of", "class year", "graduation year", "grad year"},
    "client_area": named(OF_CLIENT, AREA),
    "advisor_email": named(("advisor ", "adviser ", "counselor ", "coach "), EMAIL)
    | {"advisor", "adviser", "counselor", "coach"},
    "job_employer": named(OF_JOB, EMPLOYER),
    "offer_employer": named(OF_OFFER, (*EMPLOYER, *(f"{name} name" for name in EMPLOYER))),
    "offer_title": named(OF_OFFER, ("position", "role")) | {"offer title", "job title"},
    "offered_on": {"offered", "offer date", "date of offer", "offered on", "date offered"},
    "respond_by": {"respond by", "deadline", "offer deadline", "response deadline"},
    "declined_on": {"declined", "decline date", "date declined", "declined on", "declined date"},
    "decline_reason": {"reason", "decline reason", "reason declined", "reason for declining"},
    "contact_name": named(OF_CONTACT, NAME)
    | {"contact", "recruiter", "interviewer", "hiring manager"},
    "contact_first_name": named(OF_CONTACT, FIRST),
    "contact_last_name": named(OF_CONTACT, LAST),
    "contact_title": named(OF_CONTACT, ("title", "position", "role")),
    "contact_email": named(OF_CONTACT, EMAIL),
    "contact_phone": named(OF_CONTACT, PHONE),
    "contact_linkedin": named(
        ("", *OF_CONTACT), ("linkedin", "linkedin url", "linkedin profile", "linkedin address")
    ),
    "contact_area": named(OF_CONTACT, AREA),
}
OURS = {name: ours for ours, names in SUGGESTED.items() for name in names}
