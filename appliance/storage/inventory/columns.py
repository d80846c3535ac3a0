"""The columns of an inventory file, and how a cell becomes a value. Knows no records."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from appliance.domain.fields import FieldRule, Kind, read_choice
from appliance.domain.record_fields import CLASS_FIELDS, UNIT_FIELDS


class Column(StrEnum):
    """The header as yards write it."""

    TAG = "Equipment ID"
    NAME = "Equipment Name"
    CATEGORY = "Category"
    DAY_RATE = "Daily Rate"
    STATUS = "Status"
    CERTIFICATION = "Operator Cert Required"
    INSURANCE = "Min Insurance"
    LOCATION = "Storage Location"
    MAX_RATE = "Max Rate"
    WEIGHT = "Weight Class"
    FLOOR_RATE = "Floor Rate"


REQUIRED: Final = tuple(column for column in Column if column is not Column.FLOOR_RATE)


class UnitStatus(StrEnum):
    AVAILABLE = "AVAILABLE"
    RENTED = "RENTED"
    MAINTENANCE = "MAINTENANCE"
    RESERVED = "RESERVED"


_STATUS: Final = FieldRule(
    record="Unit",
    name="status",
    label=Column.STATUS,
    kind=Kind.CHOICE,
    rule=f"one of {', '.join(UnitStatus)}",
    read=read_choice(UnitStatus),
    write=str,
)

_RULES: Final[dict[Column, FieldRule]] = {
    Column.TAG: UNIT_FIELDS["asset_tag"],
    Column.NAME: CLASS_FIELDS["name"],
    Column.CATEGORY: CLASS_FIELDS["category"],
    Column.DAY_RATE: CLASS_FIELDS["day_rate"],
    Column.STATUS: _STATUS,
    Column.CERTIFICATION: CLASS_FIELDS["operator_certification"],
    Column.INSURANCE: CLASS_FIELDS["minimum_insurance"],
    Column.LOCATION: UNIT_FIELDS["location"],
    Column.MAX_RATE: CLASS_FIELDS["max_day_rate"],
    Column.WEIGHT: CLASS_FIELDS["weight_class"],
}


def _floor(text: str) -> Any:
    """The floor; None where the file does not say."""
    return CLASS_FIELDS["floor_day_rate"].parse(text) if text else None


READERS: Final[dict[Column, Callable[[str], Any]]] = {
    **{column: rule.parse for column, rule in _RULES.items()},
    Column.FLOOR_RATE: _floor,
}
"""How each cell is read; a reader raises ValueRefused."""
