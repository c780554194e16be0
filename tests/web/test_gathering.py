"""Questions that wait at the same moment are answered together, and never by an older look."""

import asyncio
from collections.abc import Sequence
from threading import Event

import pytest

from app.web.gathering import Gathering


class Shelf:
    """Tells what lies there; each look takes until it is let go."""

    def __init__(self) -> None:
        self.holds = "a plan"
        self.looks: list[list[str]] = []
        self.began, self.may_end = Event(), Event()

    def look(self, place: str, asked: Sequence[str]) -> list[str]:
        found = [f"{self.holds} for {one}" for one in asked]
        self.looks.append([place, *asked])
        self.began.set()
        assert self.may_end.wait(10)
        return found


async def until(event: Event) -> None:
    assert await asyncio.to_thread(event.wait, 10)


def test_whoever_comes_during_a_look_waits_for_the_next_and_shares_it() -> None:
    shelf = Shelf()
    gathering = Gathering(shelf.look)

    async def ask() -> list[str]:
        first = asyncio.ensure_future(gathering.ask("here", "Ana"))
        await until(shelf.began)
        shelf.holds = "nothing"
        others = [asyncio.ensure_future(gathering.ask("here", one)) for one in ("Ben", "Cy")]
        await asyncio.sleep(0)
        shelf.may_end.set()
        return await asyncio.gather(first, *others)

    told = asyncio.run(ask())
    assert told == ["a plan for Ana", "nothing for Ben", "nothing for Cy"]
    assert shelf.looks == [["here", "Ana"], ["here", "Ben", "Cy"]]
    assert not gathering.waiting


def test_one_place_does_not_wait_for_another() -> None:
    shelf = Shelf()
    gathering = Gathering(shelf.look)

    async def ask() -> list[str]:
        here = asyncio.ensure_future(gathering.ask("here", "Ana"))
        await until(shelf.began)
        shelf.began.clear()
        there = asyncio.ensure_future(gathering.ask("there", "Ben"))
        await until(shelf.began)  # while the first look still goes on
        shelf.may_end.set()
        return await asyncio.gather(here, there)

    asyncio.run(ask())
    assert sorted(shelf.looks) == [["here", "Ana"], ["there", "Ben"]]


def test_an_error_is_told_to_each_and_the_next_is_answered() -> None:
    def look(_: str, asked: Sequence[str]) -> list[str]:
        if "Ben" in asked:
            raise LookupError
        return list(asked)

    gathering = Gathering(look)

    async def ask() -> None:
        both = (gathering.ask("here", one) for one in ("Ana", "Ben"))
        told = await asyncio.gather(*both, return_exceptions=True)
        assert [type(one) for one in told] == [LookupError, LookupError]
        assert await gathering.ask("here", "Cy") == "Cy"

    asyncio.run(ask())


def test_whoever_has_gone_does_not_keep_others_from_their_answer() -> None:
    shelf = Shelf()
    gathering = Gathering(shelf.look)

    async def ask() -> str:
        gone, stays = (asyncio.ensure_future(gathering.ask("here", one)) for one in ("Ana", "Ben"))
        await until(shelf.began)
        gone.cancel()
        await asyncio.sleep(0)
        shelf.may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await gone
        return await stays

    assert asyncio.run(ask()) == "a plan for Ben"
