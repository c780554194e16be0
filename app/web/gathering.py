"""Questions that wait at the same moment, answered together by one reader."""

from asyncio import AbstractEventLoop, Future, Task, get_running_loop
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from anyio.to_thread import run_sync

Place = TypeVar("Place", bound=Hashable)
Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Gathering(Generic[Place, Asked, Told]):
    """One reader at a time for each place, in a thread.

    A question never gets an answer that was being looked for when it came: it waits for the next
    reader, so that nothing is remembered. The more wait, the less each of them costs.
    """

    def __init__(self, answer: Callable[[Place, Sequence[Asked]], Sequence[Told]]):
        self.answer = answer
        self.waiting: dict[
            tuple[AbstractEventLoop, Place], list[tuple[Asked, Future[Told]]]
        ] = {}  # there for as long as somebody reads
        self.readers: set[Task[None]] = set()  # the loop itself would let them be collected

    async def ask(self, place: Place, question: Asked) -> Told:
        loop = get_running_loop()
        told: Future[Told] = loop.create_future()
        waiting = self.waiting.get((loop, place))
        if waiting is not None:
            waiting.append((question, told))
        else:
            self.waiting[loop, place] = [(question, told)]
            reader = loop.create_task(self.read(loop, place))
            self.readers.add(reader)
            reader.add_done_callback(self.readers.discard)
        return await told

    async def read(self, loop: AbstractEventLoop, place: Place) -> None:
        try:
            while asked := self.waiting[loop, place]:
                self.waiting[loop, place] = []
                await self.tell(place, asked)
        finally:
            del self.waiting[loop, place]

    async def tell(self, place: Place, asked: Sequence[tuple[Asked, Future[Told]]]) -> None:
        """An error is told to each who asked."""
        try:
            answers = await run_sync(self.answer, place, [question for question, _ in asked])
        except Exception as error:
            for _, told in asked:
                if not told.done():
                    told.set_exception(error)
            return
        for (_, told), answer in zip(asked, answers, strict=True):
            if not told.done():  # whoever asked may have gone
                told.set_result(answer)
