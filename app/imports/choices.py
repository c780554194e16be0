"""What a column of a sheet may be, in the words in which it is offered to whoever maps it."""

from app.imports.formats import MAPPABLE
from app.imports.models import Import

CHOICES: dict[str, dict[str, str]] = {
    "The client": {
        "client_email": "Client’s e-mail",
        "client_name": "Client’s name",
        "client_first_name": "Client’s first name",
        "client_last_name": "Client’s last name",
        "client_preferred_name": "Client’s preferred name",
        "client_external_id": "Your office’s number for them",
        "program": "Program",
        "cohort": "Cohort",
        "client_area": "Where the client lives",
        "advisor_email": "Advisor’s e-mail",
        "paused_until": "Paused until",
        "pause_reason": "Why they are paused",
    },
    "Their new job": {
        "job_employer": "New employer",
        "job_title": "New title",
        "job_area": "Where the new job is",
        "job_started_on": "First day there",
    },
    "The declined offer": {
        "offer_employer": "Employer who made the offer",
        "offer_title": "Title of the job offered",
        "offer_area": "Where the job offered is",
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
        "contact_title": "Title of the person met",
        "contact_email": "E-mail of the person met",
        "contact_linkedin": "LinkedIn address of the person met",
        "contact_area": "Where the person met is",
        "contact_key": "A key person (yes or no)",
        "contact_phone": "Phone of the person met",
    },
    "What was done": {
        "connected_on": "Connected on",
        "thanked_on": "Thanked on",
        "updated_on": "Sent an update on",
        "invited_on": "Invited to catch up on",
        "caught_up_on": "Caught up on",
        "caught_up_how": "Caught up how (met, called, wrote)",
        "closed_on": "Contact closed on",
        "closed_reason": "Why the contact was closed",
        "touches": "Everything done with them, as an export tells it",
        "snoozed_until": "Snoozed until",
        "snoozed_step": "Step that is snoozed",
        "snooze_reason": "Why it is snoozed",
        "moved_to": "Employer they moved on to",
        "moved_title": "Title there",
        "moved_area": "Where they moved on to",
        "moved_on": "Moved on on",
    },
    # Of outcomes alone, which say by the status whether the employer was declined.
    "The outcome": {
        "outcome_status": "Status of the offer",
        "outcome_reported_on": "Day of the report",
        "outcome_employer": "Employer of the outcome",
        "outcome_started_on": "First day of the outcome",
    },
}


def choices_for(held: Import) -> list[tuple[str, list[tuple[str, str]]]]:
    """In groups; of what only its format has, what this sheet has."""
    offered = {*MAPPABLE, *held.mapping.values()}
    groups = (
        (group, [(ours, called) for ours, called in words.items() if ours in offered])
        for group, words in CHOICES.items()
    )
    return [(group, words) for group, words in groups if words]
