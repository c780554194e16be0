"""The figures of every section as they were last taken, kept as JSON, and the page made of them."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.lines import Line
from bench.rounds import Spread
from bench.sections import SECTIONS, Section
from bench.seed import LARGE, SMALL

FIGURES = Path(__file__).with_name("figures.json")
PAGE = Path(__file__).with_name("RESULTS.md")


@dataclass
class Taken:
    """One section on one kind of store, as one run found it."""

    day: str
    machine: str
    loads: list[float] = field(default_factory=list)  # how busy the machine was, at each figure
    lines: list[Line] = field(default_factory=list)


class Results:
    """A run takes the place of what an earlier one found, store by store and section by section."""

    def __init__(self, kept: dict[str, dict[str, Taken]], machine: str) -> None:
        self.sections = kept
        self.machine = machine
        self.of_this_run: set[tuple[str, str]] = set()

    @classmethod
    def kept(cls, machine: str) -> "Results":
        text = FIGURES.read_text() if FIGURES.exists() else "{}"
        return cls(
            {
                name: {kind: taken_of(one) for kind, one in kinds.items()}
                for name, kinds in json.loads(text).items()
            },
            machine,
        )

    def note(self, name: str, kind: str, lines: Sequence[Line]) -> None:
        section = self.sections.setdefault(name, {})
        if (name, kind) not in self.of_this_run:
            self.of_this_run.add((name, kind))
            section[kind] = Taken(datetime.now(UTC).date().isoformat(), self.machine)
        section[kind].lines.extend(lines)
        section[kind].loads.append(round(os.getloadavg()[0], 1))
        for line in lines:
            print(line, flush=True)

    def keep(self) -> None:
        whole = {
            name: {kind: asdict(taken) for kind, taken in sorted(self.sections[name].items())}
            for name in sorted(self.sections)
        }
        FIGURES.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
        PAGE.write_text(self.page())

    def page(self) -> str:
        machines = sorted(
            {one.machine for kinds in self.sections.values() for one in kinds.values()}
        )
        return "\n\n".join([INTRODUCTION, *machines, *map(self.told, SECTIONS)]) + "\n"

    def told(self, name: str) -> str:
        section, kinds = SECTIONS[name], self.sections.get(name, {})
        how = section.how.replace("{small}", SMALL.words).replace("{large}", LARGE.words)
        lines = [line for kind in sorted(kinds, reverse=True) for line in kinds[kind].lines]
        parts = [f"## {section.title}", how, rows_of(lines) if lines else "Not measured yet."]
        if kinds:
            parts.append(taken_when(kinds))
        if any(line.verdict == "missed" for line in lines):
            parts.append(where_missed(section))
        return "\n\n".join(parts)


INTRODUCTION = """# Measured

Written by `make bench`. Each figure is a ratio to its floor, taken round by round in one run in
which both had their turns: the median of five rounds, or of three where each takes its time
(quartiles in brackets). The absolute medians beside it hold for one machine at that hour alone.
A part may be measured by itself: each section tells the day of its run."""


def taken_of(kept: dict[str, Any]) -> Taken:
    lines = [Line(**{**line, "ratio": Spread(**line["ratio"])}) for line in kept["lines"]]
    return Taken(**{**kept, "lines": lines})


def taken_when(kinds: dict[str, Taken]) -> str:
    days = " and ".join(sorted({taken.day for taken in kinds.values()}))
    loads = [load for taken in kinds.values() for load in taken.loads]
    return f"Taken on {days}, at a load average of {min(loads):.1f} to {max(loads):.1f}."


def where_missed(section: Section) -> str:
    return f"Where a goal is missed: {section.if_missed[0].lower()}{section.if_missed[1:]}"


def rows_of(lines: Sequence[Line]) -> str:
    head = "| | ratio | goal | | medians |\n| --- | --- | --- | --- | --- |"
    body = [
        f"| {line.what} | {line.ratio} | {line.goal} | {line.verdict} | {line.absolute} |"
        for line in lines
    ]
    return "\n".join([head, *body])
