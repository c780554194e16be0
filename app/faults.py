"""What can be wrong with a request, said by actions and turned into answers by the web."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID


class BadInput(Exception):
    """A field that can be read and cannot be taken; nothing was written."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


class BadInputs(Exception):
    """Several of them at once; nothing was written."""

    def __init__(self, faults: Sequence[BadInput]):
        super().__init__()
        self.faults = faults


class Stale(Exception):
    """Somebody else changed the thing since it was read; raised to those alone who may read it."""

    def __init__(self, version: int | str | None = None):
        super().__init__()
        self.version = version  # that it has by now, where one can be said


class ChangedMeanwhile(Stale):
    """Some of many things are not any more what they were; nothing was written."""

    def __init__(self, who: Mapping[UUID, str], *, says_what: bool = False):
        super().__init__()
        self.who = who  # their names, by id; each with what came since where it `says_what`
        self.says_what = says_what


class StillApplying(Exception):
    """The policy that was set last has not reached every client yet; nothing was written."""

    def __init__(self, done: int, clients: int):
        super().__init__()
        self.done, self.clients = done, clients


class NotNow(Exception):
    """As the thing stands this cannot be done; nothing was written."""

    def __init__(self, words: str):
        super().__init__(words)
        self.words = words


class NotSignedIn(Exception):
    """No credentials, or none that open this office."""


class NotAllowed(Exception):
    """The role may not do this."""


class Theirs(NotAllowed):
    """It is a colleague's own, whatever the role; the words say who can do that to it."""

    def __init__(self, words: str):
        super().__init__()
        self.words = words


class OutOfScope(NotAllowed):
    """The token was made for less than this."""

    def __init__(self, scope: str):
        super().__init__()
        self.scope = scope


class NoLink(Exception):
    """No shared link that opens anything: unknown, revoked, or none at all."""


class LinkRanOut(Exception):
    """The holder of a shared link comes too late."""

    def __init__(self, ended_on: date, office: str, advisor: str, email: str):
        super().__init__()
        self.ended_on, self.office, self.advisor, self.email = ended_on, office, advisor, email


class NotConfirmed(Exception):
    """The holder of a shared link has yet to show that they read the client's mail."""

    def __init__(self, link_id: UUID, office: str, advisor_email: str, sent_to: str, asked: bool):
        super().__init__()
        self.link_id, self.office, self.advisor_email = link_id, office, advisor_email
        self.sent_to, self.asked = sent_to, asked  # '' where no address is on file


class TooManyCodes(Exception):
    """As many codes as may be asked for in an hour were."""

    def __init__(self, until: datetime):
        super().__init__()
        self.until = until


class NotFound(Exception):
    """There is no such thing in this office; whether another office has it stays unsaid."""


class Busy(Exception):
    """As much of this goes on as can at once; a little later there is room."""
