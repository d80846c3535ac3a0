"""`appliance demo`, `inventory`, `bookings` and `units`: the records from the command line.

Works on the records' file itself, so the appliance must not be running: the file has one owner.
Prints amounts with two decimals and times with their zone; JSON has amounts as text.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.domain.errors import ImportRefused, RecordError, RecordNotFound

if TYPE_CHECKING:
    from appliance.domain.bookings import Booking
    from appliance.domain.errors import BadRow
    from appliance.ports.store import Records, Store

ACTOR = "command line"
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


@contextmanager
def _open(data_dir: Path) -> Iterator[tuple[Store, datetime]]:
    """The records, and the moment in the yard's zone."""
    from appliance.bootstrap.clock import SystemClock
    from appliance.bootstrap.records import build_store
    from appliance.config import load_settings

    settings = load_settings(data_dir)
    store = build_store(settings)
    try:
        yield store, SystemClock(settings.yard.zone).now()
    finally:
        store.close()


@click.group()
def demo() -> None:
    """A full demo yard to try the appliance with."""


@demo.command("load")
@data_dir_option
def load(data_dir: Path) -> None:
    """Load the demo yard; again, to move its dates on. Bookings stay as they are."""
    from appliance.storage.demo import load_demo

    with _open(data_dir) as (store, now):
        report = store.write(lambda records: load_demo(records, now))
    click.echo(report.sentence)


@click.group()
def inventory() -> None:
    """Equipment as CSV, in and out."""


@inventory.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done, and every bad row.")
@data_dir_option
def import_file(file: Path, dry_run: bool, data_dir: Path) -> None:
    """Import an inventory file, all rows or none."""
    from appliance.storage.inventory import import_inventory, parse_inventory, preview_inventory

    content = _content(file)
    try:
        parsed = parse_inventory(content)
        with _open(data_dir) as (store, now):
            if dry_run:
                report = store.read(lambda records: preview_inventory(records, parsed, now))
            else:
                report = store.write(lambda records: import_inventory(records, parsed, now, ACTOR))
    except ImportRefused as refusal:
        _list_bad(refusal.rows)
        raise
    click.echo(("Dry run, nothing changed. " if dry_run else "") + report.sentence)


@inventory.command("export")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Write to this file, not to stdout."
)
@data_dir_option
def export(output: Path | None, data_dir: Path) -> None:
    """Write the inventory as CSV."""
    from appliance.storage.inventory import export_inventory

    with _open(data_dir) as (store, now):
        content = store.read(lambda records: export_inventory(records, now))
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise RecordError(f"{output} cannot be written: {error.strerror}.") from error


def _content(file: Path) -> bytes:
    from appliance.storage.inventory.parsing import MAX_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise RecordError(
            f"{file} cannot be read: {error.strerror}.", "Name a CSV file that you may read."
        ) from error


def _list_bad(rows: Iterable[BadRow]) -> None:
    for bad in rows:
        where = f"line {bad.line}" + (f", {bad.column}" if bad.column else "")
        shown = f" {bad.value!r}" if bad.value else ""
        click.echo(f"{where}:{shown} {bad.reason}")


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
def list_bookings(
    state: str | None, search: str, limit: int, offset: int, data_dir: Path, as_json: bool
) -> None:
    """List bookings, latest first."""
    from appliance.domain.bookings import BookingState

    def find(records: Records) -> tuple[list[dict[str, Any]], int]:
        page = records.bookings.in_state(
            BookingState(state) if state else None, search=search, offset=offset, limit=limit
        )
        return _booking_rows(records, page.items), page.total

    with _open(data_dir) as (store, _now):
        found, total = store.read(find)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found:
        _print_booking(row)
    click.echo(f"{len(found)} of {total} bookings.")


@bookings.command("show")
@click.argument("number")
@data_dir_option
@json_option
def show_booking(number: str, data_dir: Path, as_json: bool) -> None:
    """Show one booking."""

    def find(records: Records) -> dict[str, Any]:
        booking = records.bookings.get(number.upper())
        if booking is None:
            raise RecordNotFound(f"There is no booking {number}.", "See `appliance bookings list`.")
        return _booking_rows(records, (booking,))[0]

    with _open(data_dir) as (store, _now):
        row = store.read(find)
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
def cancel(number: str, reason: str, data_dir: Path) -> None:
    """Cancel a booking that has not gone out."""
    from appliance.rental.cancelling import cancel_booking

    with _open(data_dir) as (store, _now):
        booking = store.write(
            lambda records: cancel_booking(records, ACTOR, number.upper(), reason)
        )
    click.echo(f"{booking.number} is {booking.state.value}.")


def _booking_rows(records: Records, found: tuple[Booking, ...]) -> list[dict[str, Any]]:
    """Bookings as JSON, with names looked up all at once."""
    customers = records.customers.get_many(tuple(one.customer_id for one in found))
    classes = records.classes.get_many(tuple(li.class_id for one in found for li in one.lines))
    units = records.units.get_many(
        tuple(li.unit_id for one in found for li in one.lines if li.unit_id)
    )
    rows = []
    for one in found:
        lines = [
            {
                "item": classes[line.class_id].name,
                "asset_tag": units[line.unit_id].asset_tag if line.unit_id else None,
                "quantity": line.quantity,
                "start": line.period.start.isoformat(),
                "end": line.period.end.isoformat(),
                "day_rate": f"{line.day_rate:.2f}",
                "total": f"{line.total:.2f}",
                "out_at": line.out_at.isoformat() if line.out_at else None,
                "returned_at": line.returned_at.isoformat() if line.returned_at else None,
            }
            for line in one.lines
        ]
        rows.append(
            {
                "number": one.number,
                "state": one.state.value,
                "customer": customers[one.customer_id].name,
                "created_at": one.created_at.isoformat(),
                "channel": one.channel,
                "made_by": one.made_by,
                "call_id": one.call_id,
                "license_number": one.license_number,
                "certificate_number": one.certificate_number,
                "policy_number": one.policy_number,
                "site_address": one.site_address,
                "callback_number": one.callback_number,
                "deposit": f"{one.deposit:.2f}",
                "total": f"{sum(line.total for line in one.lines):.2f}",
                "note": one.note,
                "lines": lines,
            }
        )
    return rows


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
def list_units(search: str, limit: int, offset: int, data_dir: Path, as_json: bool) -> None:
    """List units by asset tag, with what they are doing now."""
    from appliance.admin.fleet import unit_statuses

    with _open(data_dir) as (store, now):

        def find(records: Records) -> tuple[list[dict[str, Any]], int]:
            page = records.units.page(search=search, offset=offset, limit=limit)
            classes = records.classes.get_many(tuple(unit.class_id for unit in page.items))
            statuses = unit_statuses(records, page.items, now)
            rows = []
            for unit in page.items:
                status = statuses[unit.id]
                rows.append(
                    {
                        "asset_tag": unit.asset_tag,
                        "item": classes[unit.class_id].name,
                        "status": status.status,
                        "location": unit.location,
                        "meter_hours": str(unit.meter_hours),
                        "condition": unit.condition,
                        "serial": unit.serial,
                        "booking": status.booking,
                        "until": status.until.isoformat() if status.until else None,
                    }
                )
            return rows, page.total

        found, total = store.read(find)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for row in found:
        until = f" until {row['until'][:16]}" if row["until"] else ""
        booking = f" ({row['booking']})" if row["booking"] else ""
        click.echo(
            f"{row['asset_tag']:8} {row['item']:28} {row['location']:12} "
            f"{row['status']}{until}{booking}"
        )
    click.echo(f"{len(found)} of {total} units.")
