"""A file that is sent with a form: counted while it comes, kept outside of memory."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field

from fastapi import Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

UNLIMITED = 10**15  # the service's own limit steps back: what is larger is told in plain words
LONGEST_FIELD = 200_000  # bytes


class TooLarge(MultiPartException):
    pass


@dataclass(slots=True)
class Sent:
    """The file, to be closed by whoever takes it, or what is wrong; and the other fields."""

    file: UploadFile | None = None
    wrong: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def close(self) -> None:
        if self.file is not None:
            self.file.file.close()


def one_file(most_bytes: int) -> Callable[[Request], Awaitable[Sent]]:
    """For `Depends`: reads the field `file`."""
    too_large = f"is larger than {most_bytes // 10**6} MB; send it in parts"
    most_with_form = most_bytes + LONGEST_FIELD

    async def counted(request: Request) -> AsyncGenerator[bytes, None]:
        """Some send no length."""
        received = 0
        async for piece in request.stream():
            received += len(piece)
            if received > most_with_form:
                raise TooLarge("too large")
            yield piece

    async def read(request: Request) -> Sent:
        try:
            if int(request.headers.get("content-length", "0")) > most_with_form:
                return Sent(wrong=too_large)
            parser = MultiPartParser(
                request.headers,
                counted(request),
                max_files=1,
                max_fields=5,
                max_part_size=LONGEST_FIELD,
            )
            form = await parser.parse()
        except TooLarge:
            return Sent(wrong=too_large)
        except (MultiPartException, KeyError, ValueError):
            return Sent(wrong="must be sent as a form’s field of that name")
        fields = {name: text for name, text in form.multi_items() if isinstance(text, str)}
        file = form.get("file")
        if isinstance(file, UploadFile) and file.filename:
            return Sent(file=file, fields=fields)
        await form.close()
        return Sent(wrong="is missing", fields=fields)

    return read
