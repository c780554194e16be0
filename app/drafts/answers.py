"""What is told of messages: an office's own, and one that is ready for a person."""

from typing_extensions import TypedDict

from app.cycle.facts import TouchKind
from app.drafts.texts import Occasion
from app.web.answers import Id, Moment


class Draft(TypedDict):
    """`gaps` are what is still to be filled in, `logged_as` the touch that sending it is, `longest`
    how many characters fit."""

    contact_id: Id
    occasion: Occasion
    subject: str
    text: str
    gaps: list[str]
    mailto: str | None
    logged_as: TouchKind | None
    longest: int | None


class Template(TypedDict):
    """`own` ones were written by the office; all others come with Regards."""

    step: Occasion
    subject: str
    text: str
    own: bool
    version: int
    changed_at: Moment | None


class TemplateField(TypedDict):
    name: str
    meaning: str


class Templates(TypedDict):
    items: list[Template]
    fields: list[TemplateField]


class Preview(TypedDict):
    subject: str
    text: str
    gaps: list[str]
