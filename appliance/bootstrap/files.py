"""Records in and out as files, over the open records."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from appliance.ports.clock import Clock
from appliance.ports.files import FileReport, FileType
from appliance.ports.store import Store

_LONG_S: Final = 120.0
"""An import may occupy the records for so long, and no longer."""


class StoredFiles:
    """`RecordFiles` over the records. Files are read before the records are entered."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def types(self) -> tuple[FileType, ...]:
        from appliance.storage.files.kinds import KINDS

        return tuple(kind.type for kind in KINDS.values())

    def check(self, name: str, content: bytes) -> FileReport:
        from appliance.storage.files.kinds import kind_named

        kind = kind_named(name)
        parsed, now = kind.parse(content), self._clock.now()
        return self._store.read(lambda records: kind.preview(records, parsed, now), wait_s=_LONG_S)

    def load(self, name: str, content: bytes, actor: str) -> FileReport:
        from appliance.storage.files.kinds import kind_named

        kind = kind_named(name)
        parsed, now = kind.parse(content), self._clock.now()
        return self._store.write(
            lambda records: kind.load(records, parsed, now, actor), wait_s=_LONG_S
        )

    def export(self, name: str) -> bytes:
        from appliance.storage.files.bookings import BOOKINGS
        from appliance.storage.files.kinds import kind_named

        kind, now = kind_named(name), self._clock.now()
        if name == BOOKINGS.name:
            return self._bookings(now)
        return self._store.read(lambda records: kind.export(records, now), wait_s=_LONG_S)

    def _bookings(self, now: datetime) -> bytes:
        """Step by step: a large yard has hundreds of thousands, and calls wait for none of it."""
        from appliance.storage.files.bookings import BookingRows, booking_rows, written_bookings

        steps: list[BookingRows] = []
        while not steps or steps[-1].more:
            step = len(steps)
            steps.append(
                self._store.read(
                    lambda records: booking_rows(records, now, step),  # noqa: B023
                    wait_s=_LONG_S,
                )
            )
        return written_bookings(steps)
