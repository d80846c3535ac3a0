"""`appliance inventory`, `customers`, `registry` and `records`: records as CSV, in and out.

Asks the running appliance, which owns the records, or opens their file where none runs. A bad
row is printed as its line, column, value and reason; then nothing has been changed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.domain.errors import ImportRefused, RecordError

if TYPE_CHECKING:
    from appliance.domain.errors import BadRow

REGISTRY: Final = ("licenses", "operators", "certifications", "policies", "sites")
_Command = TypeVar("_Command", bound=Callable[..., Any])

_file = click.argument("file", type=click.Path(path_type=Path))
_registry_type = click.argument("kind", metavar="TYPE", type=click.Choice(REGISTRY))
_any_type = click.argument("kind", metavar="TYPE")


def _dry_run(command: _Command) -> _Command:
    return click.option(
        "--dry-run", is_flag=True, help="Say what would be done, and every bad row."
    )(command)


def _output(command: _Command) -> _Command:
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        help="Write to this file, not to stdout.",
    )(command)


@click.group()
def inventory() -> None:
    """Equipment as CSV, in and out."""


@inventory.command("import")
@_file
@_dry_run
@data_dir_option
def import_inventory(file: Path, dry_run: bool, data_dir: Path) -> None:
    """Import an inventory file, all rows or none."""
    _import("inventory", file, dry_run, data_dir)


@inventory.command("export")
@_output
@data_dir_option
def export_inventory(output: Path | None, data_dir: Path) -> None:
    """Write the inventory as CSV."""
    _export("inventory", output, data_dir)


@click.group()
def customers() -> None:
    """Customers as CSV, in and out."""


@customers.command("import")
@_file
@_dry_run
@data_dir_option
def import_customers(file: Path, dry_run: bool, data_dir: Path) -> None:
    """Import a file of customers, all rows or none."""
    _import("customers", file, dry_run, data_dir)


@customers.command("export")
@_output
@data_dir_option
def export_customers(output: Path | None, data_dir: Path) -> None:
    """Write all customers as CSV."""
    _export("customers", output, data_dir)


@click.group()
def registry() -> None:
    """Licenses, operators, certifications, policies and sites as CSV."""


@registry.command("import")
@_registry_type
@_file
@_dry_run
@data_dir_option
def import_registry(kind: str, file: Path, dry_run: bool, data_dir: Path) -> None:
    """Import a file of TYPE, all rows or none."""
    _import(kind, file, dry_run, data_dir)


@registry.command("export")
@_registry_type
@_output
@data_dir_option
def export_registry(kind: str, output: Path | None, data_dir: Path) -> None:
    """Write all records of TYPE as CSV."""
    _export(kind, output, data_dir)


@click.group()
def records() -> None:
    """Every type of record as CSV, in and out."""


@records.command("types")
@data_dir_option
@json_option
def list_types(data_dir: Path, as_json: bool) -> None:
    """List the types, with the columns of their files."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.files import file_types

    found = run_command(data_dir, file_types)
    if as_json:
        rows = [
            {
                "name": one.name,
                "title": one.title,
                "importable": one.importable,
                "columns": [
                    {"header": column.header, "needed": column.needed, "rule": column.rule}
                    for column in one.columns
                ],
            }
            for one in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.name:16} {one.about}{'' if one.importable else ' Export only.'}")
        click.echo(f"{'':16} {', '.join(column.header for column in one.columns)}")


@records.command("import")
@_any_type
@_file
@_dry_run
@data_dir_option
def import_records(kind: str, file: Path, dry_run: bool, data_dir: Path) -> None:
    """Import a file of TYPE, all rows or none."""
    _import(kind, file, dry_run, data_dir)


@records.command("export")
@_any_type
@_output
@data_dir_option
def export_records(kind: str, output: Path | None, data_dir: Path) -> None:
    """Write all records of TYPE as CSV."""
    _export(kind, output, data_dir)


def _import(kind: str, file: Path, dry_run: bool, data_dir: Path) -> None:
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.files import import_file

    content = _content(file)
    try:
        report = run_command(data_dir, import_file, name=kind, content=content, dry_run=dry_run)
    except ImportRefused as refusal:
        _list_bad(refusal.rows)
        raise
    click.echo(("Dry run, nothing changed. " if dry_run else "") + report.sentence)


def _export(kind: str, output: Path | None, data_dir: Path) -> None:
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.files import export_file

    content = run_command(data_dir, export_file, name=kind)
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        raise RecordError(f"{output} cannot be written: {error.strerror}.") from error


def _content(file: Path) -> bytes:
    from appliance.storage.files.text import MAX_BYTES

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
