"""A sound card through PortAudio: frames heard and frames to play, in bounded queues.

The callbacks run on the sound card's own threads and never wait: what is heard and not taken
within 3 s loses its oldest part, and nothing to play is silence.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from appliance.domain.errors import LineError

logger = logging.getLogger(__name__)

FRAME_MS = 20
HEARD_FRAMES = 150
"""3 s: a call that is being opened loses nothing that is said meanwhile."""
_INPUT_LATENCY_S = 0.06
_OUTPUT_LATENCY_S = 0.12
"""What the loudspeaker holds back. When it runs dry, PortAudio gives it nothing for up to 2 s
(seen with PulseAudio), so it must outlast a busy moment of the models."""


class DeskAudio:
    """One microphone and one loudspeaker, open until closed. Mono, 16-bit."""

    def __init__(self, sample_rate_hz: int) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.frame_bytes = sample_rate_hz * FRAME_MS // 1000 * 2
        self._heard: deque[bytes] = deque(maxlen=HEARD_FRAMES)
        self._playing = bytearray()
        self._lock = threading.Lock()
        self._streams: list[Any] = []
        self._output_latency_s = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrived = asyncio.Event()
        self._last_heard_at = 0.0
        self._last_asked_at = 0.0
        self._last_played_at = 0.0

    def open(self, loop: asyncio.AbstractEventLoop, input_device: str, output_device: str) -> None:
        """Open the devices whose names contain what is given, or the default ones. Blocks.

        Raises LineError.
        """
        try:
            import sounddevice
        except OSError as failure:
            raise LineError(
                "PortAudio is not installed.", "Install the Debian package libportaudio2."
            ) from failure

        self._loop = loop
        try:
            # PortAudio lists the devices once; a new start sees what was plugged in since.
            sounddevice._terminate()
            sounddevice._initialize()
            if not sounddevice.query_devices():
                raise LineError("No sound card was found.", "Plug in a microphone.")
            common = {
                "samplerate": self.sample_rate_hz,
                "channels": 1,
                "dtype": "int16",
                "blocksize": self.frame_bytes // 2,
            }
            microphone = sounddevice.RawInputStream(
                device=input_device or None,
                callback=self._on_input,
                latency=_INPUT_LATENCY_S,
                **common,
            )
            self._streams.append(microphone)
            loudspeaker = sounddevice.RawOutputStream(
                device=output_device or None,
                callback=self._on_output,
                latency=_OUTPUT_LATENCY_S,
                **common,
            )
            self._streams.append(loudspeaker)
            for stream in self._streams:
                stream.start()
        except (sounddevice.PortAudioError, ValueError, OSError) as failure:
            self.close()
            raise LineError(
                f"The desk's microphone or loudspeaker cannot be used: {failure}.",
                "Check that it is plugged in, and desk.input_device and desk.output_device.",
            ) from failure
        self._output_latency_s = float(loudspeaker.latency)
        self._last_heard_at = self._last_asked_at = time.monotonic()

    def close(self) -> None:
        """Close the devices; blocks shortly; safe to repeat."""
        streams, self._streams = self._streams, []
        if not streams:
            return
        import sounddevice

        for stream in streams:
            try:
                stream.abort()
                stream.close()
            except sounddevice.PortAudioError as failure:
                logger.info("a sound device did not close cleanly: %s", failure)

    @property
    def silent_for_s(self) -> float:
        """How long the microphone has given nothing, not even silence."""
        return time.monotonic() - self._last_heard_at

    @property
    def stalled_for_s(self) -> float:
        """How long the loudspeaker has asked for nothing to play, not even silence."""
        return time.monotonic() - self._last_asked_at

    def forget_heard(self) -> None:
        """Drop what was heard and not taken yet."""
        self._heard.clear()

    def put_back(self, frames: list[bytes]) -> None:
        """Have frames that were taken heard once more, ahead of what came since."""
        self._heard.extendleft(reversed(frames[-HEARD_FRAMES:]))

    async def next_heard(self, timeout_s: float) -> bytes | None:
        """The next 20 ms heard; None when the microphone gave none in time."""
        while not self._heard:
            self._arrived.clear()
            try:
                async with asyncio.timeout(timeout_s):
                    await self._arrived.wait()
            except TimeoutError:
                return None
        return self._heard.popleft()

    def play(self, audio: bytes) -> None:
        """Queue audio; whoever plays keeps the queue short, see `queued_ms`."""
        with self._lock:
            self._playing += audio

    def flush(self) -> None:
        """Forget what is queued."""
        with self._lock:
            self._playing.clear()

    def queued_ms(self) -> float:
        """Audio queued here, in milliseconds."""
        return len(self._playing) * 1000 / (2 * self.sample_rate_hz)

    @property
    def output_latency_ms(self) -> float:
        """What the device itself holds back, in milliseconds."""
        return self._output_latency_s * 1000

    def played_within(self, seconds: float) -> bool:
        """True when sound was played so recently; the microphone may still hear it."""
        return time.monotonic() - self._last_played_at < seconds + self._output_latency_s

    def _on_input(self, data: Any, frames: int, moment: Any, status: Any) -> None:
        self._heard.append(bytes(data))
        self._last_heard_at = time.monotonic()
        self._wake(self._arrived.set)

    def _on_output(self, data: Any, frames: int, moment: Any, status: Any) -> None:
        size = len(data)
        self._last_asked_at = time.monotonic()
        with self._lock:
            ready = bytes(self._playing[:size])
            del self._playing[:size]
        if ready:
            self._last_played_at = time.monotonic()
        data[:] = ready.ljust(size, b"\0")

    def _wake(self, callback: Callable[[], None]) -> None:
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        try:
            loop.call_soon_threadsafe(callback)
        except RuntimeError:
            # The loop closed between the two lines; nobody waits any more.
            return
