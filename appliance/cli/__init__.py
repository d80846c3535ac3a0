"""The one command, `appliance`. Wires nothing and imports a command only when it is run.

Exit status: 0 done, 1 refused or failed with one line on stderr, 2 wrong usage.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

from appliance import __version__
from appliance.domain.errors import ApplianceError

DONE, FAILED, INTERRUPTED = 0, 1, 130


class _Lazy(NamedTuple):
    target: str
    """`module:command`, imported when the command is run."""
    help: str
    hidden: bool = False


COMMANDS: dict[str, _Lazy] = {
    "serve": _Lazy("appliance.cli.serve:serve", "Run everything in the foreground."),
    "chat": _Lazy("appliance.cli.chat:chat", "Talk to the agent by keyboard."),
    "transcribe": _Lazy("appliance.cli.speech:transcribe", "Turn a WAV file into text."),
    "say": _Lazy("appliance.cli.speech:say", "Turn text into a WAV file."),
    "models": _Lazy("appliance.cli.models:models", "List, fetch and verify the models."),
    "demo": _Lazy("appliance.cli.records:demo", "Load a full demo yard."),
    "inventory": _Lazy("appliance.cli.files:inventory", "Equipment as CSV, in and out."),
    "customers": _Lazy("appliance.cli.files:customers", "Customers as CSV, in and out."),
    "registry": _Lazy("appliance.cli.files:registry", "Credentials and sites as CSV."),
    "records": _Lazy("appliance.cli.files:records", "Every type of record as CSV."),
    "bookings": _Lazy("appliance.cli.records:bookings", "List, show and cancel bookings."),
    "units": _Lazy("appliance.cli.records:units", "List the units of the yard."),
    "reports": _Lazy("appliance.cli.reports:reports", "Figures as a table, CSV or Parquet."),
    "paper": _Lazy("appliance.cli.paper:paper", "Contracts, receipts and labels as PDF."),
    "backup": _Lazy("appliance.cli.backup:backup", "Make, list and restore copies of the records."),
    "audit": _Lazy("appliance.cli.upkeep:audit", "Check and export the audit trail."),
    "retention": _Lazy("appliance.cli.upkeep:retention", "Remove what is to be kept no longer."),
    "privacy": _Lazy("appliance.cli.upkeep:privacy", "What is known of a customer; erase it."),
    "users": _Lazy("appliance.cli.users:users", "Add and list people, set passwords."),
    "config": _Lazy("appliance.cli.config:config", "Show and check the settings."),
    "tls": _Lazy("appliance.cli.tls:tls", "Show and renew the pages' certificate."),
    "doctor": _Lazy("appliance.cli.doctor:doctor", "Check this box and say what to mend."),
    "bench": _Lazy("appliance.cli.bench:bench", "Measure parts of the appliance."),
    "eval": _Lazy("appliance.cli.evaluation:evaluation", "Measure the agent."),
    "desk": _Lazy("appliance.cli.desk:desk", "Talk at this box's microphone."),
    "web": _Lazy("appliance.cli.web:web", "Serve the pages (run by serve).", hidden=True),
    "voice": _Lazy("appliance.cli.voice:voice", "Serve the lines (run by serve).", hidden=True),
}


class _LazyGroup(click.Group):
    """A group whose help needs no command's module."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.target.partition(":")
        command = getattr(importlib.import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is not a click command")
        command.hidden = entry.hidden
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, entry.help) for name, entry in COMMANDS.items() if not entry.hidden]
            )


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="appliance")
def cli() -> None:
    """A voice-operated equipment-rental desk on one box."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status; no traceback for what is expected."""
    try:
        status = cli.main(arguments, prog_name="appliance", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _complain("Interrupted.")
        sys.exit(INTERRUPTED)
    except ApplianceError as error:
        _complain(str(error))
        sys.exit(FAILED)
    except BrokenPipeError:
        # The reader has gone; what is still buffered must not raise again at exit.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    sys.exit(status if isinstance(status, int) else DONE)


def _complain(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        click.echo(" ".join(f"appliance: {text}".split()), err=True)
