"""`appliance web`: the process that owns the records and serves the pages. Started by `serve`."""

from __future__ import annotations

from pathlib import Path

import click

from appliance.cli.options import data_dir_option


@click.command()
@data_dir_option
def web(data_dir: Path) -> None:
    """Serve the pages and the internal socket until told to stop."""
    from appliance.bootstrap.web import serve_web
    from appliance.config import load_settings, set_up_logging

    settings = load_settings(data_dir)
    set_up_logging(settings.log)
    serve_web(settings)
