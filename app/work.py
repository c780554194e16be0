"""What the worker does, each kind by the room that knows how; and what it does unasked."""

from collections.abc import Mapping

from app.bulk.actions import forget_old_deeds
from app.db.engine import Database
from app.errands.tidying import tidy
from app.errands.worker import Handlers, Loop, Prepared, this_process
from app.imports.stages import LOOK, TAKE, look_through, take_rows_in
from app.imports.standing import tidy_imports
from app.imports.undoing import UNDO, undo_import
from app.imports.unread import READ, read_beside
from app.links import letters as link_letters
from app.links.tidying import forget_old_confirmations
from app.mail.actions import forget_old_letters
from app.mail.postman import Postman
from app.mail.server import MailServer
from app.mail.writing import Desk, Sample, Writer
from app.office import letters as office_letters
from app.ownplan import letters as own_letters
from app.ownplan.reminders import REMIND, remind_clients, schedule_reminders
from app.plans.applying import APPLY, apply_piece
from app.settings import Settings
from app.sign_in import letters as sign_in_letters
from app.today import digest_letters
from app.today.digest import SEND, schedule_digests, send_digest
from app.webhooks import letters as webhook_letters
from app.webhooks.courier import Courier
from app.webhooks.delivering import forget_old_deliveries

HANDLERS: Handlers = {
    "tidy": tidy,
    "tidy webhooks": forget_old_deliveries,
    "tidy letters": forget_old_letters,
    "tidy imports": tidy_imports,
    "tidy links": forget_old_confirmations,
    "tidy bulk": forget_old_deeds,
    APPLY: apply_piece,
    READ: Prepared(read_beside),
    LOOK: look_through,
    TAKE: take_rows_in,
    UNDO: undo_import,
    "schedule reminders": schedule_reminders,
    REMIND: remind_clients,
    "schedule digests": schedule_digests,
    SEND: send_digest,
}
DAILY = (
    "tidy",
    "tidy webhooks",
    "tidy letters",
    "tidy imports",
    "tidy links",
    "tidy bulk",
    "schedule digests",
    "schedule reminders",
)
STARTING = (APPLY,)  # goes on at once with what a worker that was killed had in hand

LETTERS = (
    office_letters, link_letters, sign_in_letters, digest_letters, own_letters, webhook_letters,
)  # fmt: skip
WRITERS: Mapping[str, Writer] = {k: v for room in LETTERS for k, v in room.WRITERS.items()}
SAMPLES: Mapping[str, Sample] = {k: v for room in LETTERS for k, v in room.SAMPLES.items()}


def alongside(database: Database, settings: Settings) -> list[Loop]:
    """What waits for machines of others, and so is no errand."""
    key, name = settings.secret_key.get_secret_value(), this_process()
    loops: list[Loop] = [Courier(database, key, name).run_forever]
    if not settings.mail_lacks:  # else letters are kept, and shown in the settings
        loops.append(postman(database, settings, name).run_forever)
    return loops


def desk_of(settings: Settings, *, masked: bool = False) -> Desk:
    return Desk(settings.base_url, settings.key, masked=masked)


def postman(database: Database, settings: Settings, name: str) -> Postman:
    server = MailServer.at(settings.mail_url.get_secret_value())
    return Postman(database, server, settings.mail_from, desk_of(settings), WRITERS, name)
