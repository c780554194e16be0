"""What a client reads of their own plan: plain, warm, and without the office's inner words."""

from datetime import date
from typing import NamedTuple

from app.cycle.facts import Step, TouchKind
from app.cycle.plan import Mode
from app.cycle.policy import Policy
from app.cycle.states import State
from app.cycle.windows import Window
from app.ownplan.linkedin import Trouble
from app.web.language import day_of_year, mark, ngettext
from app.web.language import gettext as _
from app.web.spans import A_YEAR, in_words, span, span_between


class Scene(NamedTuple):
    """One pending step, and whom it is about."""

    window: Window
    employer: str
    who: str  # blank for an offer's own step
    mode: Mode | None
    invited_on: date | None
    today: date
    months_in_job: int | None = None  # that are over by a catch-up; None where nobody knows

    @property
    def is_open(self) -> bool:
        return self.window.opens_on <= self.today

    @property
    def is_late(self) -> bool:
        return self.window.due_on < self.today

    @property
    def due(self) -> str:
        return day_of_year(self.window.due_on, self.today)

    @property
    def opens(self) -> str:
        return day_of_year(self.window.opens_on, self.today)


def title_of(scene: Scene) -> str:
    who, employer = scene.who, scene.employer
    match scene.window.step:
        case Step.DECLINE:
            return _("Answer %(employer)s", employer=employer)
        case Step.LIST_PEOPLE:
            return _("Who did you get to know at %(employer)s?", employer=employer)
        case Step.CHOOSE_KEY_PEOPLE:
            return _("Choose whom to stay close to at %(employer)s", employer=employer)
        case Step.CONNECT:
            return _("Connect with %(who)s on LinkedIn", who=who)
        case Step.THANK:
            return _("Thank %(who)s in a few lines", who=who)
        case Step.UPDATE:
            return _("Tell %(who)s how you are doing", who=who)
        case Step.CATCH_UP if scene.invited_on:
            return _("Have you and %(who)s met?", who=who)
        case Step.CATCH_UP if scene.mode is Mode.IN_PERSON:
            return _("Invite %(who)s for lunch, a coffee or a drink", who=who)
        case Step.CATCH_UP:
            return _("Call %(who)s, or write to each other", who=who)
        case Step.KEEP_IN_TOUCH:
            return _("Send %(who)s a word, just so", who=who)


def why_of(scene: Scene) -> str:
    match scene.window.step:
        case Step.DECLINE:
            return _(
                "A professional no, soon and with thanks, keeps the door open. Tell your advisor"
                " once it is said."
            )
        case Step.LIST_PEOPLE:
            return _(
                "The recruiter, the hiring manager, everybody you came to know a little. They liked"
                " you enough to want you as a colleague."
            )
        case Step.CHOOSE_KEY_PEOPLE:
            return _(
                "With whom would you like to work one day? They hear from you now, and you invite"
                " them later on."
            )
        case Step.CONNECT:
            return _(
                "They know that one can take one job only, and they liked you well enough to want"
                " you as a colleague. If you are connected already, just say so here."
            )
        case Step.THANK:
            return _("Gratitude and good wishes are enough; then it may rest.")
        case Step.UPDATE:
            return _(
                "The quiet time is over. How is the new job going, and how are they? A few"
                " lines do."
            )
        case Step.CATCH_UP if scene.invited_on:
            return _(
                "You invited them on %(day)s. If there was no answer, a friendly second try is"
                " quite all right.",
                day=day_of_year(scene.invited_on, scene.today),
            )
        case Step.CATCH_UP:
            return f"{so_long(scene.months_in_job)} {how_to_meet(scene.mode)}"
        case Step.KEEP_IN_TOUCH:
            return _("They are in your network. A word now and then keeps it so.")


def so_long(months_in_job: int | None) -> str:
    if months_in_job is None:
        return _("It is a good while since you turned the offer down.")
    return first_of_job(months_in_job)


def first_of_job(months: int) -> str:
    if not months:
        return _("You have begun your new job.")
    years, rest = divmod(months, A_YEAR)
    if rest:
        return ngettext(
            "The first month in your job is over.",
            "The first %(so_many)s months in your job are over.",
            months,
            so_many=in_words(months),
        )
    return ngettext(
        "The first year in your job is over.",
        "The first %(so_many)s years in your job are over.",
        years,
        so_many=in_words(years),
    )


def how_to_meet(mode: Mode | None) -> str:
    if mode is Mode.IN_PERSON:
        return _("You are in the same area.")
    return _("You are not in the same area, so a call or an exchange of e-mails it is.")


def when_of(scene: Scene) -> str:
    """Never blames: late work has waited, and can still be done."""
    if scene.window.step is Step.KEEP_IN_TOUCH:
        return _("Whenever it suits you.")
    if scene.is_late:
        return _("This has waited since %(day)s. It is not too late.", day=scene.due)
    return _("By %(day)s is a good time.", day=scene.due)


def coming_of(scene: Scene) -> str:
    """What comes on a later day, as a line of a list."""
    who, employer = scene.who, scene.employer
    match scene.window.step:
        case Step.UPDATE:
            return _("Tell %(who)s at %(employer)s how you are doing", who=who, employer=employer)
        case Step.CATCH_UP:
            return _("Catch up with %(who)s at %(employer)s", who=who, employer=employer)
        case Step.KEEP_IN_TOUCH:
            return _("A word to %(who)s at %(employer)s", who=who, employer=employer)
        case _other:
            return title_of(scene)


SOON = (Step.LIST_PEOPLE, Step.CONNECT, Step.THANK)  # with nothing to lie before it


def resting_title(scene: Scene) -> str:
    return _("Nothing to do until %(day)s", day=scene.opens)


def resting_text(scene: Scene, *, thanked: int) -> str:
    """`thanked`: how many of those whom it is about, where it is all of them."""
    if thanked and scene.window.step in (Step.UPDATE, Step.CHOOSE_KEY_PEOPLE):
        return ngettext(
            "You have thanked them, and silence is right now: let things lie, and enjoy the new"
            " job. What comes then stands below.",
            "You have thanked them, and silence is right now: let things lie, and enjoy the new"
            " job. What comes then stands below.",
            thanked,
        )
    if scene.window.step is Step.DECLINE:
        return _(
            "Should %(employer)s want an answer sooner, give it, and tell your advisor. What comes"
            " then stands below.",
            employer=scene.employer,
        )
    if scene.window.step in SOON:
        return _("It can wait until then. What comes then stands below.")
    return _("Silence is right until then. What comes then stands below.")


STANDING = {
    State.IN_NETWORK: (
        mark("Everyone is in your network"),
        mark("You have stayed in touch with all of them. A word now and then keeps it so."),
    ),
    State.PARKED: (
        mark("Nothing to do: everyone is thanked"),
        mark("Nothing more is planned. If your paths cross again, all the better."),
    ),
    State.NO_OFFERS: (
        mark("Nothing here yet"),
        mark(
            "When you turn down an offer, the people you met there will stand here, with what to"
            " write to them and when."
        ),
    ),
}
OF_ONE = {
    State.IN_NETWORK: (
        mark("%(who)s is in your network"),
        mark("You have stayed in touch. A word now and then keeps it so."),
    ),
    State.PARKED: (
        mark("Nothing to do: %(who)s is thanked"),
        mark("Nothing more is planned. If your paths cross again, all the better."),
    ),
}
OF_SOME = {
    State.IN_NETWORK: (
        mark("Nothing to do for now"),
        mark("Whoever is in your network stands below. A word now and then keeps it so."),
    ),
    State.PARKED: (
        mark("Nothing to do for now"),
        mark("Nothing more is planned. If your paths cross again, all the better."),
    ),
}
NOTHING = (
    mark("Nothing to do for now"),
    mark(
        "Nothing is planned at present. If you would like to talk about it, write to your advisor."
    ),
)


def standing_words(state: State, who: str, *, of_all: bool) -> tuple[str, str]:
    """`of_all` where it stands so with each of them, not with some; `who`, where they are one."""
    known = STANDING | (OF_SOME if not of_all else OF_ONE if who else {})
    title, text = known.get(state, NOTHING)
    return _(title, who=who), _(text)


def network_words(number: int, who: str, *, of_all: bool) -> str:
    if of_all:
        return standing_words(State.IN_NETWORK, who, of_all=True)[0]
    return ngettext("One of them is in your network", "%(num)d of them are in your network", number)


# What is pressed for a step: the likeliest first.
PRESSES = {
    Step.CONNECT: ((TouchKind.CONNECTED, mark("We are connected")),),
    Step.THANK: ((TouchKind.THANKED, mark("I have thanked them")),),
    Step.UPDATE: ((TouchKind.UPDATED, mark("I have written")),),
    Step.CATCH_UP: (
        (TouchKind.INVITED, mark("I have invited them")),
        (TouchKind.MET, mark("We have met")),
        (TouchKind.CALLED, mark("We spoke by phone")),
        (TouchKind.WROTE, mark("We wrote to each other")),
    ),
    Step.KEEP_IN_TOUCH: ((TouchKind.WROTE, mark("I have written")),),
}
HAPPENED = {
    TouchKind.CONNECTED: mark("We connected on LinkedIn"),
    TouchKind.THANKED: mark("I thanked them"),
    TouchKind.UPDATED: mark("I told them how I am doing"),
    TouchKind.INVITED: mark("I invited them"),
    TouchKind.MET: mark("We met"),
    TouchKind.CALLED: mark("We spoke by phone"),
    TouchKind.WROTE: mark("We wrote to each other"),
    TouchKind.HEARD_FROM: mark("They wrote to me"),
}


# What is noted of somebody for their step, most likely.
LIKELY = {
    Step.CONNECT: TouchKind.CONNECTED,
    Step.THANK: TouchKind.THANKED,
    Step.UPDATE: TouchKind.UPDATED,
    Step.CATCH_UP: TouchKind.MET,
}


def noting_words(window: Window | None, today: date) -> str:
    """What leads to noting something of a person: their step, once it is open."""
    if window and window.opens_on <= today and window.step in LIKELY:
        return _(HAPPENED[LIKELY[window.step]])
    return _("Note something")


def presses_of(scene: Scene) -> list[tuple[str, str]]:
    """Kind and words; after an invitation the meeting comes first."""
    presses = PRESSES.get(scene.window.step, ())
    if scene.invited_on:
        presses = (*presses[1:], *presses[:1])
    return [(kind.value, _(words)) for kind, words in presses]


def happened_options() -> list[tuple[str, str]]:
    return [(kind.value, _(words)) for kind, words in HAPPENED.items()]


WHY = mark(
    "An employer who made you an offer wanted you as a colleague. They understand that one can"
    " take one job only. Some of these people will work elsewhere one day, and any of them may"
    " want to work with you again. It takes five small steps, one at a time."
)


def explained(policy: Policy) -> tuple[str, list[tuple[str, str]]]:
    return _(WHY), [
        (
            _("Connect"),
            _("with everybody you got to know, on LinkedIn, soon after your no."),
        ),
        (_("Thank"), thanking(policy)),
        (
            _("Write"),
            _("to those you want to stay close to: how you are doing, and how are they?"),
        ),
        (
            _("Meet"),
            _(
                "those same people %(when)s, %(pace)s; by phone or e-mail where you live far"
                " apart.",
                when=once_in_job(policy.catch_up_months),
                pace=pace_words(policy.catch_up_pace),
            ),
        ),
        (_("Stay in touch"), _("with a word now and then: they are your network now.")),
    ]


def thanking(policy: Policy) -> str:
    if not policy.update_months:
        return _("each of them in a few lines.")
    return _(
        "each of them in a few lines. Then let it rest, for %(span)s.",
        span=span_between(policy.rest_months, policy.update_months),
    )


def once_in_job(months: int) -> str:
    if not months:
        return _("once you have begun your new job")
    return _("once you have been %(span)s in your job", span=span(months))


PACES = {1: mark("one a month"), 2: mark("one or two a month")}


def pace_words(pace: int) -> str:
    if pace in PACES:
        return _(PACES[pace])
    return _("up to %(num)s a month", num=in_words(pace))


ENOUGH = {
    1: mark("One is enough: somebody with whom you would like to work one day."),
    2: mark("A couple are enough: those with whom you would like to work one day."),
}


def enough_words(people: int, of: int) -> str:
    """Of those to stay close to, as many as the office suggests, where there are so many."""
    if people > of:
        return _("With whom would you like to work one day?")
    if people in ENOUGH:
        return _(ENOUGH[people])
    said = _(
        "%(num)s are enough: those with whom you would like to work one day.", num=in_words(people)
    )
    return f"{said[:1].upper()}{said[1:]}"


TROUBLES = {
    Trouble.MISSING: mark("Choose the file first."),
    Trouble.EMPTY: mark("This file is empty. Download it from LinkedIn once more."),
    Trouble.ZIP: mark(
        "This is the archive as a whole: unpack it first, then choose Connections.csv inside."
    ),
    Trouble.WORKBOOK: mark(
        "This was saved again by a spreadsheet program. Choose the file Connections.csv as it came"
        " from LinkedIn."
    ),
    Trouble.PAGE: mark(
        "This is a page of a website that was saved, not the list itself. Download the archive"
        " from LinkedIn, and choose Connections.csv inside."
    ),
    Trouble.OTHER: mark(
        "This does not look like LinkedIn’s list of connections. Choose the file Connections.csv"
        " as it came."
    ),
    Trouble.TOO_LARGE: mark(
        "This file is far larger than any list of connections. Choose the file Connections.csv."
    ),
}


def trouble_words(trouble: Trouble) -> str:
    return _(TROUBLES[trouble])


def noted_words(connected: int) -> str:
    if not connected:
        return _("Nothing new: nobody was ticked, or they are noted already.")
    return ngettext(
        "%(num)d connection is noted, thank you.",
        "%(num)d connections are noted, thank you.",
        connected,
    )
