"""The report as a file to hand on."""

from collections.abc import Callable
from enum import StrEnum

from fastapi.responses import Response

from app.reports.as_csv import csv_file
from app.reports.report import Report
from app.sheets import csv_text


class FileFormat(StrEnum):
    CSV = "csv"


MADE: dict[FileFormat, tuple[Callable[[Report], bytes], str]] = {
    FileFormat.CSV: (csv_file, csv_text.MEDIA_TYPE),
}


def file_of(report: Report, format: FileFormat) -> Response:
    make, media_type = MADE[format]
    return Response(
        make(report),
        media_type=media_type,
        headers={
            "Content-Disposition": (
                f'attachment; filename="cohort-report-{report.heading.as_of}.{format}"'
            ),
            "Cache-Control": "no-store",
        },
    )
