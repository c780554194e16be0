"""What is said of errands."""

from datetime import datetime

from app.errands.actions import LOST, MOST_ATTEMPTS
from app.errands.models import Errand

AWAY = "The database did not answer."
WHY = {
    LOST: "The worker ended in the middle of it each time, perhaps for want of memory.",
    "its worker was lost each time": "The worker ended in the middle of it each time.",
    "MemoryError": "There was not enough memory for it.",
    "NotFound": "What it was about is not there any more.",
    "KeyError": "It was asked for by another version of the service.",
    "OperationalError": AWAY,
    "InterfaceError": AWAY,
    "TimeoutError": AWAY,
}


def why(error: str | None) -> str:
    """In words for somebody who cannot read code."""
    if not error:
        return ""
    inside = f"Something went wrong inside the service ({error}); its log says where."
    return WHY.get(error, inside)


def standing(errand: Errand, at: datetime) -> str:
    """For whoever runs the service."""
    if errand.failed_at:
        return f"set aside after {errand.attempts} attempts: {errand.last_error}"
    if errand.claimed_until and errand.claimed_until > at:
        return f"at work, attempt {errand.attempts} of {MOST_ATTEMPTS}"
    waits = f"waits until {errand.run_at:%Y-%m-%d %H:%M} UTC" if errand.run_at > at else "is due"
    if errand.attempts and errand.last_error:
        return f"{waits}; attempt {errand.attempts} of {MOST_ATTEMPTS} failed: {errand.last_error}"
    return waits
