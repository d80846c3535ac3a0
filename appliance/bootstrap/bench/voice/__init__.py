"""The speed of a spoken turn: recorded callers on the telephone line of a real appliance.

The whole appliance is started on a demo yard of its own and called over SIP. What counts is what
a caller would notice: from the last voiced sample sent to the first sample of the reply received.
It runs in parts, each kept in a folder, so that a long measurement can be taken in pieces.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from appliance.bootstrap.bench import Report, Result, machine_facts
from appliance.bootstrap.bench.box import Box, running_box
from appliance.bootstrap.bench.voice.behaviour import (
    interruption_results,
    memory_results,
    pause_results,
)
from appliance.bootstrap.bench.voice.calling import ShortCall
from appliance.bootstrap.bench.voice.figures import load_results
from appliance.bootstrap.bench.voice.interrupting import WORDS, InterruptingCall
from appliance.bootstrap.bench.voice.loads import Callers, Load
from appliance.bootstrap.bench.voice.measured import MeasuredCall, Part, read_part, write_part
from appliance.bootstrap.bench.voice.plot import draw
from appliance.bootstrap.bench.voice.scenarios import booking_scenarios
from appliance.bootstrap.bench.voice.stock import (
    FORCED,
    FREE,
    PLAIN,
    lines_of,
    play_stock,
    ratios,
    stock_line,
    stock_results,
)
from appliance.config import load_settings
from appliance.config.settings import MODELS_DIR_VARIABLE
from appliance.domain.errors import ConfigurationError
from appliance.evaluation.phone.voices import PausingVoices, RecordedVoices

Told = Callable[[str, int, int], None]
"""Hears what is being measured, and how far it is of how much."""

PLOT: Final = "voice.svg"
CALLS: Final = "calls"
PAUSES: Final = "pauses"
INTERRUPTIONS: Final = "interruptions"
MEMORY: Final = "memory"
STOCK: Final = "stock"
NAMES: Final = (CALLS, PAUSES, INTERRUPTIONS, MEMORY, STOCK)
STOCK_TURNS: Final = {PLAIN: 40, FREE: 24, FORCED: 40}
PAUSED_UTTERANCES: Final = 60
SPOKEN_OVER: Final = 40
CALLS_IN_A_ROW: Final = 200
LEAST_S: Final = 30.0
"""A part is not begun with less time than this."""
FIRST_RTP_PORT, LAST_RTP_PORT = 25_000, 25_199


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePlan:
    """What to measure, and for how long at most in this run."""

    data_dir: Path
    """Whose models and settings are used; its records are left alone."""
    folder: Path
    """Where what was measured is kept, with the recorded callers and the plot."""
    only: tuple[str, ...] = NAMES
    at_once: tuple[int, ...] = (1, 2, 4)
    turns: int = 150
    """Spoken turns for each number of calls at once."""
    minutes: float = 7.0

    def __post_init__(self) -> None:
        if not all(1 <= number <= 8 for number in self.at_once):
            raise ConfigurationError("1 to 8 calls at once can be measured.")
        if unknown := set(self.only) - set(NAMES):
            raise ConfigurationError(
                f"Nothing is measured under the name {', '.join(unknown)}.",
                f"There are {', '.join(NAMES)}.",
            )

    def loads(self) -> Mapping[str, Load]:
        """What is played for each part, in the order of measuring."""
        voices = RecordedVoices(self.folder / "callers")
        loads = {
            f"{CALLS}-{number}": Load(
                at_once=number, goal=self.turns, counted=_spoken, voices=voices
            )
            for number in self.at_once
        }
        loads[PAUSES] = Load(
            at_once=1, goal=PAUSED_UTTERANCES, counted=_paused, voices=PausingVoices(voices)
        )
        loads[INTERRUPTIONS] = Load(
            at_once=1, goal=SPOKEN_OVER, counted=_spoken_over, voices=voices, kind=InterruptingCall
        )
        loads[MEMORY] = Load(
            at_once=4, goal=CALLS_IN_A_ROW, counted=lambda call: 1, voices=voices, kind=ShortCall
        )
        return {name: load for name, load in loads.items() if name.partition("-")[0] in self.only}


def _spoken(call: MeasuredCall) -> int:
    return sum(not turn.keyed for turn in call.turns)


def _paused(call: MeasuredCall) -> int:
    return sum(turn.paused_ms > 0 for turn in call.turns)


def _spoken_over(call: MeasuredCall) -> int:
    return sum(one.kind == WORDS for one in call.interruptions)


@dataclass(frozen=True, slots=True)
class Measured:
    report: Report
    missing: tuple[str, ...]
    """Parts that are not whole yet: run it again."""
    plot: Path


def forget(plan: VoicePlan) -> None:
    """Remove what was measured of the plan's parts before; recorded callers stay."""
    for name in (*plan.loads(), *(STOCK_TURNS if STOCK in plan.only else ())):
        (plan.folder / f"{name}.json").unlink(missing_ok=True)


def measure_voice(plan: VoicePlan, told: Told) -> Measured:
    """Go on with what is missing until it is whole or the time is over, and say what there is.

    Raises BoxFailed, ModelError, ConfigurationError.
    """
    machine = machine_facts()
    budget = _Budget(plan.minutes * 60, machine["load_before"])
    loads = plan.loads()
    wanting = {
        name: load
        for name, load in loads.items()
        if not load.is_whole(read_part(plan.folder, name))
    }
    if wanting:
        with _box(plan, told) as box, budget.spent():
            callers = _callers(plan, box)
            for name, load in wanting.items():
                if not budget.is_enough:
                    break
                with _part(plan, name, budget) as part:
                    callers.play(part, load, budget.until, told)
    if STOCK in plan.only and budget.is_enough:
        _measure_stock(plan, budget, told)
    return _report(plan, machine)


class _Budget:
    """The seconds that may be measured in this run; starting programs takes none of them."""

    def __init__(self, seconds: float, load: float) -> None:
        self.load = load
        """Of the box, when the run began."""
        self.until = 0.0
        self._left_s = seconds

    @property
    def is_enough(self) -> bool:
        """Whether another part may begin."""
        left_s = self.until - time.monotonic() if self.until else self._left_s
        return left_s >= LEAST_S

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Time passes within the block."""
        self.until = time.monotonic() + self._left_s
        try:
            yield
        finally:
            self._left_s = self.until - time.monotonic()
            self.until = 0.0


@contextmanager
def _part(plan: VoicePlan, name: str, budget: _Budget) -> Iterator[Part]:
    """A part as it was kept, to be kept again whatever happens."""
    part = read_part(plan.folder, name)
    part.runs += 1
    part.load_before.append(budget.load)
    try:
        yield part
    finally:
        write_part(plan.folder, part)


def _measure_stock(plan: VoicePlan, budget: _Budget, told: Told) -> None:
    """Go on with the stock pipeline, with what callers said to one of us at a time."""
    lines = lines_of(read_part(plan.folder, f"{CALLS}-1"))
    wanting = [
        name
        for name, turns in STOCK_TURNS.items()
        if len(read_part(plan.folder, name).spoken) < turns
    ]
    if not wanting:
        return
    if not lines:
        raise ConfigurationError(
            "The stock pipeline hears what callers said to the appliance, and none has called.",
            "Measure calls, one at once, before it.",
        )
    voices = RecordedVoices(plan.folder / "callers")
    told("starting the stock pipeline", 0, 1)
    with stock_line(plan.data_dir, plan.folder / "stock.log") as stock, budget.spent():
        for name in wanting:
            if not budget.is_enough:
                return
            said = [line for line in lines if line.tool or name == PLAIN]
            with _part(plan, name, budget) as part:
                play_stock(stock, part, said, STOCK_TURNS[name], voices, budget.until, told)


def _report(plan: VoicePlan, machine: Mapping[str, Any]) -> Measured:
    loads = plan.loads()
    parts = {name: read_part(plan.folder, name) for name in loads}
    stock = {name: read_part(plan.folder, name) for name in STOCK_TURNS}
    if STOCK not in plan.only:
        stock = {}
    missing = [name for name, part in parts.items() if not loads[name].is_whole(part)]
    missing += [name for name, part in stock.items() if len(part.spoken) < STOCK_TURNS[name]]
    plot = plan.folder / PLOT
    drawn = [part for part in parts.values() if part.part.startswith(CALLS)]
    plot.write_text(draw([*drawn, *stock.values()]), encoding="utf-8")
    results = [result for part in parts.values() for result in _results(part)]
    results += [result for part in stock.values() for result in stock_results(part)]
    one = read_part(plan.folder, f"{CALLS}-1")
    times = ratios(one, stock[PLAIN], stock[FORCED]) if stock else {}
    return Measured(Report("voice", machine, tuple(results), times), tuple(missing), plot)


def _results(part: Part) -> list[Result]:
    figures = {
        PAUSES: pause_results,
        INTERRUPTIONS: interruption_results,
        MEMORY: memory_results,
    }
    return figures.get(part.part, load_results)(part)


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
    return Callers(box, booking_scenarios(today), today)
