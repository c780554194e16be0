"""Making a shared link for each of many clients; undoing takes the links back."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.access import Access
from app.audit.actions import entry_of, record_all
from app.bulk.changes import Cannot, Change, standing, taken_back
from app.bulk.deed import Deed
from app.bulk.forms import MakingLinks
from app.bulk.queries import Selected
from app.casefile.sheets import Item, Moment
from app.db.prepared import Reader, inserting
from app.links.actions import last_day, new_link
from app.links.models import ShareLink
from app.plans.actions import in_parts
from app.web.words import long_day

MADE = inserting(ShareLink)
STANDING_LINKS = standing(ShareLink, ShareLink.revoked_at.is_(None))
SECRETS = "secrets of links just made"  # by client, until the transaction's end: shown this once


def weigh_linking(
    session: Session,
    access: Access,
    clients: Sequence[Selected],
    form: MakingLinks,
    moment: Moment,
) -> Iterator[Change | Cannot]:
    """Nobody needs two links, unless the one they have was lost."""
    until = last_day(form.expires_on, moment.today)
    open_ones = open_links_of(session, access, [client.id for client in clients], moment)
    what = "View and update" if form.can_update else "View only"
    after = {"can_update": form.can_update, "expires_on": until.isoformat()}
    for client in clients:
        ends_on = open_ones.get(client.id)
        if ends_on is not None and not form.again:
            why = "Has a link that opens already"
            yield Cannot(client.id, client.name, why, f"until {long_day(ends_on)}")
            continue
        becomes = f"{what}, until {long_day(until)}"
        was = f"A link until {long_day(ends_on)}" if ends_on else "No link"
        yield Change(client.id, client.name, was, becomes, {}, {str(client.id): after})


def open_links_of(
    session: Session, access: Access, client_ids: Sequence[UUID], moment: Moment
) -> dict[UUID, date]:
    found: dict[UUID, date] = {}
    for some in in_parts(client_ids):
        rows = session.execute(
            select(ShareLink.client_id, ShareLink.expires_on)
            .where(
                ShareLink.office_id == access.office_id,
                ShareLink.client_id.in_(some),
                ShareLink.revoked_at.is_(None),
                ShareLink.expires_on >= moment.today,
            )
            .order_by(ShareLink.expires_on)
        )
        found.update(dict(rows.all()))
    return found


class Linking:
    """Before, `after` holds what the link is to be, by the client's id; then the link's own id."""

    def do(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime, key: bytes
    ) -> Sequence[Change]:
        secrets: dict[UUID, tuple[str, bool, date]] = session.info.setdefault(SECRETS, {})
        rows, entries, done = [], [], []
        for change in changes:
            (wanted,) = change.after.values()
            secret, row = new_link(access, change.client_id, wanted, at, key)
            secrets[change.client_id] = secret, row["can_update"], row["expires_on"]
            rows.append(row)
            entries.append(
                entry_of(
                    access,
                    "link.made",
                    at=at,
                    client_id=change.client_id,
                    subject_id=row["id"],
                    **wanted,
                )
            )
            done.append(change._replace(after={str(row["id"]): {}}))
        Reader.of(session).write(MADE, rows)
        record_all(session, entries)
        return done

    def changed_since(
        self, session: Session, access: Access, changes: Sequence[Change]
    ) -> set[UUID]:
        return taken_back(session, access, STANDING_LINKS, changes)

    def undo(
        self, session: Session, access: Access, changes: Sequence[Change], at: datetime
    ) -> None:
        theirs = {UUID(link_id): change.client_id for change in changes for link_id in change.after}
        for some in in_parts(sorted(theirs)):
            session.execute(
                update(ShareLink)
                .where(ShareLink.office_id == access.office_id, ShareLink.id.in_(some))
                .values(revoked_at=at)
                .execution_options(synchronize_session=False)
            )
        record_all(
            session,
            [
                entry_of(access, "link.revoked", at=at, client_id=client_id, subject_id=link_id)
                for link_id, client_id in theirs.items()
            ],
        )


LINK = (
    Item(
        "can_update",
        "What they open",
        "radios",
        options=[("yes", "See their plan, and tell what they did"), ("no", "See their plan only")],
        said="What it opens",
    ),
    Item(
        "expires_on",
        "Opens until",
        "date",
        said="The last day",
        hint="180 days from today where it is left blank; two years at most",
    ),
    Item("again", "Also for whoever has one already", "checkbox", hint="It goes on opening"),
)
LINKING = Deed(
    name="links",
    label="Share links",
    title="Make share links",
    submit="Make a link for {clients}",
    done="Made share links for {clients}",
    lead="A link opens a client’s own plan, with no password. You see each this once.",
    model=MakingLinks,
    items=LINK,
    first={"can_update": "yes"},
    weigh=weigh_linking,
    writing=Linking(),
    shows_secrets=True,
)
