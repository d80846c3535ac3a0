"""Records in and out as files, over the open records."""

from __future__ import annotations

from typing import Final

from appliance.ports.clock import Clock
from appliance.ports.files import FileReport, FileType
from appliance.ports.store import SeenNoMore, Store

_LONG_S: Final = 120.0
"""An import waits for so long for its turn to write, and no longer."""
_TRIES: Final = 3
"""So often a file is planned beside the records; where what it is about is written meanwhile each
time, the next plan is made while everybody else waits."""


class StoredFiles:
    """`RecordFiles` over the records. Files are read, compared and judged beside the records;
    others wait only while the outcome is written."""

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
        return self._store.look(lambda records: kind.preview(records, parsed, now)).found

    def load(self, name: str, content: bytes, actor: str) -> FileReport:
        from appliance.storage.files.kinds import kind_named

        kind = kind_named(name)
        parsed, now = kind.parse(content), self._clock.now()
        for _ in range(_TRIES):
            seen = self._store.look(lambda records: kind.plan(records, parsed, now, actor))
            try:
                self._store.write(
                    lambda records: kind.carry_out(records, seen.found, now, actor),  # noqa: B023
                    wait_s=_LONG_S,
                    seen=seen,
                )
            except SeenNoMore:
                continue
            report: FileReport = seen.found.report
            return report
        return self._store.write(
            lambda records: kind.load(records, parsed, now, actor), wait_s=_LONG_S
        )

    def export(self, name: str) -> bytes:
        from appliance.storage.files.kinds import kind_named

        kind, now = kind_named(name), self._clock.now()
        return self._store.look(lambda records: kind.export(records, now)).found
