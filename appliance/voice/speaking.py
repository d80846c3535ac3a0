"""Replies as audio, made a clause at a time: the first plays while the next is made."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Executor
from functools import partial

from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    StartFrame,
    TTSAudioRawFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from appliance.ports.speech import Synthesizer
from appliance.voice import phrases, tuning
from appliance.voice.frames import Prepare, Say, SayBegins, SayEnds, SayMade, Unprepare
from appliance.voice.phrases import SpokenPhrases
from appliance.voice.work import settle

logger = logging.getLogger(__name__)

WAITING_SAYS = 8
"""Replies queued behind one that is spoken; more are a fault, and the newest is dropped."""


class Speech:
    """One text being made into audio, from the moment it is created."""

    def __init__(
        self, text: str, synthesizer: Synthesizer, sample_rate_hz: int, executor: Executor
    ) -> None:
        self.text = text
        self._synthesizer = synthesizer
        self._rate_hz = sample_rate_hz
        self._executor = executor
        self._clauses: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.whole = False
        """Whether every clause was made."""
        self._task = asyncio.create_task(self._make())
        self._task.add_done_callback(lambda _: self._clauses.put_nowait(None))

    async def _make(self) -> None:
        first = partial(self._synthesizer.synthesize, self.text, self._rate_hz)
        opened = await settle(self._executor, first, tuning.CLAUSE_TIMEOUT_S)
        if opened.value is None:
            logger.error("speech could not be made", exc_info=opened.failure)
            return
        clauses: Iterator[bytes] = opened.value
        while True:
            made = await settle(
                self._executor, partial(next, clauses, None), tuning.CLAUSE_TIMEOUT_S
            )
            if made.failure is not None:
                logger.error("speech broke off", exc_info=made.failure)
            if made.value is None:
                self.whole = made.failure is None
                return
            self._clauses.put_nowait(made.value)

    async def clauses(self) -> AsyncIterator[bytes]:
        """The audio as it is made; ends early when making it failed."""
        while (clause := await self._clauses.get()) is not None:
            yield clause

    def cancel(self) -> None:
        """Make no further clause; the one under way is thrown away."""
        self._task.cancel()


class Speaking(FrameProcessor):
    """Speaks Say frames one after another; an interruption forgets them all."""

    def __init__(
        self,
        *,
        synthesizer: Synthesizer,
        spoken_phrases: SpokenPhrases,
        sample_rate_hz: int,
        executor: Executor,
    ) -> None:
        super().__init__()
        self._synthesizer = synthesizer
        self._phrases = spoken_phrases
        self._rate_hz = sample_rate_hz
        self._executor = executor
        self._says: asyncio.Queue[Say] = asyncio.Queue(WAITING_SAYS)
        self._prepared: Speech | None = None
        self._current: Speech | None = None
        self._task: asyncio.Task[None] | None = None
        self._whole = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case Say():
                self._enqueue(frame)
            case Prepare():
                self._drop_prepared()
                if self._phrases.audio(frame.text, self._rate_hz) is None:
                    self._prepared = self._begin(frame.text)
            case Unprepare():
                self._drop_prepared()
            case InterruptionFrame():
                await self._restart()
                # A fresh one: whatever has a lower frame id was made before it.
                await self.push_frame(InterruptionFrame(), direction)
            case StartFrame():
                await self.push_frame(frame, direction)
                await self._restart()
            case _:
                await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await self._stop()
        self._drop_prepared()
        await super().cleanup()  # type: ignore[no-untyped-call]  # Pipecat's

    def _enqueue(self, say: Say) -> None:
        if self._says.full():
            logger.error("too much waits to be said; dropped: %s", say.number)
            return
        self._says.put_nowait(say)

    def _begin(self, text: str) -> Speech:
        return Speech(text, self._synthesizer, self._rate_hz, self._executor)

    def _drop_prepared(self) -> None:
        speech, self._prepared = self._prepared, None
        if speech is not None:
            speech.cancel()

    async def _restart(self) -> None:
        await self._stop()
        self._says = asyncio.Queue(WAITING_SAYS)
        self._task = self.create_task(self._speak_all())

    async def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            await self.cancel_task(task)
        if self._current is not None:
            self._current.cancel()
            self._current = None

    async def _speak_all(self) -> None:
        while True:
            await self._speak(await self._says.get())

    async def _speak(self, say: Say) -> None:
        await self.push_frame(SayBegins(number=say.number))
        await self.push_frame(TTSStartedFrame())
        parts: list[float] = []
        async for audio in self._audio_of(say.text):
            parts.append(len(audio) / (2 * self._rate_hz))
            await self._push_audio(audio)
        if parts and self._whole:
            made = SayMade(number=say.number, last_part_s=_last_part_s(parts))
            await self.push_frame(made, FrameDirection.UPSTREAM)
        if not parts:
            # The engine failed on this text: the turn still ends in speech.
            await self._push_audio(
                self._phrases.audio(phrases.WENT_WRONG, self._rate_hz) or bytes(320)
            )
        await self.push_frame(TTSStoppedFrame())
        await self.push_frame(SayEnds(number=say.number))

    async def _push_audio(self, audio: bytes) -> None:
        await self.push_frame(
            TTSAudioRawFrame(audio=audio, sample_rate=self._rate_hz, num_channels=1)
        )

    async def _audio_of(self, text: str) -> AsyncIterator[bytes]:
        known = self._phrases.audio(text, self._rate_hz)
        if known is not None:
            self._whole = True
            yield known
            return
        if self._prepared is not None and self._prepared.text == text:
            self._current, self._prepared = self._prepared, None
        else:
            self._current = self._begin(text)
        async for clause in self._current.clauses():
            yield clause
        self._whole = self._current.whole
        self._current = None


def _last_part_s(parts: list[float]) -> float:
    """When the last of the parts begins; for a single one, when most of it has played."""
    return sum(parts[:-1]) if len(parts) > 1 else parts[0] * tuning.HEARD_SHARE
