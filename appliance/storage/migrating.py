"""Brings the records' file to the schema of this program: numbered SQL files, each applied once
in its own transaction. Refuses a file that is newer, or whose applied migrations have changed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import duckdb

from appliance.storage.errors import StoreUnusable

_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def packaged() -> tuple[Migration, ...]:
    """The migrations that come with this program, in order."""
    found = []
    for file in resources.files("appliance.storage").joinpath("migrations").iterdir():
        if match := _NAME.fullmatch(file.name):
            found.append(Migration(int(match[1]), file.name, file.read_text("utf-8")))
    return tuple(sorted(found, key=lambda migration: migration.version))


def migrate(connection: duckdb.DuckDBPyConnection, migrations: Sequence[Migration]) -> int:
    """Apply what is missing; returns how many were applied. Raises StoreUnusable."""
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, "
        "name VARCHAR NOT NULL, checksum VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL)"
    )
    applied = {
        version: (name, checksum)
        for version, name, checksum in connection.execute(
            "SELECT version, name, checksum FROM schema_version"
        ).fetchall()
    }
    known = {migration.version: migration for migration in migrations}
    if newer := sorted(set(applied) - set(known)):
        raise StoreUnusable(
            f"The records were written by a newer program (migration {newer[-1]}).",
            "Install that version or a later one, or restore a backup made with this one.",
        )
    pending = []
    for version, migration in sorted(known.items()):
        if version not in applied:
            pending.append(migration)
        elif applied[version][1] != migration.checksum:
            raise StoreUnusable(
                f"Migration {migration.name} differs from the one that made these records.",
                "Restore the program's files, or a backup made with this version.",
            )
    for migration in pending:
        _apply(connection, migration)
    return len(pending)


def _apply(connection: duckdb.DuckDBPyConnection, migration: Migration) -> None:
    connection.execute("BEGIN TRANSACTION")
    try:
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_version VALUES (?, ?, ?, now())",
            (migration.version, migration.name, migration.checksum),
        )
        connection.execute("COMMIT")
    except duckdb.Error as error:
        connection.execute("ROLLBACK")
        raise StoreUnusable(f"Migration {migration.name} failed: {error}") from error
