"""`appliance serve`: everything in the foreground under supervisord."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from appliance.cli.options import data_dir_option

if TYPE_CHECKING:
    from appliance.config import Settings

_READY_TIMEOUT_S = 180.0
"""Time to load the models on a slow disk."""


@click.command()
@data_dir_option
def serve(data_dir: Path) -> None:
    """Run everything in the foreground: the records, their pages and the lines.

    Looks at settings, models, ports and records first and starts nothing when one is wrong.
    SIGTERM or Ctrl-C ends calls, then everything else.
    """
    from appliance.bootstrap.ops import build_model_store
    from appliance.bootstrap.records import check_records
    from appliance.config import (
        GATEWAY_TOKEN,
        load_settings,
        read_or_create_secret,
        write_default_settings,
    )
    from appliance.ops.preflight import check_before_start

    settings = load_settings(data_dir)
    check_before_start(settings, build_model_store(settings))
    check_records(settings)
    write_default_settings(settings.data_dir)
    read_or_create_secret(settings.data_dir, GATEWAY_TOKEN, renew=True)
    conf = _write_configuration(settings)
    click.echo("Starting; the models take some seconds to load.")
    sys.stdout.flush()
    if os.fork() == 0:
        _announce(settings)
    os.execv(sys.executable, [sys.executable, "-m", "supervisor.supervisord", "-c", str(conf)])  # noqa: S606


def _write_configuration(settings: Settings) -> Path:
    from appliance.ops.supervisor import programs, render_supervisord

    supervised = programs(Path(sys.executable), settings.data_dir, _front(settings))
    conf = settings.run_dir / "supervisord.conf"
    conf.write_text(
        render_supervisord(settings.run_dir, settings.log_dir, supervised), encoding="utf-8"
    )
    return conf


def _front(settings: Settings) -> tuple[str, ...] | None:
    """The command of the SIP front, its configuration written, where the settings want one."""
    from appliance.ops.kamailio import Front, kamailio_command, read_extensions, render_kamailio
    from appliance.ops.preflight import find_kamailio

    sip = settings.sip
    if not sip.enabled or sip.front != "kamailio":
        return None
    extensions = read_extensions(settings.data_dir / "secrets" / "extensions.toml")
    text = render_kamailio(
        Front(
            host=sip.listen_host,
            port=sip.port,
            inner_port=sip.inner_port,
            extensions=extensions,
        )
    )
    conf = settings.run_dir / "kamailio.cfg"
    conf.unlink(missing_ok=True)
    conf.touch(mode=0o600)
    conf.write_text(text, encoding="utf-8")
    return kamailio_command(find_kamailio(), conf, settings.run_dir)


def _announce(settings: Settings) -> None:
    """Say when it is ready and how to talk to it; ends this process.

    Runs beside supervisord, which has taken the place of the process that was started.
    """
    from appliance.ops.readiness import how_to_talk, wait_until_ready

    supervisor = os.getppid()
    status = 0
    try:
        answer = wait_until_ready(
            settings,
            timeout_s=_READY_TIMEOUT_S,
            going_on=lambda: os.getppid() == supervisor,
        )
        if os.getppid() == supervisor:
            if answer.ready:
                click.echo("Ready.")
            elif answer.answered:
                parts = "; ".join(f"{name}: {why}" for name, why in answer.wanting.items())
                click.echo(f"Not all of it is ready yet ({parts}).", err=True)
            else:
                click.echo(f"The pages do not answer; see {settings.log_dir}/web.log.", err=True)
            click.echo(how_to_talk(settings))
            click.echo("Ctrl-C stops it.")
            sys.stdout.flush()
    except (KeyboardInterrupt, OSError):
        status = 1
    finally:
        # What the parent process registered to run at exit is not this one's to run.
        os._exit(status)
