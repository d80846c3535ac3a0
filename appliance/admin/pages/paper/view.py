"""What is read for labels: which units an address asks for."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.domain.catalogue import EquipmentClass, Unit, UnitState
from appliance.domain.errors import RecordNotFound
from appliance.ports.store import Records

MOST_CHOSEN = 200
"""Units chosen one by one; more are taken by class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Units to label, and the class that all of them come from, if it was asked for."""

    units: tuple[Unit, ...]
    equipment: EquipmentClass | None
    classes: dict[str, EquipmentClass]


def chosen_units(records: Records, unit_ids: tuple[str, ...], class_id: str) -> Chosen:
    """Units named one by one, by tag, or the ones in use of a class. Raises RecordNotFound."""
    equipment = None
    if class_id:
        equipment = records.classes.get(class_id)
        if equipment is None:
            raise RecordNotFound("There is no such class.", "It may have been removed.")
        of_class = records.units.of_class(class_id)
        units = tuple(unit for unit in of_class if unit.state is not UnitState.RETIRED)
    else:
        found = records.units.get_many(unit_ids)
        missing = [one for one in unit_ids if one not in found]
        if missing:
            raise RecordNotFound("A unit that was chosen is not there.", "Choose them again.")
        units = tuple(found.values())
    return Chosen(
        units=tuple(sorted(units, key=lambda unit: unit.asset_tag)),
        equipment=equipment,
        classes=records.classes.get_many(tuple({unit.class_id for unit in units})),
    )
