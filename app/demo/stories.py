"""How clients' cycles go: each story puts a client where it says on the day of the demo.

Days are counted back from that day. Every range leaves room for months of different lengths and
for the days that connecting and thanking take, so that a story ends alike in any season.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.cycle.facts import Step
from app.cycle.states import State

Days = tuple[int, int]


class Twist(StrEnum):
    SNOOZED = "snoozed"  # what waits is snoozed
    PAUSED = "paused"  # the client is
    INVITED = "invited"  # the invitation waits for its answer
    KEY_CLOSED = "key_closed"  # the key people are gone
    ALL_CLOSED = "all_closed"
    BURNT = "burnt"  # declined unprofessionally
    NO_ADVISOR = "no_advisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A client who keeps up with the plan, but for the step that still waits.

    One of the three ranges says when: how long ago the first offer was declined, the new job
    began its second year, or the answer to the first offer was due (negative: is due in so long).
    """

    state: State
    waits: Step | None = None
    declined: Days | None = None
    anniversary: Days | None = None
    answer_due: Days | None = None
    fewest_key_people: int = 0
    twist: Twist | None = None


NEWCOMER = Story(state=State.NO_OFFERS)
NEWCOMER_WITHOUT_ADVISOR = Story(state=State.NO_OFFERS, twist=Twist.NO_ADVISOR)

ANSWER_SOON = Story(state=State.DUE, waits=Step.DECLINE, answer_due=(-6, -2))
ANSWER_LATE = Story(state=State.OVERDUE, waits=Step.DECLINE, answer_due=(2, 11))
ANSWER_FORGOTTEN = Story(state=State.STALLED, waits=Step.DECLINE, answer_due=(16, 34))

NOBODY_LISTED_YET = Story(state=State.DUE, waits=Step.LIST_PEOPLE, declined=(1, 6))
NOBODY_LISTED_IN_TIME = Story(state=State.OVERDUE, waits=Step.LIST_PEOPLE, declined=(9, 19))
NOBODY_EVER_LISTED = Story(state=State.STALLED, waits=Step.LIST_PEOPLE, declined=(26, 90))

CONNECTING = Story(state=State.DUE, waits=Step.CONNECT, declined=(1, 6))
SLOW_TO_CONNECT = Story(state=State.OVERDUE, waits=Step.CONNECT, declined=(9, 19))
NEVER_CONNECTED = Story(state=State.STALLED, waits=Step.CONNECT, declined=(24, 160))
LOST_SIGHT_OF = Story(state=State.STALLED, waits=Step.CONNECT, declined=(300, 640))

THANKING = Story(state=State.DUE, waits=Step.THANK, declined=(4, 7))
SLOW_TO_THANK = Story(state=State.OVERDUE, waits=Step.THANK, declined=(13, 20))
NEVER_THANKED = Story(state=State.STALLED, waits=Step.THANK, declined=(30, 200))

CHOOSING = Story(state=State.DUE, waits=Step.CHOOSE_KEY_PEOPLE, declined=(162, 172))
SLOW_TO_CHOOSE = Story(state=State.OVERDUE, waits=Step.CHOOSE_KEY_PEOPLE, declined=(192, 194))
NEVER_CHOSE = Story(state=State.STALLED, waits=Step.CHOOSE_KEY_PEOPLE, declined=(212, 340))

UPDATING = Story(state=State.DUE, waits=Step.UPDATE, declined=(162, 172))
SLOW_TO_UPDATE = Story(state=State.OVERDUE, waits=Step.UPDATE, declined=(192, 194))
NEVER_UPDATED = Story(state=State.STALLED, waits=Step.UPDATE, declined=(210, 390))
UPDATE_FORGOTTEN = Story(state=State.STALLED, waits=Step.UPDATE, declined=(420, 800))

CATCHING_UP = Story(state=State.DUE, waits=Step.CATCH_UP, anniversary=(3, 24))
AWAITING_REPLY = Story(
    state=State.DUE, waits=Step.CATCH_UP, anniversary=(8, 24), twist=Twist.INVITED
)
SLOW_TO_CATCH_UP = Story(state=State.OVERDUE, waits=Step.CATCH_UP, anniversary=(35, 40))
NEVER_CAUGHT_UP = Story(state=State.STALLED, waits=Step.CATCH_UP, anniversary=(50, 170))
CATCH_UP_FORGOTTEN = Story(state=State.STALLED, waits=Step.CATCH_UP, anniversary=(150, 640))
NO_REPLY = Story(
    state=State.STALLED, waits=Step.CATCH_UP, anniversary=(60, 130), twist=Twist.INVITED
)

LETTING_IT_LIE = Story(state=State.RESTING, declined=(14, 140))
UPDATED = Story(state=State.RESTING, declined=(215, 345))
BETWEEN_CATCH_UPS = Story(state=State.RESTING, anniversary=(4, 24), fewest_key_people=3)
SNOOZED = Story(state=State.RESTING, waits=Step.UPDATE, declined=(200, 300), twist=Twist.SNOOZED)
PAUSED = Story(state=State.RESTING, waits=Step.UPDATE, declined=(185, 280), twist=Twist.PAUSED)

SETTLED = Story(state=State.IN_NETWORK, declined=(680, 1100), fewest_key_people=1)

KEY_PEOPLE_GONE = Story(state=State.PARKED, declined=(200, 600), twist=Twist.KEY_CLOSED)
BURNT = Story(state=State.OFF, declined=(40, 700), twist=Twist.BURNT)
ALL_GONE = Story(state=State.CLOSED, declined=(200, 700), twist=Twist.ALL_CLOSED)

# How many of the office's clients live each story.
A_WORKING_OFFICE = {
    NEVER_UPDATED: 6,
    UPDATE_FORGOTTEN: 5,
    NEVER_CAUGHT_UP: 4,
    CATCH_UP_FORGOTTEN: 8,
    NO_REPLY: 2,
    NEVER_THANKED: 3,
    NEVER_CONNECTED: 2,
    LOST_SIGHT_OF: 4,
    NEVER_CHOSE: 3,
    NOBODY_EVER_LISTED: 2,
    ANSWER_FORGOTTEN: 1,
    SLOW_TO_UPDATE: 3,
    SLOW_TO_CATCH_UP: 2,
    SLOW_TO_THANK: 2,
    SLOW_TO_CONNECT: 2,
    SLOW_TO_CHOOSE: 1,
    NOBODY_LISTED_IN_TIME: 1,
    ANSWER_LATE: 1,
    UPDATING: 3,
    CATCHING_UP: 2,
    AWAITING_REPLY: 3,
    THANKING: 2,
    CONNECTING: 2,
    CHOOSING: 1,
    NOBODY_LISTED_YET: 1,
    ANSWER_SOON: 2,
    LETTING_IT_LIE: 13,
    UPDATED: 8,
    BETWEEN_CATCH_UPS: 4,
    SNOOZED: 3,
    PAUSED: 1,
    SETTLED: 41,
    KEY_PEOPLE_GONE: 4,
    BURNT: 6,
    ALL_GONE: 2,
    NEWCOMER: 8,
    NEWCOMER_WITHOUT_ADVISOR: 2,
}
A_SMALL_OFFICE = {
    NEVER_UPDATED: 1,
    SLOW_TO_THANK: 1,
    AWAITING_REPLY: 1,
    LETTING_IT_LIE: 1,
    UPDATED: 1,
    SETTLED: 2,
    NEWCOMER: 1,
}
