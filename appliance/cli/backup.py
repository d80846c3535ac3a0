"""`appliance backup`: copies of the records, made while they are used, and put back while not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from appliance.cli.options import data_dir_option, json_option

if TYPE_CHECKING:
    from appliance.domain.upkeep import Backup


@click.group()
def backup() -> None:
    """Copies of the records: make, list, restore."""


@backup.command("create")
@data_dir_option
@json_option
def create(data_dir: Path, as_json: bool) -> None:
    """Copy the records, open the copy and check it. Calls go on meanwhile."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.backup import create as create_command

    made = run_command(data_dir, create_command)
    click.echo(json.dumps(_row(made)) if as_json else _line(made))


@backup.command("list")
@data_dir_option
@json_option
def list_backups(data_dir: Path, as_json: bool) -> None:
    """List the backups, latest first."""
    from appliance.bootstrap.commands.backup import listed

    found = listed(data_dir)
    if as_json:
        click.echo(json.dumps([_row(one) for one in found]))
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo("There is no backup yet.")


@backup.command("restore")
@click.argument("name")
@data_dir_option
def restore(name: str, data_dir: Path) -> None:
    """Put the backup NAME in the records' place. Refused while the appliance runs; what stood
    there is kept beside it."""
    from appliance.bootstrap.commands.backup import restore as restore_command

    aside = restore_command(data_dir, name)
    kept = f" The former file is kept as {aside}." if aside else ""
    click.echo(f"Restored {name}.{kept}")


def _row(one: Backup) -> dict[str, Any]:
    return {
        "name": one.name,
        "made_at": one.made_at.isoformat(),
        "bytes": one.size_bytes,
        "sha256": one.sha256,
        "program": one.program,
        "trail_entry": one.trail_entry,
        "bookings": one.bookings,
    }


def _line(one: Backup) -> str:
    return (
        f"{one.name}  {one.made_at:%Y-%m-%d %H:%M}  {one.size_bytes / 1e6:.1f} MB  "
        f"{one.bookings} bookings  sha256 {one.sha256[:12]}"
    )
