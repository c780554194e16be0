"""To a mail server by TLS: only to one that this machine trusts, and under its own name."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from app.accounts.access import Access
from app.db.engine import Database
from app.mail.queries import AWAY
from app.mail.server import MailServer, trusted
from tests.cast import AT
from tests.mail.conftest import MailBox
from tests.mail.test_postman import a_letter, a_postman, rounds, the_letter

NAME, OTHER_NAME = "localhost", "mail.example.edu"
LOGIN = LoginPassword(b"plans", b"p@ss:word/%")
AS_WRITTEN = "plans:p%40ss%3Aword%2F%25"

Serve = Callable[..., str]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def trusting(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """This machine trusts whom the authority vouches for; and no server is on it."""
    known = tmp_path / "authorities.pem"
    authority.cert_pem.write_to_path(known)
    monkeypatch.setenv("SSL_CERT_FILE", str(known))
    monkeypatch.setattr(MailServer, "is_here", property(lambda self: False))
    trusted.cache_clear()
    yield
    trusted.cache_clear()


def signed_in(server: Any, session: Any, envelope: Any, mechanism: str, said: Any) -> AuthResult:
    return AuthResult(success=said == LOGIN, handled=False)


@contextmanager
def a_server(box: MailBox, scheme: str, vouched: trustme.LeafCert) -> Iterator[str]:
    """Takes letters only by TLS, and only from whoever has signed in."""
    box.wants_login = True
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    vouched.configure_cert(context)
    how = {"ssl_context": context} if scheme == "smtps" else {"tls_context": context}
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=signed_in,
        auth_require_tls=scheme == "smtp", require_starttls=scheme == "smtp", **how,
    )  # fmt: skip
    controller.start()
    try:
        yield f"{NAME}:{port}"
    finally:
        controller.stop()


@pytest.fixture
def served(mailbox: MailBox) -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda scheme, vouched: stack.enter_context(a_server(mailbox, scheme, vouched))


def tried(database: Database, office: Access, box: MailBox, url: str) -> tuple[int, int, str]:
    """How many letters came, how many attempts that cost, and what went wrong with it."""
    letter_id = a_letter(database, office)
    postman = a_postman(database, office, box)
    postman.server = MailServer.at(url)
    rounds(postman, AT)
    letter = the_letter(database, office, letter_id)
    assert letter.given_up_at is None
    return len(box.got), letter.attempts, letter.trouble


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_letter_goes_by_tls_to_a_server_that_is_trusted_after_signing_in(
    database: Database,
    office: Access,
    mailbox: MailBox,
    served: Serve,
    authority: trustme.CA,
    scheme: str,
) -> None:
    where = served(scheme, authority.issue_cert(NAME))
    assert tried(database, office, mailbox, f"{scheme}://{AS_WRITTEN}@{where}") == (1, 1, "")


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
@pytest.mark.parametrize("whose", ["another name's", "a stranger's"])
def test_none_goes_to_a_server_with_another_certificate(
    database: Database,
    office: Access,
    mailbox: MailBox,
    served: Serve,
    authority: trustme.CA,
    scheme: str,
    whose: str,
) -> None:
    others = authority.issue_cert(OTHER_NAME)
    vouched = others if whose == "another name's" else trustme.CA().issue_cert(NAME)
    where = served(scheme, vouched)
    came, cost, trouble = tried(database, office, mailbox, f"{scheme}://{AS_WRITTEN}@{where}")
    assert (came, cost) == (0, 0)
    assert "certificate verify failed" in trouble


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
@pytest.mark.parametrize(("login", "said"), [("", "530 Auth"), ("plans:wrong@", f"{AWAY}: 535 ")])
def test_a_server_that_does_not_let_us_in_costs_no_letter(
    database: Database,
    office: Access,
    mailbox: MailBox,
    served: Serve,
    authority: trustme.CA,
    scheme: str,
    login: str,
    said: str,
) -> None:
    where = served(scheme, authority.issue_cert(NAME))
    came, attempts, trouble = tried(database, office, mailbox, f"{scheme}://{login}{where}")
    assert (came, attempts) == (0, 0)
    assert trouble.startswith(said)
