"""From what was counted to what may be told: the one function that makes reports, and its parts.

Every figure goes through `app/reports/suppression.py`, together with how it differs from the same
figure of each report beside this one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from app.reports import words
from app.reports.counted import (
    NO_FILTER,
    SHARE,
    Counted,
    Groups,
    Key,
    Silent,
    silent_groups,
    told_of_people,
)
from app.reports.curves import curve, curve_by_cohort
from app.reports.facts import STATES, Figures, of
from app.reports.report import HIDDEN, Cell, Column, Heading, Kind, Report, Row, Table
from app.reports.suppression import (
    Count,
    Pair,
    hidden_in_time,
    hidden_pairs,
    hidden_rows,
    is_small,
    told_apart,
)
from app.web.words import MONTHS

# Step, who could have, who did; the most telling groups first where two lie too close together.
FUNNEL = (
    ("connected", "in_play", "connected"),
    ("thanked", "connected", "thanked"),
    ("updated", "could_update", "updated"),
    ("caught_up", "could_catch_up", "caught_up"),
    ("in_network", "year_over", "caught_up"),
)


def make_report(counted: Counted, heading: Heading, advisors: Mapping[str, str]) -> Report:
    told = told_of_people(counted)
    share_is_told = told >= SHARE

    def named(kind: str, name: str) -> str:
        return name or words.NOBODY_NAMED[kind]

    return Report(
        heading,
        (
            summary(counted, told),
            funnel(counted, told),
            standing(counted),
            outcomes(counted),
            by_class(counted, share_is_told, named),
            by_group(
                counted,
                "by_advisor",
                "By advisor",
                "Advisor",
                lambda facts: facts.by_advisor,
                share_is_told,
                label=lambda key: advisors.get(key, words.NOBODY_NAMED["advisor"]),
                apart=frozenset({"advisor"}),
            ),
            by_group(
                counted, "by_employer", "By employer", "Employer",
                lambda facts: facts.by_employer, share_is_told,
            ),
            by_group(
                counted, "by_area", "By area", "Area", lambda facts: facts.by_area, share_is_told,
                label=lambda key: key or "No area",
            ),
            trend(counted, share_is_told),
            curve(counted),
            curve_by_cohort(counted, lambda cohort: named("cohort", cohort)),
        ),
    )  # fmt: skip


def summary(counted: Counted, told: set[str]) -> Table:
    clients = told_apart(
        {name: counted.total(name) for name in ("clients", "with_declined")},
        counted.threshold,
        alike=frozenset({"clients", "with_declined"}),
    )
    offers = {"declined"} if not is_small(counted.total("declined"), counted.threshold) else set()
    if offers and not hidden_parts(counted, ("well", "badly")):
        offers.add("well")
    shown = told | clients | offers
    return Table(
        "summary",
        "At a glance",
        (Column("figure", "", Kind.TEXT), Column("count", "How many")),
        tuple(
            Row(
                (label, of(counted.own.total, name).n if name in shown else HIDDEN),
                name,
                meaning,
                {"count": name},
            )
            for name, (label, meaning) in words.CLIENTS.items()
        ),
    )


def hidden_parts(counted: Counted, parts: Sequence[str]) -> set[str]:
    rows = [counted.total(part) for part in parts]
    hidden = hidden_rows(rows, counted.threshold, protect=counted.protect)
    return {parts[place] for place in hidden}


def funnel(counted: Counted, told: set[str]) -> Table:
    total = counted.own.total
    rows = []
    for step, could, did in FUNNEL:
        label, meaning = words.STEPS[step]
        could_n, did_n = of(total, could).n, of(total, did).n
        both = {could, did} <= told
        rows.append(
            Row(
                (
                    label,
                    could_n if could in told else HIDDEN,
                    did_n if did in told else HIDDEN,
                    share_of(did_n, could_n) if both else HIDDEN,
                    median(counted.own.days.get(step, {})) if did in told else HIDDEN,
                ),
                step,
                meaning,
                {"could": could, "did": "in_network" if step == "in_network" else did},
            )
        )
    return Table(
        "funnel",
        "From the decline to the network",
        (
            Column("step", "Step", Kind.TEXT),
            Column("could", "Could have", meaning="Who could have done it by that day."),
            Column("did", "Did"),
            Column("share", "Share", Kind.SHARE),
            Column("median_days", "Median days", Kind.DAYS, words.MEDIAN),
        ),
        tuple(rows),
        note=words.IN_PLAY,
    )


def share_of(some: int, all_of_them: int) -> float | None:
    return some / all_of_them if all_of_them else None


def median(days: Mapping[int, int]) -> float | None:
    many = sum(days.values())
    if not many:
        return None
    so_far, low = 0, None
    for day in sorted(days):
        so_far += days[day]
        if low is None and 2 * so_far >= many:
            low = day
        if low is not None and 2 * so_far > many:
            return (low + day) / 2
    return float(low) if low is not None else None


def standing(counted: Counted) -> Table:
    total = counted.own.total
    everybody = of(total, "clients").n
    hidden = hidden_parts(counted, STATES)
    is_told = not is_small(counted.total("clients"), counted.threshold)
    rows = []
    for state in STATES:
        label, meaning = words.STATES[state]
        n = of(total, state).n
        shown = is_told and state not in hidden
        rows.append(
            Row(
                (label, n if shown else HIDDEN, share_of(n, everybody) if shown else HIDDEN),
                state,
                meaning,
                {"clients": f"state={state}"},
            )
        )
    return Table(
        "standing",
        "Where the clients stand",
        (
            Column("state", "State", Kind.TEXT),
            Column("clients", "Clients"),
            Column("share", "Share", Kind.SHARE),
        ),
        tuple(rows),
        note="Each client’s next step as it is recorded now, held against that day.",
    )


GROUP_COLUMNS = (
    Column("clients", "Clients"),
    Column("in_play", "In the cycle", meaning=words.IN_CYCLE),
    Column("year_over", "Could catch up", meaning=words.YEAR_OVER),
    Column("in_network", "In network", meaning=words.IN_NETWORK),
    Column("share", "Share", Kind.SHARE, words.SHARE_IN_NETWORK),
)

BEHIND_GROUPS = {name: name for name in ("clients", "in_play", "year_over", "in_network")}


def group_cells(
    figures: Figures, key: Key, silent: Silent[Key], share_is_told: bool
) -> tuple[Cell, ...]:
    could, did = of(figures, "year_over").n, of(figures, "caught_up").n
    share = share_is_told and key not in silent.shares
    return (
        HIDDEN if key in silent.clients else of(figures, "clients").n,
        HIDDEN if key in silent.people else of(figures, "in_play").n,
        could if share else HIDDEN,
        did if share else HIDDEN,
        share_of(did, could) if share else HIDDEN,
    )


def by_group(
    counted: Counted,
    name: str,
    title: str,
    heading: str,
    groups: Groups[str],
    share_is_told: bool,
    *,
    label: Callable[[str], str] = str,
    half_of: Callable[[str], str] | None = None,
    apart: frozenset[str] = NO_FILTER,
) -> Table:
    """`apart`: the filter that tells these groups apart as well. `half_of`: of groups in time, in
    which half-year each lies."""
    own = groups(counted.own)

    def hide(rows: Mapping[str, Sequence[Count]]) -> set[str]:
        names = sorted(rows)
        seen = [rows[one] for one in names]
        if half_of and counted.protect:
            hidden = hidden_in_time(seen, [half_of(name) for name in names], counted.threshold)
        else:
            hidden = hidden_rows(
                seen, counted.threshold, protect=counted.protect, asked_alone=bool(apart)
            )
        return {names[place] for place in hidden}

    silent = silent_groups(counted, groups, hide, apart)

    def place(key: str) -> tuple[Any, ...]:
        """The largest first, and last those of which it is not told: their place would tell it."""
        is_told = key not in silent.clients
        return (not is_told, -of(own[key], "clients").n if is_told else 0, label(key), key)

    rows = tuple(
        Row(
            (label(key), *group_cells(own[key], key, silent, share_is_told)),
            key,
            behind=BEHIND_GROUPS,
            group=(key,),
        )
        for key in sorted(own, key=None if half_of else place)
    )
    return without_silent(
        Table(name, title, (Column("group", heading, Kind.TEXT), *GROUP_COLUMNS), rows), 1
    )


def outcomes(counted: Counted) -> Table:
    """No sum of them is told, so each stands for itself."""
    rows = []
    for kind, label in words.OUTCOMES.items():
        seen = counted.total(f"outcome:{kind}")
        count = HIDDEN if is_small(seen, counted.threshold) else seen[0].n
        rows.append(Row((label, count), kind, behind={"count": f"outcome={kind}"}))
    return Table(
        "outcomes",
        "What it brought",
        (
            Column("outcome", "From people once turned down", Kind.TEXT),
            Column("count", "How many", meaning=words.OUTCOME),
        ),
        tuple(rows),
    )


def trend(counted: Counted, share_is_told: bool) -> Table:
    """By month where most months say something, else by half-year; alike whatever the period, so
    that no report adds up what another takes apart."""
    every = (counted.own, *(facts for kind, facts in counted.beside if kind == "period"))
    months = max((facts.by_month for facts in every), key=len).values()
    speaking = sum(not of(one, "clients").is_small(counted.threshold) for one in months)
    if 2 * speaking >= len(months):
        title, heading, groups = "By month of the decline", "Month", attrgetter("by_month")
    else:
        title, heading, groups = "By half-year of the decline", "Half-year", attrgetter("by_half")
    return by_group(
        counted, "by_decline", title, heading, groups, share_is_told, half_of=half_of,
        label=decline_words, apart=frozenset({"period"}),
    )  # fmt: skip


def half_of(key: str) -> str:
    """`2026-H1`, of that or of a month in it."""
    year, part = key.split("-")
    return key if part.startswith("H") else f"{year}-H{1 if int(part) <= 6 else 2}"


def decline_words(key: str) -> str:
    year, part = key.split("-")
    if part.startswith("H"):
        return f"{'January to June' if part == 'H1' else 'July to December'} {year}"
    return f"{MONTHS[int(part) - 1]} {year}"


def without_silent(table: Table, texts: int) -> Table:
    """Groups of which nothing can be told are counted, not listed."""
    speaking = tuple(
        row for row in table.rows if any(cell is not HIDDEN for cell in row.cells[texts:])
    )
    left_out = len(table.rows) - len(speaking)
    return Table(table.name, table.title, table.columns, speaking, table.note, left_out)


def by_class(counted: Counted, share_is_told: bool, named: Callable[[str, str], str]) -> Table:
    own = counted.own.by_cohort_and_program

    def hide(cells: Mapping[Pair, Sequence[Count]]) -> set[Pair]:
        return hidden_pairs(cells, counted.threshold, protect=counted.protect)

    silent = silent_groups(
        counted, attrgetter("by_cohort_and_program"), hide, frozenset({"cohort", "program"})
    )
    if silent.shares < set(own):
        # Where some shares are told, what is left of the people must stay as open as the shares.
        silent = Silent(silent.clients, silent.shares, silent.shares)
    rows = tuple(
        Row(
            (
                named("cohort", pair[0]),
                named("program", pair[1]),
                *group_cells(own[pair], pair, silent, share_is_told),
            ),
            " / ".join(pair),
            behind=BEHIND_GROUPS,
            group=pair,
        )
        for pair in sorted(own)
    )
    columns = (
        Column("cohort", "Cohort", Kind.TEXT),
        Column("program", "Program", Kind.TEXT),
        *GROUP_COLUMNS,
    )
    table = without_silent(Table("by_class", "By cohort and program", columns, rows), 2)
    # How many there are would tell in which there is nobody at all.
    return replace(table, left_out=0, note=words.PAIRS_LEFT_OUT if table.left_out else "")
