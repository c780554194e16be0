"""By what an employer or a person is known again, however it was written."""

import re
from urllib.parse import unquote, urlsplit

from app.cycle.folding import fold

LONGEST = 200  # characters; an index takes no more than some thousand bytes
# As nearly all are written: there is nothing more to take apart.
PLAIN_PROFILE = re.compile(r"https://(?:www\.)?(linkedin\.com/in/[a-zA-Z0-9-]+)/?", re.ASCII)
# With nobody named before its host, which would read like another one.
A_WEB_ADDRESS = re.compile(r"https?://[^/?#\\@\s]+(?:[/?#]|$)", re.IGNORECASE)
NAMELESS = "?"  # of a name without a letter or a number
NAMELESS_SLUG = "-"  # since a ? ends the path of an address


def employer_key(name: str) -> str:
    """`Procter & Gamble` and `PROCTER & GAMBLE.` are one employer."""
    return fold(name)[:LONGEST].strip() or NAMELESS


def slug_of(key: str) -> str:
    """As a key stands in an address: `orchard-labs`."""
    return NAMELESS_SLUG if key == NAMELESS else key.replace(" ", "-")


def key_of(slug: str) -> str:
    return NAMELESS if slug == NAMELESS_SLUG else slug.replace("-", " ")


def profile_link(address: str | None) -> str:
    """Where a page may lead to: sheets once brought whatever stood in that column."""
    return address if address and A_WEB_ADDRESS.match(address) else ""


def profile_key(address: str | None) -> str | None:
    """`https://uk.linkedin.com/in/Grace-Kim/?x=1` is `linkedin.com/in/grace-kim`.

    Nothing where the address names a site and nobody on it.
    """
    if address and (plain := PLAIN_PROFILE.fullmatch(address)):
        return plain[1].lower()[:LONGEST]
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    host = parts.netloc.lower().removeprefix("www.")
    first, _, rest = host.partition(".")
    if len(first) == 2 and "." in rest:
        host = rest  # one of the country's pages of the same site
    path = [part for part in unquote(parts.path, errors="ignore").casefold().split("/") if part]
    if path[:1] == ["in"]:
        path = path[:2]  # what follows is a language
    return f"{host}/{'/'.join(path)}"[:LONGEST] if host and path and path != ["in"] else None
