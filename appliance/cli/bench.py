"""`appliance bench NAME`: how quick parts of the appliance are on this box.

Uses data of its own in a temporary folder; the box's records are left alone.
"""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from appliance.cli.options import data_dir_option, json_option

if TYPE_CHECKING:
    from appliance.bootstrap.bench import Report
    from appliance.bootstrap.meaning import EquipmentMeaning


@click.group()
@click.pass_context
def bench(context: click.Context) -> None:
    """Measure parts of the appliance on this box."""
    context.with_resource(ending_on_sigterm())


@contextmanager
def ending_on_sigterm() -> Iterator[None]:
    """Within the block SIGTERM unwinds like Ctrl-C, so that what a measurement has started ends
    with it; by itself it would leave a whole appliance running. For the main thread."""

    def end(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@bench.command("records")
@click.option("--units", default=10_000, show_default=True, type=click.IntRange(25, 50_000))
@click.option("--customers", default=5_000, show_default=True, type=click.IntRange(1, 100_000))
@click.option("--bookings", default=200_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option(
    "--growth-from",
    default=1_000,
    show_default=True,
    type=click.IntRange(0, 50_000),
    help="Units of a smaller yard to compare with; 0 for none.",
)
@click.option("--rounds", default=300, show_default=True, type=click.IntRange(10, 10_000))
@click.option("--meaning/--no-meaning", default=True, help="Searches by the embedder as well.")
@data_dir_option
@json_option
def records(
    units: int,
    customers: int,
    bookings: int,
    growth_from: int,
    rounds: int,
    meaning: bool,
    data_dir: Path,
    as_json: bool,
) -> None:
    """Availability, search, booking commits and look-ups in a large yard."""
    from appliance.bootstrap.bench.large_yard import Size
    from appliance.bootstrap.bench.records import measure_records, smaller

    size = Size(units=units, customers=customers, bookings=bookings)
    scorer = _meaning(data_dir) if meaning else None
    with _Progress(hidden=as_json) as progress:
        report = measure_records(
            size,
            growth_from=smaller(size, growth_from) if growth_from else None,
            rounds=rounds,
            meaning=scorer,
            told=progress.told,
        )
    _print(report, as_json)


@bench.command("transcribe")
@click.option("--limit", type=click.IntRange(1, 1000), help="Only the first so many utterances.")
@data_dir_option
@json_option
def transcribe(limit: int | None, data_dir: Path, as_json: bool) -> None:
    """The transcriber against faster-whisper's own: times and word errors on the same audio."""
    from appliance.bootstrap.bench.transcribe import measure_transcription

    with _Progress(hidden=as_json) as progress:
        report = measure_transcription(data_dir, limit, progress.told)
    _print(report, as_json)


@bench.command("voice")
@click.option("--calls", default="1,2,4", show_default=True, help="Calls at once, each in turn.")
@click.option("--turns", default=150, show_default=True, type=click.IntRange(1, 5000))
@click.option(
    "--only",
    multiple=True,
    help="calls, pauses, interruptions, memory or stock; may be given again.  [default: all]",
)
@click.option("--stock/--no-stock", default=True, help="The stock Pipecat pipeline besides.")
@click.option(
    "--minutes",
    default=7.0,
    show_default=True,
    type=click.FloatRange(0.5, 600),
    help="At most so long in this run; another goes on where it ended.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where measurements are kept.  [default: bench/voice in the data dir]",
)
@click.option("--fresh", is_flag=True, help="Forget what was measured before.")
@data_dir_option
@json_option
def voice(
    calls: str,
    turns: int,
    only: tuple[str, ...],
    stock: bool,
    minutes: float,
    out: Path | None,
    fresh: bool,
    data_dir: Path,
    as_json: bool,
) -> None:
    """Spoken turns over the real telephone line: the wait for the reply, stage by stage."""
    from appliance.bootstrap.bench.voice import NAMES, STOCK, VoicePlan, forget, measure_voice

    try:
        at_once = tuple(int(number) for number in calls.split(","))
    except ValueError:
        raise click.BadParameter("numbers with commas between are wanted, as in 1,2,4") from None
    plan = VoicePlan(
        data_dir=data_dir,
        folder=out or data_dir / "bench" / "voice",
        only=tuple(name for name in only or NAMES if stock or name != STOCK),
        at_once=at_once,
        turns=turns,
        minutes=minutes,
    )
    if fresh:
        forget(plan)
    with _Progress(hidden=as_json) as progress:
        measured = measure_voice(plan, progress.told)
    _print(measured.report, as_json)
    click.echo(f"Drawn in {measured.plot}.", err=True)
    if measured.missing:
        click.echo(f"Not whole yet: {', '.join(measured.missing)}. Run it again.", err=True)


@bench.command("understand")
@click.option("--readings", default=46, show_default=True, type=click.IntRange(4, 10_000))
@data_dir_option
@json_option
def understand(readings: int, data_dir: Path, as_json: bool) -> None:
    """Utterances that need the language model, read for 1, 2 and 4 calls at once."""
    from appliance.bootstrap.bench.understanding import measure_understanding

    with _Progress(hidden=as_json) as progress:
        report = measure_understanding(data_dir, readings=readings, told=progress.told)
    _print(report, as_json)


def _meaning(data_dir: Path) -> EquipmentMeaning | None:
    """The embedder of this box; None, said on stderr, where its model is missing."""
    from appliance.bootstrap.engines import build_embedder
    from appliance.bootstrap.meaning import EquipmentMeaning
    from appliance.config import load_settings
    from appliance.domain.errors import ModelError

    try:
        embedder = build_embedder(load_settings(data_dir))
    except ModelError as error:
        click.echo(f"Without searches by meaning: {error}", err=True)
        return None
    return EquipmentMeaning(lambda: embedder)


class _Progress:
    """A bar on stderr where a person looks on; nothing else otherwise."""

    def __init__(self, *, hidden: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=hidden,
            transient=True,
        )
        self._task: TaskID | None = None
        self._name = ""

    def __enter__(self) -> _Progress:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def told(self, name: str, done: int, total: int) -> None:
        if self._task is None or name != self._name:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._task, self._name = self._bars.add_task(name, total=total), name
        self._bars.update(self._task, completed=done)


def _print(report: Report, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False))
        return
    console = Console()
    facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in report.machine.items())
    console.print(f"bench {report.bench}: {facts}", highlight=False)
    table = Table("case", "n", "p50", "p95", "unit")
    for column in table.columns[1:4]:
        column.justify = "right"
    for one in report.results:
        table.add_row(one.case, str(one.n), f"{one.p50:,.2f}", f"{one.p95:,.2f}", one.unit)
    console.print(table)
    for name, ratio in report.ratios.items():
        console.print(f"{name}: {ratio:g} times", highlight=False)
