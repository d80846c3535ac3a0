"""So many callers at a time through an engine as it has places, with a bounded queue.

Refuses to wait without end: a caller is turned away when the queue is full or its patience
is over, and leaves at once when its cancel token is set.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from appliance.domain.errors import ModelError
from appliance.ports.speech import Cancelled, CancelToken

_POLL_S = 0.02


def check(cancel: CancelToken | None) -> None:
    """Raise Cancelled when the token is set."""
    if cancel is not None and cancel.is_set():
        raise Cancelled


class Turnstile:
    """Admits `places` threads at a time, in the order in which they came; at most `queue` wait,
    each for at most `wait_s` seconds."""

    def __init__(self, engine: str, *, wait_s: float, queue: int, places: int = 1) -> None:
        self._engine = engine
        self._places = places
        self._wait_s = wait_s
        self._queue = queue
        self._lock = threading.Lock()
        self._line: deque[threading.Event] = deque()
        """An event for each thread, set once it is that thread's turn; the first are inside."""

    @property
    def waiting(self) -> int:
        """How many threads wait to be admitted."""
        with self._lock:
            return max(0, len(self._line) - self._places)

    @contextmanager
    def enter(self, cancel: CancelToken | None = None) -> Iterator[None]:
        """Hold a place at the engine for the block. Raises ModelError when it is too busy,
        Cancelled."""
        check(cancel)
        place = self._queue_up()
        try:
            self._wait(place, cancel)
            check(cancel)
            yield
        finally:
            self._leave(place)

    def _queue_up(self) -> threading.Event:
        place = threading.Event()
        with self._lock:
            if len(self._line) >= self._places + self._queue:
                raise ModelError(
                    f"The {self._engine} is busy and its queue is full.",
                    "Lower the number of calls at once, or give the box more cores.",
                )
            self._line.append(place)
            self._admit()
        return place

    def _wait(self, place: threading.Event, cancel: CancelToken | None) -> None:
        deadline = time.monotonic() + self._wait_s
        while not place.wait(_POLL_S):
            check(cancel)
            if time.monotonic() >= deadline:
                raise ModelError(
                    f"The {self._engine} was busy for {self._wait_s:g} s.",
                    "Lower the number of calls at once, or give the box more cores.",
                )

    def _leave(self, place: threading.Event) -> None:
        with self._lock:
            self._line.remove(place)
            self._admit()

    def _admit(self) -> None:
        for place in islice(self._line, self._places):
            place.set()
