"""Orders that were carried out, by their key: repeating one answers what it did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """What an order did to a booking: its price before and after, and the fee that it caused."""

    key: str
    action: str
    at: datetime
    actor: str
    booking_number: str
    before_total: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
