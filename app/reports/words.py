"""What the figures of a report are called, and exactly what each of them counts."""

CLIENTS = {
    "clients": (
        "Clients",
        "Everybody the filters choose; with a period, those who declined an offer in it.",
    ),
    "with_declined": (
        "Clients who declined an offer",
        "Those with at least one offer declined by the day of the report.",
    ),
    "declined": ("Offers declined", "Offers declined by the day of the report."),
    "well": (
        "Declined professionally",
        "Of these, the offers that were not turned down in a way that ended the relationship."
        " Not known counts as professionally.",
    ),
    "met": (
        "People met",
        "Everybody met at these offers, whatever became of it.",
    ),
}
STATES = {
    "stalled": ("Stalled", "The next step has been due for longer than the grace period."),
    "overdue": ("Overdue", "The next step was due before that day."),
    "due": ("Due", "The next step can be taken now and is not late."),
    "resting": ("Resting", "Nothing to do yet: things lie, or the client is paused."),
    "in_network": ("In network", "Everyone there is to meet again has been met."),
    "parked": ("Parked", "Thanked, and nobody is a key person."),
    "off": ("Off", "The offer was not declined professionally: all bets are off."),
    "closed": ("Closed", "All relationships were closed, with a reason."),
    "no_offers": ("No offers", "No offer has been recorded."),
}
IN_PLAY = (
    "Left out are people of offers not declined professionally, closed relationships, and those"
    " who wait for a pause or a snooze to end."
)
IN_CYCLE = f"Everybody met with whom the cycle goes on. {IN_PLAY}"
STEPS = {
    "connected": ("Connected", f"Of the people met, those connected on LinkedIn. {IN_PLAY}"),
    "thanked": ("Thanked", "Of those connected, those who were sent a thank-you note."),
    "updated": (
        "Updated",
        "Of the key people whose rest after the thanks is over, those who were sent the update."
        " Whoever still rests is no failure and is not counted.",
    ),
    "caught_up": (
        "Caught up",
        "Of the key people who were updated and whose catch-up could have begun, those who were"
        " met, called or written with.",
    ),
    "in_network": (
        "In the network",
        "Of all key people whose catch-up could have begun by that day, however far they came,"
        " those whose cycle is complete.",
    ),
}
# What else a list of people is called, besides the above.
LISTS = {
    "in_play": "In the cycle",
    "could_update": "Rest after the thanks is over",
    "could_catch_up": "Updated, and the catch-up could have begun",
    "year_over": "Could catch up",
    "at_risk": "Still on their way",
}
MEDIAN = (
    "Half of those who did the step needed no more days than this, counted from the step before;"
    " for the network, from the decline."
)
YEAR_OVER = "Key people whose catch-up could have begun by that day."
IN_NETWORK = "Of these, those whose cycle is complete."
SHARE_IN_NETWORK = "Those in the network, as a share of those who could catch up."
CURVE = (
    "Kaplan and Meier’s estimate of the share of key people in the network, by months since the"
    " offer was declined. Whoever is still on the way counts for as long as they have been on it."
    " A month has 365.25 / 12 days."
)
AT_RISK = "Key people who were still on their way at the beginning of that day."
NOBODY_NAMED = {"cohort": "No cohort", "program": "No program", "advisor": "No advisor"}
CURVES_TOGETHER = (
    "Beside each other, cohorts are told at the months at which each of them can be. Choose one"
    " cohort for all of its own curve."
)
PAIRS_LEFT_OUT = "Cohorts of a program that are not listed are small, or would give one away."
OUTCOMES = {
    "referral": "Referrals",
    "interview": "Interviews",
    "offer": "Offers",
    "hire": "Hires",
    "advice": "Advice",
    "introduction": "Introductions",
}
OUTCOME = (
    "What came, by the day of the report, of people met where an offer was declined, as the office"
    " recorded it; one line each time."
)
