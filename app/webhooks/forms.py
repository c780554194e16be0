"""What may be sent about a webhook."""

import re
from typing import Annotated, Any

import httpcore2
from pydantic import BeforeValidator, Field

from app.web.strict import Count, Flag, Input, Name, a_line
from app.webhooks.kinds import OFFERED, Kind
from app.webhooks.posting import address_in, is_public

LONGEST_ADDRESS = 2_000  # characters


def a_receiver(value: Any) -> str:
    """An address that may be posted to; where its name leads is looked up at each connection."""
    text = a_line(value)
    if not text.isascii() or " " in text:
        raise ValueError("is not a web address")
    try:
        url = httpcore2.URL(text)
        host, port = url.host.decode(), url.port
    except ValueError:
        raise ValueError("is not a web address") from None
    if url.scheme != b"https" or not host:
        raise ValueError("must be a web address that begins with https://")
    if "@" in re.split("[/?]", text.split("://", 1)[1])[0]:
        raise ValueError("must not hold a name or a password")
    if "#" in text or len(text) > LONGEST_ADDRESS or (port is not None and not 0 < port < 65536):
        raise ValueError("is not an address that can be posted to")
    if is_private(host):
        raise ValueError("leads into a private network, where nothing is sent")
    return text


def is_private(host: str) -> bool:
    """Of those that say so in clear."""
    named = address_in(host)
    if named == "localhost" or named.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not is_public(named)
    except ValueError:
        return False  # a name


def some_kinds(value: Any) -> list[Kind]:
    """A list of them, or as a page's form sends it: with commas between."""
    if isinstance(value, str):
        value = value.split(",") if value else []
    if not isinstance(value, list) or not value:
        raise ValueError("must be chosen: what should it be told?")
    if any(one not in [kind.value for kind in OFFERED] for one in value):
        raise ValueError(f"must be among {', '.join(OFFERED)}")
    return [kind for kind in OFFERED if kind in value]


Receiver = Annotated[str, BeforeValidator(a_receiver)]
Kinds = Annotated[list[Kind], BeforeValidator(some_kinds)]


class NewWebhook(Input):
    url: Receiver
    name: Name
    kinds: Kinds


class WebhookChanges(Input):
    url: Receiver = ""
    name: Name = ""
    kinds: Kinds = Field(default_factory=list)
    active: Flag = True  # false: nothing is sent until it is true again
    version: Count | None = None  # as it was read; refused where somebody was faster
