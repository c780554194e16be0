"""What is told of shared links, and of what clients told by them."""

from typing import Any, Literal

from typing_extensions import TypedDict

from app.web.answers import Day, Id, Moment, Somebody, WebAddress

NewsKind = Literal["touch", "person", "details", "key", "job", "move", "pause", "message"]


class ShareLink(TypedDict):
    """`made_by` is null where it was the operator, or somebody who is gone."""

    id: Id
    client_id: Id
    can_update: bool
    expires_on: Day
    made_by: Somebody | None
    made_at: Moment
    revoked_at: Moment | None
    opened_count: int
    last_opened_at: Moment | None
    version: str


class MadeShareLink(ShareLink):
    """With the `url`, which a repeat under the same key has no more."""

    url: WebAddress | None


class ShareLinks(TypedDict):
    items: list[ShareLink]


class AllLinks(TypedDict):
    """`links` open a plan today, of so many `clients`."""

    items: list[ShareLink]
    next_after: str | None
    links: int
    clients: int


class News(TypedDict):
    """`details` are what was before, and what came after."""

    id: Id
    client_id: Id
    kind: NewsKind
    subject_id: Id | None
    text: str
    details: dict[str, Any]
    told_at: Moment
    settled_at: Moment | None
    outcome: Literal["accepted", "undone"] | None


class OpenNews(News):
    """With the client's name."""

    client: str
