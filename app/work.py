"""What the worker does, each kind by the room that knows how; and what it does unasked."""

from collections.abc import Mapping

from app.db.engine import Database
from app.errands.tidying import tidy
from app.errands.worker import Handler, Loop, this_process
from app.plans.applying import APPLY, apply_piece
from app.settings import Settings
from app.webhooks.courier import Courier
from app.webhooks.delivering import forget_old_deliveries

HANDLERS: Mapping[str, Handler] = {
    "tidy": tidy,
    "tidy webhooks": forget_old_deliveries,
    APPLY: apply_piece,
}
DAILY = ("tidy", "tidy webhooks")
STARTING = (APPLY,)  # goes on at once with what a worker that was killed had in hand


def alongside(database: Database, settings: Settings) -> list[Loop]:
    """What waits for machines of others, and so is no errand."""
    return [Courier(database, settings.secret_key.get_secret_value(), this_process()).run_forever]
