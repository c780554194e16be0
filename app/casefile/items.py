"""The fields of the small forms, as they are shown."""

from app.casefile.sheets import Item, Options
from app.cycle.facts import SKIPPABLE, TouchKind
from app.outcomes.words import KINDS
from app.plans.words import LOGS, STEP_NAMES
from app.web.strict import LONGEST_REASON

DECLINED_WELL: Options = (
    ("", "Not known: counts as yes"),
    ("yes", "Yes, professionally"),
    ("no", "No: all bets are off, and no step follows"),
)

CLIENT = (
    Item("name", "Name", required=True),
    Item("email", "E-mail", "email", required=True),
    Item("program", "Program", hint="MBA, say"),
    Item("cohort", "Cohort", hint="The class they belong to: MBA 2026"),
    Item("area", "Lives in", "area", hint="City and state; decides on meeting in person"),
    Item("advisor_email", "Advisor", "select"),
    Item("external_id", "Number at your school"),
)

PAUSE = (
    Item(
        "paused_until",
        "Until",
        "date",
        required=True,
        said="The day",
        hint="Nothing counts as late meanwhile",
    ),
    Item(
        "pause_reason", "Why", required=True, said="The reason", hint="A leave, an illness, a move"
    ),
)

HAND_ON = (Item("advisor_email", "To", "select", required=True, said="The colleague"),)

JOB = (
    Item("employer", "Employer", required=True),
    Item("title", "Title"),
    Item("area", "Where", "area", hint="City and state"),
    Item(
        "started_on",
        "Started on",
        "date",
        said="The start",
        hint="The catch-ups are counted from this day",
    ),
)

OFFER = (
    Item("employer", "Employer", required=True),
    Item("title", "Title"),
    Item("area", "Where", "area", hint="City and state"),
    Item("offered_on", "Offered on", "date", past=True, said="The day of the offer"),
    Item("respond_by", "Answer wanted by", "date", said="The day"),
    Item(
        "declined_on",
        "Declined on",
        "date",
        hint="Empty until it is turned down",
        past=True,
        said="The day of the decline",
    ),
    Item("declined_well", "Declined professionally?", "select", options=DECLINED_WELL),
    Item("reason", "Why it was declined", maxlength=LONGEST_REASON),
    Item("job_id", "Job taken instead", "select"),
)

CONTACT = (
    Item("name", "Name", required=True),
    Item("title", "Title", hint="Hiring Manager, say"),
    Item("email", "E-mail", "email"),
    Item("phone", "Phone", "tel"),
    Item("linkedin_url", "LinkedIn profile", "url", hint="https://www.linkedin.com/in/…"),
    Item("area", "Lives or works in", "area", hint="Where not in the offer's city"),
    Item("is_key", "One of the key people", "checkbox", hint="For the update and the catch-up"),
)

SNOOZE = (
    Item(
        "snoozed_until",
        "Until",
        "date",
        required=True,
        said="The day",
        hint="The step opens again that day",
    ),
    Item("snooze_reason", "Why", required=True, said="The reason", hint="On leave, say"),
)

CLOSE = (
    Item("closed_on", "On", "date", required=True, past=True, said="The day"),
    Item(
        "closed_reason",
        "Why",
        required=True,
        said="The reason",
        hint="Retired, or asked not to be written to",
        maxlength=LONGEST_REASON,
    ),
)

ERASE = (
    Item("name", "Type the client's name to erase them", required=True, said="What you typed"),
)

HAPPENED: Options = [*LOGS.items(), (TouchKind.SKIPPED, "A step is skipped")]

SKIPPED: Options = [
    ("", "None"),
    *((step, STEP_NAMES[step].capitalize()) for step in SKIPPABLE),
]

TOUCH = (
    Item("kind", "What happened", "select", required=True, options=HAPPENED),
    Item("on", "On", "date", required=True, past=True, said="The day"),
    Item("step", "The step skipped", "select", hint="Where one is skipped", options=SKIPPED),
    Item("note", "Note", "textarea", hint="Needed where a step is skipped: why?", maxlength=4_000),
)

VOID = (Item("reason", "What was wrong with it", required=True, said="The reason"),)

MOVE = (
    Item("employer", "Where they work now", required=True, said="The employer"),
    Item("title", "Title"),
    Item("area", "Where", "area", hint="City and state; decides on meeting in person"),
    Item(
        "started_on",
        "Since",
        "date",
        required=True,
        past=True,
        said="The day",
        hint="About when is enough",
    ),
)

OTHER = (Item("other_id", "Who", "select", required=True, said="The other contact"),)

OUTCOME = (
    Item(
        "kind",
        "What came of it",
        "select",
        required=True,
        options=list(KINDS.items()),
        said="An outcome",
    ),
    Item("on", "On", "date", required=True, past=True, said="The day"),
    Item("note", "Note", "textarea", hint="Which role, say, or at whose table", maxlength=4_000),
)

NOTE = (
    Item(
        "text",
        "Note",
        "textarea",
        required=True,
        maxlength=4_000,
        hint="Read by the advisors of your office, never by the client",
    ),
    Item("pinned", "Keep it on top", "checkbox"),
)
