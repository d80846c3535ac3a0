"""Options that every command takes, written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _resolved(ctx: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    from appliance.config.paths import resolve_data_dir

    return resolve_data_dir(value)


def data_dir_option(command: _Command) -> _Command:
    """Add `--data-dir`; the command gets an absolute `data_dir: Path`, existing or not."""
    return click.option(
        "--data-dir",
        type=click.Path(path_type=Path, file_okay=False),
        callback=_resolved,
        help="Where this box keeps its data  [default: $APPLIANCE_DATA_DIR, else ./var in a "
        "checkout, else /var/lib/appliance]",
    )(command)


def json_option(command: _Command) -> _Command:
    """Add `--json`; the command gets `as_json: bool` and then prints JSON alone on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")(command)


def totals_option(command: _Command) -> _Command:
    """Add `--totals`; the command gets `totals: bool` and then tells no single case."""
    return click.option(
        "--totals",
        is_flag=True,
        help="Totals alone, so that what is kept aside stays unseen.",
    )(command)
