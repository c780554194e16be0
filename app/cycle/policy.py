"""The numbers an office may set."""

from dataclasses import asdict, dataclass

MOST_DAYS = 3650
MOST_MONTHS = 120
MOST_PEOPLE = 100
MOST_KM = 20_000  # half-way round the Earth

# The least and the most each number may be. The upper bounds keep every date that can follow
# from a day between 1900 and 2999 within the calendar.
LIMITS = {
    "decline_days": (0, MOST_DAYS),
    "connect_days": (0, MOST_DAYS),
    "thank_days": (0, MOST_DAYS),
    "rest_months": (0, MOST_MONTHS),
    "update_months": (0, MOST_MONTHS),
    "key_people": (1, MOST_PEOPLE),
    "catch_up_months": (0, MOST_MONTHS),
    "catch_up_pace": (1, MOST_PEOPLE),
    "reply_days": (0, MOST_DAYS),
    "keep_in_touch_months": (1, MOST_MONTHS),
    "grace_days": (1, MOST_DAYS),
    "same_area_km": (0, MOST_KM),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    decline_days: int = 7  # to turn an offer down, where it names no day itself
    connect_days: int = 7  # after the decline
    thank_days: int = 7  # after connecting
    rest_months: int = 5  # let things lie this long
    update_months: int = 6  # the update is due by then
    key_people: int = 2  # for each offer; a suggestion, not a limit
    catch_up_months: int = 12  # after the start of the new job
    catch_up_pace: int = 2  # invitations a month, over all of a client's offers
    reply_days: int = 30  # how long an invitation may wait for the meeting
    keep_in_touch_months: int = 6  # once in the network
    grace_days: int = 14  # past due and not yet stalled
    same_area_km: int = 80  # what counts as the same area

    def problems(self) -> dict[str, str]:
        """Field by field, what is impossible about these numbers; empty where all is well."""
        found = {
            name: f"must be between {least} and {most}"
            for name, value in asdict(self).items()
            for least, most in [LIMITS[name]]
            if not least <= value <= most
        }
        if self.rest_months > self.update_months:
            found.setdefault("rest_months", "must not be longer than the update may take")
        return found
