"""What people write down: reasons and notes."""

from app.cycle.facts import Step, TouchKind

DECLINED_FOR = (
    "location",
    "compensation",
    "better fit elsewhere",
    "partner’s job is elsewhere",
    "another offer’s deadline came first",
    "work visa",
    "prefers a smaller team",
    "went back to the internship’s employer",
    "start date",
)
BURNT_BY = (
    "Accepted by phone, then stopped answering; the recruiter called us",
    "Withdrew by text message on the morning of the signing",
    "Let the deadline pass without a word",
    "Used the offer in a public post to bargain with another employer",
)
CLOSED_FOR = (
    "Left the company; mail bounces",
    "Asked not to be written to",
    "Retired",
    "Is now a colleague at the new employer",
    "Mistaken identity: never part of this process",
)
SNOOZED_FOR = (
    "On parental leave until then",
    "Their quarter closes first; asked us to wait",
    "Changing jobs; waits until they have settled",
    "Hiring freeze announced, not the moment",
)
PAUSED_FOR = ("Parental leave", "Recovering from surgery", "Moving across the country")
VOIDED_FOR = (
    "Logged for the wrong person",
    "Wrong day; logged again below",
    "The message was a draft and never left",
)
SKIPPED_FOR = {
    Step.CONNECT: ("Not on LinkedIn", "Connected by phone number instead, keeps no profile"),
    Step.THANK: ("Thanked them at length in the call that turned the offer down",),
    Step.UPDATE: ("Met at the alumni reception and told the news there",),
    Step.CATCH_UP: ("Works in the client’s own team by now; they talk every week",),
}
NOTES = {
    TouchKind.THANKED: (
        "Short note: gratitude and good wishes.",
        "Named the case interview that changed how they think about pricing.",
    ),
    TouchKind.UPDATED: (
        "A few months in, leads a first project; asked how the launch went.",
        "Answered within the hour: the door stays open.",
        "Sent the note and congratulated them on the merger.",
    ),
    TouchKind.INVITED: (
        "Proposed coffee near their office.",
        "Proposed two dates and left the place to them.",
    ),
    TouchKind.MET: (
        "Coffee; they may move to a new division.",
        "Lunch. Offered to introduce two classmates.",
        "A drink after work; talked about going back to school.",
    ),
    TouchKind.CALLED: ("Half an hour by phone.", "They are hiring again in spring."),
    TouchKind.WROTE: ("A long exchange by e-mail.", "Sent the article they had asked for."),
    TouchKind.HEARD_FROM: (
        "Wrote first: how is the new job?",
        "Congratulated on the promotion.",
    ),
}

# What came of people in a network, how often, and what an advisor notes of it.
CAME = {"advice": 6, "introduction": 5, "referral": 4, "interview": 2, "offer": 1, "hire": 1}
CAME_OF = {
    "advice": ("Talked through the next promotion.", "Read the business case, twice.", ""),
    "introduction": ("To the head of strategy, over lunch.", "To a founder in the same field."),
    "referral": ("For an opening on their own team.", "To a friend who was hiring.", ""),
    "interview": ("Two rounds, for the same team as before.", "For a role one level up."),
    "offer": ("Made again, one level up.",),
    "hire": ("Came back to them, two years after the no.",),
}
