"""What the office's history says of a deed, as a colleague would: `added the cohort “MBA 2026”`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from app.accounts.models import ApiToken
from app.accounts.queries import Colleague
from app.audit.disclosures import DISCLOSED
from app.audit.models import ERASED, AuditEntry
from app.errands.models import RETRIED
from app.imports.stages import GIVEN_UP
from app.office.errand_view import WHAT as ERRANDS
from app.office.letter_view import WHAT as LETTERS
from app.office.words import NUMBERS, OfficeKind
from app.web.words import how_many, in_row

KINDS = {
    OfficeKind.MEMBERS: "Members and invitations",
    OfficeKind.SIGN_INS: "Signing in and passwords",
    OfficeKind.SETTINGS: "Office, policy and messages",
    OfficeKind.GROUPS: "Programs and cohorts",
    OfficeKind.PROGRAMS: "Tokens and webhooks",
    OfficeKind.MANY: "Done to many at once",
    OfficeKind.ERASED: "Clients erased",
    OfficeKind.SHEETS: "Sheets",
    OfficeKind.EXPORTS: "What left",
    OfficeKind.VIEWS: "Saved views and reports",
    OfficeKind.WORK: "Letters and background work",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the entries point to, as far as it is there."""

    colleagues: Mapping[UUID, Colleague]
    tokens: Mapping[UUID, ApiToken]
    invited: Mapping[UUID, str]

    def colleague(self, id: UUID | str | None, otherwise: str = "a colleague") -> str:
        found = self.colleagues.get(UUID(str(id))) if id else None
        return found.name if found else otherwise

    def member(self, entry: AuditEntry) -> str:
        return self.colleague(entry.subject_id)

    def invitation(self, entry: AuditEntry) -> str:
        """Blank once it is forgotten."""
        return self.invited.get(entry.subject_id, "") if entry.subject_id else ""


def text_in(entry: AuditEntry, detail: str) -> str:
    """Blank where it was not written down."""
    found = entry.details.get(detail)
    return found if isinstance(found, str) else ""


def number_in(entry: AuditEntry, detail: str) -> int:
    found = entry.details.get(detail)
    return found if isinstance(found, int) else 0


def texts_in(entry: AuditEntry, detail: str) -> list[str]:
    found = entry.details.get(detail)
    return [str(one) for one in found] if isinstance(found, list) else []


def named(what: str, name: str, otherwise: str) -> str:
    return f"{what} “{name}”" if name else otherwise


def role_in(entry: AuditEntry) -> str:
    role = text_in(entry, "role")
    return f" as {'an' if role[:1] == 'a' else 'a'} {role}" if role else ""


def role_changed(entry: AuditEntry, known: Known) -> str:
    was, role = text_in(entry, "was"), text_in(entry, "role")
    how = f" from {was} to {role}" if was and role else ""
    return f"changed the role of {known.member(entry)}{how}{what_ended(entry)}"


def deactivated(entry: AuditEntry, known: Known) -> str:
    return f"deactivated {known.member(entry)}{what_ended(entry)}"


def what_ended(entry: AuditEntry) -> str:
    """`, which ended the tokens “A” and “B” and 2 invitations`; once it was not written down."""
    tokens, invitations = texts_in(entry, "tokens"), texts_in(entry, "invitations")
    told = []
    if tokens:
        quoted = in_row([f"“{name}”" for name in tokens])
        told.append(f"the {'token' if len(tokens) == 1 else 'tokens'} {quoted}")
    if invitations:
        told.append(how_many(len(invitations), "invitation"))
    return f", which ended {' and '.join(told)}" if told else ""


def handed_over(entry: AuditEntry, known: Known) -> str:
    clients = how_many(number_in(entry, "clients"), "client")
    to = known.colleague(text_in(entry, "to"))
    return f"handed {clients} of {known.member(entry)} over to {to}"


def invited(entry: AuditEntry, known: Known) -> str:
    replaced = len(texts_in(entry, "invitations"))
    instead = f", in place of {how_many(replaced, 'earlier invitation')}" if replaced else ""
    return f"invited {known.invitation(entry) or 'somebody'}{role_in(entry)}{instead}"


def taken_back(entry: AuditEntry, known: Known) -> str:
    whose = known.invitation(entry)
    return f"took back the invitation of {whose}" if whose else "took back an invitation"


def let_in(entry: AuditEntry, known: Known) -> str:
    return f"let {known.member(entry)} in{role_in(entry)}"


def password_set(entry: AuditEntry, known: Known) -> str:
    return "set a new password" + of_another(entry, known)


def of_another(entry: AuditEntry, known: Known) -> str:
    is_own = entry.subject_id is None or entry.subject_id == entry.actor_id
    return "" if is_own else f" for {known.member(entry)}"


def sessions_ended(entry: AuditEntry, known: Known) -> str:
    browsers = how_many(number_in(entry, "sessions"), "other browser")
    return f"signed out {browsers}"


def office_changed(entry: AuditEntry, known: Known) -> str:
    told = [words for name, words in OFFICE.items() if name in entry.details]
    return f"changed the office: {in_row(told)}" if told else "changed the office"


OFFICE = {
    "name": "its name",
    "timezone": "its time zone",
    "smallest_group": "the smallest group of a report",
    "asks_for_code": "whether shared links ask for a code",
    "reply_to": "the address for answers",
    "reminds_clients": "whether clients are reminded",
}
NUMBERED = {number.name: number for _, some in NUMBERS for number in some}


def policy_changed(entry: AuditEntry, known: Known) -> str:
    """`changed the policy: turn the offer down within 7 days, not 10`; what the numbers were was
    once not written down."""
    was = entry.details.get("was")
    if not isinstance(was, dict):
        return "changed the policy"
    told = [
        f"{one.label[:1].lower()}{one.label[1:]} {value} {one.unit_of(value)}, not {was[name]}"
        for name, one in NUMBERED.items()
        if name in was and isinstance(value := entry.details.get(name), int)
    ]
    return f"changed the policy: {'; '.join(told)}" if told else "saved the policy without a change"


def message_changed(entry: AuditEntry, known: Known) -> str:
    subject = text_in(entry, "subject")
    return f"changed {message_of(entry)}{f', whose subject is “{subject}” now' if subject else ''}"


def message_of(entry: AuditEntry) -> str:
    return named("the message", MESSAGES.get(text_in(entry, "message"), ""), "a message")


MESSAGES = {
    "connect": "The note with an invitation to connect",
    "thank": "Thank you",
    "update": "The update",
    "invite_in_person": "The invitation to meet",
    "invite_remote": "The invitation to a call",
    "keep_in_touch": "Keeping in touch",
    "nudge": "The nudge",
}


def group_of(entry: AuditEntry, detail: str = "name") -> str:
    kind = text_in(entry, "kind") or "group"
    return named(f"the {kind}", text_in(entry, detail), f"a {kind}")


def group_moved(entry: AuditEntry, did: str, to: str) -> str:
    """`renamed the cohort “A” to “B”, with 12 clients`."""
    clients = how_many(number_in(entry, "clients"), "client")
    return f"{did} {group_of(entry, 'was')} {to} “{text_in(entry, 'name')}”, with {clients}"


def token_made(entry: AuditEntry, known: Known) -> str:
    """At the command line the entry points to the member."""
    whose = known.colleague(entry.subject_id, "") if entry.actor_id is None else ""
    scopes = entry.details.get("scopes")
    may = f", which may: {', '.join(scopes.split())}" if isinstance(scopes, str) and scopes else ""
    token = named("the token", text_in(entry, "name"), "a token")
    return f"made {token}{f' for {whose}' if whose else ''}{may}"


def token_revoked(entry: AuditEntry, known: Known) -> str:
    token = known.tokens.get(entry.subject_id) if entry.subject_id else None
    if token is None:
        return "revoked a token"
    whose = "" if token.user_id == entry.actor_id else f" of {known.colleague(token.user_id)}"
    return f"revoked the token “{token.name}”{whose}"


def webhook_of(entry: AuditEntry) -> str:
    return named("the webhook", text_in(entry, "name"), "a webhook")


def webhook_added(entry: AuditEntry, known: Known) -> str:
    host = text_in(entry, "host")
    return f"added {webhook_of(entry)}{f', which sends to {host}' if host else ''}"


def webhook_changed(entry: AuditEntry, known: Known) -> str:
    fields = [WEBHOOK.get(one, str(one)) for one in entry.details.get("fields", ())]
    host = text_in(entry, "host")
    now = f"; it sends to {host} now" if host else ""
    return f"changed {webhook_of(entry)}{': ' if fields else ''}{', '.join(fields)}{now}"


WEBHOOK = {
    "active": "whether it is sent to",
    "kinds": "what it is told of",
    "name": "name",
    "url": "address",
}


def webhook_sent_again(entry: AuditEntry, known: Known) -> str:
    messages = how_many(number_in(entry, "count"), "message")
    return f"had {messages} sent again to {webhook_of(entry)}"


def webhook_stopped(entry: AuditEntry, known: Known) -> str:
    stopped = named("The webhook", text_in(entry, "name"), "A webhook")
    return f"{stopped} was stopped{STOPPED.get(text_in(entry, 'why'), '')}"


STOPPED = {
    "refused": ": it answered that it wants no more",
    "silent": ": it took nothing for three days",
}


def done_to_many(entry: AuditEntry, known: Known) -> str:
    did, _ = MANY.get(text_in(entry, "deed"), OTHERWISE)
    return did.format(how_many(number_in(entry, "clients"), "client"))


def undone_of_many(entry: AuditEntry, known: Known) -> str:
    _, what = MANY.get(text_in(entry, "deed"), OTHERWISE)
    return f"undid {what} of {how_many(number_in(entry, 'clients'), 'client')}"


MANY = {
    "assign": ("gave {} another advisor", "the handing over"),
    "close": ("closed the relationships of {}", "the closing of relationships"),
    "cohort": ("moved {} to another cohort", "the change of cohort"),
    "links": ("made shared links for {}", "the making of shared links"),
    "log": ("logged the next step of {}", "the logging of a step"),
    "pause": ("paused {}", "the pause"),
    "program": ("moved {} to another program", "the change of program"),
    "turns": ("put off {}, so that one writes to the person first", "the putting off"),
}
OTHERWISE = ("did something to {} at once", "what was done")


def sheet_imported(entry: AuditEntry, known: Known) -> str:
    created, updated = number_in(entry, "created"), number_in(entry, "updated")
    rows = how_many(number_in(entry, "rows"), "row")
    return f"took in a sheet of {rows}: {created:,} added, {updated:,} changed"


def sheet_undone(entry: AuditEntry, known: Known) -> str:
    return f"undid a sheet, with {how_many(number_in(entry, 'things'), 'record')}"


def row_mended(entry: AuditEntry, known: Known) -> str:
    line = number_in(entry, "line")
    return f"mended row {line} of a sheet" if line else "mended a row of a sheet"


def took_out(entry: AuditEntry, known: Known) -> str:
    """Neither of whom nor what for: that stands in What left, with what was typed."""
    what = text_in(entry, "what").replace("_", " ") or "people"
    format = f" as {text_in(entry, 'format').upper()}" if text_in(entry, "format") else ""
    return f"took out {what}{format}, of {how_many(number_in(entry, 'clients'), 'client')}"


def view_saved(entry: AuditEntry, known: Known) -> str:
    return f"saved a view{for_all(entry)}"


def report_saved(entry: AuditEntry, known: Known) -> str:
    return f"saved a report{for_all(entry)}"


def for_all(entry: AuditEntry) -> str:
    return " for the whole office" if entry.details.get("shared") is True else ""


def letter_sent_again(entry: AuditEntry, known: Known) -> str:
    what = LETTERS.get(text_in(entry, "kind"), "")
    return f"had a letter sent again{f': {what[:1].lower()}{what[1:]}' if what else ''}"


def errand_retried(entry: AuditEntry, known: Known) -> str:
    what = ERRANDS.get(text_in(entry, "kind"), "")
    return f"had work tried again{f': {what[:1].lower()}{what[1:]}' if what else ''}"


def links_ended(entry: AuditEntry, known: Known) -> str:
    return f"revoked all shared links, {number_in(entry, 'links'):,} of them"


Saying = Callable[[AuditEntry, Known], str]
SAYINGS: dict[OfficeKind, dict[str, Saying]] = {
    OfficeKind.MEMBERS: {
        "invitation.made": invited,
        "invitation.revoked": taken_back,
        "member.joined": lambda entry, _: f"joined the office{role_in(entry)}",
        "member.let_in": let_in,
        "member.role_changed": role_changed,
        "member.clients_handed_over": handed_over,
        "member.deactivated": deactivated,
    },
    OfficeKind.SIGN_INS: {
        "member.signed_in": lambda *_: "signed in",
        "member.signed_out": lambda *_: "signed out",
        "sessions.ended": sessions_ended,
        "password.forgotten": lambda entry, known: (
            f"asked for a link to choose a new password{of_another(entry, known)}"
        ),
        "password.set": password_set,
    },
    OfficeKind.SETTINGS: {
        "office.changed": office_changed,
        "policy.changed": policy_changed,
        "message.changed": message_changed,
        "message.restored": lambda entry, _: f"went back to our words for {message_of(entry)}",
    },
    OfficeKind.GROUPS: {
        "group.added": lambda entry, _: f"added {group_of(entry)}",
        "group.renamed": lambda entry, _: group_moved(entry, "renamed", "to"),
        "group.merged": lambda entry, _: group_moved(entry, "merged", "into"),
        "group.retired": lambda entry, _: f"retired {group_of(entry)}",
        "group.offered_again": lambda entry, _: f"offered {group_of(entry)} again",
    },
    OfficeKind.PROGRAMS: {
        "token.made": token_made,
        "token.revoked": token_revoked,
        "webhook.added": webhook_added,
        "webhook.changed": webhook_changed,
        "webhook.removed": lambda entry, _: f"removed {webhook_of(entry)}",
        "webhook.secret_renewed": lambda entry, _: f"renewed the secret of {webhook_of(entry)}",
        "webhook.sent_again": webhook_sent_again,
        "webhook.stopped": webhook_stopped,
    },
    OfficeKind.MANY: {
        "bulk.done": done_to_many,
        "bulk.undone": undone_of_many,
        "links.revoked": links_ended,
    },
    OfficeKind.ERASED: {ERASED: lambda *_: "erased a client"},
    OfficeKind.SHEETS: {
        "sheet.brought": lambda *_: "brought a sheet",
        "sheet.columns_named": lambda *_: "said which column of a sheet is which",
        "sheet.row_mended": row_mended,
        GIVEN_UP: lambda *_: "gave up a sheet",
        "sheet.imported": sheet_imported,
        "sheet.undone": sheet_undone,
    },
    OfficeKind.EXPORTS: {DISCLOSED: took_out},
    OfficeKind.VIEWS: {
        "view.saved": view_saved,
        "view.changed": lambda *_: "changed a saved view",
        "view.removed": lambda *_: "removed a saved view",
        "report.saved": report_saved,
        "report.changed": lambda *_: "changed a saved report",
        "report.removed": lambda *_: "removed a saved report",
    },
    OfficeKind.WORK: {
        "letter.sent_again": letter_sent_again,
        "bounce.lifted": lambda *_: "let letters go to an address again",
        "digest.asked_for": lambda *_: "asked for their weekly letter",
        "digest.ended": lambda *_: "ended their weekly letter",
        RETRIED: errand_retried,
    },
}
KIND_OF = {action: kind for kind, some in SAYINGS.items() for action in some}
OF_NOBODY = {"webhook.stopped"}  # which the service does by itself, and the words say it all


def deed_words(entry: AuditEntry, known: Known) -> str:
    """Without who did it."""
    kind = KIND_OF.get(entry.action)
    if kind is None:
        return f"did this: {entry.action.replace('.', ' ').replace('_', ' ')}"
    return SAYINGS[kind][entry.action](entry, known)
