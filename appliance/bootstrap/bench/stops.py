"""When the machine itself stood still: what no program on it can mend, told apart from the rest.

A virtual machine's processors are taken away now and then (here for up to 64 ms, some 2 % of the
time), and a figure such as the widest gap between two packets is then the host's, not ours.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

WITNESS = Path(__file__).with_name("witness.py")
MOST_STOPS = 200_000
END_S = 5.0


@dataclass(slots=True)
class Stops:
    """Stops of any processor so far, in the order in which they ended. Any thread may read."""

    found: list[tuple[float, float]] = field(default_factory=list)

    def within_s(self, after: float, until: float) -> float:
        """The longest time that a processor stood still between two moments (monotonic)."""
        parts = (min(end, until) - max(begin, after) for begin, end in tuple(self.found))
        return max(0.0, max(parts, default=0.0))

    def longest_s(self) -> float:
        return max((end - begin for begin, end in tuple(self.found)), default=0.0)


@contextmanager
def watched_stops() -> Iterator[Stops]:
    """Watch every processor for as long as the block lasts."""
    stops = Stops()
    watching: list[tuple[subprocess.Popen[str], threading.Thread]] = []
    try:
        for processor in sorted(os.sched_getaffinity(0)):
            program = subprocess.Popen(  # noqa: S603  (ours, by its own path)
                [sys.executable, "-I", "-S", str(WITNESS), str(processor)],
                stdout=subprocess.PIPE,
                text=True,
            )
            reader = threading.Thread(target=_read, args=(program, stops), daemon=True)
            reader.start()
            watching.append((program, reader))
        yield stops
    finally:
        for program, _ in watching:
            program.kill()
        for program, reader in watching:
            program.wait(END_S)
            reader.join(END_S)
            if program.stdout is not None:
                program.stdout.close()


def _read(program: subprocess.Popen[str], stops: Stops) -> None:
    for line in program.stdout or ():
        begin, _, end = line.partition(" ")
        if len(stops.found) < MOST_STOPS and line.endswith("\n"):  # not torn by its end
            stops.found.append((float(begin), float(end)))
