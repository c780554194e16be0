"""What the worker does, each kind by the room that knows how; and what it does unasked."""

from collections.abc import Mapping

from app.db.engine import Database
from app.errands.tidying import tidy
from app.errands.worker import Handler, Loop, this_process
from app.imports.stages import LOOK, TAKE, look_through, take_rows_in, tidy_imports
from app.imports.undoing import UNDO, undo_import
from app.plans.applying import APPLY, apply_piece
from app.settings import Settings
from app.webhooks.courier import Courier
from app.webhooks.delivering import forget_old_deliveries

HANDLERS: Mapping[str, Handler] = {
    "tidy": tidy,
    "tidy webhooks": forget_old_deliveries,
    "tidy imports": tidy_imports,
    APPLY: apply_piece,
    LOOK: look_through,
    TAKE: take_rows_in,
    UNDO: undo_import,
}
DAILY = ("tidy", "tidy webhooks", "tidy imports")
STARTING = (APPLY,)  # goes on at once with what a worker that was killed had in hand


def alongside(database: Database, settings: Settings) -> list[Loop]:
    """What waits for machines of others, and so is no errand."""
    return [Courier(database, settings.secret_key.get_secret_value(), this_process()).run_forever]
