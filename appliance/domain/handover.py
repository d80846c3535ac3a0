"""Machines changing hands: what was read and seen when one left or came back, with photos."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """One unit, or a quantity of a bulk class, leaving the yard or coming back."""

    id: str
    booking_number: str
    line_id: str
    direction: Direction
    at: datetime
    by: str
    unit_id: str | None = None
    quantity: int = 1
    meter_hours: Decimal | None = None
    fuel_percent: int | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture of a handover; its file has the id's name. Re-encoded, without metadata."""

    id: str
    handover_id: str
    width: int
    height: int
    size_bytes: int
    at: datetime
    by: str
