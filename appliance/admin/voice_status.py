"""What the voice process last said of itself. Stale after 15 s without a heartbeat."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

STALE_AFTER_S = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceReport:
    """`age_s` is None before the first heartbeat; `body` is the last one as it was sent."""

    age_s: float | None
    body: Mapping[str, Any]

    @property
    def fresh(self) -> bool:
        return self.age_s is not None and self.age_s <= STALE_AFTER_S


class VoiceStatus:
    """Keeps the latest heartbeat. Any thread may call."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._at: float | None = None
        self._body: Mapping[str, Any] = {}

    def heard(self, body: Mapping[str, Any]) -> None:
        with self._lock:
            self._at = self._now()
            self._body = dict(body)

    def report(self) -> VoiceReport:
        with self._lock:
            age = None if self._at is None else self._now() - self._at
            return VoiceReport(age_s=age, body=self._body)
