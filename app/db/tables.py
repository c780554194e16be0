"""All tables of all rooms, for migrations and for checks over the whole schema."""

import importlib

from app.db.base import Base

ROOMS = (
    "accounts", "audit", "bulk", "caseload", "clients", "drafts", "errands", "exports",
    "imports", "links", "mail", "notes", "offers", "outcomes", "people", "plans", "reports",
    "today", "webhooks",
)  # fmt: skip

for room in ROOMS:
    importlib.import_module(f"app.{room}.models")
importlib.import_module("app.db.idempotency")

metadata = Base.metadata
OFFICE_TABLES = tuple(t.name for t in metadata.sorted_tables if "office_id" in t.columns)
