"""What the worker does, each kind by the room that knows how; and what it does unasked."""

from collections.abc import Mapping

from app.errands.tidying import tidy
from app.errands.worker import Handler
from app.plans.applying import APPLY, apply_piece

HANDLERS: Mapping[str, Handler] = {"tidy": tidy, APPLY: apply_piece}
DAILY = ("tidy",)
STARTING = (APPLY,)  # goes on at once with what a worker that was killed had in hand
