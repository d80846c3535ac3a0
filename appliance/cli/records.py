"""`appliance demo`, `bookings` and `units`: the records from the command line.

Asks the running appliance, which owns the records, or opens their file where none runs.
Prints amounts with two decimals and times with their zone; JSON has amounts as text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from appliance.cli.options import data_dir_option, json_option

STATES = (
    "quote",
    "pending_review",
    "reserved",
    "out",
    "returned",
    "cancelled",
    "no_show",
    "expired",
)
_PAGE = 1000


@click.group()
def demo() -> None:
    """A full demo yard to try the appliance with."""


@demo.command("load")
@data_dir_option
def load_demo(data_dir: Path) -> None:
    """Load the demo yard; again, to move its dates on. Bookings stay as they are."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.demo import load

    click.echo(run_command(data_dir, load))


@click.group()
def bookings() -> None:
    """List, show and cancel bookings."""


@bookings.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--search", default="", help="Only those with all these words.")
@click.option("--limit", default=_PAGE, show_default=True, type=click.IntRange(1, _PAGE))
@click.option("--offset", default=0, type=click.IntRange(0))
@data_dir_option
@json_option
def bookings_list(
    state: str | None, search: str, limit: int, offset: int, data_dir: Path, as_json: bool
) -> None:
    """List bookings, latest first."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.bookings import list_bookings

    found = run_command(
        data_dir, list_bookings, state=state, search=search, limit=limit, offset=offset
    )
    if as_json:
        click.echo(json.dumps(found.rows, ensure_ascii=False))
        return
    for row in found.rows:
        _print_booking(row)
    click.echo(f"{len(found.rows)} of {found.total} bookings.")


@bookings.command("show")
@click.argument("number")
@data_dir_option
@json_option
def bookings_show(number: str, data_dir: Path, as_json: bool) -> None:
    """Show one booking."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.bookings import show_booking

    row = run_command(data_dir, show_booking, number=number)
    if as_json:
        click.echo(json.dumps(row, ensure_ascii=False))
        return
    lines = row.pop("lines")
    for name, value in row.items():
        if value not in (None, ""):
            click.echo(f"{name.replace('_', ' '):20} {value}")
    for line in lines:
        click.echo("  " + _line_words(line) + f", {line['total']}")


@bookings.command("cancel")
@click.argument("number")
@click.option("--reason", default="", help="Why; kept with the booking.")
@data_dir_option
def bookings_cancel(number: str, reason: str, data_dir: Path) -> None:
    """Cancel a booking that has not gone out."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.bookings import cancel

    click.echo(run_command(data_dir, cancel, number=number, reason=reason))


def _line_words(line: dict[str, Any]) -> str:
    what = line["asset_tag"] or f"{line['quantity']} pieces"
    return f"{line['item']} {what}, {line['start'][:16]} to {line['end'][:16]}"


def _print_booking(row: dict[str, Any]) -> None:
    lines = row["lines"]
    first = _line_words(lines[0]) if lines else ""
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    click.echo(
        f"{row['number']:8} {row['state']:14} {row['customer']:24} {row['total']:>10}  "
        f"{first}{more}"
    )


@click.group()
def units() -> None:
    """List the units of the yard."""


@units.command("list")
@click.option("--search", default="", help="Only those with all these words.")
@click.option("--limit", default=_PAGE, show_default=True, type=click.IntRange(1, _PAGE))
@click.option("--offset", default=0, type=click.IntRange(0))
@data_dir_option
@json_option
def units_list(search: str, limit: int, offset: int, data_dir: Path, as_json: bool) -> None:
    """List units by asset tag, with what they are doing now."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.units import list_units

    found = run_command(data_dir, list_units, search=search, limit=limit, offset=offset)
    if as_json:
        click.echo(json.dumps(found.rows, ensure_ascii=False))
        return
    for row in found.rows:
        until = f" until {row['until'][:16]}" if row["until"] else ""
        booking = f" ({row['booking']})" if row["booking"] else ""
        click.echo(
            f"{row['asset_tag']:8} {row['item']:28} {row['location']:12} "
            f"{row['status']}{until}{booking}"
        )
    click.echo(f"{len(found.rows)} of {found.total} units.")
