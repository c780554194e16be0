"""The mail server to which letters are handed: one address tells where it is, and how to speak.

`smtps://name:password@host` speaks TLS from the first byte; `smtp://…` insists on STARTTLS, but for
a server on this very machine.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import cache
from ipaddress import ip_address
from urllib.parse import unquote

from app.mail.actions import Outcome
from app.settings import MAIL_PORTS, mail_server_at

# Seconds, for each thing said to the server. It says yes only after it has looked a letter through:
# whoever does not wait for that sends it twice. Of a letter five are said, all within one claim.
LONGEST = 50.0
NO_SUCH_ADDRESS = "the address cannot be written to"

SIGN_IN_FIRST = 530
# Out of turn, not signed in, or, by RFC 3463, a matter of policy.
OF_SENDER = re.compile(rf"503|{SIGN_IN_FIRST}|5\d\d[ -]5\.7\.")

# The server is away, or says no to everybody: no letter is to blame.
AWAY = (OSError, smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected, smtplib.SMTPHeloError)


class MailAway(Exception):
    """No server that takes letters was reached."""


class NotFromUs(MailAway):
    """It was, and takes none that is ours, whatever it says."""


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    port: int
    tls: bool  # from the first byte
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str) -> "MailServer":
        """Raises `ValueError`, in words that follow the setting's name."""
        parts = mail_server_at(url)
        return cls(
            parts.hostname or "",
            parts.port or MAIL_PORTS[parts.scheme],
            parts.scheme == "smtps",
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    @property
    def is_here(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """Raises `MailAway`."""
        try:
            server = self.greeted()
        except (*AWAY, smtplib.SMTPException) as error:
            raise MailAway(words_of(error)) from error
        try:
            yield server
            with suppress(*AWAY):
                server.quit()
        finally:
            server.close()

    def greeted(self) -> smtplib.SMTP:
        server: smtplib.SMTP
        if self.tls:
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=LONGEST, context=trusted())
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=LONGEST)
        try:
            if not self.tls and not self.is_here:
                server.starttls(context=trusted())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


@cache
def trusted() -> ssl.SSLContext:
    """Whom this machine trusts; to read it takes longer than to hand over a letter."""
    return ssl.create_default_context()


def hand_over(server: smtplib.SMTP, message: EmailMessage) -> Outcome:
    """Raises `MailAway` where the connection broke: whether the letter left is not known then; and
    where the server takes nothing from our address, which all letters come from."""
    try:
        server.send_message(message)
    except smtplib.SMTPSenderRefused as error:
        raise NotFromUs(words_of(error)) from error
    except smtplib.SMTPRecipientsRefused as refused:
        ((code, words),) = list(refused.recipients.values())[:1]
        answer = said(code, words)
        if code == SIGN_IN_FIRST:
            raise NotFromUs(answer) from refused
        return Outcome(answer, for_good=code >= 500, bounced=is_of_address(answer))
    except smtplib.SMTPNotSupportedError:
        return Outcome(NO_SUCH_ADDRESS, for_good=True)
    except smtplib.SMTPResponseException as error:
        return Outcome(said(error.smtp_code, error.smtp_error), for_good=error.smtp_code >= 500)
    except AWAY as error:
        raise MailAway(words_of(error)) from error
    return Outcome()


def is_of_address(answer: str) -> bool:
    """Refused for good, and not for what we are or did: `550 5.7.1` is no fault of the address."""
    return answer.startswith("5") and not OF_SENDER.match(answer)


def said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:300]


def words_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    words = (isinstance(error, OSError) and error.strerror) or str(error)
    return words[:300] or type(error).__name__
