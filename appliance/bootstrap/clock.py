"""The real clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


class SystemClock:
    """The machine's time in the yard's zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def now(self) -> datetime:
        """The current moment, with the yard's timezone."""
        return datetime.now(self._zone)
