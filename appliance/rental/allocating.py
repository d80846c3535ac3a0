"""Which units an order gets, line by line: what one line takes is taken for the next.

Reads what is kept once, for all classes of the order. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from appliance.domain.bookings import BookingLine
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation
from appliance.ports.store import Records
from appliance.rental.search import Stock
from appliance.rental.yard import hours_of

Want = tuple[EquipmentClass, Period]


class Allocation:
    """What is free while one order is worked out."""

    def __init__(
        self,
        records: Records,
        now: datetime,
        wants: Sequence[Want],
        *,
        ignore_call: str | None = None,
        ignore_booking: str | None = None,
        ignore: frozenset[str] = frozenset(),
        kept: Sequence[BookingLine] = (),
    ) -> None:
        """`kept` are lines of the ignored booking that stay as they are; `ignore` names further
        records that keep nothing from this order."""
        classes = {equipment.id: equipment for equipment, _ in wants}
        span = Period(
            min(period.start for _, period in wants), max(period.end for _, period in wants)
        )
        self._now = now
        self._hours = hours_of(records)
        self._stock = Stock(
            records,
            now,
            tuple(classes.values()),
            span,
            ignore_call=ignore_call,
            ignore_booking=ignore_booking,
            ignore=ignore,
        )
        for line in kept:
            if line.class_id in classes and line.returned_at is None:
                self._keep(classes[line.class_id], line)

    def _keep(self, equipment: EquipmentClass, line: BookingLine) -> None:
        start = min(line.period.start, line.out_at) if line.out_at else line.period.start
        overdue = line.out_at is not None and self._hours.due(line.period.end) <= self._now
        end = line.period.end + timedelta(minutes=equipment.buffer_minutes)
        self._take(equipment, line.unit_id, line.quantity, start, None if overdue else end)

    def _take(
        self,
        equipment: EquipmentClass,
        unit_id: str | None,
        quantity: int,
        start: datetime,
        end: datetime | None,
    ) -> None:
        self._stock.add(
            Occupation(
                source="booking",
                reference="",
                class_id=equipment.id,
                unit_id=unit_id,
                quantity=quantity,
                start=start,
                end=end,
            )
        )

    def free(self, equipment: EquipmentClass, period: Period) -> int:
        return self._stock.free(equipment, period)

    def owned(self, equipment: EquipmentClass) -> int:
        return self._stock.owned(equipment)

    def free_units(self, equipment: EquipmentClass, period: Period) -> tuple[Unit, ...]:
        return self._stock.free_units(equipment, period)

    def is_free(
        self, equipment: EquipmentClass, unit_id: str | None, quantity: int, period: Period
    ) -> bool:
        """Whether this unit, or this quantity of a bulk class, is free for the period."""
        if unit_id is None:
            return self.free(equipment, period) >= quantity
        return any(unit.id == unit_id for unit in self.free_units(equipment, period))

    def take(
        self,
        equipment: EquipmentClass,
        period: Period,
        quantity: int,
        prefer: frozenset[str] = frozenset(),
    ) -> tuple[str | None, ...]:
        """Ids of free units, preferred ones first, else those with the fewest meter hours; one
        None for a bulk class; nothing when too few are free. They count as taken from now on."""
        chosen: tuple[str | None, ...]
        if equipment.bulk_quantity is not None:
            chosen = (None,) if self.free(equipment, period) >= quantity else ()
        else:
            free = sorted(
                self.free_units(equipment, period),
                key=lambda unit: (unit.id not in prefer, unit.meter_hours, unit.asset_tag),
            )
            chosen = tuple(unit.id for unit in free[:quantity]) if len(free) >= quantity else ()
        end = period.end + timedelta(minutes=equipment.buffer_minutes)
        for unit_id in chosen:
            self._take(equipment, unit_id, 1 if unit_id else quantity, period.start, end)
        return chosen
