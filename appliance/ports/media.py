"""A live two-way audio call, whatever line it came in by."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol


class CallMedia(Protocol):
    """One call's audio: mono 16-bit PCM at `sample_rate_hz`, in frames of 20 ms.

    Owned by the event loop that created it.
    """

    @property
    def line(self) -> str:
        """The line it came in by, as configured: `sip`, `desk`, …"""
        ...

    @property
    def caller(self) -> str | None:
        """The caller's number or name as the line gives it; proves nothing."""
        ...

    @property
    def called(self) -> str:
        """The number or name that was dialed, where the line knows it; else empty."""
        ...

    @property
    def sample_rate_hz(self) -> int: ...

    async def answer(self) -> None:
        """Take the call; audio flows afterwards. Raises LineError when it is already gone."""
        ...

    async def read(self) -> bytes | None:
        """The next 20 ms heard, in real time; None once the far end has gone."""
        ...

    async def write(self, audio: bytes) -> None:
        """Queue audio to be played; waits while more than the line's lead (about 120 ms) waits."""
        ...

    def flush(self) -> None:
        """Forget what is queued and not yet played: the caller has begun to speak."""
        ...

    def queued_ms(self) -> float:
        """Audio written and not yet played, in milliseconds."""
        ...

    def on_key(self, callback: Callable[[str], None]) -> None:
        """Call back with each telephone key pressed: `0`–`9`, `*`, `#`."""
        ...

    def on_talk_button(self, callback: Callable[[bool], None]) -> bool:
        """Call back with True when the speaker presses the line's talk button and False on release.

        Says whether the line has such a button. While it is held a silence ends no turn;
        its release ends the turn at once. If it is held already, the callback comes at once.
        """
        ...

    async def hang_up(self) -> None:
        """End the call after what is queued has been played; safe to repeat."""
        ...


CallHandler = Callable[[CallMedia], Awaitable[None]]
"""Serves one call from ringing to its end; a line calls it once per call."""
