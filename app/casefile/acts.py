"""What can be pressed on the page of a client."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """A link that opens a small form, or a button that acts at once with these fields."""

    label: str
    href: str
    kind: str = "plain"
    post: Mapping[str, str] | None = None
