"""The desk line: keeps the sound card open and makes a call of each conversation at the desk.

With push-to-talk a press begins a call where none is under way. With an open microphone a
voice does. A sound card that is missing or unplugged is tried again every few seconds; the
other lines go on without it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from appliance.domain.errors import ConfigurationError, LineError
from appliance.lines.desk.audio import DeskAudio
from appliance.lines.desk.control import ControlServer
from appliance.lines.desk.media import ECHO_TAIL_S, DeskCallMedia
from appliance.ports.media import CallHandler

logger = logging.getLogger(__name__)

REOPEN_S = 5.0
DEAD_MICROPHONE_S = 2.0
DEAD_LOUDSPEAKER_S = 4.0
"""Longer than PortAudio takes to mend a loudspeaker that ran dry."""
WATCH_S = 0.5
OPEN_TIMEOUT_S = 10.0
STOP_TIMEOUT_S = 5.0
RATES_HZ = (8000, 16000, 32000, 48000)

VOICE_LEVEL = 400.0
"""Root mean square, of 32767, from which on an open microphone counts as spoken to."""
VOICE_FRAMES = 6
"""So many loud frames among the latest 10 begin a call: 120 ms."""
LISTEN_FRAMES = 25
"""Kept while nobody speaks, so that a call begins with its first word: 500 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLineSettings:
    """`input_device` and `output_device` are parts of device names; empty means the default."""

    control_socket: Path
    input_device: str = ""
    output_device: str = ""
    push_to_talk: bool = True
    sample_rate_hz: int = 16000

    def __post_init__(self) -> None:
        if self.sample_rate_hz not in RATES_HZ:
            raise ConfigurationError(
                f"The desk line cannot work at {self.sample_rate_hz} Hz.",
                f"Choose one of {', '.join(str(rate) for rate in RATES_HZ)}.",
            )


class DeskLine:
    """One microphone and one loudspeaker; one call at a time."""

    name = "desk"
    essential = False

    def __init__(self, settings: DeskLineSettings) -> None:
        self._settings = settings
        self._audio = DeskAudio(settings.sample_rate_hz)
        self._control = ControlServer(
            settings.control_socket,
            press=self.press,
            release=self.release,
            describe=self.describe,
        )
        self._handler: CallHandler | None = None
        self._media: DeskCallMedia | None = None
        self._call: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._fault = "not started"
        self._pressed = False

    @property
    def sample_rate_hz(self) -> int:
        return self._settings.sample_rate_hz

    @property
    def fault(self) -> str:
        """Why the desk cannot be talked to; empty when it can."""
        return self._fault

    async def start(self, handler: CallHandler) -> None:
        """Open the control socket and go on to open the sound card, for as long as it takes."""
        self._handler = handler
        await self._control.start()
        self._fault = "the sound card is being opened"
        self._keeper = asyncio.create_task(self._keep_open())

    async def wait_failed(self) -> None:
        """The desk line mends itself: waits for ever."""
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """End the call under way and close the sound card; within some seconds."""
        self._fault = "stopping"
        await self._control.stop()
        if self._media is not None:
            self._media.end()
        tasks = [task for task in (self._call, self._keeper) if task is not None]
        if self._keeper is not None:
            self._keeper.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_TIMEOUT_S)
        await asyncio.to_thread(self._audio.close)

    def press(self) -> None:
        """The talk button goes down. Raises LineError when the desk cannot be talked to."""
        if self._fault:
            raise LineError(f"The desk cannot be talked to: {self._fault}.")
        if not self._settings.push_to_talk:
            raise LineError("The desk's microphone is always open; there is no button.")
        self._pressed = True
        if self._media is None:
            self._audio.forget_heard()
            self._begin()
        if self._media is not None:
            self._media.press()

    def release(self) -> None:
        """The talk button comes up; safe without a press."""
        self._pressed = False
        if self._media is not None:
            self._media.release()

    def describe(self) -> str:
        """One line on how the desk is, for people."""
        if self._fault:
            return self._fault
        if self._pressed:
            return "listening"
        return "in conversation" if self._media is not None else "waiting"

    def _begin(self) -> None:
        if self._handler is None:
            return
        media = DeskCallMedia(self._audio, push_to_talk=self._settings.push_to_talk)
        self._media = media
        self._call = asyncio.create_task(self._serve(media, self._handler))
        self._call.add_done_callback(self._on_done)

    async def _serve(self, media: DeskCallMedia, handler: CallHandler) -> None:
        try:
            await handler(media)
        finally:
            media.end()
            self._audio.flush()
            self._media = None

    def _on_done(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (failure := task.exception()) is not None:
            logger.error("a conversation at the desk ended in an error", exc_info=failure)

    async def _keep_open(self) -> None:
        known = ""
        while True:
            try:
                await self._open()
                self._fault = known = ""
                logger.info("the desk can be talked to")
                self._fault = f"the {await self._watch()} has stopped"
            except LineError as failure:
                self._fault = failure.what
            if self._fault != known:
                logger.warning("the desk line waits: %s", self._fault)
                known = self._fault
            if self._media is not None:
                self._media.end()
            await asyncio.to_thread(self._audio.close)
            await asyncio.sleep(REOPEN_S)

    async def _open(self) -> None:
        opening = asyncio.to_thread(
            self._audio.open,
            asyncio.get_running_loop(),
            self._settings.input_device,
            self._settings.output_device,
        )
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                await opening
        except TimeoutError as failure:
            raise LineError("The sound card does not answer.") from failure

    async def _watch(self) -> str:
        """Returns once the microphone gives nothing, or the loudspeaker takes nothing, any more:
        which of them."""
        loud: list[bool] = []
        kept: list[bytes] = []
        while self._audio.silent_for_s < DEAD_MICROPHONE_S:
            if self._audio.stalled_for_s > DEAD_LOUDSPEAKER_S:
                return "loudspeaker"
            if self._media is not None or self._settings.push_to_talk:
                loud.clear()
                kept.clear()
                await asyncio.sleep(WATCH_S)
                continue
            frame = await self._audio.next_heard(WATCH_S)
            if frame is None or self._audio.played_within(ECHO_TAIL_S):
                continue
            kept = [*kept, frame][-LISTEN_FRAMES:]
            loud = [*loud, _level(frame) >= VOICE_LEVEL][-10:]
            if sum(loud) >= VOICE_FRAMES:
                self._audio.put_back(kept)
                self._begin()
        return "microphone"


def _level(frame: bytes) -> float:
    samples = np.frombuffer(frame, dtype=np.int16).astype(np.float32)
    return float(np.sqrt(np.mean(samples**2))) if samples.size else 0.0
