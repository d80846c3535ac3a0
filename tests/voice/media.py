"""A CallMedia in memory: what the test says is heard in real time, what is played is kept."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

RATE_HZ = 8000
FRAME = RATE_HZ // 50 * 2


class MemoryMedia:
    line = "test"
    caller: str | None = "5550100"
    called = ""
    sample_rate_hz = RATE_HZ

    def __init__(self, *, talk_button: bool = False) -> None:
        self._talk_button = talk_button
        self._to_hear = bytearray()
        self._gone = asyncio.Event()
        self._due = 0.0
        self._play_until = 0.0
        self.played = bytearray()
        self.flushes: list[float] = []
        self.press_key: Callable[[str], None] = lambda _: None
        self.press_button: Callable[[bool], None] = lambda _: None
        self.ended = asyncio.Event()

    def say(self, pcm: bytes) -> float:
        """Queue speech of the caller; its length in seconds."""
        self._to_hear += pcm
        return len(pcm) / (2 * RATE_HZ)

    def vanish(self) -> None:
        self._gone.set()

    async def answer(self) -> None:
        self._due = time.monotonic()

    async def read(self) -> bytes | None:
        self._due += 0.02
        await asyncio.sleep(max(0.0, self._due - time.monotonic()))
        if self._gone.is_set():
            return None
        frame = bytes(self._to_hear[:FRAME])
        del self._to_hear[:FRAME]
        return frame.ljust(FRAME, b"\0")

    async def write(self, audio: bytes) -> None:
        while self.queued_ms() > 120 and not self._gone.is_set():
            await asyncio.sleep(0.005)
        self._play_until = max(self._play_until, time.monotonic()) + len(audio) / (2 * RATE_HZ)
        self.played += audio

    def flush(self) -> None:
        self.flushes.append(time.monotonic())
        self._play_until = 0.0

    def queued_ms(self) -> float:
        return max(0.0, (self._play_until - time.monotonic()) * 1000)

    def on_key(self, callback: Callable[[str], None]) -> None:
        self.press_key = callback

    def on_talk_button(self, callback: Callable[[bool], None]) -> bool:
        self.press_button = callback
        return self._talk_button

    async def hang_up(self) -> None:
        await asyncio.sleep(self.queued_ms() / 1000)
        self.ended.set()
        self._gone.set()
