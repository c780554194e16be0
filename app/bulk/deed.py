"""What a deed for many clients is made of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.bulk.changes import Change, Weighed, Writing
from app.bulk.queries import Selected
from app.casefile.sheets import Item, Moment, Options
from app.web.strict import Input


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    name: str  # in addresses and in the store
    done: str  # `{clients}` is "83 clients", and `{becomes}` what the first of them became
    model: type[Input]
    weigh: Callable[[Session, Access, Sequence[Selected], Any, Moment], Iterator[Weighed]]
    writing: Writing
    label: str = ""  # on the list's bar
    title: str = ""
    submit: str = ""  # `{clients}` as above
    items: tuple[Item, ...] = ()
    lead: str = ""
    moves_dates: bool = False  # the plans of these clients follow
    logs: bool = False  # and by touches alone, with whom their next step is
    shows_secrets: bool = False  # so the answer to doing it is a page of its own
    days: tuple[str, ...] = ()  # fields that begin with today
    first: Mapping[str, str] = field(default_factory=dict)  # what others begin with
    options: Callable[[Session, Access], Mapping[str, Options]] = lambda *_: {}
    hold: Callable[[Session, Access, Any], None] = lambda *_: None  # before the clients are held
    warns: Callable[[Session, Access, Sequence[Change]], Mapping[UUID, list[str]]] = lambda *_: {}
    # The clients for whom nothing can be as it was before.
    lost: Callable[[Session, Access, Sequence[Change]], set[UUID]] = lambda *_: set()

    def values_at_first(self, today: date) -> dict[str, str]:
        return {**self.first, **dict.fromkeys(self.days, today.isoformat())}

    @property
    def subjects(self) -> dict[str, str]:
        """What a sentence on a field begins with."""
        return {item.name: item.said or item.label for item in self.items}
