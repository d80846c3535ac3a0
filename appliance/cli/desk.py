"""`appliance desk`: the talk button of the counter's microphone, from a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.cli.options import data_dir_option

if TYPE_CHECKING:
    from appliance.lines.desk.control import DeskControl


@click.group()
def desk() -> None:
    """Talk to the appliance at this box's microphone."""


def _control(data_dir: Path) -> DeskControl:
    from appliance.config import load_settings
    from appliance.lines.desk.control import DeskControl

    return DeskControl(load_settings(data_dir).run_dir / "desk.sock")


@desk.command()
@data_dir_option
def status(data_dir: Path) -> None:
    """Say whether the desk can be talked to."""
    with _control(data_dir) as control:
        click.echo(control.send("status"))


@desk.command()
@data_dir_option
@click.option("--seconds", type=click.FloatRange(0.1, 25.0), required=True, help="How long.")
def press(data_dir: Path, seconds: float) -> None:
    """Hold the talk button for some seconds, for a script or a hot key."""
    from threading import Event

    with _control(data_dir) as control:
        control.send("press")
        Event().wait(seconds)
        click.echo(control.send("release"))


@desk.command()
@data_dir_option
def talk(data_dir: Path) -> None:
    """Enter begins to talk, Enter again ends the turn; `q` and Enter leaves."""
    with _control(data_dir) as control:
        click.echo(f"The desk: {control.send('status')}.")
        click.echo("Enter: talk. q, Enter: leave.")
        talking = False
        for line in sys.stdin:
            if line.strip().lower() == "q":
                break
            talking = not talking
            control.send("press" if talking else "release")
            click.echo("Listening. Enter: done." if talking else "Enter: talk. q, Enter: leave.")
