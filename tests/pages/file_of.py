"""The ids on a client's page, as its addresses name them."""

import re
from dataclasses import dataclass

from tests.pages.conftest import Person
from tests.pages.seen import Seen

ID = "[0-9a-f]{8}-[0-9a-f-]{27}"


@dataclass(frozen=True, slots=True)
class File:
    client: str
    offer: str
    contact: str
    job: str
    touch: str

    def path(self, template: str) -> str:
        return template.format(**{name: getattr(self, name) for name in self.__slots__})

    @property
    def page(self) -> str:
        return f"clients/{self.client}"


def file_of(person: Person, name: str = "Maya Okafor") -> File:
    """The first of each; blank where there is none."""
    seen = person.sees("caseload", advisor="everyone", q=name)
    client = next(row.id for row in seen.rows if row.name == name)
    page = person.sees(f"clients/{client}")

    def first(kind: str) -> str:
        found = re.search(f"/{kind}/({ID})/", page.response.text)
        return found[1] if found else ""

    return File(client, first("offers"), first("contacts"), first("jobs"), first("touches"))


def now_of(seen: Seen) -> tuple[str, str, list[str]]:
    """What is to be done now: its state and lateness, its words, its buttons."""
    return (
        seen.words_of("#now > p"),
        seen.words_of("#now h2"),
        seen.all_words_of("#now .acts :is(a, button)"),
    )
