"""Pausing many clients until a day."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.bulk.changes import Cannot, Weighed
from app.bulk.deed import Deed
from app.bulk.forms import Pausing
from app.bulk.queries import Selected
from app.bulk.setting import Setting, set_to
from app.casefile.items import PAUSE
from app.casefile.sheets import Moment
from app.clients.models import Client
from app.faults import BadInput
from app.web.words import long_day


def weigh_pausing(
    session: Session, access: Access, clients: Sequence[Selected], form: Pausing, moment: Moment
) -> Iterator[Weighed]:
    if form.paused_until <= moment.today:
        raise BadInput("paused_until", "must lie in the future")
    values = {"paused_until": form.paused_until, "pause_reason": form.pause_reason}
    becomes = f"Paused until {long_day(form.paused_until)}"
    for client in clients:
        if (client.paused_until, client.pause_reason) == tuple(values.values()):
            yield Cannot(client.id, client.name, "Paused until that day already")
            continue
        was = client.paused_until
        is_paused = was is not None and was > moment.today
        before = f"Paused until {long_day(was)}" if was and is_paused else "Not paused"
        yield set_to(client, before, becomes, **values)


PAUSING = Deed(
    name="pause",
    label="Pause",
    title="Pause",
    submit="Pause {clients}",
    done="Paused {clients}",
    model=Pausing,
    items=PAUSE,
    weigh=weigh_pausing,
    writing=Setting(Client, ("paused_until", "pause_reason")),
    moves_dates=True,
)
