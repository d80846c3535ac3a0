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
from appliance.voice.frames import FirstAudio, Played, SayBegins, SayEnds, TalkButton
from appliance.voice.recording import CallRecorder

logger = logging.getLogger(__name__)

PENDING_PRESSES = 64
"""Key and button presses kept between two frames; more are a fault and dropped."""
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

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Queue 20 ms on the call; waits while the line has enough queued."""
        if self._first_of is not None and _audible(frame.audio):
            number, self._first_of = self._first_of, None
            at = time.monotonic() + self._media.queued_ms() / 1000
            await self.push_frame(FirstAudio(number=number, at=at), FrameDirection.UPSTREAM)
        await self._media.write(frame.audio)
        if self._recorder is not None:
            self._recorder.spoke(frame.audio)
        return True

    async def write_transport_frame(self, frame: Frame) -> None:
        """Handle the marks that travel in step with the audio."""
        if isinstance(frame, SayBegins):
            self._first_of = frame.number
        elif isinstance(frame, SayEnds):
            await asyncio.sleep(self._media.queued_ms() / 1000)
            await self.push_frame(Played(number=frame.number), FrameDirection.UPSTREAM)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        stale = frame.id < self._interrupted_by
        if stale and isinstance(frame, OutputAudioRawFrame | SayBegins | SayEnds):
            return
        if isinstance(frame, InterruptionFrame):
            self._interrupted_by = frame.id
        await super().process_frame(frame, direction)
        if isinstance(frame, InterruptionFrame):
            self._first_of = None
            self._media.flush()
            if self._recorder is not None:
                self._recorder.flushed()


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
