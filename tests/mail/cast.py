"""A service that sends its letters to the tests' mail server."""

from app import clock
from app.accounts.access import Access
from app.db.engine import Database
from app.settings import Settings
from app.work import postman
from tests.conftest import Store
from tests.errands.cast import keep_to
from tests.mail.conftest import MailBox
from tests.pages.conftest import SITE

MAIL = {
    "secret_key": "the service's own key",
    "mail_url": "smtp://127.0.0.1:9",
    "mail_from": "plans@regards.example.edu",
}


def settings_for(store: Store, **more: str) -> Settings:
    return Settings(database_url=store.service_url, base_url=SITE, _env_file=None, **MAIL | more)


def deliver(store: Store, database: Database, office: Access, box: MailBox) -> None:
    """What lies in this office's outbox now."""
    carrier = postman(database, settings_for(store, mail_url=box.url), "postman")
    keep_to(carrier, office)
    carrier.run_due(clock.now())
