"""What is said of an outcome, as an advisor would say it."""

from app.outcomes.forms import OutcomeKind

KINDS = {
    OutcomeKind.REFERRAL: "Referral",
    OutcomeKind.INTERVIEW: "Interview",
    OutcomeKind.OFFER: "Job offer",
    OutcomeKind.HIRE: "Hire",
    OutcomeKind.ADVICE: "Advice",
    OutcomeKind.INTRODUCTION: "Introduction",
}
CAME = {
    OutcomeKind.REFERRAL: "a referral by {}",
    OutcomeKind.INTERVIEW: "an interview through {}",
    OutcomeKind.OFFER: "a job offer through {}",
    OutcomeKind.HIRE: "a new job through {}",
    OutcomeKind.ADVICE: "advice from {}",
    OutcomeKind.INTRODUCTION: "an introduction by {}",
}
NOT_YET = "is for people in the network, and {} is not there yet"


def what_came(kind: str, name: str) -> str:
    """`a referral by Hiroshi Silva`."""
    return CAME[OutcomeKind(kind)].format(name)
