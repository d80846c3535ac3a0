"""Slows down guessing of passwords, by user name and address together and by address alone.

Kept in memory, bounded; a restart forgets it. Nothing here blocks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class _Failures:
    count: int
    last: float


class LoginThrottle:
    """After `free` failures each further one doubles the wait, from `first_wait_s` to `longest_s`.

    An address alone gets `address_factor` times as many free failures, so that one wrong user
    name does not lock out a counter of several people. Failures are forgotten after `forget_s`.
    """

    def __init__(
        self,
        *,
        free: int = 5,
        first_wait_s: float = 15,
        longest_s: float = 900,
        forget_s: float = 3600,
        address_factor: int = 6,
        most: int = 10_000,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._free = free
        self._first_wait_s = first_wait_s
        self._longest_s = longest_s
        self._forget_s = forget_s
        self._address_factor = address_factor
        self._most = most
        self._now = now
        self._lock = threading.Lock()
        self._failures: dict[tuple[str, str], _Failures] = {}

    def wait_s(self, username: str, address: str) -> float:
        """Seconds until the next try is allowed; 0 when it is now."""
        now = self._now()
        with self._lock:
            return max(
                self._wait((username.lower(), address), self._free, now),
                self._wait(("", address), self._free * self._address_factor, now),
            )

    def failed(self, username: str, address: str) -> None:
        now = self._now()
        with self._lock:
            for key in ((username.lower(), address), ("", address)):
                kept = self._failures.get(key)
                if kept is None or now - kept.last > self._forget_s:
                    self._make_room()
                    kept = _Failures(0, now)
                    self._failures[key] = kept
                kept.count += 1
                kept.last = now

    def succeeded(self, username: str, address: str) -> None:
        with self._lock:
            self._failures.pop((username.lower(), address), None)

    def _wait(self, key: tuple[str, str], free: int, now: float) -> float:
        kept = self._failures.get(key)
        if kept is None or kept.count < free or now - kept.last > self._forget_s:
            return 0.0
        doublings = min(kept.count - free, 16)
        wait = min(self._first_wait_s * 2.0**doublings, self._longest_s)
        return max(0.0, kept.last + wait - now)

    def _make_room(self) -> None:
        if len(self._failures) >= self._most:
            oldest = min(self._failures, key=lambda key: self._failures[key].last)
            del self._failures[oldest]


def wait_in_words(wait_s: float) -> str:
    return f"{int(wait_s) + 1} seconds" if wait_s < 90 else f"{int(wait_s // 60) + 1} minutes"
