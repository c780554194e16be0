"""A client's list of LinkedIn connections looked through: how long, and with how much memory."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from app import clock
from app.ownplan.connections import Found, Known, found_in_list, name_key
from app.ownplan.linkedin import connections_in
from bench.exports import peak
from bench.stores import ROOT

LINES = 30_000  # the most that LinkedIn allows
PEOPLE = 30
HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


@dataclass(frozen=True)
class LookedThrough:
    seconds: list[float]
    few_memory: float  # MiB over idle, for a tenth of the lines
    memory: float


def measure_connections(rounds: int) -> LookedThrough:
    """Each in a process of its own."""
    found = [in_a_process(LINES) for _ in range(rounds)]
    return LookedThrough(
        [seconds for seconds, _ in found],
        in_a_process(LINES // 10)[1],
        max(memory for _, memory in found),
    )


def in_a_process(lines: int) -> tuple[float, float]:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.connections", str(lines)],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    seconds, grown = told.split()
    return float(seconds), float(grown)


def write_list(file: BinaryIO, lines: int) -> None:
    """Every thousandth is somebody of the plan."""
    file.write(f"Notes:\n\n{HEADER}".encode())
    for number in range(lines):
        who = f"María{number},Núñez-{number}"
        url = f"https://www.linkedin.com/in/maria-nunez-{number}-4b1a2c"
        line = f"{who},{url},,Employer & Sons {number % 977},Senior Manager,12 Mar 2024\n"
        file.write(line.encode())


def people() -> list[Known]:
    """Half are known by their profile, half by name and employer."""
    return [
        Known(
            id=UUID(int=number),
            name=f"María{number} Núñez-{number}",
            employer="",
            is_connected=False,
            profile=f"linkedin.com/in/maria-nunez-{number}-4b1a2c" if number % 2000 else None,
            keys=frozenset(
                {(name_key(f"María{number} Núñez-{number}"), f"employer sons {number % 977}")}
            ),
        )
        for number in range(0, PEOPLE * 1_000, 1_000)
    ]


def look_through(file: BinaryIO) -> Found:
    return found_in_list(people(), connections_in(file), date(2026, 11, 23))


def main(lines: int) -> None:
    with tempfile.TemporaryFile() as small, tempfile.TemporaryFile() as file:
        write_list(small, 10)
        write_list(file, lines)
        small.seek(0), file.seek(0)
        look_through(small)  # what is read once a process
        idle, began = peak(), clock.now()
        found = look_through(file)
        seconds = (clock.now() - began).total_seconds()
    if len(found.matches) != lines // 1_000:
        raise RuntimeError(f"{len(found.matches)} were found")
    print(seconds, peak() - idle)


if __name__ == "__main__":
    main(int(sys.argv[1]))
