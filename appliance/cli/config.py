"""`appliance config show|check`: the settings of this box."""

from __future__ import annotations

import json
from pathlib import Path

import click

from appliance.cli.options import data_dir_option, json_option


@click.group()
def config() -> None:
    """Show and check the settings."""


@config.command()
@data_dir_option
@json_option
def show(data_dir: Path, as_json: bool) -> None:
    """Every setting as it is in force, from defaults, file and environment. Holds no secret."""
    from appliance.config import load_settings

    settings = load_settings(data_dir)
    values = settings.model_dump(mode="json")
    if as_json:
        click.echo(json.dumps(values, indent=2))
        return
    click.echo(
        f"# {settings.config_path}{'' if settings.config_path.is_file() else ' (not there)'}"
    )
    for section, keys in values.items():
        if isinstance(keys, dict):
            click.echo(f"\n[{section}]")
            for key, value in keys.items():
                click.echo(
                    f"# {key} is not set" if value is None else f"{key} = {json.dumps(value)}"
                )


@config.command()
@data_dir_option
def check(data_dir: Path) -> None:
    """Read the settings whole; exit 1 with the first mistake."""
    from appliance.config import load_settings

    settings = load_settings(data_dir)
    there = settings.config_path.is_file()
    click.echo(f"{settings.config_path}: {'right' if there else 'not there; defaults are used'}.")


@config.command()
@data_dir_option
def init(data_dir: Path) -> None:
    """Write a commented appliance.toml where there is none, as the first start does."""
    from appliance.config import write_default_settings

    written = write_default_settings(data_dir)
    click.echo(f"{data_dir / 'appliance.toml'}: {'written' if written else 'there already'}.")
