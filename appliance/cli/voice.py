"""`appliance voice`: the process that owns the lines and the models. Started by `serve`."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from appliance.cli.options import data_dir_option


@click.command()
@data_dir_option
def voice(data_dir: Path) -> None:
    """Serve the telephone and desk lines until told to stop."""
    from appliance.bootstrap.voice import serve_voice
    from appliance.config import load_settings, set_up_logging

    settings = load_settings(data_dir)
    set_up_logging(settings.log)
    # One line a request would bury the calls.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    serve_voice(settings)
