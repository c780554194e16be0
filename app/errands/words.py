"""What is said of an errand that is not done yet."""

from datetime import datetime

from app.errands.actions import MOST_ATTEMPTS
from app.errands.models import Errand


def standing(errand: Errand, at: datetime) -> str:
    if errand.failed_at:
        return f"set aside after {errand.attempts} attempts: {errand.last_error}"
    if errand.claimed_until and errand.claimed_until > at:
        return f"at work, attempt {errand.attempts} of {MOST_ATTEMPTS}"
    waits = f"waits until {errand.run_at:%Y-%m-%d %H:%M} UTC" if errand.run_at > at else "is due"
    if errand.attempts and errand.last_error:
        return f"{waits}; attempt {errand.attempts} of {MOST_ATTEMPTS} failed: {errand.last_error}"
    return waits
