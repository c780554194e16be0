"""What may be sent of an office's own messages."""

from app.web.strict import Count, Id, Input, Line, Note


class OwnWords(Input):
    subject: Line = ""
    text: Note
    version: Count | None = None


class TriedWords(Input):
    """To be read with a real contact, and not saved."""

    subject: Line = ""
    text: Note
    contact_id: Id
