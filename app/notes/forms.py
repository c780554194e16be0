"""What may be sent about notes."""

from typing import Annotated

from pydantic import AfterValidator

from app.web.strict import Count, Flag, Id, Input, Note, not_blank

Text = Annotated[Note, AfterValidator(not_blank)]


class NewNote(Input):
    """On the client, or on one of their offers, or on somebody met there."""

    text: Text
    offer_id: Id | None = None
    contact_id: Id | None = None
    pinned: Flag = False


class NoteChanges(Input):
    text: Text = ""
    pinned: Flag = False
    version: Count | None = None
