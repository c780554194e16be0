"""Whose sheet it is, which of its columns are which of ours, and how its rows become ours.

Nothing is guessed: what no format and no mapping names is passed over, and days like 03/04/2026 are
asked about unless other days of the sheet can be read in one way only.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256

from app.cycle.folding import fold
from app.imports.cells import CLEAR, DAY, is_a_day
from app.imports.other_names import OURS
from app.imports.sheet import COLUMNS, PLAN, REQUIRED

OWN, STUDENTS, CONTACTS, OUTCOMES, ANY = "own", "handshake", "handshake contacts", "12twenty", "any"
FORMATS = {
    OWN: "The office’s own sheet",
    STUDENTS: "Handshake, students",
    CONTACTS: "Handshake, contacts",
    OUTCOMES: "12twenty, outcomes",
    ANY: "A sheet of its own kind",
}

# What the sheet of refused rows has besides; it is passed over when that comes back.
WHY_REFUSED = "why refused"

# Put together into a name.
CLIENT_NAMES = ("client_preferred_name", "client_first_name", "client_last_name")
CONTACT_NAMES = ("contact_first_name", "contact_last_name")
# Says of a row that the first or the last one is blank: a blank leaves alone what is there.
NAMED_IN_PART = "client_named_in_part"
# What only outcomes have; see `from_outcome`.
OF_OUTCOMES = ("outcome_status", "outcome_reported_on", "outcome_employer", "outcome_started_on")
MAPPABLE = (*COLUMNS, *CLIENT_NAMES, *CONTACT_NAMES)

HANDSHAKE_STUDENTS = {
    "email_address": "client_email",
    "username": "client_external_id",
    "first_name": "client_first_name",
    "last_name": "client_last_name",
    "preferred_name": "client_preferred_name",
    "primary_education:primary_major_name": "program",
    "assigned_to_email_address": "advisor_email",
}
HANDSHAKE_CONTACTS = {
    "first_name": "contact_first_name",
    "last_name": "contact_last_name",
    "email_address": "contact_email",
    "title": "contact_title",
    "location_attributes:name": "contact_area",
}
TWELVE_TWENTY = {
    "Student Identifier": "client_external_id",
    "Job/Offer Status": "outcome_status",
    "Reported Date": "outcome_reported_on",
    "Employer": "outcome_employer",
    "Start Date": "outcome_started_on",
    "Job Title": "job_title",
    "Decline Reason": "decline_reason",
    "Reason": "decline_reason",
}
KNOWN_BY = {
    STUDENTS: ({"email_address", "username", "first_name", "last_name"}, HANDSHAKE_STUDENTS),
    CONTACTS: ({"email_address", "first_name", "employer_name"}, HANDSHAKE_CONTACTS),
    OUTCOMES: ({"Student Identifier", "Outcome Type", "Job/Offer Status"}, TWELVE_TWENTY),
}


def fingerprint(header: Sequence[str]) -> str:
    """Of a header, in whatever order its columns come."""
    return sha256("\n".join(sorted(fold(name) for name in header)).encode()).hexdigest()


def renamed(mapping: Mapping[str, str], header: Collection[str]) -> dict[str, str]:
    """The same columns as this header writes them: `E-mail` may be `e mail` by now."""
    written = {fold(name): name for name in header}
    return {name if name in header else written[fold(name)]: ours for name, ours in mapping.items()}


def recognise(header: Collection[str]) -> tuple[str, dict[str, str]]:
    """The format, and which of ours each of its columns is."""
    names = set(header) - {WHY_REFUSED}
    if set(REQUIRED) <= names and names <= {*COLUMNS, *PLAN}:
        return OWN, {name: name for name in header if name in COLUMNS}
    for kind, (needed, columns) in KNOWN_BY.items():
        if needed <= names:
            # Of two that are the same of ours, the one that is named first above.
            first = {ours: name for name, ours in reversed(columns.items()) if name in names}
            return kind, {n: columns[n] for n in header if first.get(columns.get(n, "")) == n}
    return ANY, {}


def suggested(header: Iterable[str]) -> dict[str, str]:
    """Each of ours at most once: for the first column that goes by one of its names."""
    found: dict[str, str] = {}
    for name in header:
        plain = " ".join(re.sub(r"[^\w]+|_", " ", fold(name)).split())
        ours = name if name in MAPPABLE else OURS.get(plain)
        if ours and ours not in found.values():
            found[name] = ours
    return found


def mapping_problem(mapping: Mapping[str, str], header: Collection[str]) -> str:
    """What is wrong with one of its columns, named first, or with the whole of it; or nothing."""
    taken: dict[str, str] = {}
    for name, ours in mapping.items():
        if name not in header:
            return f"“{name}” is no column of this sheet"
        if ours not in MAPPABLE:
            return f"“{name}” cannot be “{ours[:40]}”, which this service does not know"
        if ours in taken:
            return f"“{name}” is the same as “{taken[ours]}”: each can be chosen once"
        taken[ours] = name
    if not {"client_email", "client_external_id"} & set(taken):
        return "has no column for the client’s e-mail, nor for the office’s own number for them"
    return ""


# Days


NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(:00(\.0+)?)?Z?", re.ASCII)
IN_WORDS = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y")


def order_of(days: Iterable[str], usual: str | None = None) -> str | None:
    """Which comes first in days like 25/12/2026, "month" or "day"; "ask" where that is open.

    The `usual` one counts where the days themselves say nothing.
    """
    open_ones, certain = False, set()
    for text in days:
        found = NUMBERS.fullmatch(text.strip())
        if not found:
            continue
        first, second = int(found[1]), int(found[3])
        if max(first, second) > 12:
            if min(first, second) <= 12:
                certain.add("day" if first > 12 else "month")
        elif first != second:
            open_ones = True
    if len(certain) == 1:
        return certain.pop()
    if usual and not certain:
        return usual
    return "ask" if open_ones else None


def as_iso(text: str, order: str | None) -> str:
    """A day as the own sheet writes it; what is none stays as it is, and is refused there."""
    text = text.strip()
    if DAY.fullmatch(text):
        return text
    if found := ISO.fullmatch(text):
        return found[1]
    if found := NUMBERS.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        if order == "ask" or (order is None and first != second and max(first, second) <= 12):
            return text
        by_order = order or ("day" if first > 12 else "month")
        day, month = (first, second) if by_order == "day" else (second, first)
        try:
            return date(int(found[4]), month, day).isoformat()
        except ValueError:
            return text
    for pattern in IN_WORDS:
        try:
            return datetime.strptime(text, pattern).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return text


# Rows


Cells = dict[str, str]  # of one row, by our columns
Texts = dict[str, Sequence[str]]  # of many rows


class Plan:
    """How the rows of one sheet become ours: what stands where, worked out once."""

    def __init__(self, header: Sequence[str], mapping: Mapping[str, str]):
        self.place_of: dict[str, int] = {}
        self._width = len(header)
        for place, name in enumerate(header):
            if ours := mapping.get(name):
                self.place_of[ours] = place
        self._in_order = sorted(self.place_of, key=is_a_day)
        self._joined = [
            (name, parts)
            for name, parts in (("client_name", CLIENT_NAMES), ("contact_name", CONTACT_NAMES))
            if not self.place_of.keys().isdisjoint(parts)
        ]
        *firsts, last = (name in self.place_of for name in CLIENT_NAMES)
        self._has_both = any(firsts) and last and "client_name" not in self.place_of

    def texts(self, rows: Sequence[Sequence[str]]) -> Texts:
        """And of whom there must be something, even where no column is theirs."""
        blank: Sequence[str] = [""] * len(rows)
        columns = list(zip(*rows, strict=True)) if rows else [()] * self._width
        texts: Texts = dict.fromkeys(REQUIRED, blank)
        texts |= {ours: columns[self.place_of[ours]] for ours in self._in_order}
        for name, parts in self._joined:
            given = list(zip(*(texts.pop(part, blank) for part in parts), strict=True))
            if parts is CLIENT_NAMES and self._has_both:
                texts[NAMED_IN_PART] = ["yes" if is_in_part(names) else "" for names in given]
            texts[name] = [
                text if text.strip() else joined(names)
                for text, names in zip(texts.get(name, blank), given, strict=True)
            ]
        return texts


def is_in_part(names: Sequence[str]) -> bool:
    *firsts, last = [bool(name.strip()) for name in names]
    return any(firsts) is not last


def joined(names: Sequence[str]) -> str:
    """A preferred name stands for the first one. What is emptied is none, but not all of it."""
    given = [name.strip() for name in names]
    *firsts, last = ["" if name == CLEAR else name for name in given]
    text = " ".join([next(filter(None, firsts), ""), last]).strip()
    return text or (CLEAR if CLEAR in given else "")


DECLINED = ("declined", "rejected", "offer declined", "offer rejected", "declined offer")
ACCEPTED = ("accepted", "offer accepted", "accepted offer")


def from_outcome(cells: Cells) -> tuple[Cells, str]:
    """A declined outcome is an offer, an accepted one a job; of all else it is said why not.

    The day reported stands for the days of the offer, since the file has no other.
    """
    status = cells.pop("outcome_status", "").strip()
    reported = cells.pop("outcome_reported_on", "")
    employer = cells.pop("outcome_employer", "")
    started = cells.pop("outcome_started_on", "")
    if not employer.strip():
        return cells, "names no employer"
    title = cells.pop("job_title", "")
    if status.lower() in DECLINED:
        cells |= {"offer_employer": employer, "offer_title": title}
        return cells | {"offered_on": reported, "declined_on": reported}, ""
    cells.pop("decline_reason", "")
    if status.lower() in ACCEPTED:
        return cells | {"job_employer": employer, "job_title": title, "job_started_on": started}, ""
    return cells, f"is neither declined nor accepted but “{status[:40]}”"


Turning = Callable[[Cells], tuple[Cells, str]]
TURNED: Mapping[str, Turning] = {OUTCOMES: from_outcome}


def shown_as(mapping: Mapping[str, str]) -> dict[str, str]:
    """The sheet's own column for each of ours, for pointing at a cell."""
    found: dict[str, str] = {}
    for name, ours in mapping.items():
        found.setdefault(ours, name)
        if ours in CLIENT_NAMES:
            found.setdefault("client_name", name)
        if ours in CONTACT_NAMES:
            found.setdefault("contact_name", name)
        if ours == "outcome_reported_on":
            found |= {"offered_on": name, "declined_on": name}
        if ours == "outcome_employer":
            found |= {"offer_employer": name, "job_employer": name}
        if ours == "outcome_started_on":
            found["job_started_on"] = name
    return found
