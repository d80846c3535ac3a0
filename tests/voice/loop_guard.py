"""Fails a test during which the event loop stood still for longer than it may."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass
class LoopLag:
    worst_ms: float = 0.0


@asynccontextmanager
async def loop_guard(allowed_ms: float = 20.0, beat_ms: float = 5.0) -> AsyncIterator[LoopLag]:
    """Measure how late the loop wakes a 5 ms sleeper; AssertionError when too late."""
    lag = LoopLag()

    async def beat() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(beat_ms / 1000)
            late_ms = (time.perf_counter() - began) * 1000 - beat_ms
            lag.worst_ms = max(lag.worst_ms, late_ms)

    task = asyncio.create_task(beat())
    try:
        yield lag
    finally:
        task.cancel()
    assert lag.worst_ms <= allowed_ms, f"the event loop stood still for {lag.worst_ms:.0f} ms"
