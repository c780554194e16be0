"""What is told of webhooks and of what was sent to them."""

from typing import Any, Literal

from typing_extensions import TypedDict

from app.web.answers import Id, Moment
from app.webhooks.kinds import Kind


class Webhook(TypedDict):
    id: Id
    url: str
    name: str
    kinds: list[Kind]
    active: bool
    stopped_at: Moment | None
    stopped_why: Literal["asked", "refused", "silent"] | None
    created_at: Moment
    version: int


class WebhookWithSecret(Webhook):
    """With the `secret`, which a repeat under the same key has no more."""

    secret: str | None


class Delivery(TypedDict):
    """`message_id`, `type`, `timestamp` and `data` are what was sent; `answer` is what came back,
    and `next_at` when it is tried again."""

    id: Id
    message_id: str
    type: Kind
    timestamp: Moment
    data: dict[str, Any]
    attempts: int
    delivered_at: Moment | None
    given_up_at: Moment | None
    next_at: Moment | None
    answered_at: Moment | None
    answer_status: int | None
    answer: str
    answer_ms: int | None


class SentAgain(TypedDict):
    deliveries: int
