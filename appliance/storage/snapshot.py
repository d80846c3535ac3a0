"""Every row of every table, read straight from a records file that nobody has open.

For judging from outside what was written: it uses none of the repositories.
"""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import Any

import duckdb

Rows = dict[str, dict[str, Any]]
Tables = dict[str, Rows]
_MOMENT = "TIMESTAMP WITH TIME ZONE"


def read_tables(path: Path) -> Tables:
    """Rows by table and key, columns by name; moments in UTC. Raises duckdb.Error."""
    with duckdb.connect(str(path), read_only=True) as connection:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY 1"
            ).fetchall()
        ]
        return {name: _rows(connection, name) for name in names}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> Rows:
    keys = _key_columns(connection, table)
    described = connection.execute(f'DESCRIBE "{table}"').fetchall()
    columns = [str(column[0]) for column in described]
    moments = {str(column[0]) for column in described if column[1] == _MOMENT}
    wanted = ", ".join(
        f"\"{name}\" AT TIME ZONE 'UTC'" if name in moments else f'"{name}"' for name in columns
    )
    rows: Rows = {}
    found = connection.execute(f'SELECT {wanted} FROM "{table}"')  # noqa: S608  (its own names)
    for number, values in enumerate(found.fetchall()):
        row = dict(zip(columns, values, strict=True))
        for name in moments:
            row[name] = row[name] and row[name].replace(tzinfo=UTC)
        rows["/".join(str(row[key]) for key in keys) if keys else str(number)] = row
    return rows


def _key_columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    found = connection.execute(
        "SELECT constraint_column_names FROM duckdb_constraints() "
        "WHERE table_name = ? AND constraint_type = 'PRIMARY KEY'",
        [table],
    ).fetchone()
    return list(found[0]) if found else []
