"""A Pipecat transport over a CallMedia, whatever line it came in by."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable

import numpy as np
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    StartFrame,
    SystemFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import BaseTransport, TransportParams

from appliance.ports.media import CallMedia
from appliance.voice import tuning
from appliance.voice.frames import (
    FirstAudio,
    HoldSpeech,
    Played,
    ResumeSpeech,
    SayBegins,
    SayEnds,
    TalkButton,
)
from appliance.voice.recording import CallRecorder

logger = logging.getLogger(__name__)

PENDING_PRESSES = 64
"""Key and button presses kept between two frames; more are a fault and dropped."""
REPLAYED_FRAMES = 25
"""Audio kept to be played again after a hold: more than any line queues."""
AUDIBLE_LEVEL = 100
"""Peak of a frame, of 32767, from which on it counts as sound."""


class MediaInput(BaseInputTransport):
    """Pushes what is heard, 20 ms at a time, with key and button presses in step."""

    def __init__(
        self,
        media: CallMedia,
        params: TransportParams,
        recorder: CallRecorder | None,
        on_gone: Callable[[], None],
    ) -> None:
        super().__init__(params)
        self._media = media
        self._recorder = recorder
        self._on_gone = on_gone
        self._pump_task: asyncio.Task[None] | None = None
        self._presses: deque[SystemFrame] = deque(maxlen=PENDING_PRESSES)
        media.on_key(self._on_key)
        self.has_talk_button = media.on_talk_button(self._on_button)

    def _on_key(self, key: str) -> None:
        self._presses.append(InputDTMFFrame(button=KeypadEntry(key)))

    def _on_button(self, pressed: bool) -> None:
        self._presses.append(TalkButton(pressed=pressed))

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        if self._pump_task is None:
            self._pump_task = self.create_task(self._pump())
        await self.set_transport_ready(frame)

    async def _pump(self) -> None:
        rate_hz = self._media.sample_rate_hz
        while (audio := await self._media.read()) is not None:
            while self._presses:
                await self.push_frame(self._presses.popleft())
            if self._recorder is not None:
                self._recorder.heard(audio)
            await self.push_audio_frame(
                InputAudioRawFrame(audio=audio, sample_rate=rate_hz, num_channels=1)
            )
        self._on_gone()

    async def stop(self, frame: EndFrame) -> None:
        await self._stop_pump()
        await super().stop(frame)

    async def cancel(self, frame: CancelFrame) -> None:
        await self._stop_pump()
        await super().cancel(frame)

    async def cleanup(self) -> None:
        await self._stop_pump()
        await super().cleanup()  # type: ignore[no-untyped-call]  # Pipecat's

    async def _stop_pump(self) -> None:
        task, self._pump_task = self._pump_task, None
        if task is not None:
            await self.cancel_task(task)


class MediaOutput(BaseOutputTransport):
    """Plays audio on the call, and reports when a Say is first heard and when it has ended."""

    def __init__(
        self, media: CallMedia, params: TransportParams, recorder: CallRecorder | None
    ) -> None:
        super().__init__(params)
        self._media = media
        self._recorder = recorder
        self._first_of: int | None = None
        self._interrupted_by = 0
        """Id of the latest interruption; frames with lower ids were made before it."""
        self._going = asyncio.Event()
        """Cleared while the agent holds its speech."""
        self._going.set()
        self._recent: deque[bytes] = deque(maxlen=REPLAYED_FRAMES)
        self._to_replay: list[bytes] = []

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Queue 20 ms on the call; waits while the line has enough queued, or speech is held."""
        await self._going.wait()
        if frame.id < self._interrupted_by:
            return True
        if self._first_of is not None and _audible(frame.audio):
            number, self._first_of = self._first_of, None
            at = time.monotonic() + self._media.queued_ms() / 1000
            await self.push_frame(FirstAudio(number=number, at=at), FrameDirection.UPSTREAM)
        await self._play(frame.audio)
        return True

    async def _play(self, audio: bytes) -> None:
        await self._media.write(audio)
        self._recent.append(audio)
        if self._recorder is not None:
            self._recorder.spoke(audio)

    def _hold(self) -> None:
        """Fall silent, and keep what was queued and not yet heard."""
        if not self._going.is_set():
            return
        self._going.clear()
        unheard = round(self._media.queued_ms() / tuning.FRAME_MS)
        self._to_replay = list(self._recent)[-unheard:] if unheard else []
        self._forget_queued()

    async def _resume(self) -> None:
        replay, self._to_replay = self._to_replay, []
        for audio in replay:
            await self._play(audio)
        self._going.set()

    def _forget_queued(self) -> None:
        self._recent.clear()
        self._media.flush()
        if self._recorder is not None:
            self._recorder.flushed()

    async def write_transport_frame(self, frame: Frame) -> None:
        """Handle the marks that travel in step with the audio."""
        if isinstance(frame, SayBegins):
            self._first_of = frame.number
        elif isinstance(frame, SayEnds):
            while (queued_ms := self._media.queued_ms()) > 0 or not self._going.is_set():
                await asyncio.sleep(queued_ms / 1000)
                await self._going.wait()
            if frame.id < self._interrupted_by:
                return
            await self.push_frame(Played(number=frame.number), FrameDirection.UPSTREAM)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        stale = frame.id < self._interrupted_by
        if stale and isinstance(frame, OutputAudioRawFrame | SayBegins | SayEnds):
            return
        if isinstance(frame, InterruptionFrame):
            self._interrupted_by = frame.id
        await super().process_frame(frame, direction)
        match frame:
            case InterruptionFrame():
                self._first_of = None
                self._to_replay = []
                self._forget_queued()
                self._going.set()
            case HoldSpeech():
                self._hold()
            case ResumeSpeech():
                await self._resume()


def _audible(audio: bytes) -> bool:
    samples = np.frombuffer(audio, dtype=np.int16)
    return bool(samples.size) and int(np.abs(samples.astype(np.int32)).max()) >= AUDIBLE_LEVEL


class CallTransport(BaseTransport):
    """Both directions of one call. `on_gone` is called once the far end has left."""

    def __init__(
        self, media: CallMedia, recorder: CallRecorder | None, on_gone: Callable[[], None]
    ) -> None:
        super().__init__()
        params = TransportParams(
            audio_in_enabled=True,
            audio_out_enabled=True,
            audio_in_sample_rate=media.sample_rate_hz,
            audio_out_sample_rate=media.sample_rate_hz,
            audio_out_10ms_chunks=2,
            audio_out_end_silence_secs=0,
            audio_out_write_timeout_secs=tuning.WRITE_TIMEOUT_S,
        )
        self._input = MediaInput(media, params, recorder, on_gone)
        self._output = MediaOutput(media, params, recorder)

    @property
    def has_talk_button(self) -> bool:
        return self._input.has_talk_button

    def input(self) -> FrameProcessor:
        return self._input

    def output(self) -> FrameProcessor:
        return self._output
