"""Who visits a page, and what its frame shows of them."""

from typing import Annotated, Any

from fastapi import Depends, Path, Request, Response

from app.accounts.access import Permission
from app.accounts.door import Member, Visitor
from app.settings import Settings


def cookie_name(settings: Settings) -> str:
    """Bound to this host where the connection is safe."""
    return "__Host-regards" if settings.cookies_are_secure else "regards"


def cookie_of(request: Request) -> str | None:
    return request.cookies.get(cookie_name(request.app.state.settings))


def give_cookie(answer: Response, settings: Settings, secret: str) -> None:
    answer.set_cookie(
        cookie_name(settings),
        secret,
        max_age=int(settings.session_lasts.total_seconds()),
        secure=settings.cookies_are_secure,
        httponly=True,
        samesite="lax",
    )


async def visitor(request: Request, office: Annotated[str, Path(max_length=100)]) -> Visitor:
    """Parses only; what it says is checked where the transaction opens."""
    state = request.app.state
    return Visitor(state.database, cookie_of(request), office, state.settings.session_idles)


Visiting = Annotated[Visitor, Depends(visitor)]


def frame(member: Member, nav: str) -> dict[str, Any]:
    """What `layout/base.html` needs."""
    return {
        "office": {"name": member.office_name, "slug": member.office_slug},
        "me": {
            "name": member.name,
            "email": member.email,
            "role": member.role.value,
            "initials": initials(member.name),
        },
        "nav": nav,
        "may_write": member.access.may(Permission.WRITE_PEOPLE),
        "may_see_people": member.access.may(Permission.READ_PEOPLE),
        "may_see_settings": member.access.may(Permission.READ_SETTINGS),
    }


def initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"
