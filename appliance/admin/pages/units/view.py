"""What is read for a unit's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from appliance.admin.fleet import UnitStatus, unit_statuses
from appliance.domain.bookings import Booking, BookingLine
from appliance.domain.catalogue import Downtime, EquipmentClass, Unit
from appliance.domain.customers import Customer
from appliance.domain.errors import RecordNotFound
from appliance.ports.store import Records
from appliance.rental.units import find_unit, line_of

MOST_DOWNTIMES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDetail:
    unit: Unit
    equipment: EquipmentClass | None
    status: UnitStatus
    bookings: tuple[tuple[Booking, BookingLine], ...]
    """Those that keep it, with the unit's line, earliest first."""
    customers: dict[str, Customer]
    downtimes: tuple[Downtime, ...]
    """Latest first."""


def unit_detail(records: Records, now: datetime, unit_id: str) -> UnitDetail:
    """Raises RecordNotFound."""
    unit = records.units.get(unit_id)
    if unit is None:
        raise RecordNotFound("There is no such unit.", "It may have been removed.")
    bookings = records.bookings.open_for_unit(unit_id)
    downtimes = sorted(records.downtimes.of_unit(unit_id), key=lambda one: one.start, reverse=True)
    return UnitDetail(
        unit=unit,
        equipment=records.classes.get(unit.class_id),
        status=unit_statuses(records, (unit,), now)[unit_id],
        bookings=tuple(
            (booking, line)
            for booking in bookings
            if (line := line_of(booking, unit_id)) is not None
        ),
        customers=records.customers.get_many(tuple({one.customer_id for one in bookings})),
        downtimes=tuple(downtimes[:MOST_DOWNTIMES]),
    )


def unit_tagged(records: Records, asset_tag: str) -> Unit:
    """Raises RecordNotFound."""
    found = find_unit(records, asset_tag)
    if found is None:
        raise RecordNotFound(
            f"There is no unit tagged {asset_tag[:40]}.", "The label may be of another yard."
        )
    return found
