"""Classes and units as managers change them, each change checked whole and audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from appliance.domain.catalogue import EquipmentClass, Unit, UnitState
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.ports.store import Records
from appliance.rental.counter import set_maintenance
from appliance.rental.yard import class_of

_NOTE = "changed in the inventory pages"


def edit_class(
    records: Records, actor: str, class_id: str, changes: Mapping[str, Any]
) -> EquipmentClass:
    """Change some fields of a class. Raises RecordError when the class would not hold together,
    RecordNotFound."""
    before = class_of(records, class_id)
    after = replace(before, **changes)
    if after == before:
        return before
    _check_class(records, before, after)
    records.classes.put(after)
    records.audit.append(actor, "edit_class", f"class:{class_id}", before, after)
    return after


def add_unit(records: Records, actor: str, unit: Unit) -> Unit:
    """A new machine of a class. Raises RecordError when its tag is taken, RecordNotFound."""
    equipment = class_of(records, unit.class_id)
    if equipment.bulk_quantity is not None:
        raise RecordError(
            f"{equipment.name} is counted in bulk and has no units.", "Change its quantity."
        )
    _check_tag(records, unit)
    records.units.put(unit)
    records.audit.append(actor, "add_unit", f"unit:{unit.id}", None, unit)
    return unit


def edit_unit(
    records: Records, now: datetime, actor: str, unit_id: str, changes: Mapping[str, Any]
) -> Unit:
    """Change some fields of a unit; its state by the counter's rules. Raises RecordError,
    RecordNotFound."""
    before = records.units.get(unit_id)
    if before is None:
        raise RecordNotFound("That unit is not on record.", "Look it up in the list of units.")
    after = replace(before, **changes)
    if after == before:
        return before
    if after.asset_tag.lower() != before.asset_tag.lower():
        _check_tag(records, after)
    if after.meter_hours < before.meter_hours:
        raise RecordError(
            f"The meter stands at {before.meter_hours:f} hours; it does not run backwards."
        )
    if after.state is not before.state:
        _change_state(records, now, actor, before, after.state)
    records.units.put(after)
    records.audit.append(actor, "edit_unit", f"unit:{unit_id}", before, after)
    return after


def _change_state(
    records: Records, now: datetime, actor: str, unit: Unit, state: UnitState
) -> None:
    if state is UnitState.RETIRED or unit.state is UnitState.RETIRED:
        open_bookings = records.bookings.open_for_unit(unit.id)
        if open_bookings:
            numbers = ", ".join(booking.number for booking in open_bookings)
            raise RecordError(
                f"{unit.asset_tag} still has bookings: {numbers}.", "Cancel or finish them first."
            )
        if state is not UnitState.MAINTENANCE:
            return
        records.units.put(replace(unit, state=UnitState.IN_SERVICE))
    in_maintenance = state is UnitState.MAINTENANCE
    key = f"pages:{uuid4().hex}"
    answer = set_maintenance(records, now, key, actor, unit.asset_tag, in_maintenance, _NOTE)
    if answer.refused:
        raise RecordError(answer.refused)


def _check_tag(records: Records, unit: Unit) -> None:
    if not unit.asset_tag.strip():
        raise RecordError("A unit needs an asset tag.")
    if records.units.by_tag(unit.asset_tag) is not None:
        raise RecordError(f"The asset tag {unit.asset_tag} is taken.", "Choose another.")


def _check_class(records: Records, before: EquipmentClass, after: EquipmentClass) -> None:
    """Raises RecordError naming the rule that the class would break."""
    if not after.name.strip() or not after.category.strip():
        raise RecordError("A class needs a name and a category.")
    if after.day_rate <= 0:
        raise RecordError("The day rate has to be more than 0.")
    if after.floor_day_rate > after.day_rate:
        raise RecordError(
            f"The floor ({_money(after.floor_day_rate)}) cannot be above the day rate "
            f"({_money(after.day_rate)}).",
            "Lower the floor first." if before.day_rate != after.day_rate else "",
        )
    if after.day_rate > after.max_day_rate:
        raise RecordError(
            f"The day rate ({_money(after.day_rate)}) cannot be above the maximum "
            f"({_money(after.max_day_rate)}).",
            "Raise the maximum first." if before.day_rate != after.day_rate else "",
        )
    for label, rate in (("week", after.week_rate), ("month", after.month_rate)):
        if rate is not None and rate <= 0:
            raise RecordError(f"The {label} rate has to be more than 0.", "Or leave it empty.")
    same_name = records.classes.by_name(after.name)
    if same_name is not None and same_name.id != after.id:
        raise RecordError(f"Another class is called {after.name}.", "Choose another name.")
    if after.bulk_quantity is not None and records.units.of_class(after.id):
        raise RecordError("This class has units; it cannot be counted in bulk as well.")


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"
