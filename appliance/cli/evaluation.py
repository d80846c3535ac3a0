"""`appliance eval`: the agent measured with simulated callers and labelled utterances."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import click

from appliance.cli.dictation import identifiers
from appliance.cli.options import data_dir_option, json_option, totals_option
from appliance.domain.errors import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from appliance.evaluation.playing import Played
    from appliance.evaluation.scenarios import Scenario

_SETS = click.Choice(["build", "aside", "all"])


@click.group("eval")
def evaluation() -> None:
    """Measure the agent: simulated callers, labelled utterances."""


@evaluation.command("run")
@click.option("--mode", type=click.Choice(["text", "audio", "noisy"]), default="text",
              show_default=True, help="How callers are heard.")  # fmt: skip
@click.option("--only", "only", multiple=True, help="A scenario by name, or a part of names.")
@click.option("--set", "half", type=_SETS, default="all", show_default=True)
@click.option("--snr-db", type=click.FloatRange(-5, 60), default=10.0, show_default=True,
              help="How far the noise of `noisy` lies under the speech.")  # fmt: skip
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False),
              help="A folder that keeps transcriptions between runs.")  # fmt: skip
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False),
              help="Also write a page with every failure's transcript.")  # fmt: skip
@click.option("--minutes", type=click.FloatRange(0, min_open=True),
              help="Begin no caller after that; the order is drawn from the names.")  # fmt: skip
@totals_option
@data_dir_option
@json_option
def run(
    mode: str,
    only: tuple[str, ...],
    half: str,
    snr_db: float,
    keep: Path | None,
    page: Path | None,
    minutes: float | None,
    totals: bool,
    data_dir: Path,
    as_json: bool,
) -> None:
    """Play simulated callers against the agent, graded by what the records then hold."""
    from appliance.bootstrap.evaluation import build_channel, open_stage
    from appliance.evaluation import report
    from appliance.evaluation.playing import play
    from appliance.evaluation.scenarios import load_scenarios

    scenarios = _chosen(load_scenarios(), only, half)
    if minutes is not None:
        scenarios.sort(key=lambda one: crc32(one.name.encode()))
    channel = build_channel(data_dir, mode, snr_db, keep)
    with open_stage(data_dir) as stage:
        played = list(
            _watched(
                (play(one, stage.scene, channel) for one in _in_time(scenarios, minutes)),
                len(scenarios),
            )
        )
    if page is not None:
        page.write_text(report.as_html(played, mode), encoding="utf-8")
    result = report.as_json(played, mode)
    if totals:
        del result["failures"]
    if as_json:
        click.echo(json.dumps(result))
        return
    from rich.console import Console

    console = Console()
    if not totals:
        console.print(report.as_table(played))
    for name, counts in result["sets"].items():
        console.print(f"{name}: {counts['passed']} of {counts['scenarios']} passed")
    console.print(f"forbidden: {result['forbidden']}; turns in ms: {result['turn_ms']}")


evaluation.add_command(identifiers)


@evaluation.command("understand")
@click.option("--set", "half", type=_SETS, default="all", show_default=True)
@totals_option
@data_dir_option
@json_option
def understand(half: str, totals: bool, data_dir: Path, as_json: bool) -> None:
    """Read labelled utterances and count what was understood, with the time each took."""
    from appliance.bootstrap.evaluation import measure_understanding
    from appliance.evaluation.scenarios import Set
    from appliance.evaluation.understanding import summary

    halves = list(Set) if half == "all" else [Set(half)]
    result = summary(measure_understanding(data_dir, halves))
    if totals:
        del result["wrong"]
    if as_json:
        click.echo(json.dumps(result))
        return
    for name, figures in result["sets"].items():
        click.echo(f"{name}: {figures}")
    click.echo(f"ms: {result['ms']}")
    for wrong in result.get("wrong", ()):
        label = " ".join([wrong["meant"], *(f"{k}={v}" for k, v in wrong["slots"].items())])
        click.echo(f"{wrong['set']} {wrong['asks']}: {wrong['said']!r} is {label}, understood as "
                   f"{wrong['understood']}")  # fmt: skip


@evaluation.command("learn")
@click.option("-o", "file", type=click.Path(path_type=Path, dir_okay=False),
              help="Write what was learnt here.")  # fmt: skip
@data_dir_option
def learn(file: Path | None, data_dir: Path) -> None:
    """Learn the first opinion from the build half; print how it does cross-validated.

    The package holds what `-o appliance/engines/data/first_opinion.json` wrote in a checkout.
    """
    from appliance.bootstrap.evaluation import learn_first_opinion

    learnt, judged = learn_first_opinion(data_dir)
    if file is not None:
        file.write_text(json.dumps(learnt) + "\n", encoding="utf-8")
    click.echo(json.dumps(judged))


def _chosen(scenarios: tuple[Scenario, ...], only: tuple[str, ...], half: str) -> list[Scenario]:
    """Those to play. Raises RecordError when there are none."""
    named = [one for one in scenarios if half in ("all", one.set.value)]
    if only:
        exact = [one for one in named if one.name in only]
        named = exact or [one for one in named if any(part in one.name for part in only)]
    if not named:
        raise RecordError("No scenario is called that.", "Leave --only out to play all of them.")
    return named


def _in_time(scenarios: list[Scenario], minutes: float | None) -> Iterable[Scenario]:
    """The first, and those whose turn comes before the time is up."""
    begun = time.monotonic()
    for n, one in enumerate(scenarios):
        if n and minutes is not None and time.monotonic() - begun > minutes * 60:
            return
        yield one


def _watched(played: Iterable[Played], total: int) -> Iterable[Played]:
    """The same, with a progress bar on stderr where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("callers", total=total)
        for one in played:
            progress.update(task, advance=1, description=one.scenario.name[:32])
            yield one
