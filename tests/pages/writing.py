"""The office's sheet, written by the tests."""

import csv
import io
from collections.abc import Iterable

from app.imports.sheet import COLUMNS

MAYA = {
    "client_name": "Maya Okafor",
    "client_email": "maya@alumni.example.edu",
    "program": "MBA",
    "cohort": "MBA 2025",
}


def as_csv(rows: Iterable[dict[str, str]]) -> bytes:
    """Each row is of Maya where it names nobody else."""
    written = io.StringIO()
    sheet = csv.DictWriter(written, COLUMNS, restval="")
    sheet.writeheader()
    sheet.writerows(MAYA | row for row in rows)
    return written.getvalue().encode()
