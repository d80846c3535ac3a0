"""Equipment classes, units and downtimes as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final
from uuid import uuid4

from appliance.domain.bookings import BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind, EquipmentClass, Unit, UnitState
from appliance.domain.record_fields import CLASS_FIELDS, DOWNTIME_FIELDS, UNIT_FIELDS
from appliance.domain.record_rules import Broken
from appliance.ports.store import Records
from appliance.storage.files.references import CLASS_REFERENCE, UNIT_REFERENCE
from appliance.storage.files.table import Column, RecordTable
from appliance.storage.files.yard import Yard

_OF_SERVICE: Final = frozenset(
    {DowntimeKind.MAINTENANCE, DowntimeKind.INSPECTION, DowntimeKind.BREAKDOWN}
)
"""The downtimes that end when a unit goes back into service."""


def _class_column(name: str, header: str, *aliases: str, key: bool = False) -> Column:
    return Column(header=header, field=CLASS_FIELDS[name], aliases=aliases, key=key)


def _check_class(
    yard: Yard, before: EquipmentClass | None, after: EquipmentClass
) -> Iterator[Broken]:
    if after.bulk_quantity is not None and yard.units_by_class.get(after.id):
        yield Broken("bulk_quantity", "cannot be kept: this class has units with tags")


CLASSES: Final = RecordTable(
    name="classes",
    title="Equipment classes",
    about="Every kind of machine with its rates, requirements, uses and other names.",
    noun="classes",
    one="class",
    record=EquipmentClass,
    repository=lambda records: records.classes,
    id_header="Class ID",
    parts=(
        _class_column("name", "Name", "Equipment Name", "Class", "Class Name", key=True),
        _class_column("category", "Category"),
        _class_column("make", "Make", "Manufacturer"),
        _class_column("model", "Model"),
        _class_column("weight_class", "Weight Class"),
        _class_column("day_rate", "Day Rate", "Daily Rate"),
        _class_column("week_rate", "Week Rate", "Weekly Rate"),
        _class_column("month_rate", "Month Rate", "Monthly Rate"),
        _class_column("floor_day_rate", "Floor Rate", "Floor Day Rate", "Floor"),
        _class_column("max_day_rate", "Max Rate", "Max Day Rate", "Maximum"),
        _class_column("deposit", "Deposit"),
        _class_column("minimum_days", "Minimum Days", "Min Days"),
        _class_column("buffer_minutes", "Turnaround Minutes", "Buffer Minutes", "Turnaround"),
        _class_column("operator_certification", "Operator Cert Required", "Operator Certification"),
        _class_column("minimum_insurance", "Min Insurance", "Minimum Insurance"),
        _class_column("replacement_value", "Replacement Value"),
        _class_column("bulk_quantity", "Bulk Quantity", "Quantity"),
        _class_column("uses", "Uses"),
        _class_column("aliases", "Aliases", "Also Called"),
        _class_column("description", "Description"),
    ),
    check=_check_class,
)


def _check_unit(yard: Yard, before: Unit | None, after: Unit) -> Iterator[Broken]:
    equipment = yard.classes[after.class_id]
    if equipment.bulk_quantity is not None:
        yield Broken("class_id", "is kept as a quantity, not as units with tags")
    if before is None:
        return
    if after.meter_hours < before.meter_hours:
        yield Broken("meter_hours", f"is below {before.meter_hours:f}; a meter only runs forward")
    moved = after.class_id != before.class_id
    if not moved and after.state is before.state:
        return
    bookings = yard.bookings_by_unit.get(before.id, [])
    if moved and bookings:
        yield Broken("class_id", f"differs, and booking {bookings[0].number} counts on it")
    if after.state is UnitState.RETIRED and bookings:
        yield Broken("state", f"cannot be: booking {bookings[0].number} counts on this unit")
    if after.state is UnitState.MAINTENANCE and any(
        booking.state is BookingState.OUT for booking in bookings
    ):
        yield Broken("state", f"cannot be: the unit is out on {bookings[0].number}")


def _service(
    yard: Yard, records: Records, changes: Sequence[tuple[Unit | None, Unit]]
) -> Sequence[tuple[str, object, object]]:
    """The downtimes that begin or end with the state of a unit on record; a new one comes with its
    own, by the file of downtimes."""
    found: list[tuple[Downtime | None, Downtime]] = []
    for before, after in changes:
        if before is None or after.state is before.state:
            continue
        if after.state is UnitState.MAINTENANCE:
            begun = Downtime(
                id=uuid4().hex,
                unit_id=after.id,
                kind=DowntimeKind.MAINTENANCE,
                start=yard.now,
                note="in maintenance by the imported units",
            )
            found.append((None, begun))
        elif before.state is UnitState.MAINTENANCE:
            found += [
                (one, replace(one, end=yard.now))
                for one in records.downtimes.open_of_unit(before.id)
                if one.kind in _OF_SERVICE and one.start <= yard.now
            ]
    records.downtimes.put_many([new for _, new in found])
    return [(f"downtime:{new.id}", old, new) for old, new in found]


def _unit_column(name: str, header: str, *aliases: str, key: bool = False) -> Column:
    return Column(header=header, field=UNIT_FIELDS[name], aliases=aliases, key=key)


UNITS: Final = RecordTable(
    name="units",
    title="Units",
    about="Every machine with an asset tag. Its class has to be on record.",
    noun="units",
    one="unit",
    record=Unit,
    repository=lambda records: records.units,
    id_header="Unit ID",
    parts=(
        _unit_column("asset_tag", "Asset Tag", "Equipment ID", "Tag", key=True),
        CLASS_REFERENCE,
        _unit_column("serial", "Serial", "Serial Number"),
        _unit_column("location", "Location", "Storage Location"),
        _unit_column("state", "State"),
        _unit_column("meter_hours", "Meter Hours", "Hours"),
        _unit_column("condition", "Condition", "Condition Notes"),
    ),
    check=_check_unit,
    effect=_service,
)


def _downtime_column(name: str, header: str, *aliases: str, key: bool = False) -> Column:
    return Column(header=header, field=DOWNTIME_FIELDS[name], aliases=aliases, key=key)


DOWNTIMES: Final = RecordTable(
    name="downtimes",
    title="Downtimes",
    about="When units are not to be had: service, inspections, breakdowns, holds by staff.",
    noun="downtimes",
    one="downtime",
    record=Downtime,
    repository=lambda records: records.downtimes,
    id_header="Downtime ID",
    unique=False,
    parts=(
        UNIT_REFERENCE,
        _downtime_column("kind", "Kind", "Reason", key=True),
        _downtime_column("start", "Start", "From", key=True),
        _downtime_column("end", "End", "To", "Until"),
        _downtime_column("note", "Note", "Notes"),
    ),
)
