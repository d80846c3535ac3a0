"""A report's rows as CSV and as Parquet.

Parquet is written by a database of its own, in memory, that holds nothing but these rows: the one
with the records is not allowed to write files. Refuses more rows than `MOST_ROWS`.
"""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from appliance.domain.errors import RecordError
from appliance.domain.reports import Kind, ReportTable
from appliance.storage.files.text import protected
from appliance.storage.mapping import quoted

MOST_ROWS = 200_000
_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.WHOLE: "BIGINT",
    Kind.NUMBER: "DOUBLE",
    Kind.PERCENT: "DOUBLE",
    Kind.MONEY: "DECIMAL(18, 2)",
    Kind.DAY: "DATE",
    Kind.MOMENT: "TIMESTAMPTZ",
}


def report_csv(table: ReportTable) -> bytes:
    """UTF-8 with a header; moments with their zone, amounts with two decimals, formula cells
    neutralized."""
    _require_size(table)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    texts = {column.name for column in table.columns if column.kind is Kind.TEXT}
    for row in table.rows:
        writer.writerow(
            [
                protected(_cell(value)) if column.name in texts else _cell(value)
                for column, value in zip(table.columns, row, strict=True)
            ]
        )
    return out.getvalue().encode()


def report_parquet(table: ReportTable) -> bytes:
    """One Parquet file, typed: amounts are decimals, moments are in UTC. Raises RecordError where
    no file can be written."""
    _require_size(table)
    columns = ", ".join(f"{quoted(one.name)} {_TYPES[one.kind]}" for one in table.columns)
    lists = ", ".join(f"unnest(CAST(? AS {_TYPES[one.kind]}[]))" for one in table.columns)
    try:
        with tempfile.TemporaryDirectory(prefix="report-") as folder:
            path = Path(folder) / "report.parquet"
            with duckdb.connect(":memory:", config={"threads": 1}) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                connection.execute(f"CREATE TABLE report ({columns})")
                if table.rows:
                    connection.execute(
                        f"INSERT INTO report SELECT {lists}",
                        [
                            [_stored(value) for value in column]
                            for column in zip(*table.rows, strict=True)
                        ],
                    )
                connection.execute(f"COPY report TO '{path}' (FORMAT parquet)")
            return path.read_bytes()
    except (OSError, duckdb.IOException) as error:
        raise RecordError(
            "The Parquet file could not be written.", "See to the disk's space and try again."
        ) from error


def _require_size(table: ReportTable) -> None:
    if len(table.rows) > MOST_ROWS:
        raise RecordError(
            f"The report has {len(table.rows)} rows; a file takes {MOST_ROWS}.",
            "Ask for a shorter range.",
        )


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _stored(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
