"""The speed of a spoken turn: recorded callers on the telephone line of a real appliance.

The whole appliance is started on a demo yard of its own and called over SIP. What counts is what
a caller would notice: from the last voiced sample sent to the first sample of the reply received.
It runs in parts, each kept in a folder, so that a long measurement can be taken in pieces.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from appliance.bootstrap.bench import Report, Result, machine_facts
from appliance.bootstrap.bench.box import Box, running_box
from appliance.bootstrap.bench.voice.figures import load_results
from appliance.bootstrap.bench.voice.loads import Callers
from appliance.bootstrap.bench.voice.measured import Part, read_part, write_part
from appliance.bootstrap.bench.voice.plot import draw
from appliance.bootstrap.bench.voice.scenarios import booking_scenarios
from appliance.config import load_settings
from appliance.config.settings import MODELS_DIR_VARIABLE
from appliance.domain.errors import ApplianceError, ConfigurationError
from appliance.evaluation.phone.voices import RecordedVoices

Told = Callable[[str, int, int], None]
"""Hears what is being measured, and how far it is of how much."""

PLOT = "voice.svg"
LEAST_S = 30.0
"""A part is not begun with less time than this."""
FIRST_RTP_PORT, LAST_RTP_PORT = 25_000, 25_199


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePlan:
    """What to measure, and for how long at most in this run."""

    data_dir: Path
    """Whose models and settings are used; its records are left alone."""
    folder: Path
    """Where what was measured is kept, with the recorded callers and the plot."""
    at_once: tuple[int, ...] = (1, 2, 4)
    turns: int = 150
    """Spoken turns for each number of calls at once."""
    minutes: float = 7.0

    def __post_init__(self) -> None:
        if not all(1 <= number <= 8 for number in self.at_once):
            raise ConfigurationError("1 to 8 calls at once can be measured.")


@dataclass(frozen=True, slots=True)
class Measured:
    report: Report
    missing: tuple[str, ...]
    """Parts that are not whole yet: run it again."""
    plot: Path


def forget(plan: VoicePlan) -> None:
    """Remove what was measured before; recorded callers stay."""
    for path in plan.folder.glob("*.json"):
        path.unlink()


def measure_voice(plan: VoicePlan, told: Told) -> Measured:
    """Go on with what is missing until it is whole or the time is over, and say what there is.

    Raises BoxFailed, ModelError, ConfigurationError.
    """
    machine = machine_facts()
    until = time.monotonic() + plan.minutes * 60
    names = {number: f"calls-{number}" for number in plan.at_once}
    wanting = [n for n in plan.at_once if not _is_whole(read_part(plan.folder, names[n]), plan)]
    if wanting:
        with _box(plan, told) as box:
            callers = _callers(plan, box)
            for number in wanting:
                if until - time.monotonic() < LEAST_S:
                    break
                part = read_part(plan.folder, names[number])
                part.runs += 1
                part.load_before.append(machine["load_before"])
                try:
                    callers.play(part, number, plan.turns, until, told)
                except ApplianceError as failure:
                    raise type(failure)(f"{failure.what}\n{box.logs()}") from failure
                finally:
                    write_part(plan.folder, part)
    parts = [read_part(plan.folder, name) for name in names.values()]
    plot = plan.folder / PLOT
    plot.write_text(draw(parts), encoding="utf-8")
    results: list[Result] = [result for part in parts for result in load_results(part)]
    missing = tuple(part.part for part in parts if not _is_whole(part, plan))
    return Measured(Report("voice", machine, tuple(results)), missing, plot)


def _is_whole(part: Part, plan: VoicePlan) -> bool:
    return len(part.spoken) >= plan.turns


@contextmanager
def _box(plan: VoicePlan, told: Told) -> Iterator[Box]:
    told("starting an appliance", 0, 1)
    settings = load_settings(plan.data_dir)
    lines = (
        f"rtp_first_port = {FIRST_RTP_PORT}\nrtp_last_port = {LAST_RTP_PORT}\n"
        "[desk]\nenabled = false\n"
    )
    with (
        tempfile.TemporaryDirectory(prefix="appliance-bench-") as folder,
        running_box(
            Path(folder) / "data",
            settings=lines,
            environment={MODELS_DIR_VARIABLE: str(settings.models_dir)},
        ) as box,
    ):
        yield box


def _callers(plan: VoicePlan, box: Box) -> Callers:
    today = datetime.now(load_settings(plan.data_dir).yard.zone).date()
    voices = RecordedVoices(plan.folder / "callers")
    return Callers(box, voices, booking_scenarios(today), today)
