"""What the page's form sends."""

from app.exports.actions import Format
from app.exports.columns import What
from app.web.strict import Input, Line


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
