"""Fails a test during which the event loop stood still for longer than it may."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class LoopLag:
    """`worst_ms` is what this process is to blame for; `worst_with_waits_ms` has in it what the
    thread waited for a core that others had."""

    worst_ms: float = 0.0
    worst_with_waits_ms: float = 0.0


def _waited_ms() -> float:
    """How long this thread has waited for a core since it started, by the kernel's account."""
    account = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
    return int(account.read_text().split()[1]) / 1e6


@asynccontextmanager
async def loop_guard(allowed_ms: float = 20.0, beat_ms: float = 5.0) -> AsyncIterator[LoopLag]:
    """Measure how late the loop wakes a 5 ms sleeper; AssertionError when too late.

    What the thread waited for a core is left out: a busy box is not a blocking call. That threads
    which compute leave it the core is shown elsewhere, by their priority.
    """
    lag = LoopLag()

    async def beat() -> None:
        while True:
            began, waited = time.perf_counter(), _waited_ms()
            await asyncio.sleep(beat_ms / 1000)
            late_ms = (time.perf_counter() - began) * 1000 - beat_ms
            lag.worst_with_waits_ms = max(lag.worst_with_waits_ms, late_ms)
            lag.worst_ms = max(lag.worst_ms, late_ms - (_waited_ms() - waited))

    task = asyncio.create_task(beat())
    try:
        yield lag
    finally:
        task.cancel()
    assert lag.worst_ms <= allowed_ms, f"the event loop stood still for {lag.worst_ms:.0f} ms"
