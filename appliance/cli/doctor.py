"""`appliance doctor`: looks at this box and says what to mend."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from appliance.cli.options import data_dir_option, json_option
from appliance.domain.agents import Agent


@click.command()
@data_dir_option
@json_option
def doctor(data_dir: Path, as_json: bool) -> None:
    """Check this box: a sentence for each part and what mends it. Exit 1 when a check fails."""
    from appliance.bootstrap.commands import run_command
    from appliance.bootstrap.commands.agents import list_agents
    from appliance.bootstrap.ops import build_model_store
    from appliance.config import load_settings
    from appliance.ops.doctor import Box, Verdict, examine

    settings = load_settings(data_dir)

    def agents() -> tuple[Agent, ...]:
        exists = settings.database_path.exists()
        return run_command(data_dir, list_agents) if exists else ()

    findings = examine(Box(settings, build_model_store(settings), agents))
    failed = any(finding.verdict is Verdict.FAIL for finding in findings)
    if as_json:
        body = {"ok": not failed, "checks": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(body, indent=2))
    else:
        for finding in findings:
            click.echo(f"{finding.verdict.upper():<5} {finding.check}: {finding.sentence}")
            if finding.verdict is not Verdict.OK:
                click.echo(f"      to mend it: {finding.fix}")
    click.get_current_context().exit(1 if failed else 0)
