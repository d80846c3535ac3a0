"""Several callers at once on one box, and what the voice process takes meanwhile."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import psutil

from appliance.bootstrap.bench.box import Box, BoxFailed
from appliance.bootstrap.bench.voice.calling import RecordedCall
from appliance.bootstrap.bench.voice.measured import MeasuredCall, Memory, Part
from appliance.bootstrap.bench.voice.scenarios import caller_for
from appliance.evaluation.phone.voices import RecordedVoices
from appliance.evaluation.scenarios import Scenario

FIRST_NUMBER = 5_559_000
MEMORY_EVERY_S = 5.0
SETTLE_S = 1.0
"""Between the beginnings of calls at once: people do not call in the same instant."""
BROKEN_IN_A_ROW = 3


class Callers:
    """Plays calls on a box until enough turns were spoken or the time is over."""

    def __init__(
        self, box: Box, voices: RecordedVoices, scenarios: Sequence[Scenario], today: date
    ) -> None:
        self._box = box
        self._voices = voices
        self._scenarios = scenarios
        self._today = today
        self._items = {
            one["id"]: one["name"] for one in box.get("/api/v1/classes?limit=200")["items"]
        }
        self._numbers = itertools.count(FIRST_NUMBER)
        self._lock = threading.Lock()

    def play(
        self,
        part: Part,
        at_once: int,
        turns: int,
        until: float,
        told: Callable[[str, int, int], None],
    ) -> None:
        """Add calls to `part` until it has `turns` spoken turns, or `until` (monotonic) has come.

        Raises BoxFailed when no call comes to anything.
        """
        place = itertools.count(len(part.calls))
        spoken = [len(part.spoken)]
        broken = [0]

        def over() -> bool:
            done = spoken[0] >= turns or time.monotonic() >= until
            return done or broken[0] >= BROKEN_IN_A_ROW

        def counted() -> bool:
            """Asked before each turn of the caller."""
            if over():
                return True
            with self._lock:
                spoken[0] += 1
            told(part.part, min(spoken[0], turns), turns)
            return False

        def caller(delay_s: float) -> None:
            time.sleep(delay_s)
            while not over():
                with self._lock:
                    scenario = self._scenarios[next(place) % len(self._scenarios)]
                    number = str(next(self._numbers))
                call = self._call(scenario, number, counted)
                with self._lock:
                    part.calls.append(call)
                    spoken[0] -= sum(turn.keyed for turn in call.turns)
                    broken[0] = broken[0] + 1 if call.failure else 0

        threads = [
            threading.Thread(target=caller, args=(place * SETTLE_S,), daemon=True)
            for place in range(at_once)
        ]
        with watched_memory(self._box, part, lambda: at_once):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        if broken[0] >= BROKEN_IN_A_ROW:
            raise BoxFailed(f"Call after call broke off: {part.calls[-1].failure}")

    def _call(self, scenario: Scenario, number: str, ends: Callable[[], bool]) -> MeasuredCall:
        person = caller_for(scenario, self._today, self._items)
        return RecordedCall(self._box, scenario, person, self._voices, number, ends).play()


@contextmanager
def watched_memory(box: Box, part: Part, calls: Callable[[], int]) -> Iterator[None]:
    """Note the memory of the voice process in `part` every few seconds while the block runs."""
    process = voice_process(box)
    began = time.monotonic()
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(MEMORY_EVERY_S):
            try:
                found = process.memory_full_info()
            except psutil.Error:
                return
            part.memory.append(
                Memory(
                    at_s=round(time.monotonic() - began, 1),
                    calls=calls(),
                    rss_mb=round(found.rss / 1e6, 1),
                    pss_mb=round(found.pss / 1e6, 1),
                )
            )

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(MEMORY_EVERY_S)


def voice_process(box: Box) -> psutil.Process:
    """The process of the box that owns the models and the lines. Raises BoxFailed."""
    for process in psutil.Process(box.pid).children(recursive=True):
        try:
            if "voice" in process.cmdline():
                return process
        except psutil.Error:
            continue
    raise BoxFailed("The voice process of the box does not run.", box.logs())
