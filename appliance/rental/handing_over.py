"""What was read and seen when a machine changed hands, kept beside the booking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from appliance.domain.catalogue import Unit
from appliance.domain.errors import RecordError
from appliance.domain.handover import Direction, Handover
from appliance.ports.store import Records


@dataclass(frozen=True, slots=True)
class Reading:
    """Fuel in percent of a full tank, where it was read, and notes on the condition."""

    fuel_percent: int | None = None
    condition: str = ""

    def __post_init__(self) -> None:
        if self.fuel_percent is not None and not 0 <= self.fuel_percent <= 100:
            raise RecordError("The fuel level lies between 0 and 100 percent.")


NOT_READ = Reading()


def note_handover(
    records: Records,
    now: datetime,
    actor: str,
    line: tuple[str, str],
    unit: Unit,
    direction: Direction,
    meter_hours: Decimal | None,
    reading: Reading,
) -> Handover:
    """Keep a handover of the booking number and line id given."""
    handover = Handover(
        id=uuid4().hex,
        booking_number=line[0],
        line_id=line[1],
        unit_id=unit.id,
        direction=direction,
        at=now,
        by=actor,
        meter_hours=unit.meter_hours if meter_hours is not None else None,
        fuel_percent=reading.fuel_percent,
        condition=reading.condition.strip(),
    )
    records.handovers.put(handover)
    return handover
