"""Which of ours a column may be, by its name or else by what stands in it; a person has the say.

A name that is known comes first. What is left is told by its cells: addresses, links, days, and
names that the office knows or that fit the addresses beside them. Each guess says why. Nothing is
guessed from numbers, yes and no or single words: too many things are written like that, what the
law protects among them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.accounts.queries import members, users_by_email
from app.clients.models import Client
from app.cycle.folding import fold
from app.db.prepared import Among, Prepared, Reader
from app.imports.cells import DAY
from app.imports.formats import NUMBERS, as_iso, order_of, suggested
from app.imports.things import OFFICE
from app.offers.models import Offer

LOOKED_AT = 200  # rows
FEWEST = 2  # cells that are not blank, below which nothing can be told by them
MOST = 0.9  # of the cells, to be written like something
SOME = 0.4  # of the cells, to be known here or to fit what stands beside them

EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[a-z]{2,}", re.IGNORECASE)
LINKEDIN = re.compile(r"(https?://)?([a-z]+\.)?linkedin\.com/(in|pub)/\S+", re.IGNORECASE)
NAME = re.compile(r"[^\W\d_][\w'’.-]*( [^\W\d_][\w'’.-]*){1,3}")
BY_NAME = "by its name"

Columns: TypeAlias = Mapping[str, Sequence[str]]  # the cells of the first rows, by the name on top
Guess: TypeAlias = tuple[str, str, str]  # the sheet's column, ours, and why
Here: TypeAlias = Mapping[str, Collection[str]]  # what the office knows, in lower case


def suggestions(
    session: Session, access: Access, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Ours by the sheet's column, and why; each of ours at most once."""
    mapping = suggested(header)
    why = dict.fromkeys(mapping, BY_NAME)
    columns = {name: [row[place].strip() for row in rows] for place, name in enumerate(header)}
    known = {name: known_here(session, access, name, columns) for name in KNOWN}
    known["advisors"] = advisors_among(session, access, columns)
    for guesses in (known_ones, addresses, links, names, employers, days):
        for name, ours, reason in guesses(columns, mapping, known):
            if name not in mapping and ours not in mapping.values():
                mapping[name], why[name] = ours, reason
    return mapping, why


# What the office knows


KNOWN = {
    column.key: Prepared(
        select(column).where(
            table.office_id == OFFICE, Among(table.__table__.c[column.key], "texts")
        )
    )
    for table, column in (
        (Client, Client.email),
        (Client, Client.external_id),
        (Client, Client.name),
        (Offer, Offer.employer),
    )
}


def known_here(session: Session, access: Access, what: str, columns: Columns) -> set[str]:
    every = {text for cells in columns.values() for text in cells if text}
    texts = {text.lower() for text in every} if what == "email" else every
    reader = Reader.of(session)
    rows = reader.rows(KNOWN[what], office_id=access.office_id, texts=sorted(texts))
    return {text.lower() for (text,) in rows}


def advisors_among(session: Session, access: Access, columns: Columns) -> set[str]:
    emails = {text.lower() for cells in columns.values() for text in cells if EMAIL.fullmatch(text)}
    inside = members(session, access)
    return {e for e, user in users_by_email(session, emails).items() if user.id in inside}


# Guessing: each kind of guess in the order in which it is to be believed


def known_ones(columns: Columns, mapping: Mapping[str, str], here: Here) -> Iterator[Guess]:
    for known, ours, words in (
        ("advisors", "advisor_email", "addresses of people of your office"),
        ("email", "client_email", "addresses of your clients"),
        ("external_id", "client_external_id", "your office’s own numbers of clients"),
        ("name", "client_name", "names of your clients"),
        ("employer", "offer_employer", "employers whom your clients have declined"),
    ):
        for name, cells in columns.items():
            if share(cells, lambda text: text.lower() in here[known]) >= SOME:  # noqa: B023
                yield name, ours, f"{in_it(cells, here[known])} are {words}"


def addresses(columns: Columns, mapping: Mapping[str, str], here: Here) -> Iterator[Guess]:
    """Those of clients are of few domains, those of people whom they met of many."""
    found = [name for name, cells in columns.items() if share(cells, EMAIL.fullmatch) >= MOST]
    taken = {name for name in found if name in mapping}
    few_first = sorted(
        (name for name in found if name not in taken), key=lambda name: len(domains(columns[name]))
    )
    for name, ours in zip(few_first, ("client_email", "contact_email"), strict=False):
        if "client_email" in mapping.values():
            ours = "contact_email"
        whose = "fewest" if ours == "client_email" else "most"
        reason = "e-mail addresses"
        if len(few_first) > 1:
            reason += f", of the {whose} different domains"
        yield name, ours, reason


def links(columns: Columns, mapping: Mapping[str, str], here: Here) -> Iterator[Guess]:
    for name, cells in columns.items():
        if share(cells, LINKEDIN.fullmatch) >= MOST:
            yield name, "contact_linkedin", "addresses of people at LinkedIn"


def names(columns: Columns, mapping: Mapping[str, str], here: Here) -> Iterator[Guess]:
    """Two words or more, one of which stands in the address beside it."""
    for email, ours in (("client_email", "client_name"), ("contact_email", "contact_name")):
        beside = column_of(mapping, email)
        for name, cells in columns.items():
            if beside and share(cells, NAME.fullmatch) >= MOST:
                pairs = zip(cells, columns[beside], strict=True)
                if fitting(pairs, lambda text, email: words_in(text, email.partition("@")[0])):
                    yield name, ours, f"names that fit the addresses in “{beside}”"


def employers(columns: Columns, mapping: Mapping[str, str], here: Here) -> Iterator[Guess]:
    beside = column_of(mapping, "contact_email")
    for name, cells in columns.items():
        if beside and not share(cells, EMAIL.fullmatch):
            pairs = zip(cells, columns[beside], strict=True)
            if fitting(pairs, lambda text, email: words_in(text, email.partition("@")[2])):
                yield name, "offer_employer", f"employers that fit the addresses in “{beside}”"


def days(columns: Columns, mapping: Mapping[str, str], here: Here) -> Iterator[Guess]:
    """Where there are two, the earlier ones are those of the offers."""
    found = [name for name, cells in columns.items() if share(cells, is_day) >= MOST]
    if len(found) != 2 or any(name in mapping for name in found):
        return
    first, second = found
    order = order_of([*columns[first], *columns[second]])
    order = "month" if order == "ask" else order
    pairs = [
        (as_iso(one, order), as_iso(other, order))
        for one, other in zip(columns[first], columns[second], strict=True)
        if one and other
    ]
    if pairs and all(one >= other for one, other in pairs):
        first, second = second, first
    elif not pairs or not all(one <= other for one, other in pairs):
        return
    yield first, "offered_on", f"days, none after the one in “{second}”"
    yield second, "declined_on", f"days, none before the one in “{first}”"


def column_of(mapping: Mapping[str, str], ours: str) -> str | None:
    return next((name for name, one in mapping.items() if one == ours), None)


def share(cells: Sequence[str], is_one: Callable[[str], object]) -> float:
    given = [text for text in cells if text]
    return sum(map(bool, map(is_one, given))) / len(given) if len(given) >= FEWEST else 0


def fitting(pairs: Iterable[tuple[str, str]], fits: Callable[[str, str], bool]) -> bool:
    given = [pair for pair in pairs if all(pair)]
    return len(given) >= FEWEST and sum(fits(*pair) for pair in given) / len(given) >= SOME


def words_in(text: str, address: str) -> bool:
    """Whether a word of some length stands in it: Grace Kim in grace.k, Abbott in abbott.com."""
    return any(len(word) > 2 and word in address.lower() for word in re.split(r"\W+", fold(text)))


def domains(cells: Sequence[str]) -> set[str]:
    return {text.lower().rpartition("@")[2] for text in cells if text}


def is_day(text: str) -> bool:
    return bool(NUMBERS.fullmatch(text) or DAY.fullmatch(as_iso(text, None)))


def in_it(cells: Sequence[str], known: Collection[str]) -> str:
    given = {text.lower() for text in cells if text}
    return f"{len(given & set(known))} of {len(given)}"
