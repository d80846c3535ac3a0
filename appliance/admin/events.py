"""Calls as they happen, from the gateway's threads to the pages that watch them.

Each watcher has a queue of its own, at most `QUEUE_LENGTH` events long; beyond that the oldest is
dropped and the watcher is told by a `missed` event, on which the page reads the call again.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

QUEUE_LENGTH = 200
MOST_WATCHERS = 200
OVERRIDES = "overrides"
"""What managers' pages watch in place of a call: requests that wait for their word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """`kind` is `turn`, `timings`, `ended`, `missed` or `overrides`; `data` is the JSON object to
    send."""

    kind: str
    data: Mapping[str, Any]


class TooManyWatchers(Exception):
    """More pages watch calls than the bound allows, or the process is stopping."""


class StreamEnded(Exception):
    """The process is stopping: there will be no further event."""


class Watch:
    """One page's queue. Read on the loop it was made on; fed from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._events: deque[CallEvent] = deque()
        self._ready = asyncio.Event()
        self._missed = False
        self._closed = False

    def offer(self, event: CallEvent) -> None:
        """Queue an event, from any thread; a watcher whose loop has ended is passed over."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, event)

    def close(self) -> None:
        """End the stream after what is queued, from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end)

    async def next(self, timeout_s: float) -> CallEvent | None:
        """The next event, or None after `timeout_s` without one. Raises StreamEnded."""
        if not self._events and not self._closed:
            try:
                async with asyncio.timeout(timeout_s):
                    await self._ready.wait()
            except TimeoutError:
                return None
        if self._missed:
            self._missed = False
            return CallEvent(kind="missed", data={})
        if not self._events:
            raise StreamEnded
        event = self._events.popleft()
        if not self._events and not self._closed:
            self._ready.clear()
        return event

    def _take(self, event: CallEvent) -> None:
        if len(self._events) >= QUEUE_LENGTH:
            self._events.popleft()
            self._missed = True
        self._events.append(event)
        self._ready.set()

    def _end(self) -> None:
        self._closed = True
        self._ready.set()


class LiveCalls:
    """Who watches which call. Any thread may publish."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watches: dict[str, set[Watch]] = {}
        self._count = 0
        self._closed = False

    def publish(self, call_id: str, event: CallEvent) -> None:
        with self._lock:
            watches = tuple(self._watches.get(call_id, ()))
        for watch in watches:
            watch.offer(event)

    def watched(self, call_id: str) -> bool:
        """True while somebody watches it."""
        with self._lock:
            return bool(self._watches.get(call_id))

    @contextmanager
    def watch(self, call_id: str) -> Iterator[Watch]:
        """A queue of this call's events from now on. Raises TooManyWatchers."""
        watch = Watch()
        with self._lock:
            if self._count >= MOST_WATCHERS or self._closed:
                raise TooManyWatchers
            self._watches.setdefault(call_id, set()).add(watch)
            self._count += 1
        try:
            yield watch
        finally:
            with self._lock:
                self._count -= 1
                kept = self._watches[call_id]
                kept.discard(watch)
                if not kept:
                    del self._watches[call_id]

    def close(self) -> None:
        """End every stream: the process is stopping."""
        with self._lock:
            self._closed = True
            watches = [watch for kept in self._watches.values() for watch in kept]
        for watch in watches:
            watch.close()
