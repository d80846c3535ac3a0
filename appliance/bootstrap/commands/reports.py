"""Reports for the command line: a report's rows as CSV, Parquet or JSON."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from appliance.bootstrap.commands import LONG_S, Scene, record_command
from appliance.domain.reports import ReportTable, ask_for


@record_command("reports.run", wait_s=LONG_S)
def run_report(
    scene: Scene,
    *,
    name: str,
    by: str,
    first: date | None,
    last: date | None,
    ahead: int,
    kind: str,
) -> bytes:
    """The report in the kind asked for: `csv`, `parquet` or `json`. Raises RecordError."""
    from appliance.storage.reports import report_csv, report_parquet

    now = scene.now
    ask = ask_for(name, now.date(), by=by, first=first, last=last, ahead=ahead)
    table = scene.read(lambda records: records.reports.table(ask, now))
    if kind == "csv":
        return report_csv(table)
    return report_parquet(table) if kind == "parquet" else _as_json(table)


def _as_json(table: ReportTable) -> bytes:
    names = [column.name for column in table.columns]
    body = {
        "report": table.ask.spec.name,
        "by": table.ask.by.name,
        "rows": [
            dict(zip(names, (_plain(value) for value in row), strict=True)) for row in table.rows
        ],
    }
    if table.ask.spec.over == "range":
        body |= {"first": table.ask.first.isoformat(), "last": table.ask.last.isoformat()}
    return json.dumps(body, ensure_ascii=False).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return f"{value:.2f}" if isinstance(value, Decimal) else value
