"""Opens the database as this service uses it: each write leaves its client's plan right."""

from app.db.engine import Database
from app.plans.actions import replan_changed


def open_database(url: str, pool_size: int = 10) -> Database:
    return Database(url, pool_size=pool_size, before_commit=replan_changed)
