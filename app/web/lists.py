"""Lists for programs: so many from there on, and of each the fields that are wanted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Query

from app.web.answers import Listed
from app.web.api import Picked, picking
from app.web.strict import Between, Id, Line, Moment, Number

Thing = TypeVar("Thing")
Item = TypeVar("Item", bound=Mapping[str, Any])
MOST = 500
UpdatedSince = Annotated[
    Moment | None,
    Query(description="Those of whom something was recorded since. Nobody is missing; some who"
          " changed shortly before, or whose client did, may be among them."),
]  # fmt: skip


Place = Callable[[Any], str]  # of an item, for `after`


def by_id(item: Mapping[str, Any]) -> str:
    return str(item["id"])


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for; the place is an id, or the name of a group."""

    limit: int
    place: str | UUID | None
    pick: Picked

    @property
    def after(self) -> UUID | None:
        return self.place if isinstance(self.place, UUID) else None

    @property
    def one_more(self) -> int:
        """To see whether there is another page."""
        return self.limit + 1

    def told(
        self, found: Sequence[Thing], show: Callable[[Thing], Item], place: Place = by_id
    ) -> Listed[Item]:
        """Of what was found from the place on."""
        shown = [show(one) for one in found[: self.limit]]
        return {
            "items": [self.pick(one) for one in shown],
            "next_after": place(shown[-1]) if len(found) > self.limit else None,
        }

    def of_few(
        self, found: Iterable[Thing], show: Callable[[Thing], Item], place: Place = by_id
    ) -> Listed[Item]:
        """Of a list that is read as a whole, in the order of its places."""
        after = "" if self.place is None else str(self.place)
        items = sorted(map(show, found), key=place)
        return self.told([one for one in items if place(one) > after], lambda one: one, place)


PLACE = Query(description="the `next_after` of the page before")


def paged(kind: type, *, most: int = MOST, usual: int = 100) -> Any:
    async def page(
        pick: Annotated[Picked, picking(kind)],
        limit: Annotated[Number, Between(1, most), Query()] = usual,
        after: Annotated[Id | None, PLACE] = None,
    ) -> Page:
        return Page(limit, after, pick)

    return Depends(page)


def paged_by_name(kind: type) -> Any:
    async def page(
        pick: Annotated[Picked, picking(kind)],
        limit: Annotated[Number, Between(1, MOST), Query()] = 100,
        after: Annotated[Line | None, PLACE] = None,
    ) -> Page:
        return Page(limit, after, pick)

    return Depends(page)
