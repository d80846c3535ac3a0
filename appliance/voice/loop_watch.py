"""Counts when the event loop of all calls stood still: audio is late by as much."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from appliance.voice.figures import SpeechFigures

BEAT_S: Final = 0.01
LATE_S: Final = 0.02
"""One packet of audio. What is queued ahead (`lines/sip/media.py`) hides a few of them."""


async def watch_loop(figures: SpeechFigures) -> None:
    """Count in `figures` each time that the loop wakes a sleeper LATE_S late or more, whatever
    the reason, until cancelled."""
    while True:
        due = time.monotonic() + BEAT_S
        await asyncio.sleep(BEAT_S)
        if time.monotonic() - due >= LATE_S:
            figures.loop_late += 1
