"""A list that a client sends: counted while it comes, and gone once it is read."""

from collections.abc import AsyncGenerator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.ownplan.linkedin import Trouble

MOST_BYTES = 20_000_000  # some 100,000 connections; LinkedIn allows 30,000


class TooLarge(MultiPartException):
    pass


async def uploaded(request: Request) -> UploadFile | Trouble:
    """The file, to be closed by whoever reads it, or why there is none."""
    try:
        if int(request.headers.get("content-length", "0")) > MOST_BYTES:
            return Trouble.TOO_LARGE
        parser = MultiPartParser(request.headers, counted(request), max_files=1, max_fields=1)
        form = await parser.parse()
    except TooLarge:
        return Trouble.TOO_LARGE
    except (MultiPartException, KeyError, ValueError):
        return Trouble.OTHER
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return file
    await form.close()
    return Trouble.MISSING


async def counted(request: Request) -> AsyncGenerator[bytes, None]:
    """Some send no length."""
    received = 0
    async for piece in request.stream():
        received += len(piece)
        if received > MOST_BYTES:
            raise TooLarge("too large")
        yield piece


Uploaded = Annotated[UploadFile | Trouble, Depends(uploaded)]
