"""Brings the records in line with an inventory file, whole or not at all.

A plan is made from the records first, so that a dry run says exactly what an import would do.
What the file does not speak of (week rates, aliases, serials, meter hours, bookings, units that
are not in it) stays as it is. Refuses rows that contradict rentals under way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind, EquipmentClass, Unit, UnitState
from appliance.domain.errors import BadRow
from appliance.domain.periods import Period
from appliance.ports.files import FileReport
from appliance.ports.store import Records, YardPolicy
from appliance.storage.files.text import refused
from appliance.storage.files.yard import every
from appliance.storage.inventory.columns import Column, UnitStatus
from appliance.storage.inventory.parsing import ClassFacts, InventoryRow, ParsedInventory

_CENT = Decimal("0.01")
_FAR: Final = timedelta(days=36500)

_KINDS: dict[UnitStatus, frozenset[DowntimeKind]] = {
    UnitStatus.AVAILABLE: frozenset(),
    UnitStatus.RENTED: frozenset({DowntimeKind.OUT_UNKNOWN}),
    UnitStatus.MAINTENANCE: frozenset(
        {DowntimeKind.MAINTENANCE, DowntimeKind.INSPECTION, DowntimeKind.BREAKDOWN}
    ),
    UnitStatus.RESERVED: frozenset({DowntimeKind.STAFF_HOLD}),
}
"""The open downtimes that a status stands for; the others end."""

_OPENED: dict[UnitStatus, DowntimeKind] = {
    UnitStatus.RENTED: DowntimeKind.OUT_UNKNOWN,
    UnitStatus.MAINTENANCE: DowntimeKind.MAINTENANCE,
    UnitStatus.RESERVED: DowntimeKind.STAFF_HOLD,
}

_ANSWERED_BY: dict[UnitStatus, tuple[BookingState, ...]] = {
    UnitStatus.RENTED: (BookingState.OUT,),
    UnitStatus.RESERVED: (BookingState.RESERVED, BookingState.PENDING_REVIEW),
}
"""A rental on record explains the status by itself: no downtime is opened."""


@dataclass(slots=True)
class InventoryPlan:
    """Records to write, and those that stood in their place before (for the audit trail)."""

    classes: dict[str, EquipmentClass] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    downtimes: list[Downtime] = field(default_factory=list)
    dropped: list[Downtime] = field(default_factory=list)
    before: list[object] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    new_classes: int = 0

    @property
    def report(self) -> FileReport:
        return FileReport(
            noun="units",
            added=self.added,
            updated=self.updated,
            unchanged=self.unchanged,
            more=f"{self.new_classes} new classes",
        )


def carry_out_inventory(records: Records, plan: InventoryPlan, _now: datetime, actor: str) -> None:
    """Write a plan that was made from records that have not changed since."""
    changed = (*plan.classes.values(), *plan.units, *plan.downtimes)
    if changed or plan.dropped:
        records.classes.put_many(list(plan.classes.values()))
        records.units.put_many(plan.units)
        records.downtimes.put_many(plan.downtimes)
        for downtime in plan.dropped:
            records.downtimes.delete(downtime.id)
        records.audit.append(
            actor, "import_inventory", "inventory", plan.before + plan.dropped, changed
        )


def plan_inventory(
    records: Records, parsed: ParsedInventory, now: datetime, _actor: str
) -> InventoryPlan:
    """What the file says, against the records; changes nothing. Raises ImportRefused naming every
    bad row."""
    known = _Known(records, now)
    plan = InventoryPlan(bad=list(parsed.bad_rows))
    for row in parsed.rows:
        existing = known.classes.get(row.facts.name.casefold())
        if existing is not None and existing.bulk_quantity is not None:
            reason = "is kept as a quantity, not as units with tags"
            plan.bad.append(BadRow(row.line, Column.NAME, row.facts.name, reason))
            continue
        _plan_row(plan, known, row, existing)
    if plan.bad:
        raise refused(plan.bad)
    return plan


def _plan_row(
    plan: InventoryPlan, known: _Known, row: InventoryRow, existing: EquipmentClass | None
) -> None:
    equipment = known.class_after(row.facts, existing)
    class_changed = equipment != existing
    if class_changed and equipment.id not in plan.classes:
        plan.classes[equipment.id] = equipment
        plan.new_classes += existing is None
        plan.before += [existing] if existing is not None else []
    before = known.units.get(row.tag.casefold())
    bookings = known.bookings.get(before.id, []) if before is not None else []
    if before is not None and before.class_id != equipment.id and bookings:
        reason = f"is in booking {bookings[0].number} as another machine"
        plan.bad.append(BadRow(row.line, Column.TAG, row.tag, reason))
        return
    unit = _unit_after(known, row, equipment, before)
    downtimes = list(_downtimes_after(known, row, before or unit, bookings))
    for earlier, later in downtimes:
        if later is None and earlier is not None:
            plan.dropped.append(earlier)
        elif later is not None:
            plan.downtimes.append(later)
            plan.before += [earlier] if earlier is not None else []
    if unit != before:
        plan.units.append(unit)
        plan.before += [before] if before is not None else []
    if before is None:
        plan.added += 1
    elif unit != before or downtimes or class_changed:
        plan.updated += 1
    else:
        plan.unchanged += 1


def _unit_after(
    known: _Known, row: InventoryRow, equipment: EquipmentClass, before: Unit | None
) -> Unit:
    if before is None:
        state = (
            UnitState.MAINTENANCE if row.status is UnitStatus.MAINTENANCE else UnitState.IN_SERVICE
        )
        return Unit(
            id=known.new_unit_id(row.tag),
            asset_tag=row.tag,
            class_id=equipment.id,
            location=row.location,
            state=state,
        )
    state = UnitState.IN_SERVICE
    if row.status is UnitStatus.MAINTENANCE and not known.has_open(before, row.status):
        state = UnitState.MAINTENANCE
    elif row.status is UnitStatus.MAINTENANCE and before.state is not UnitState.RETIRED:
        state = before.state
    return replace(before, class_id=equipment.id, location=row.location, state=state)


def _downtimes_after(
    known: _Known, row: InventoryRow, unit: Unit, bookings: list[Booking]
) -> Iterator[tuple[Downtime | None, Downtime | None]]:
    """Downtimes before and after: open ones that the status does not mean end now."""
    in_workshop = unit.state is UnitState.MAINTENANCE and unit.id in known.unit_ids
    fits = row.status is UnitStatus.MAINTENANCE and in_workshop
    for downtime in known.open_downtimes.get(unit.id, []):
        if downtime.kind in _KINDS[row.status]:
            fits = True
        elif downtime.start >= known.now:
            yield downtime, None
        else:
            yield downtime, replace(downtime, end=known.now)
    kind = _OPENED.get(row.status)
    explained = any(booking.state in _ANSWERED_BY.get(row.status, ()) for booking in bookings)
    if kind is not None and not fits and not explained:
        yield (
            None,
            Downtime(
                id=uuid4().hex,
                unit_id=unit.id,
                kind=kind,
                start=known.now,
                note=f"{row.status} in the imported inventory",
            ),
        )


class _Known:
    """What stands in the records, read in a few queries however long the file is."""

    def __init__(self, records: Records, now: datetime) -> None:
        self.now = now
        self._policy: YardPolicy = records.yard.get()
        classes = records.classes.all()
        self.classes = {one.name.casefold(): one for one in classes}
        self._ids = {one.id for one in classes}
        self._after: dict[str, EquipmentClass] = {}
        self.units = {unit.asset_tag.casefold(): unit for unit in every(records.units)}
        self.unit_ids = {unit.id for unit in self.units.values()}
        taken = records.occupations(tuple(one.id for one in classes), Period(now, now + _FAR), now)
        downtimes = records.downtimes.get_many(
            tuple(one.reference for one in taken if one.source == "downtime")
        )
        self.open_downtimes: dict[str, list[Downtime]] = {}
        for downtime in downtimes.values():
            if downtime.end is None:
                self.open_downtimes.setdefault(downtime.unit_id, []).append(downtime)
        in_bookings = [one for one in taken if one.source == "booking" and one.unit_id]
        bookings = records.bookings.get_many(tuple(one.reference for one in in_bookings))
        self.bookings: dict[str, list[Booking]] = {}
        for one in in_bookings:
            self.bookings.setdefault(one.unit_id or "", []).append(bookings[one.reference])

    def has_open(self, unit: Unit, status: UnitStatus) -> bool:
        """True when the unit has an open downtime that the status stands for."""
        kinds = _KINDS[status]
        return any(one.kind in kinds for one in self.open_downtimes.get(unit.id, []))

    def new_unit_id(self, tag: str) -> str:
        """After the tag, unless a unit that had this tag before still goes by it."""
        wanted = f"unit-{tag.casefold()}"
        return uuid4().hex if wanted in self.unit_ids else wanted

    def class_after(self, facts: ClassFacts, before: EquipmentClass | None) -> EquipmentClass:
        """The class as the file wants it; the same for every row of its name."""
        key = facts.name.casefold()
        if key not in self._after:
            self._after[key] = self._class_after(facts, before)
        return self._after[key]

    def _class_after(self, facts: ClassFacts, before: EquipmentClass | None) -> EquipmentClass:
        after = EquipmentClass(
            id=self._new_id(facts.name) if before is None else before.id,
            name=facts.name if before is None else before.name,
            category=facts.category,
            weight_class=facts.weight_class,
            day_rate=facts.day_rate,
            floor_day_rate=self._floor(facts, before),
            max_day_rate=facts.max_rate,
            operator_certification=facts.certification,
            minimum_insurance=facts.minimum_insurance,
        )
        if before is None:
            return after
        return replace(
            before,
            category=after.category,
            weight_class=after.weight_class,
            day_rate=after.day_rate,
            floor_day_rate=after.floor_day_rate,
            max_day_rate=after.max_day_rate,
            operator_certification=after.operator_certification,
            minimum_insurance=after.minimum_insurance,
        )

    def _floor(self, facts: ClassFacts, before: EquipmentClass | None) -> Decimal:
        """The file's floor; else one that somebody set, as far as it still fits; else the
        yard's share under the daily rate."""
        if facts.floor_rate is not None:
            return facts.floor_rate
        if before is not None and before.floor_day_rate != self._default_floor(before.day_rate):
            return min(before.floor_day_rate, facts.day_rate)
        return self._default_floor(facts.day_rate)

    def _default_floor(self, day_rate: Decimal) -> Decimal:
        share = (100 - self._policy.floor_percent) / 100
        return max(_CENT, (day_rate * share).quantize(_CENT, rounding=ROUND_HALF_UP))

    def _new_id(self, name: str) -> str:
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "class"
        candidate, number = slug, 2
        while candidate in self._ids:
            candidate, number = f"{slug}-{number}", number + 1
        self._ids.add(candidate)
        return candidate
