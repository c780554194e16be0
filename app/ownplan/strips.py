"""One person's cycle as the client sees it: the same strip, in words to themselves."""

from datetime import date

from app.casefile.strips import Drawn, status_of
from app.cycle.plan import ContactPlan
from app.cycle.strip import Part, Segment, strip_of
from app.web.language import gettext as _
from app.web.language import mark, month, short_day

NAMES = {
    Part.CONNECT: mark("connect"),
    Part.THANK: mark("thank"),
    Part.REST: mark("rest"),
    Part.UPDATE: mark("write"),
    Part.CATCH_UP: mark("meet"),
    Part.NETWORK: mark("in your network"),
}
DONE = {
    Part.CONNECT: mark("connected"),
    Part.THANK: mark("thanked"),
    Part.REST: mark("rested"),
    Part.UPDATE: mark("in touch"),
    Part.CATCH_UP: mark("caught up"),
    Part.NETWORK: mark("in your network"),
}
UNDATED = {Part.REST, Part.NETWORK}  # once done: the network's day is that of the next word


def own_strip(plan: ContactPlan, today: date) -> tuple[list[Drawn], str]:
    segments = [own_segment(segment, today) for segment in strip_of(plan, today)]
    told = [segment.title for segment in segments if segment.status != "none"]
    return segments, "; ".join(told) if told else _("nothing is planned")


def own_segment(segment: Segment, today: date) -> Drawn:
    status = own_status(segment)
    title = title_of(segment, status, today)
    return Drawn(segment.part.value, label_of(segment, status, today), status, title)


def own_status(segment: Segment) -> str:
    """What waits is no alarm to the client, and what was left out was not done."""
    if segment.skipped:
        return "none"
    status = status_of(segment)
    return "overdue" if status == "late" else status


def label_of(segment: Segment, status: str, today: date) -> str:
    part, on = segment.part, segment.on
    if part is Part.NETWORK or status == "none":
        return ""
    if part is Part.REST and status == "resting" and segment.until:
        return _("until %(day)s", day=short_day(segment.until, today))
    if status == "done":
        return short_day(on, today) if on and part is not Part.REST else _(DONE[part])
    if status == "future" and on:
        return month(on)
    return _(NAMES[part])


def title_of(segment: Segment, status: str, today: date) -> str:
    on = short_day(segment.on, today) if segment.on else ""
    if status == "done":
        done = _(DONE[segment.part])
        return f"{done} {on}" if on and segment.part not in UNDATED else done
    until = short_day(segment.until, today) if segment.until else ""
    if status == "resting":
        return _("resting until %(day)s", day=until)
    name = _(NAMES[segment.part])
    if status == "overdue":
        return _("%(step)s, waiting since %(day)s", step=name, day=until)
    if status == "due":
        return _("%(step)s by %(day)s", step=name, day=until)
    return _("%(step)s from %(day)s", step=name, day=on) if on else _("then %(step)s", step=name)
