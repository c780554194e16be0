"""What can be wrong with a request, said by actions and turned into answers by the web."""


class BadInput(Exception):
    """A field that can be read and cannot be taken; nothing was written."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


class Stale(Exception):
    """Somebody else changed the thing since it was read."""


class NotSignedIn(Exception):
    """No credentials, or none that open this office."""


class NotAllowed(Exception):
    """The role may not do this."""


class NotFound(Exception):
    """There is no such thing in this office; whether another office has it stays unsaid."""


class Busy(Exception):
    """As much of this goes on as can at once; a little later there is room."""
