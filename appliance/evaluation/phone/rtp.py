"""RTP packets as the caller's telephone sends them, and when one has arrived (RFC 3550, 4733)."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress

PCMU, TELEPHONE_EVENT = 0, 101
KEY_EVENTS = {**{str(n): n for n in range(10)}, "*": 10, "#": 11}
_SO_TIMESTAMPNS = 35
"""Linux's; Python has no name for it."""
_CLOCK_READINGS = 5
_TIGHT_S = 20e-6


def packet(
    kind: int, sequence: int, stamp: int, source: int, payload: bytes, *, marker: bool = False
) -> bytes:
    """One packet; numbers wrap as the header has room."""
    head = struct.pack(
        "!BBHII",
        0x80,
        kind | (0x80 if marker else 0),
        sequence & 0xFFFF,
        stamp & 0xFFFFFFFF,
        source,
    )
    return head + payload


def key_payload(key: str, duration: int, *, last: bool) -> bytes:
    """A pressed key, `duration` samples long so far."""
    return struct.pack("!BBH", KEY_EVENTS[key], 0x80 | 10 if last else 10, duration)


def stamp_arrivals(receiving: socket.socket) -> None:
    """Have the kernel note when each packet arrives, where it can."""
    with suppress(OSError):
        receiving.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)


def arrived_at(marks: list[tuple[int, int, bytes]]) -> float:
    """The kernel's moment of arrival on the monotonic clock; now where it gave none."""
    for level, kind, data in marks:
        if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(data) >= 16:
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return float(seconds + nanoseconds / 1e9 + _monotonic_from_wall())
    return time.monotonic()


def _monotonic_from_wall() -> float:
    """What the monotonic clock shows less what the wall's does. Of several readings the tightest
    counts: a thread that is stopped between its two clocks would make a packet late."""
    readings = []
    for _ in range(_CLOCK_READINGS):
        before = time.monotonic()
        wall = time.time()
        after = time.monotonic()
        readings.append((after - before, before - wall))
        if after - before < _TIGHT_S:
            break
    return min(readings)[1]
