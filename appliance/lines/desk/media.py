"""One conversation at the desk as CallMedia.

With push-to-talk the microphone is heard only while the button is held. With an open
microphone it is not heard while the agent speaks, since it would hear the loudspeaker.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from appliance.domain.errors import LineError
from appliance.lines.desk.audio import FRAME_MS, DeskAudio

LEAD_MS = 80.0
POLL_S = 0.01
RELEASE_TAIL_FRAMES = 5
"""Audio still on its way from the microphone when the button is released: 100 ms."""
FRAME_TIMEOUT_S = 0.1
ECHO_TAIL_S = 0.25
HANG_UP_TIMEOUT_S = 5.0


class DeskCallMedia:
    """CallMedia over the desk's sound card; at most one at a time."""

    def __init__(self, audio: DeskAudio, *, push_to_talk: bool, line: str = "desk") -> None:
        self._audio = audio
        self._push_to_talk = push_to_talk
        self._line = line
        self._gone = asyncio.Event()
        self._pressed = False
        self._tail = 0
        self._button: Callable[[bool], None] | None = None
        self._answered = False

    @property
    def line(self) -> str:
        return self._line

    @property
    def caller(self) -> str | None:
        return None

    @property
    def called(self) -> str:
        return ""

    @property
    def sample_rate_hz(self) -> int:
        return self._audio.sample_rate_hz

    @property
    def gone(self) -> bool:
        return self._gone.is_set()

    def press(self) -> None:
        """The talk button goes down: from now on the microphone is heard."""
        if not self._pressed:
            self._pressed = True
            self._tail = 0
            self._tell(True)

    def release(self) -> None:
        """The talk button comes up; what is still on its way is heard, then the turn is over."""
        if self._pressed:
            self._pressed = False
            self._tail = RELEASE_TAIL_FRAMES

    def end(self) -> None:
        """The desk is being closed."""
        self._gone.set()

    async def answer(self) -> None:
        """Raises LineError when the desk was closed meanwhile."""
        if self._gone.is_set():
            raise LineError("The desk line has been closed.")
        self._answered = True

    async def read(self) -> bytes | None:
        """The next 20 ms; silence while the microphone is not to be heard."""
        if self._gone.is_set():
            return None
        frame = await self._audio.next_heard(FRAME_TIMEOUT_S)
        if self._gone.is_set():
            return None
        silence = bytes(self._audio.frame_bytes)
        if frame is None:
            return silence
        if not self._push_to_talk:
            return silence if self._audio.played_within(ECHO_TAIL_S) else frame
        if self._pressed:
            return frame
        if self._tail:
            self._tail -= 1
            if not self._tail:
                self._tell(False)
            return frame
        return silence

    async def write(self, audio: bytes) -> None:
        while not self._gone.is_set() and self._audio.queued_ms() > LEAD_MS:
            await asyncio.sleep(POLL_S)
        if not self._gone.is_set():
            self._audio.play(audio)

    def flush(self) -> None:
        self._audio.flush()

    def queued_ms(self) -> float:
        """What waits here and in the device while something does; 0 once all is played."""
        queued = self._audio.queued_ms()
        return queued + self._audio.output_latency_ms if queued else 0.0

    def on_key(self, callback: Callable[[str], None]) -> None:
        """The desk has no telephone keys."""

    def on_talk_button(self, callback: Callable[[bool], None]) -> bool:
        self._button = callback
        if self._pressed:
            callback(True)
        return self._push_to_talk

    async def hang_up(self) -> None:
        deadline = time.monotonic() + HANG_UP_TIMEOUT_S
        while not self._gone.is_set() and self._audio.queued_ms() and time.monotonic() < deadline:
            await asyncio.sleep(FRAME_MS / 1000)
        self._gone.set()

    def _tell(self, pressed: bool) -> None:
        if self._button is not None:
            self._button(pressed)
