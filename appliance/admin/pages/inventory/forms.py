"""The fields of classes and units that can be edited in place, and how each is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from appliance.admin.forms import (
    FieldError,
    parse_choice,
    parse_lines,
    parse_money,
    parse_optional_money,
    parse_required,
    parse_whole,
    text_of,
)
from appliance.domain.catalogue import Unit, UnitState, WeightClass

MONEY, TEXT, LONG, NUMBER, CHOICE, LIST = "money", "text", "long", "number", "choice", "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One editable attribute. `kind` chooses the input; `parse` raises FieldError."""

    name: str
    label: str
    kind: str
    parse: Callable[[str], Any]
    options: tuple[str, ...] = ()
    hint: str = ""
    optional: bool = False


def _optional_text(text: str) -> str | None:
    return text or None


def _optional_number(text: str) -> int | None:
    return parse_whole(0, 1_000_000)(text) if text else None


def _parse_hours(text: str) -> Decimal:
    return parse_money(text)


CLASS_FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(name="name", label="Name", kind=TEXT, parse=parse_required),
        Field(name="category", label="Category", kind=TEXT, parse=parse_required),
        Field(name="day_rate", label="Day rate", kind=MONEY, parse=parse_money),
        Field(
            name="week_rate",
            label="Week rate",
            kind=MONEY,
            parse=parse_optional_money,
            hint="7 days; empty for none",
            optional=True,
        ),
        Field(
            name="month_rate",
            label="Month rate",
            kind=MONEY,
            parse=parse_optional_money,
            hint="28 days; empty for none",
            optional=True,
        ),
        Field(
            name="floor_day_rate",
            label="Floor",
            kind=MONEY,
            parse=parse_money,
            hint="The agent never goes below this, and never says it.",
        ),
        Field(name="max_day_rate", label="Maximum", kind=MONEY, parse=parse_money),
        Field(name="deposit", label="Deposit", kind=MONEY, parse=parse_money),
        Field(name="minimum_insurance", label="Minimum insurance", kind=MONEY, parse=parse_money),
        Field(name="replacement_value", label="Replacement value", kind=MONEY, parse=parse_money),
        Field(
            name="weight_class",
            label="Weight class",
            kind=CHOICE,
            parse=parse_choice(WeightClass),
            options=tuple(WeightClass),
        ),
        Field(
            name="operator_certification",
            label="Operator certification",
            kind=TEXT,
            parse=_optional_text,
            hint="Empty when none is needed.",
            optional=True,
        ),
        Field(name="minimum_days", label="Minimum days", kind=NUMBER, parse=parse_whole(1, 365)),
        Field(
            name="buffer_minutes",
            label="Turnaround",
            kind=NUMBER,
            parse=parse_whole(0, 43_200),
            hint="Minutes between two rentals.",
        ),
        Field(
            name="bulk_quantity",
            label="Bulk quantity",
            kind=NUMBER,
            parse=_optional_number,
            hint="For things counted, not tagged; empty for units.",
            optional=True,
        ),
        Field(name="make", label="Make", kind=TEXT, parse=str),
        Field(name="model", label="Model", kind=TEXT, parse=str),
        Field(name="description", label="Description", kind=LONG, parse=str),
        Field(
            name="uses",
            label="Uses",
            kind=LIST,
            parse=parse_lines,
            hint="What it is good for, separated by commas.",
        ),
        Field(
            name="aliases",
            label="Also called",
            kind=LIST,
            parse=parse_lines,
            hint="Other names, and how it is misheard, separated by commas.",
        ),
    )
}

UNIT_FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field(name="asset_tag", label="Asset tag", kind=TEXT, parse=parse_required),
        Field(name="serial", label="Serial", kind=TEXT, parse=str, optional=True),
        Field(name="location", label="Location", kind=TEXT, parse=str, optional=True),
        Field(
            name="state",
            label="State",
            kind=CHOICE,
            parse=parse_choice(UnitState),
            options=tuple(UnitState),
        ),
        Field(name="meter_hours", label="Meter hours", kind=NUMBER, parse=_parse_hours),
        Field(name="condition", label="Condition", kind=TEXT, parse=str, optional=True),
    )
}


def most_characters(field: Field) -> int:
    return 2000 if field.kind in (LONG, LIST) else 120


def read_field(field: Field, data: dict[str, Any]) -> Any:
    """The value that a form sends for a field. Raises FieldError."""
    return field.parse(text_of(data, "value", most_characters(field)))


def read_new_unit(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values for a new unit, and what is wrong with them by field."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name in ("asset_tag", "serial", "location", "meter_hours", "condition"):
        field = UNIT_FIELDS[name]
        try:
            text = text_of(data, name, most_characters(field))
            values[name] = field.parse(text or "0") if name == "meter_hours" else field.parse(text)
        except FieldError as error:
            errors[name] = error.what
    return values, errors


def new_unit(unit_id: str, class_id: str, values: dict[str, Any]) -> Unit:
    return Unit(id=unit_id, class_id=class_id, **values)
