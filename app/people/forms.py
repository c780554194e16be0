"""What may be sent about where people went, and who is who."""

from app.web.strict import Count, Day, Id, Input, Line, Name


class NewMove(Input):
    """Without a day they began there today, as far as anybody knows."""

    employer: Name
    title: Line = ""
    area: Line = ""
    started_on: Day | None = None


class MoveChanges(Input):
    employer: Name = ""
    title: Line = ""
    area: Line = ""
    started_on: Day = None  # type: ignore[assignment]  # may be left out, not emptied
    version: Count | None = None


class OtherContact(Input):
    other_id: Id
