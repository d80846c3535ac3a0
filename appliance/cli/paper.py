"""`appliance paper`: quotes, contracts, receipts and unit labels as PDF.

Asks the running appliance for the facts, or opens the records' file where none runs.
"""

from __future__ import annotations

from pathlib import Path

import click

from appliance.cli.options import data_dir_option
from appliance.domain.errors import RecordError
from appliance.domain.paper import LABEL_FORMATS, PaperKind, label_format

_KEYS = tuple(one.key for one in LABEL_FORMATS)
_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The PDF file to write.",
)


@click.group()
def paper() -> None:
    """Quotes, contracts, receipts and labels as PDF."""


@paper.command()
@click.argument("number")
@_output
@data_dir_option
def quote(number: str, output: Path, data_dir: Path) -> None:
    """Print the quote of a booking."""
    _document(PaperKind.QUOTE, number, output, data_dir)


@paper.command()
@click.argument("number")
@_output
@data_dir_option
def contract(number: str, output: Path, data_dir: Path) -> None:
    """Print the rental contract of a booking."""
    _document(PaperKind.CONTRACT, number, output, data_dir)


@paper.command()
@click.argument("number")
@_output
@data_dir_option
def receipt(number: str, output: Path, data_dir: Path) -> None:
    """Print the return receipt of a booking."""
    _document(PaperKind.RECEIPT, number, output, data_dir)


@paper.command()
@click.option("--class", "class_name", default="", help="Every unit in use of the class so called.")
@click.option("--tag", "tags", multiple=True, help="A unit by its asset tag; may be repeated.")
@click.option(
    "--format", "key", type=click.Choice(_KEYS), default=_KEYS[0], show_default=True, help="Sheet."
)
@click.option("--skip", default=0, type=click.IntRange(0, 100), help="Labels the sheet lacks.")
@_output
@data_dir_option
def labels(
    class_name: str, tags: tuple[str, ...], key: str, skip: int, output: Path, data_dir: Path
) -> None:
    """Print unit labels with QR codes, several a sheet."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.paper import labels as read_labels
    from appliance.bootstrap.ops import build_paper
    from appliance.config import load_settings

    if not class_name and not tags:
        raise click.UsageError("Name --class or --tag.")
    form = label_format(key)
    assert form is not None  # noqa: S101  (click let only known keys through)
    sheets = run_command(
        data_dir,
        read_labels,
        class_name=class_name,
        tags=tags,
        form=form,
        skip=skip,
        pages=load_settings(data_dir).public_address,
    )
    _write(output, build_paper().labels(sheets))
    click.echo(f"{len(sheets.labels)} labels in {output}.")


def _document(kind: PaperKind, number: str, output: Path, data_dir: Path) -> None:
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.paper import document
    from appliance.bootstrap.ops import build_paper
    from appliance.config import load_settings

    pages = load_settings(data_dir).public_address
    facts = run_command(data_dir, document, kind=kind, number=number, pages=pages)
    _write(output, build_paper().document(facts))
    click.echo(f"The {kind.value} of {facts.number} is in {output}.")


def _write(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as error:
        raise RecordError(f"{output} cannot be written: {error.strerror}.") from error
