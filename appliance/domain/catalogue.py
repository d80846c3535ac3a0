"""What the yard owns: equipment classes, units, and the times units are out of service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

_MARKED = re.compile(r"^\s*([A-Za-z]{2}):\s*(\S.*?)\s*$")


class WeightClass(StrEnum):
    """How heavy a machine is, for site safety; ordered by `rank`."""

    LIGHT = "Light"
    MEDIUM = "Medium"
    MEDIUM_HEAVY = "Medium Heavy"
    HEAVY = "Heavy"
    SUPER_HEAVY = "Super Heavy"

    @property
    def rank(self) -> int:
        """0 for the lightest, 4 for the heaviest."""
        return list(WeightClass).index(self)


class UnitState(StrEnum):
    IN_SERVICE = "in_service"
    MAINTENANCE = "maintenance"
    RETIRED = "retired"


class DowntimeKind(StrEnum):
    """Why a unit is not to be had; OUT_UNKNOWN is out with no known return (imported)."""

    MAINTENANCE = "maintenance"
    INSPECTION = "inspection"
    BREAKDOWN = "breakdown"
    OUT_UNKNOWN = "out_unknown"
    STAFF_HOLD = "staff_hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentClass:
    """A kind of machine as customers rent it. Rates are per day, 7 days and 28 days.

    `floor_day_rate` is known to code and managers only: it is never spoken and
    never part of anything that a language model reads.
    """

    id: str
    name: str
    category: str
    weight_class: WeightClass
    day_rate: Decimal
    floor_day_rate: Decimal
    max_day_rate: Decimal
    week_rate: Decimal | None = None
    month_rate: Decimal | None = None
    make: str = ""
    model: str = ""
    description: str = ""
    uses: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    operator_certification: str | None = None
    minimum_insurance: Decimal = Decimal(0)
    replacement_value: Decimal = Decimal(0)
    deposit: Decimal = Decimal(0)
    minimum_days: int = 1
    buffer_minutes: int = 60
    bulk_quantity: int | None = None

    @property
    def unmarked_aliases(self) -> tuple[str, ...]:
        """Aliases of the yard's own language: those without a mark such as `es:`."""
        return tuple(alias for alias in self.aliases if not _MARKED.match(alias))

    @property
    def marked_aliases(self) -> tuple[tuple[str, str], ...]:
        """(language, name) of aliases such as `es: miniexcavadora`, in order."""
        found = (_MARKED.match(alias) for alias in self.aliases)
        return tuple((one[1].lower(), one[2]) for one in found if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One machine with an asset tag. A class with `bulk_quantity` has none."""

    id: str
    asset_tag: str
    class_id: str
    serial: str = ""
    location: str = ""
    state: UnitState = UnitState.IN_SERVICE
    meter_hours: Decimal = Decimal(0)
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Downtime:
    """A unit that is not to be had from `start` until `end` (None: until somebody ends it)."""

    id: str
    unit_id: str
    kind: DowntimeKind
    start: datetime
    end: datetime | None = None
    note: str = ""
