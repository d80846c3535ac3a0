"""What keeps units, in memory: the answer that `OCCUPATIONS` gives, without asking the database.

Built from the database when it is first needed. Writers tell it what they have written, within
their transaction; a rollback takes that back. A write that nobody told drops it, and it is built
anew. It knows bookings that keep something, holds, downtimes that may still matter, and units.
Answers nothing about periods before its horizon: what ended before that is not in it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from appliance.domain.bookings import Booking, BookingState, Hold
from appliance.domain.catalogue import Downtime, EquipmentClass, Unit, UnitState
from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation
from appliance.storage.mapping import microseconds, moment
from appliance.storage.occupancy_spans import (
    BUFFERS,
    DOWNTIMES,
    HOLDS,
    KEYS,
    LAPSING,
    LINES,
    UNITS,
    DownSpan,
    Found,
    HoldSpan,
    LineSpan,
)

Ask = Callable[[str], list[tuple[object, ...]]]

_MINUTE_US = 60_000_000
_BEHIND = timedelta(days=40)


class Occupancy:
    """Used by the owner thread alone."""

    TABLES: ClassVar = frozenset(
        {"booking", "booking_line", "hold", "downtime", "unit", "equipment_class"}
    )

    def __init__(self, ask: Ask, now: datetime) -> None:
        """Read everything, in a transaction that has written none of `TABLES`."""
        self._undo: list[Callable[[], object]] = []
        self._horizon = microseconds(now - _BEHIND)
        self._buffers = {str(one): int(str(minutes)) for one, minutes in ask(BUFFERS)}
        self._lapsing: dict[str, int] = {
            str(number): int(str(until)) for number, until in ask(LAPSING) if until is not None
        }
        """Bookings that wait for a review, and quotes, by when they lapse."""
        self._old_keys = array("q", sorted(hash(key) for (key,) in ask(KEYS)))
        self._new_keys: set[int] = set()
        """Of idempotency keys; one that is taken back may stay, and is then looked up."""
        self._units: dict[str, tuple[str, str]] = {}
        self._of_class: dict[str, set[str]] = {}
        self._lines: dict[str, dict[str, tuple[LineSpan, ...]]] = {}
        self._classes_of: dict[str, tuple[str, ...]] = {}
        self._of_unit: dict[str, set[str]] = {}
        self._out: dict[str, int] = {}
        """By number of a booking that is out, when its first line not returned ends."""
        self._holds: dict[str, HoldSpan] = {}
        self._downs: dict[str, dict[str, DownSpan]] = {}
        self._unit_of_down: dict[str, str] = {}
        for unit_id, class_id, state in ask(UNITS):
            self._set_unit(str(unit_id), (str(class_id), str(state)))
        for hold_id, *facts in ask(HOLDS):
            self._holds[str(hold_id)] = HoldSpan(*facts)  # type: ignore[arg-type]
        for down_id, *span in ask(DOWNTIMES):
            self._set_down(str(down_id), DownSpan(*span))  # type: ignore[arg-type]
        read: dict[str, tuple[bool, list[tuple[str, LineSpan]]]] = {}
        for number, state, until, class_id, unit_id, quantity, *span, left in ask(LINES):
            waits = until if state == "pending_review" else None
            line = LineSpan(unit_id, quantity, *span, left, waits)  # type: ignore[arg-type, call-arg]
            _, lines = read.setdefault(str(number), (state == "out", []))
            lines.append((str(class_id), line))
        for number, (out, lines) in read.items():
            self._set_lines(str(number), lines, out=out)
        self._undo.clear()

    def find(
        self,
        class_ids: Iterable[str],
        period: Period,
        now: datetime,
        ignore_call: str | None,
        ignore_booking: str | None,
        zone: ZoneInfo,
    ) -> tuple[Occupation, ...] | None:
        """What `OCCUPATIONS` would answer; None for a period that begins before the horizon."""
        start, end, at = microseconds(period.start), microseconds(period.end), microseconds(now)
        if start < self._horizon:
            return None
        found: list[Found] = []
        wanted = dict.fromkeys(class_ids)
        for class_id in wanted:
            found += self._booked(class_id, start, end, at, ignore_booking)
            found += self._down(class_id, start, end)
        found += (
            ("hold", key, one.class_id, one.unit_id, one.quantity, one.start, one.end)
            for key, one in self._holds.items()
            if one.class_id in wanted
            and one.expires > at
            and one.call_id != ignore_call
            and one.start < end
            and one.end > start
        )
        found.sort(key=_order)
        return tuple(
            Occupation(
                source=source,
                reference=reference,
                class_id=class_id,
                unit_id=unit_id,
                quantity=quantity,
                start=moment(first, zone),
                end=None if last is None else moment(last, zone),
            )
            for source, reference, class_id, unit_id, quantity, first, last in found
        )

    def _booked(
        self, class_id: str, start: int, end: int, at: int, ignored: str | None
    ) -> Iterator[Found]:
        buffer = self._buffers.get(class_id)
        if buffer is None:
            return
        buffer_us = buffer * _MINUTE_US
        for number, lines in self._lines.get(class_id, {}).items():
            if number == ignored:
                continue
            for line in lines:
                overdue = line.left and line.end <= at
                last = line.end + buffer_us
                if line.start >= end or not (last > start or overdue):
                    continue
                if line.review_until is not None and line.review_until <= at:
                    continue
                yield (
                    "booking",
                    number,
                    class_id,
                    line.unit_id,
                    line.quantity,
                    line.start,
                    None if overdue else last,
                )

    def _down(self, class_id: str, start: int, end: int) -> Iterator[Found]:
        for unit_id in self._of_class.get(class_id, ()):
            if self._units[unit_id][1] != UnitState.IN_SERVICE.value:
                yield ("downtime", unit_id, class_id, unit_id, 1, start, None)
            for key, one in self._downs.get(unit_id, {}).items():
                if one.start < end and (one.end is None or one.end > start):
                    yield ("downtime", key, class_id, unit_id, 1, one.start, one.end)

    def lapsed(self, now: datetime) -> tuple[str, ...]:
        """Numbers of bookings whose review, and of quotes whose time, has run out."""
        at = microseconds(now)
        return tuple(sorted(number for number, until in self._lapsing.items() if until <= at))

    def holds_expired(self, now: datetime) -> tuple[str, ...]:
        at = microseconds(now)
        return tuple(key for key, one in self._holds.items() if one.expires <= at)

    def holds_of(self, call_id: str, zone: ZoneInfo) -> tuple[Hold, ...]:
        """The call's holds, the first to expire first."""
        found = [(one.expires, key) for key, one in self._holds.items() if one.call_id == call_id]
        return tuple(self._hold(key, zone) for _, key in sorted(found))

    def _hold(self, key: str, zone: ZoneInfo) -> Hold:
        one = self._holds[key]
        return Hold(
            id=key,
            call_id=one.call_id,
            class_id=one.class_id,
            unit_id=one.unit_id,
            quantity=one.quantity,
            period=Period(moment(one.start, zone), moment(one.end, zone)),
            expires_at=moment(one.expires, zone),
        )

    def may_have_key(self, key: str) -> bool:
        """False when certainly no booking was made under the idempotency key."""
        hashed = hash(key)
        at = bisect_left(self._old_keys, hashed)
        known = at < len(self._old_keys) and self._old_keys[at] == hashed
        return known or hashed in self._new_keys

    def bookings_of_unit(self, unit_id: str) -> tuple[str, ...]:
        """Numbers of bookings that are pending, reserved or out, and keep the unit."""
        return tuple(sorted(self._of_unit.get(unit_id, ())))

    def out_due_by(self, by: datetime) -> tuple[str, ...]:
        """Numbers of bookings that are out, with a line not returned that ends by then."""
        at = microseconds(by)
        return tuple(sorted(number for number, end in self._out.items() if end <= at))

    def put_booking(self, booking: Booking) -> None:
        lines = []
        if booking.state.blocks:
            pending = booking.state is BookingState.PENDING_REVIEW
            until = booking.review_until if pending else None
            for line in booking.lines:
                if line.returned_at is None:
                    out_at = line.out_at or line.period.start
                    entry = LineSpan(
                        line.unit_id,
                        line.quantity,
                        microseconds(min(line.period.start, out_at)),
                        microseconds(line.period.end),
                        line.out_at is not None,
                        None if until is None else microseconds(until),
                    )
                    lines.append((line.class_id, entry))
        self._set_lines(booking.number, lines, out=booking.state is BookingState.OUT)
        if booking.idempotency_key is not None:
            self._new_keys.add(hash(booking.idempotency_key))
        lapses = {
            BookingState.PENDING_REVIEW: booking.review_until,
            BookingState.QUOTE: booking.quote_until,
        }.get(booking.state)
        self._set_lapsing(booking.number, None if lapses is None else microseconds(lapses))

    def drop_booking(self, number: str) -> None:
        self._set_lines(number, [], out=False)
        self._set_lapsing(number, None)

    def put_hold(self, hold: Hold) -> None:
        entry = HoldSpan(
            hold.call_id,
            hold.class_id,
            hold.unit_id,
            hold.quantity,
            microseconds(hold.period.start),
            microseconds(hold.period.end),
            microseconds(hold.expires_at),
        )
        self._set_hold(hold.id, entry)

    def drop_hold(self, hold_id: str) -> None:
        self._set_hold(hold_id, None)

    def put_downtime(self, downtime: Downtime) -> None:
        end = None if downtime.end is None else microseconds(downtime.end)
        self._set_down(downtime.id, DownSpan(downtime.unit_id, microseconds(downtime.start), end))

    def drop_downtime(self, downtime_id: str) -> None:
        self._set_down(downtime_id, None)

    def put_unit(self, unit: Unit) -> None:
        self._set_unit(unit.id, (unit.class_id, unit.state.value))

    def drop_unit(self, unit_id: str) -> None:
        self._set_unit(unit_id, None)

    def put_class(self, equipment: EquipmentClass) -> None:
        self._set_buffer(equipment.id, equipment.buffer_minutes)

    def drop_class(self, class_id: str) -> None:
        self._set_buffer(class_id, None)

    def class_of_unit(self, unit_id: str) -> str | None:
        known = self._units.get(unit_id)
        return known[0] if known else None

    def commit(self) -> None:
        self._undo.clear()

    def roll_back(self) -> None:
        """Take back what was told since the last commit."""
        undo, self._undo = self._undo, []
        for step in reversed(undo):
            step()
        self._undo.clear()

    def _set_lines(self, number: str, lines: list[tuple[str, LineSpan]], *, out: bool) -> None:
        was_out = number in self._out
        before = [
            (class_id, line)
            for class_id in self._classes_of.get(number, ())
            for line in self._lines[class_id][number]
        ]
        for class_id in self._classes_of.pop(number, ()):
            del self._lines[class_id][number]
        for _, line in before:
            self._of_unit.get(line.unit_id or "", set()).discard(number)
        self._out.pop(number, None)
        if out and lines:
            self._out[number] = min(line.end for _, line in lines)
        by_class: dict[str, list[LineSpan]] = {}
        for class_id, line in lines:
            by_class.setdefault(class_id, []).append(line)
            if line.unit_id is not None:
                self._of_unit.setdefault(line.unit_id, set()).add(number)
        for class_id, own in by_class.items():
            self._lines.setdefault(class_id, {})[number] = tuple(own)
        if by_class:
            self._classes_of[number] = tuple(by_class)
        self._undo.append(lambda: self._set_lines(number, before, out=was_out))

    def _set_lapsing(self, number: str, until: int | None) -> None:
        before = self._lapsing.pop(number, None)
        if until is not None:
            self._lapsing[number] = until
        self._undo.append(lambda: self._set_lapsing(number, before))

    def _set_hold(self, hold_id: str, hold: HoldSpan | None) -> None:
        before = self._holds.pop(hold_id, None)
        if hold is not None:
            self._holds[hold_id] = hold
        self._undo.append(lambda: self._set_hold(hold_id, before))

    def _set_down(self, down_id: str, down: DownSpan | None) -> None:
        """Those that ended before the horizon are left out."""
        unit_id = self._unit_of_down.pop(down_id, None)
        before = self._downs[unit_id].pop(down_id) if unit_id is not None else None
        if down is not None and (down.end is None or down.end > self._horizon):
            self._downs.setdefault(down.unit_id, {})[down_id] = down
            self._unit_of_down[down_id] = down.unit_id
        self._undo.append(lambda: self._set_down(down_id, before))

    def _set_unit(self, unit_id: str, facts: tuple[str, str] | None) -> None:
        before = self._units.pop(unit_id, None)
        if before is not None:
            self._of_class[before[0]].discard(unit_id)
        if facts is not None:
            self._units[unit_id] = facts
            self._of_class.setdefault(facts[0], set()).add(unit_id)
        self._undo.append(lambda: self._set_unit(unit_id, before))

    def _set_buffer(self, class_id: str, minutes: int | None) -> None:
        before = self._buffers.pop(class_id, None)
        if minutes is not None:
            self._buffers[class_id] = minutes
        self._undo.append(lambda: self._set_buffer(class_id, before))


def _order(found: Found) -> tuple[str, bool, str, int, str, str]:
    source, reference, class_id, unit_id, _, start, _ = found
    return (class_id, unit_id is None, unit_id or "", start, source, reference)
