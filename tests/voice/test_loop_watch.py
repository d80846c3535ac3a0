"""The event loop's own standstills are counted, and nothing else is."""

from __future__ import annotations

import asyncio
import time

from appliance.voice.figures import SpeechFigures
from appliance.voice.loop_watch import BEAT_S, LATE_S, watch_loop


def test_a_blocking_call_is_counted_once() -> None:
    figures = SpeechFigures()

    async def block() -> None:
        watch = asyncio.create_task(watch_loop(figures))
        await asyncio.sleep(BEAT_S / 2)
        time.sleep(BEAT_S + LATE_S * 2)  # what is to be noticed
        await asyncio.sleep(BEAT_S / 2)
        watch.cancel()

    asyncio.run(block())
    assert figures.loop_late == 1


def test_a_loop_that_waits_is_not_late() -> None:
    figures = SpeechFigures()

    async def wait() -> None:
        watch = asyncio.create_task(watch_loop(figures))
        await asyncio.sleep(BEAT_S * 3)
        watch.cancel()

    asyncio.run(wait())
    assert figures.loop_late <= 1  # a busy box may be late by itself
