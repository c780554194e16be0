"""What the service asks of a store, noted to be run again without it."""

from typing import Any

from app.db.engine import Database
from app.db.prepared import Prepared, Reader


class recorded:
    """Notes each prepared statement, those of one round trip one by one."""

    def __init__(self, database: Database, statements: list[tuple[str, Any]]):
        self.is_postgresql, self.statements = database.is_postgresql, statements
        self.rows, self.rows_of_each = Reader.rows, Reader.rows_of_each

    def note_rows(self, reader: Reader, prepared: Prepared, **given: Any) -> list[Any]:
        compiled = prepared.on_postgresql if self.is_postgresql else prepared.on_sqlite
        values = compiled.constants | given
        asked = values if self.is_postgresql else compiled.bound(values)
        self.statements.append((compiled.text, asked))
        return self.rows(reader, prepared, **given)

    def __enter__(self) -> None:
        Reader.rows = lambda reader, prepared, **given: self.note_rows(  # type: ignore[method-assign]
            reader, prepared, **given
        )
        Reader.rows_of_each = lambda reader, asked, **given: [  # type: ignore[method-assign]
            reader.rows(prepared, **given) for prepared in asked
        ]

    def __exit__(self, *_: object) -> None:
        Reader.rows = self.rows  # type: ignore[method-assign]
        Reader.rows_of_each = self.rows_of_each  # type: ignore[method-assign]
