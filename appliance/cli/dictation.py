"""`appliance eval identifiers`: numbers dictated over the telephone, and what became of them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from appliance.cli.options import data_dir_option, json_option, totals_option

_FIELDS = ("license", "certificate", "policy", "phone", "tag")


@click.command("identifiers")
@click.option("--set", "half", type=click.Choice(["build", "aside"]), default="aside",
              show_default=True)  # fmt: skip
@click.option("--field", "fields", multiple=True, type=click.Choice(_FIELDS),
              help="Only these; all of them where it is left out.")  # fmt: skip
@click.option("--recordings", type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="People's recorded digits: digit_speaker_number.wav, or digits/7.wav; else "
                   "Debian's asterisk-core-sounds-en-wav, where it is installed.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 1000), help="A sample of so many.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False),
              help="A folder that keeps transcriptions between runs.")  # fmt: skip
@click.option("--snr-db", type=click.FloatRange(-5, 60), help="Noise so far under the speech.")
@totals_option
@data_dir_option
@json_option
def identifiers(
    half: str,
    fields: tuple[str, ...],
    recordings: Path | None,
    limit: int | None,
    keep: Path | None,
    snr_db: float | None,
    totals: bool,
    data_dir: Path,
    as_json: bool,
) -> None:
    """Dictate identifiers to the agent over 8 kHz and count what was heard, found and used."""
    from rich.console import Console
    from rich.progress import Progress

    from appliance.bootstrap.dictation import measure_identifiers
    from appliance.evaluation.dictated import Field, accounts
    from appliance.evaluation.dictation_report import as_table, summary
    from appliance.evaluation.recordings import PROMPTS
    from appliance.evaluation.scenarios import Set

    console = Console(stderr=True)
    if recordings is None and PROMPTS.is_dir():
        recordings = PROMPTS
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("identifiers")
        courses = measure_identifiers(
            data_dir,
            Set(half),
            fields=[Field(one) for one in fields] or tuple(Field),
            recordings=recordings,
            keep=keep,
            limit=limit,
            snr_db=snr_db,
            told=lambda done, total: progress.update(task, completed=done, total=total),
        )
    result = {"set": half, **summary(courses, accounts(Set(half)))}
    if totals:
        del result["wrong"]
    if as_json:
        click.echo(json.dumps(result))
        return
    out = Console()
    out.print(as_table(result))
    out.print(f"on record: {result['matched']}; not on record: {result['not_on_record']}")
    out.print(f"where none was dictated: {result['nothing_dictated']}")
    out.print(f"wrong used: {result['wrong_used']}; ms: {result['transcription_ms']}")
    if recordings is None:
        out.print("No people's digits: no folder of recordings is there.")
