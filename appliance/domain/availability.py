"""Interval arithmetic: which units, or how much of a bulk class, are free for a period.

Nothing is looked up here; what keeps the units is given. A span without an end keeps its unit
for good: a unit that is out and overdue blocks until it is checked in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from appliance.domain.calendar import OpeningHours
from appliance.domain.catalogue import EquipmentClass, Unit, UnitState
from appliance.domain.periods import Period

LOOK_AHEAD_DAYS = 90


class Taken(Protocol):
    """Something that keeps a unit, or a quantity of a class, from `start` to `end`."""

    @property
    def class_id(self) -> str: ...
    @property
    def unit_id(self) -> str | None: ...
    @property
    def quantity(self) -> int: ...
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime | None: ...
    @property
    def source(self) -> str: ...


def reach(period: Period, buffer: timedelta) -> Period:
    """Everything that could stand in the way of a period lies within this span."""
    return Period(period.start - buffer, period.end + buffer)


def overlaps(taken: Taken, period: Period, buffer: timedelta) -> bool:
    """True when `taken` and the period, each with its turnaround, meet.

    A booking's `end` already holds its turnaround; a hold's does not yet.
    """
    end = taken.end
    if end is not None and taken.source == "hold":
        end += buffer
    return taken.start < period.end + buffer and (end is None or period.start < end)


def most_at_once(taken: Iterable[Taken], period: Period, buffer: timedelta) -> int:
    """The largest quantity kept at one moment of the period."""
    changes: list[tuple[datetime, int]] = []
    for one in taken:
        if not overlaps(one, period, buffer):
            continue
        changes.append((max(one.start, period.start), one.quantity))
        if one.end is not None:
            end = one.end + buffer if one.source == "hold" else one.end
            changes.append((end, -one.quantity))
    # At one moment what ends goes before what begins: spans are half-open.
    changes.sort(key=lambda change: (change[0], change[1]))
    running = most = 0
    for _, quantity in changes:
        running += quantity
        most = max(most, running)
    return most


def free_units(
    units: Sequence[Unit], taken: Sequence[Taken], period: Period, buffer: timedelta
) -> tuple[Unit, ...]:
    """The units in service that nothing keeps during the period, in the order given.

    What is promised of a class without naming a unit takes units off the end.
    """
    kept = {one.unit_id for one in taken if one.unit_id and overlaps(one, period, buffer)}
    free = [unit for unit in units if unit.state is UnitState.IN_SERVICE and unit.id not in kept]
    unnamed = [one for one in taken if one.unit_id is None]
    promised = most_at_once(unnamed, period, buffer) if unnamed else 0
    return tuple(free[: max(0, len(free) - promised)])


def free_count(
    equipment: EquipmentClass, units: Sequence[Unit], taken: Sequence[Taken], period: Period
) -> int:
    """How many of a class are free for the whole period."""
    buffer = timedelta(minutes=equipment.buffer_minutes)
    own = [one for one in taken if one.class_id == equipment.id]
    if equipment.bulk_quantity is not None:
        return max(0, equipment.bulk_quantity - most_at_once(own, period, buffer))
    return len(free_units(units, own, period, buffer))


def owned_count(equipment: EquipmentClass, units: Sequence[Unit]) -> int:
    """How many of a class the yard has, in whatever state but retired."""
    if equipment.bulk_quantity is not None:
        return equipment.bulk_quantity
    return sum(unit.state is not UnitState.RETIRED for unit in units)


def next_free_day(
    equipment: EquipmentClass,
    units: Sequence[Unit],
    taken: Sequence[Taken],
    period: Period,
    quantity: int,
    hours: OpeningHours,
) -> date | None:
    """The first open day after the period's start from which its length is free for `quantity`.

    `taken` must reach over `LOOK_AHEAD_DAYS` beyond the period; None when nothing is found there.
    """
    local = hours.local_period(period)
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        shift = timedelta(days=ahead)
        later = Period(local.start + shift, local.end + shift)
        if not hours.is_open_on(later.start.date()):
            continue
        if free_count(equipment, units, taken, hours.kept(later)) >= quantity:
            return later.start.date()
    return None
