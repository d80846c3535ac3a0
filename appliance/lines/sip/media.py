"""One SIP call as CallMedia. The pacing is baresip's RTP clock; nothing here blocks.

A re-INVITE or a hold takes the streams away for a moment: meanwhile silence is heard, so that
time goes on for the listener, and what is written is dropped.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable

from baresip import (
    AudioNotActive,
    AudioRestarted,
    BaresipError,
    Call,
    CallState,
    DigitEvent,
    Event,
    StackEvent,
)

from appliance.domain.errors import LineError

logger = logging.getLogger(__name__)

FRAME_S = 0.02
POLL_S = 0.01
LEAD_MS = 120.0
"""Audio kept queued in baresip's own ring, which survives a stall of the event loop."""
GAP_S = 0.06
"""Nothing received for so long counts as silence heard."""
ESTABLISH_TIMEOUT_S = 10.0
HANG_UP_TIMEOUT_S = 5.0
TELEPHONE_RATE_HZ = 8000

CALLED_HEADER = "To"
"""Of the invitation: whom the caller dialed, whatever the proxy made of the request."""
_USER_OF_URI = re.compile(r"sips?:([^@;>]+)@", re.IGNORECASE)


def caller_of(peer: str | None) -> str | None:
    """The user part of a SIP address (`sip:201@10.0.0.5` gives `201`), at most 64 characters."""
    found = _USER_OF_URI.search(peer or "")
    return found.group(1)[:64] if found else None


class SipCallMedia:
    """CallMedia over one baresip call; owned by the loop that runs the baresip runtime."""

    def __init__(self, call: Call, line: str = "sip") -> None:
        self._call = call
        self._line = line
        self._caller = caller_of(call.peer)
        self._called = caller_of(call.headers.get(CALLED_HEADER, "")) or ""
        self._rate_hz = TELEPHONE_RATE_HZ
        self._heard = bytearray()
        self._next_due = 0.0
        self._gone = asyncio.Event()
        self._key_callback: Callable[[str], None] | None = None
        call.on(self._on_event)
        call.on_dtmf(self._on_digit)

    @property
    def line(self) -> str:
        return self._line

    @property
    def caller(self) -> str | None:
        return self._caller

    @property
    def called(self) -> str:
        return self._called

    @property
    def sample_rate_hz(self) -> int:
        return self._rate_hz

    @property
    def gone(self) -> bool:
        """True once either end has hung up."""
        return self._gone.is_set()

    async def answer(self) -> None:
        """Accept the call and wait until media is set up. Raises LineError when it is gone."""
        try:
            # video=True accepts the offer as it is; without it baresip sends a re-INVITE
            # at once, which restarts the audio.
            await self._call.answer(video=True)
            await self._call.wait_established(ESTABLISH_TIMEOUT_S)
        except BaresipError as failure:
            self._gone.set()
            raise LineError(f"A telephone call could not be answered: {failure}.") from failure
        self._next_due = time.monotonic() + FRAME_S

    async def read(self) -> bytes | None:
        """The next 20 ms heard; silence while the far end sends nothing; None once it has gone."""
        size = int(self._rate_hz * FRAME_S) * 2
        while not self._gone.is_set():
            self._take_received(size)
            now = time.monotonic()
            if len(self._heard) >= size:
                frame = bytes(self._heard[:size])
                del self._heard[:size]
                self._next_due = now + FRAME_S
                return frame
            if now >= self._next_due + GAP_S:
                self._next_due += FRAME_S
                return bytes(size)
            await asyncio.sleep(POLL_S)
        return None

    def _take_received(self, size: int) -> None:
        try:
            self._heard += self._call.audio.read(size * 10)
        except (AudioRestarted, AudioNotActive):
            return

    async def write(self, audio: bytes) -> None:
        """Queue audio, waiting while more than the lead is queued; dropped while on hold."""
        while not self._gone.is_set() and self.queued_ms() > LEAD_MS:
            await asyncio.sleep(POLL_S)
        if self._gone.is_set():
            return
        try:
            self._call.audio.write(audio)
        except (AudioRestarted, AudioNotActive):
            # On hold: keep the time that playing would have taken, so that the speaker
            # does not run ahead of the call.
            await asyncio.sleep(len(audio) / (2 * self._rate_hz))

    def flush(self) -> None:
        """Forget what is queued; at most one packet may still go out."""
        try:
            self._call.audio.flush_tx()
        except (AudioRestarted, AudioNotActive):
            return

    def queued_ms(self) -> float:
        """Milliseconds written and not yet sent; 0 while there is no audio."""
        try:
            queued = int(self._call.audio.info().tx_buffered)
        except (AudioRestarted, AudioNotActive):
            return 0.0
        return queued * 1000 / (2 * self._rate_hz)

    def on_key(self, callback: Callable[[str], None]) -> None:
        """Call back with each key pressed; one callback, the latest."""
        self._key_callback = callback

    def on_talk_button(self, callback: Callable[[bool], None]) -> bool:
        """A telephone has no talk button."""
        return False

    async def hang_up(self) -> None:
        """Let what is queued play out, then end the call; safe to repeat."""
        deadline = time.monotonic() + HANG_UP_TIMEOUT_S
        while not self._gone.is_set() and self.queued_ms() > 0 and time.monotonic() < deadline:
            await asyncio.sleep(POLL_S)
        await self.drop()

    async def drop(self) -> None:
        """End the call at once; safe to repeat."""
        if self._call.state is not CallState.CLOSED:
            try:
                await self._call.hangup()
            except BaresipError as failure:
                logger.info("hang-up crossed the end of the call: %s", failure)
        self._gone.set()

    def _on_event(self, event: StackEvent) -> None:
        if event.event is Event.CALL_CLOSED:
            self._gone.set()

    def _on_digit(self, digit: DigitEvent) -> None:
        if self._key_callback is not None and digit.digit in "0123456789*#":
            self._key_callback(digit.digit)
