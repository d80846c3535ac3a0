"""Units as managers change them, each change checked whole and audited; classes are kept as
every record is (`keeping`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from appliance.domain.catalogue import EquipmentClass, Unit, UnitState
from appliance.domain.errors import RecordError
from appliance.ports.store import Records
from appliance.rental import keeping
from appliance.rental.counter import set_maintenance
from appliance.rental.yard import class_of

_NOTE = "changed in the inventory pages"
_CLASS = keeping.kept_as("class")
_UNIT = keeping.kept_as("unit")


def class_id_for(records: Records, name: str) -> str:
    """A key after the class's name that no class has."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "class"
    return slug if records.classes.get(slug) is None else f"{slug}-{uuid4().hex[:8]}"


def add_class(records: Records, actor: str, values: Mapping[str, Any]) -> EquipmentClass:
    """A new kind of machine. Raises RecordError when it does not hold together."""
    key = class_id_for(records, values["name"])
    made: EquipmentClass = keeping.add(records, actor, _CLASS, EquipmentClass(id=key, **values))
    return made


def edit_class(
    records: Records,
    actor: str,
    class_id: str,
    changes: Mapping[str, Any],
    seen: str | None = None,
) -> EquipmentClass:
    """Change some fields of a class. Raises RecordError when the class would not hold together,
    StaleEdit, RecordNotFound."""
    if changes.get("bulk_quantity") is not None and records.units.of_class(class_id):
        raise RecordError("This class has units; it cannot be counted in bulk as well.")
    edited: EquipmentClass = keeping.edit(records, actor, _CLASS, class_id, changes, seen)
    return edited


def add_unit(records: Records, actor: str, unit: Unit) -> Unit:
    """A new machine of a class. Raises RecordError when its tag is taken, RecordNotFound."""
    equipment = class_of(records, unit.class_id)
    if equipment.bulk_quantity is not None:
        raise RecordError(
            f"{equipment.name} is counted in bulk and has no units.", "Change its quantity."
        )
    made: Unit = keeping.add(records, actor, _UNIT, unit)
    return made


def edit_unit(
    records: Records,
    now: datetime,
    actor: str,
    unit_id: str,
    changes: Mapping[str, Any],
    seen: str | None = None,
) -> Unit:
    """Change some fields of a unit; its state by the counter's rules. Raises RecordError,
    StaleEdit, RecordNotFound."""
    before: Unit = keeping.find(records, _UNIT, unit_id)
    keeping.require_unchanged(records, _UNIT, before, tuple(changes), seen)
    after = replace(before, **changes)
    if after == before:
        return before
    keeping.check_whole(records, _UNIT, after)
    if after.meter_hours < before.meter_hours:
        raise RecordError(
            f"Unit · Meter hours: “{after.meter_hours:f}” is below {before.meter_hours:f}; "
            "a meter does not run backwards."
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
