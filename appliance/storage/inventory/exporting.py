"""Writes the inventory as CSV in the columns that yards have, `Floor Rate` besides.

Importing what was exported changes nothing. Retired units and bulk classes have no row. A cell
that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from appliance.domain.bookings import BookingState
from appliance.domain.catalogue import DowntimeKind, EquipmentClass, Unit, UnitState
from appliance.domain.periods import Period
from appliance.ports.store import Records
from appliance.storage.files.text import written
from appliance.storage.files.yard import every
from appliance.storage.inventory.columns import Column, UnitStatus

_MOMENT = timedelta(seconds=1)
_STATUS_OF = {
    DowntimeKind.MAINTENANCE: UnitStatus.MAINTENANCE,
    DowntimeKind.INSPECTION: UnitStatus.MAINTENANCE,
    DowntimeKind.BREAKDOWN: UnitStatus.MAINTENANCE,
    DowntimeKind.OUT_UNKNOWN: UnitStatus.RENTED,
    DowntimeKind.STAFF_HOLD: UnitStatus.RESERVED,
}


def export_inventory(records: Records, now: datetime) -> bytes:
    """The inventory as it stands now, as UTF-8 CSV."""
    classes = {one.id: one for one in records.classes.all()}
    statuses = _statuses(records, tuple(classes), now)

    def row(unit: Unit) -> list[str]:
        status = statuses.get(unit.id, UnitStatus.AVAILABLE)
        if unit.state is UnitState.MAINTENANCE:
            status = UnitStatus.MAINTENANCE
        cells = _cells(unit, classes[unit.class_id], status)
        return [cells[column] for column in Column]

    units = (unit for unit in every(records.units) if unit.state is not UnitState.RETIRED)
    return written(Column, map(row, units))


def _cells(unit: Unit, equipment: EquipmentClass, status: UnitStatus) -> dict[Column, str]:
    return {
        Column.TAG: unit.asset_tag,
        Column.NAME: equipment.name,
        Column.CATEGORY: equipment.category,
        Column.DAY_RATE: f"{equipment.day_rate:.2f}",
        Column.STATUS: status,
        Column.CERTIFICATION: equipment.operator_certification or "None",
        Column.INSURANCE: f"{equipment.minimum_insurance:.2f}",
        Column.LOCATION: unit.location,
        Column.MAX_RATE: f"{equipment.max_day_rate:.2f}",
        Column.WEIGHT: equipment.weight_class,
        Column.FLOOR_RATE: f"{equipment.floor_day_rate:.2f}",
    }


def _statuses(records: Records, class_ids: tuple[str, ...], now: datetime) -> dict[str, UnitStatus]:
    """Why a unit is not available now; an open-ended reason goes before a rental."""
    taken = records.occupations(class_ids, Period(now, now + _MOMENT), now)
    downtimes = records.downtimes.get_many(
        tuple(one.reference for one in taken if one.source == "downtime")
    )
    bookings = records.bookings.get_many(
        tuple(one.reference for one in taken if one.source == "booking")
    )
    found: dict[str, UnitStatus] = {}
    for one in taken:
        booking = bookings.get(one.reference)
        if one.unit_id and booking is not None and booking.state is BookingState.OUT:
            found[one.unit_id] = UnitStatus.RENTED
    for downtime in downtimes.values():
        if downtime.end is None:
            found[downtime.unit_id] = _STATUS_OF[downtime.kind]
    return found
