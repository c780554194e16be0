"""What the page's form sends."""

from typing import Annotated

from pydantic import Field

from app.bulk.actions import MOST_CLIENTS
from app.exports.actions import Format
from app.exports.columns import What
from app.web.strict import Day, Id, Input, Line


class SelectedExport(Input):
    """Of exactly these clients."""

    client_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_CLIENTS)]
    format: Format = Format.CSV
    as_of: Day | None = None
    recipient: Line = ""
    purpose: Line = ""


class NewExport(Input):
    what: What
    format: Format
    advisor: Line = ""
    cohort: Line = ""
    program: Line = ""
    state: Line = ""
    q: Line = ""
    recipient: Line = ""
    purpose: Line = ""
