"""`appliance reports`: the yard's figures on the screen or in a file. Amounts as text."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.domain.errors import RecordError

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def reports() -> None:
    """Figures of the yard, as a table, CSV or Parquet."""


@reports.command("list")
def list_reports() -> None:
    """List the reports and how each can be broken down."""
    from appliance.domain.reports import REPORTS

    for spec in REPORTS:
        by = ", ".join(one.name for one in spec.breakdowns)
        click.echo(f"{spec.name:12} by {by:24} {spec.sentence}")


@reports.command("run")
@click.argument("name")
@click.option("--by", default="", help="How to break it down  [default: the first way]")
@click.option("--from", "first", type=_DAY, help="First day, like 2026-11-01.")
@click.option("--to", "last", type=_DAY, help="Last day, included  [default: today]")
@click.option("--days", default=30, show_default=True, help="Days ahead, for what expires.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--parquet", type=click.Path(path_type=Path), help="Write a Parquet file.")
@json_option
@data_dir_option
def run(
    name: str,
    by: str,
    first: datetime | None,
    last: datetime | None,
    days: int,
    as_csv: bool,
    parquet: Path | None,
    as_json: bool,
    data_dir: Path,
) -> None:
    """Run a report over the days from --from to --to, both included."""
    if as_csv + as_json + (parquet is not None) > 1:
        raise click.UsageError("Choose one of --csv, --parquet and --json.")
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.reports import run_report

    kind = "parquet" if parquet is not None else "json" if as_json else "csv"
    content = run_command(
        data_dir,
        run_report,
        name=name,
        by=by,
        first=first.date() if first else None,
        last=last.date() if last else None,
        ahead=days,
        kind=kind,
    )
    if parquet is not None:
        try:
            parquet.write_bytes(content)
        except OSError as error:
            raise RecordError(f"{parquet} cannot be written: {error.strerror}.") from error
        click.echo(f"Written to {parquet}.")
    elif as_json:
        click.echo(content.decode())
    elif as_csv:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        _show(content)


def _show(content: bytes) -> None:
    """The rows in columns as wide as they need."""
    import csv
    import io

    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    widths = [min(32, max(len(row[place]) for row in rows)) for place in range(len(rows[0]))]
    for row in rows:
        cells = (f"{cell[:32]:{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells).rstrip())
    click.echo(f"{len(rows) - 1} rows.")
