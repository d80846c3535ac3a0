"""One call through the real pipeline on an in-memory line, and everything around it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from appliance.voice.session import CallSessions, VoiceEngines
from tests.voice.media import RATE_HZ, MemoryMedia
from tests.voice.scripted import (
    CountingTranscriber,
    LevelDetector,
    ScriptedConversation,
    ToneSynthesizer,
)


def tone(length_ms: int) -> bytes:
    count = RATE_HZ * length_ms // 1000
    return (np.sin(np.arange(count) * 0.3) * 6000).astype(np.int16).tobytes()


def quiet(length_ms: int) -> bytes:
    return bytes(RATE_HZ * length_ms // 1000 * 2)


async def until(condition: Callable[[], bool], timeout_s: float = 8.0) -> float:
    """Wait for a condition; how long it took."""
    began = time.monotonic()
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)
    return time.monotonic() - began


class Desk:
    """One call and everything around it."""

    def __init__(
        self,
        conversation: ScriptedConversation,
        pools: tuple[ThreadPoolExecutor, ThreadPoolExecutor],
        folder: Path,
        *,
        transcriber: CountingTranscriber | None = None,
    ) -> None:
        self.conversation = conversation
        self.transcriber = transcriber or CountingTranscriber()
        self.synthesizer = ToneSynthesizer()
        self.other_voice = ToneSynthesizer()
        """Called `paz`; there is no third."""
        self.delivered: dict[str, bytes] = {}
        self.refuse: Exception | None = None
        self.sessions = CallSessions(
            open_conversation=lambda line, caller, called="": conversation,
            engines=VoiceEngines(
                transcriber=self.transcriber,
                synthesizer=self.synthesizer,
                new_detector=LevelDetector,
                hearing=pools[0],
                speaking=pools[1],
                voice_named={"paz": self.other_voice}.__getitem__,
            ),
            recordings=folder,
            deliver_recording=self._deliver,
        )

    def _deliver(self, call_id: str, path: Path) -> str:
        if self.refuse is not None:
            raise self.refuse
        self.delivered[call_id] = path.read_bytes()
        return f"{call_id}.wav"

    @asynccontextmanager
    async def call(self, media: MemoryMedia) -> AsyncIterator[MemoryMedia]:
        """A call that has been greeted."""
        await self.sessions.prepare(RATE_HZ)
        task = asyncio.create_task(self.sessions(media))
        await until(lambda: len(media.played) > 0)
        await until(lambda: media.queued_ms() == 0 and len(media.played) > 0)
        try:
            yield media
        finally:
            media.vanish()
            await asyncio.wait_for(task, 10)
        assert self.conversation.closed.is_set()
