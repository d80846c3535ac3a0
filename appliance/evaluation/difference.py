"""What changed between two readings of all tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]
Tables = Mapping[str, Mapping[str, Row]]

EVER_GROWING = frozenset(
    {"audit", "audit_detail", "call", "counter", "offer", "turn", "unfinished_call", "verification"}
)
"""Tables that any call adds to; everything else changes only where a scenario says so."""


@dataclass(frozen=True, slots=True)
class TableChange:
    """One table's rows added and removed, and those changed with their columns' new values."""

    added: Mapping[str, Row]
    removed: Mapping[str, Row]
    changed: Mapping[str, Row]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def compare(before: Tables, after: Tables) -> dict[str, TableChange]:
    """Changes by table; tables without any are left out."""
    found = {
        table: _compared(before.get(table, {}), after.get(table, {}))
        for table in sorted({*before, *after})
    }
    return {table: change for table, change in found.items() if change}


def _compared(before: Mapping[str, Row], after: Mapping[str, Row]) -> TableChange:
    return TableChange(
        added={key: row for key, row in after.items() if key not in before},
        removed={key: row for key, row in before.items() if key not in after},
        changed={
            key: {name: value for name, value in row.items() if before[key].get(name) != value}
            for key, row in after.items()
            if key in before and row != before[key]
        },
    )


@dataclass(frozen=True, slots=True)
class BookedRow:
    """A booking with its lines taken together."""

    number: str
    row: Row
    lines: tuple[Row, ...]
    zone: ZoneInfo

    @property
    def class_id(self) -> str:
        return str(self.lines[0]["class_id"]) if self.lines else ""

    @property
    def quantity(self) -> int:
        return sum(int(line["quantity"]) for line in self.lines)

    @property
    def start(self) -> date:
        day: date = min(line["starts_at"] for line in self.lines).astimezone(self.zone).date()
        return day

    @property
    def end(self) -> date:
        day: date = max(line["ends_at"] for line in self.lines).astimezone(self.zone).date()
        return day

    @property
    def days(self) -> int:
        return (self.end - self.start) // timedelta(days=1)


def bookings_added(before: Tables, after: Tables, zone: ZoneInfo) -> tuple[BookedRow, ...]:
    """Bookings made between the readings, by number."""
    lines = after.get("booking_line", {}).values()
    return tuple(
        BookedRow(number, row, tuple(one for one in lines if one["booking_number"] == number), zone)
        for number, row in sorted(after.get("booking", {}).items())
        if number not in before.get("booking", {})
    )
