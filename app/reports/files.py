"""The report as a file to hand on."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from fastapi.responses import Response

from app.reports import as_pdf
from app.reports.as_csv import csv_file
from app.reports.as_json import json_file
from app.reports.as_xlsx import xlsx_file
from app.reports.report import Report
from app.sheets import csv_text, xlsx


class FileFormat(StrEnum):
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Made:
    words: str  # what people call it
    make: Callable[[Report], bytes]
    media_type: str


MADE = {
    FileFormat.PDF: Made("PDF", as_pdf.pdf_file, as_pdf.MEDIA_TYPE),
    FileFormat.XLSX: Made("Excel", xlsx_file, xlsx.MEDIA_TYPE),
    FileFormat.CSV: Made("CSV", csv_file, csv_text.MEDIA_TYPE),
    FileFormat.JSON: Made("JSON", json_file, "application/json"),
}


def file_of(report: Report, format: FileFormat) -> Response:
    made = MADE[format]
    return Response(
        made.make(report),
        media_type=made.media_type,
        headers={
            "Content-Disposition": (
                f'attachment; filename="cohort-report-{report.heading.as_of}.{format}"'
            ),
            "Cache-Control": "no-store",
        },
    )
