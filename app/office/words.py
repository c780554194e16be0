"""What the settings say: of roles, of the policy's numbers, of what was just done."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.accounts.models import Role, Scope
from app.cycle.policy import LIMITS, Policy
from app.web.words import how_many, near_day, short_day

ROLES = {
    Role.ADVISOR: "Looks after clients, and sees and changes those of the whole office.",
    Role.ADMIN: "All that an advisor may; also these settings, the policy and erasing a client.",
    Role.ANALYST: "Sees figures only, and no client’s name.",
}

MEANS = {
    Scope.READ: "Looks clients up, with their offers, people and plans; takes exports.",
    Scope.WRITE: "Records and changes them: a touch, a new offer, a shared link.",
    Scope.REPORTS: "Reads the reports, which name nobody.",
    Scope.ADMIN: "Changes settings and tokens, and erases clients, as far as your role lets you.",
}

SAID = {
    "role": "The role is changed.",
    "handed": "The clients are handed over.",
    "shut-out": "They are deactivated: their sessions and API tokens ended at once.",
    "let-in": "They are let back in, and can sign in as before.",
    "revoked": "The invitation is taken back; its link opens nothing any more.",
    "office": "The office is saved.",
    "letter": "It is sent again in a moment.",
    "digest": "It is saved. The next letter comes on that day, if there is something to say.",
    "digest-ended": "You get no more of these letters.",
    "lifted": "The address takes letters again. What waited for it leaves in a moment.",
    "errand": "A worker takes it up in a moment.",
    "token": "The token is revoked; whatever used it is refused from now on.",
    "message": "The message is saved. Drafts are written with it from now on.",
    "restored": "Our words hold again.",
    "group": "It is saved: its clients and the saved views follow.",
    "group-added": "It is added, and the forms offer it.",
    "group-retired": "It is retired: the forms offer it no more.",
    "group-offered": "The forms offer it again.",
    "webhook": "The webhook is saved.",
    "webhook-stopped": "Stopped: nothing is sent there until you start it again.",
    "webhook-started": "Started: it is told of what happens from now on.",
    "webhook-tried": "The trial is on its way. Load this page again in a moment to see the answer.",
    "webhook-again": "It is sent again in a moment.",
    "webhook-removed": "The webhook is removed.",
    "policy": "The new policy holds. Every client’s dates are computed anew.",
}

SUBJECTS = {
    "subject": "The subject",
    "text": "The message",
    "email": "E-mail",
    "role": "The role",
    "active": "This member",
    "hand_clients_to": "A colleague",
    "name": "Name",
    "scopes": "What it may do",
    "expires_on": "The last day",
    "timezone": "Time zone",
    "smallest_group": "The smallest group",
    "asks_for_code": "The code by e-mail",
    "reply_to": "The address for answers",
    "weekday": "The day",
    "hour": "The hour",
    "reminds_clients": "Reminders for clients",
}


class OfficeKind(StrEnum):
    """What the office's history can be narrowed to."""

    MEMBERS = "members"
    SIGN_INS = "sign_ins"
    SETTINGS = "settings"
    GROUPS = "groups"
    PROGRAMS = "programs"
    MANY = "many"
    ERASED = "erased"
    SHEETS = "sheets"
    EXPORTS = "exports"
    VIEWS = "views"
    WORK = "work"


ONE = {"days": "day", "months": "month", "people": "person"}


@dataclass(frozen=True, slots=True)
class Number:
    """One of the policy's numbers, as the form asks for it."""

    name: str
    label: str
    unit: str
    hint: str

    @property
    def least(self) -> int:
        return LIMITS[self.name][0]

    @property
    def most(self) -> int:
        return LIMITS[self.name][1]

    def unit_of(self, value: int) -> str:
        return ONE.get(self.unit, self.unit) if value == 1 else self.unit

    def allows(self, value: int | None) -> bool:
        return value is not None and self.least <= value <= self.most

    @property
    def usual(self) -> int:
        usual: int = getattr(Policy(), self.name)
        return usual


NUMBERS = (
    (
        "To begin with",
        (
            Number("decline_days", "Turn the offer down within", "days",
                   "From the day it was made, where the employer names no day for the answer."),
            Number("connect_days", "Connect with everybody within", "days",
                   "On LinkedIn, with each person met; from the day of the decline."),
            Number("thank_days", "Thank each of them within", "days",
                   "A brief note of gratitude and good wishes; from the day of connecting."),
        ),
    ),
    (
        "The quiet time",
        (
            Number("rest_months", "Let things lie for", "months",
                   "From the thanks on. Silence is right until then."),
            Number("update_months", "Send the update within", "months",
                   "Counted from the thanks as well, so not shorter than the rest."),
            Number("key_people", "Key people of each offer", "people",
                   "The few to go on with. A suggestion, not a limit."),
        ),
    ),
    (
        "The catch-ups",
        (
            Number("catch_up_months", "Invite to a catch-up after", "months",
                   "From the start of the new job; from the decline where that is not known."),
            Number("catch_up_pace", "Catch-ups in one month, at most", "people",
                   "One by one, over all of a client’s offers, until everybody was met."),
            Number("reply_days", "Let an invitation wait for", "days",
                   "So long it may stay open before the catch-up counts as late."),
            Number("same_area_km", "In person where no further than", "km",
                   "From where the client lives or works; else by phone or e-mail."),
        ),
    ),
    (
        "From then on",
        (
            Number("keep_in_touch_months", "Write again after", "months",
                   "To everybody in the network, from the last word on."),
            Number("grace_days", "Late becomes stalled after", "days",
                   "Past the due day of any step, before it shows in red."),
        ),
    ),
)  # fmt: skip


def day_of(moment: datetime, timezone: str, today: date) -> str:
    """In the office's own calendar: today, yesterday, `6 Nov`."""
    return near_day(moment.astimezone(ZoneInfo(timezone)).date(), today)


def since(moment: datetime, timezone: str, today: date) -> str:
    return short_day(moment.astimezone(ZoneInfo(timezone)).date(), today)


def clients_words(count: int) -> str:
    return how_many(count, "client") if count else "no clients"
