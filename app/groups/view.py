"""Programs and cohorts as pages and programs see them."""

from typing import Any
from urllib.parse import urlencode

from app.accounts.door import Member
from app.clients.groups import Kind, Named, same_but_for_spelling
from app.groups import answers
from app.office.view import FEW, framed, is_meant
from app.web.answers import fields_of
from app.web.api import versioned
from app.web.words import how_many

LABELS = {Kind.PROGRAM: ("program", "Programs"), Kind.COHORT: ("cohort", "Cohorts")}


def groups_seen(
    member: Member, groups: dict[Kind, list[Named]], said: str, q: str
) -> dict[str, Any]:
    frame = framed(member, "groups", said)
    return {
        **frame,
        "lists": [
            {
                "kind": kind.value,
                "title": LABELS[kind][1],
                "rows": [
                    row
                    for row in rows_of(frame["base"], member.office_slug, kind, some)
                    if is_meant(q, row["name"])
                ],
            }
            for kind, some in groups.items()
        ],
        "q": q,
        "are_many": sum(map(len, groups.values())) > FEW,
    }


def rows_of(base: str, slug: str, kind: Kind, groups: list[Named]) -> list[dict[str, Any]]:
    spelled = same_but_for_spelling(groups)
    return [
        {
            "name": one.name,
            "clients": how_many(one.clients, "client") if one.clients else "Nobody yet",
            "closed": f"{one.closed:,} closed" if one.closed else "",
            "is_retired": one.is_retired,
            "href": f"{base}/groups/{kind}/{one.code}",
            "list_href": f"/o/{slug}/caseload?{urlencode({'advisor': 'everyone', kind: one.name})}",
            "same_as": spelled.get(one.name, ""),
        }
        for one in groups
    ]


def group_json(one: Named) -> answers.Group:
    told = fields_of(answers.Group, one, id=one.code, retired=one.is_retired, version="")
    return versioned(told, "id", "retired")
