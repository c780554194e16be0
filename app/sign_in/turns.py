"""Taking turns at checking passwords."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends


async def a_turn() -> AsyncIterator[None]:
    """Checking a password takes 64 MiB and a whole core on purpose, so few are checked at once."""
    yield


Turn = Annotated[None, Depends(a_turn, scope="function", max_concurrency=2)]
