"""`appliance audit`, `retention` and `privacy`: the trail checked, old things removed, a customer
erased. Through the running appliance, else on the records' file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.domain.errors import RecordError

if TYPE_CHECKING:
    from appliance.domain.privacy import Footprint


@click.group()
def audit() -> None:
    """The trail of who did what: check it, export it."""


@audit.command("verify")
@data_dir_option
@json_option
def verify_trail(data_dir: Path, as_json: bool) -> None:
    """Check every entry, and the heads printed outside the database. Exit 1 when one is wrong."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.trail import verify

    found = run_command(data_dir, verify)
    if as_json:
        body = {
            "entries": found.entries,
            "erased": found.erased,
            "head": found.head,
            "whole": not found.told,
            "told": found.told,
        }
        click.echo(json.dumps(body))
    elif not found.told:
        click.echo(
            f"The trail is whole: {found.entries} entries, {found.erased} with their words "
            f"erased as the trail says, head {found.head}."
        )
    if found.told:
        raise RecordError(found.told, "Compare with a backup; somebody changed the records' file.")


@audit.command("export")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file, not stdout.")
@data_dir_option
def export_trail(output: Path | None, data_dir: Path) -> None:
    """Write every entry as a line of JSON, oldest first."""
    if output is None:
        _export(data_dir, sys.stdout.write)
        return
    try:
        with output.open("w", encoding="utf-8") as file:
            _export(data_dir, file.write)
    except OSError as error:
        raise RecordError(f"{output} cannot be written: {error.strerror}.") from error


def _export(data_dir: Path, write: object) -> None:
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.trail import export

    after = 0
    while True:
        part = run_command(data_dir, export, after=after)
        write(part.lines)  # type: ignore[operator]
        if not part.more:
            return
        after = part.more


@click.group()
def retention() -> None:
    """What is to be kept no longer."""


@retention.command("run")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@data_dir_option
@json_option
def run(dry_run: bool, data_dir: Path, as_json: bool) -> None:
    """Remove what is older than the yard's settings allow."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.privacy import run_retention

    removed = run_command(data_dir, run_retention, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps({"dry_run": dry_run, **removed.counts, "files": removed.files}))
        return
    gone = ", ".join(f"{count} {rule}" for rule, count in removed.counts.items() if count)
    verb = "Would remove" if dry_run else "Removed"
    click.echo(f"{verb} {gone or 'nothing'}." + ("" if dry_run else f" {removed.files} files."))


@click.group()
def privacy() -> None:
    """What is known of a customer, and its erasure."""


@privacy.command("show")
@click.argument("account")
@data_dir_option
def show(account: str, data_dir: Path) -> None:
    """Say what would go and what would stay."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.privacy import footprint

    _list(run_command(data_dir, footprint, account=account))


@privacy.command("erase")
@click.argument("account")
@click.option("--reason", required=True, help="Kept in the trail; leave names out of it.")
@click.option("--override", is_flag=True, help="Although machines are out or money is owed.")
@click.option("--confirm", help="The account again, in place of being asked for it.")
@data_dir_option
def erase(account: str, reason: str, override: bool, confirm: str | None, data_dir: Path) -> None:
    """Erase a customer for good; bookings are kept under a pseudonym."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.privacy import erase as erase_command
    from appliance.bootstrap.commands.privacy import footprint

    if confirm is None:
        _list(run_command(data_dir, footprint, account=account))
        confirm = click.prompt("Type the account to erase it for good")
    erasure = run_command(
        data_dir, erase_command, account=account, typed=confirm, reason=reason, override=override
    )
    kept = f" Bookings are kept as {erasure.pseudonym}." if erasure.pseudonym else ""
    click.echo(f"Erased, with {erasure.files} files.{kept}")


def _list(found: Footprint) -> None:
    for trace in found.traces:
        click.echo(f"{trace.count:8}  {trace.what:34} {trace.fate}")
    for obstacle in found.obstacles:
        click.echo(f"In the way: {obstacle}")
