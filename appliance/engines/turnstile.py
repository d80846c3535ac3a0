"""One caller at a time through an engine that is not safe to share, with a bounded queue.

Refuses to wait without end: a caller is turned away when the queue is full or its patience
is over, and leaves at once when its cancel token is set.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.domain.errors import ModelError
from appliance.ports.speech import Cancelled, CancelToken

_POLL_S = 0.02


def check(cancel: CancelToken | None) -> None:
    """Raise Cancelled when the token is set."""
    if cancel is not None and cancel.is_set():
        raise Cancelled


class Turnstile:
    """Admits one thread at a time; at most `queue` wait, each for at most `wait_s` seconds."""

    def __init__(self, engine: str, *, wait_s: float, queue: int) -> None:
        self._engine = engine
        self._wait_s = wait_s
        self._places = threading.BoundedSemaphore(queue + 1)
        self._lock = threading.Lock()

    @contextmanager
    def enter(self, cancel: CancelToken | None = None) -> Iterator[None]:
        """Hold the engine for the block. Raises ModelError when it is too busy, Cancelled."""
        check(cancel)
        if not self._places.acquire(blocking=False):
            raise ModelError(
                f"The {self._engine} is busy and its queue is full.",
                "Lower the number of calls at once, or give the box more cores.",
            )
        try:
            self._take(cancel)
            try:
                check(cancel)
                yield
            finally:
                self._lock.release()
        finally:
            self._places.release()

    def _take(self, cancel: CancelToken | None) -> None:
        deadline = time.monotonic() + self._wait_s
        while not self._lock.acquire(timeout=_POLL_S):
            check(cancel)
            if time.monotonic() >= deadline:
                raise ModelError(
                    f"The {self._engine} was busy for {self._wait_s:g} s.",
                    "Lower the number of calls at once, or give the box more cores.",
                )
