"""Pages and their fragments: one Jinja environment; everything typed is escaped."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2_fragments import render_blocks as render_fragments

from app.web import language
from app.web.words import long_day, mail_address, near_day, short_day

ROOT = Path(__file__).parent.parent.parent
STATIC = Path(__file__).parent / "static"

# From the package of that version, whose own integrity was checked before it was hashed.
HTMX_VERSION = "4.0.1"
HTMX_INTEGRITY = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"
HTMX_ON_CDN = f"https://cdn.jsdelivr.net/npm/htmx.org@{HTMX_VERSION}/dist/htmx.min.js"


@cache
def static_url(path: str) -> str:
    """With a version made of the content, so that browsers may keep it for good."""
    version = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={version}"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["language"] = language.spoken.get
    made.globals["languages"] = list(language.NAMES.items())
    made.globals["static_url"] = static_url
    made.filters |= {"short_day": short_day, "long_day": long_day, "near_day": near_day}
    made.filters["mail_address"] = mail_address
    return made


def serve_htmx(from_app: bool) -> None:
    """Where pages load htmx from: this service, or the CDN, pinned by its hash."""
    if from_app:
        source = {"htmx_src": static_url("htmx.min.js"), "htmx_integrity": None}
    else:
        source = {"htmx_src": HTMX_ON_CDN, "htmx_integrity": HTMX_INTEGRITY}
    environment().globals |= source


@cache
def template_named(name: str) -> Template:
    return environment().get_template(name)


def render(template: str, **context: Any) -> str:
    return template_named(template).render(**context)


def render_blocks(template: str, *blocks: str, **context: Any) -> str:
    """Some blocks of a page, one after the other: a page and its fragments are one template."""
    return render_fragments(environment(), template, list(blocks), **context)


def page(template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    return HTMLResponse(render(template, **context), status)
