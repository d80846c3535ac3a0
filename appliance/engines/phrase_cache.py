"""Spoken phrases kept in memory, bounded by bytes; the least recently used goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable


class PhraseCache:
    """Audio by key, at most `most_bytes` of it. Safe to share between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes = 0
        self._hits = 0
        self._misses = 0

    @property
    def hits(self) -> int:
        return self._hits

    @property
    def misses(self) -> int:
        return self._misses

    @property
    def kept_bytes(self) -> int:
        """How much is kept."""
        return self._bytes

    def get(self, key: Hashable) -> bytes | None:
        """The audio kept under a key, counted as a hit or a miss."""
        with self._lock:
            audio = self._kept.get(key)
            if audio is None:
                self._misses += 1
                return None
            self._hits += 1
            self._kept.move_to_end(key)
            return audio

    def put(self, key: Hashable, audio: bytes) -> None:
        """Keep audio; what is larger than a quarter of the room is not kept at all."""
        if len(audio) * 4 > self._most_bytes:
            return
        with self._lock:
            self._bytes += len(audio) - len(self._kept.pop(key, b""))
            self._kept[key] = audio
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._kept.popitem(last=False)[1])
