"""What is said of many clients at once."""

from collections.abc import Sequence

from app.cycle.states import State

STANDS = {
    State.IN_NETWORK: "In the network: nothing is pending",
    State.PARKED: "Thanked, and nobody is key: nothing is pending",
    State.OFF: "All bets are off: nothing is pending",
    State.CLOSED: "Not pursued any more",
    State.NO_OFFERS: "No offer turned down yet",
}
NO_PERSON = "The next step is the offer’s, with nobody to write to"
MOST_NAMED = 3


def named(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """`Maya Okafor, Lee Chen and 4 more`."""
    shown, more = names[:most], len(names) - most
    if more > 0:
        return f"{', '.join(shown)} and {more:,} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if shown[1:] else shown)
