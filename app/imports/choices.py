"""What a column of a sheet may be, in the words in which it is offered to whoever maps it."""

from app.imports.models import Import

CHOICES: dict[str, dict[str, str]] = {
    "The client": {
        "client_email": "E-mail",
        "client_name": "Name",
        "client_first_name": "First name",
        "client_last_name": "Last name",
        "client_preferred_name": "Preferred name",
        "client_external_id": "Your office’s own number",
        "program": "Program",
        "cohort": "Cohort",
        "client_area": "Where they live",
        "advisor_email": "Advisor’s e-mail",
    },
    "Their new job": {
        "job_employer": "Employer",
        "job_title": "Title",
        "job_area": "Where it is",
        "job_started_on": "First day",
    },
    "The declined offer": {
        "offer_employer": "Employer who made it",
        "offer_title": "Title of the job offered",
        "offer_area": "Where it was",
        "offered_on": "Day of the offer",
        "respond_by": "To be answered by",
        "declined_on": "Day of the decline",
        "declined_well": "Declined professionally (yes or no)",
        "decline_reason": "Why it was declined",
    },
    "The person met there": {
        "contact_name": "Name of the person met",
        "contact_first_name": "First name of the person met",
        "contact_last_name": "Last name of the person met",
        "contact_title": "Their title",
        "contact_email": "Their e-mail",
        "contact_linkedin": "Their LinkedIn address",
        "contact_area": "Where they are",
        "contact_key": "A key person (yes or no)",
    },
    "What was done": {
        "connected_on": "Connected on",
        "thanked_on": "Thanked on",
        "updated_on": "Sent an update on",
        "invited_on": "Invited to catch up on",
        "caught_up_on": "Caught up on",
        "caught_up_how": "Caught up how (met, called, wrote)",
        "closed_on": "Closed on",
        "closed_reason": "Why it was closed",
    },
    # Of outcomes alone, which say by the status whether the employer was declined.
    "The outcome": {
        "outcome_status": "Status of the offer",
        "outcome_reported_on": "Day of the report",
        "outcome_employer": "Employer",
        "outcome_started_on": "First day",
    },
}


def choices_for(held: Import) -> list[tuple[str, list[tuple[str, str]]]]:
    """In groups; what only its format has, where it has it."""
    own = set(held.mapping.values())
    return [
        (group, list(words.items()))
        for group, words in CHOICES.items()
        if group != "The outcome" or not own.isdisjoint(words)
    ]
