"""Several callers at once on one box, and what the voice process takes meanwhile."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date

import psutil
from prometheus_client.parser import text_string_to_metric_families

from appliance.bootstrap.bench.box import Box, BoxFailed
from appliance.bootstrap.bench.stops import Stops, watched_stops
from appliance.bootstrap.bench.voice.calling import RecordedCall
from appliance.bootstrap.bench.voice.measured import MeasuredCall, Memory, Part
from appliance.bootstrap.bench.voice.scenarios import caller_for
from appliance.evaluation.phone.voices import Voices
from appliance.evaluation.scenarios import Scenario

FIRST_NUMBER = 5_559_000
MEMORY_EVERY_S = 5.0
SETTLE_S = 1.0
"""Between the beginnings of calls at once: people do not call in the same instant."""
BROKEN_IN_A_ROW = 3
AT_REST_PERCENT = 5.0
LONGEST_START_S = 120.0
HEARTBEAT_S = 5.0
"""The voice process tells its counts more often than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a part plays: so many calls at once, until `goal` of what is `counted` in calls."""

    at_once: int
    goal: int
    counted: Callable[[MeasuredCall], int]
    voices: Voices
    kind: type[RecordedCall] = RecordedCall

    def done(self, part: Part) -> int:
        return sum(map(self.counted, part.calls))

    def is_whole(self, part: Part) -> bool:
        return self.done(part) >= self.goal


class Callers:
    """Plays calls on a box until there is enough or the time is over."""

    def __init__(self, box: Box, scenarios: Sequence[Scenario], today: date) -> None:
        self._box = box
        self._scenarios = scenarios
        self._today = today
        self._items = {
            one["id"]: one["name"] for one in box.get("/api/v1/classes?limit=200")["items"]
        }
        self._numbers = itertools.count(FIRST_NUMBER)
        self._lock = threading.Lock()
        self._live: list[RecordedCall] = []
        self._stops = Stops()

    def play(
        self, part: Part, load: Load, until: float, told: Callable[[str, int, int], None]
    ) -> None:
        """Add calls to `part` until the load is whole, or `until` (monotonic) has come.

        Raises BoxFailed when no call comes to anything.
        """
        place = itertools.count(len(part.calls))
        broken = [0]

        def over() -> bool:
            """Asked before each call, and before each turn of a caller."""
            with self._lock:
                live = sum(load.counted(call.so_far()) for call in self._live)
                done = load.done(part) + live
            told(part.part, min(done, load.goal), load.goal)
            enough = done >= load.goal or time.monotonic() >= until
            return enough or broken[0] >= BROKEN_IN_A_ROW

        def caller(delay_s: float) -> None:
            time.sleep(delay_s)
            while not over():
                with self._lock:
                    call = self._call(load, next(place), over)
                    self._live.append(call)
                measured = call.play()
                with self._lock:
                    self._live.remove(call)
                    part.calls.append(measured)
                    broken[0] = broken[0] + 1 if measured.failure else 0

        threads = [
            threading.Thread(target=caller, args=(line * SETTLE_S,), daemon=True)
            for line in range(load.at_once)
        ]
        wait_until_at_rest(voice_process(self._box))
        before = speech_events(self._box)
        with watched_memory(self._box, part), watched_stops() as self._stops:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        stopped_ms = round(self._stops.longest_s() * 1000, 1)
        part.longest_stop_ms = max(part.longest_stop_ms, stopped_ms)
        time.sleep(HEARTBEAT_S)
        for name, count in speech_events(self._box).items():
            part.counts[name] = part.counts.get(name, 0.0) + count - before.get(name, 0.0)
        if broken[0] >= BROKEN_IN_A_ROW:
            raise BoxFailed(f"Call after call broke off: {part.calls[-1].failure}")

    def _call(self, load: Load, place: int, ends: Callable[[], bool]) -> RecordedCall:
        scenario = self._scenarios[place % len(self._scenarios)]
        return load.kind(
            self._box,
            scenario,
            caller_for(scenario, self._today, self._items),
            load.voices,
            str(next(self._numbers)),
            ends,
            self._stops,
        )


def speech_events(box: Box) -> dict[str, float]:
    """What the voice process has counted since its start, as the metrics have it."""
    found = {}
    for family in text_string_to_metric_families(box.page("/metrics")):
        if family.name == "appliance_speech_events":
            for sample in family.samples:
                kind, result = sample.labels.get("kind", ""), sample.labels.get("result", "")
                found[f"{kind} {result}"] = float(sample.value)
    return found


@contextmanager
def watched_memory(box: Box, part: Part) -> Iterator[None]:
    """Note the memory of the voice process in `part` every few seconds while the block runs, and
    how much of it is its own at the end of the block, when nobody calls: to tell that, Linux holds
    the lock of all the process's memory for up to 80 ms, and its audio waits meanwhile."""
    process = voice_process(box)
    began = time.monotonic()
    ended = threading.Event()

    def note(*, own: bool) -> None:
        part.memory.append(
            Memory(
                at_s=round(time.monotonic() - began, 1),
                calls=len(part.calls),
                rss_mb=round(process.memory_info().rss / 1e6, 1),
                pss_mb=round(process.memory_full_info().pss / 1e6, 1) if own else None,
            )
        )

    def watch() -> None:
        with suppress(psutil.Error):
            while not ended.wait(MEMORY_EVERY_S):
                note(own=False)
            note(own=True)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(MEMORY_EVERY_S)


def wait_until_at_rest(process: psutil.Process) -> None:
    """Return once a process does nothing for two seconds, or after two minutes: an appliance that
    has just started speaks its standing sentences once, between calls, and is not measured yet."""
    deadline = time.monotonic() + LONGEST_START_S
    quiet = 0
    while quiet < 2 and time.monotonic() < deadline:
        busy = process.cpu_percent(interval=1.0)
        quiet = quiet + 1 if busy < AT_REST_PERCENT else 0


def voice_process(box: Box) -> psutil.Process:
    """The process of the box that owns the models and the lines. Raises BoxFailed."""
    for process in psutil.Process(box.pid).children(recursive=True):
        try:
            if "voice" in process.cmdline():
                return process
        except psutil.Error:
            continue
    raise BoxFailed("The voice process of the box does not run.", box.logs())
