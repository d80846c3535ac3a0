"""What a call knew when it broke off, for the customer who calls back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

RESUMABLE_FOR = timedelta(minutes=60)
"""So long after it broke off a rental is offered back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedCall:
    """A verified customer's rental in progress. Nothing in it is proof: every gate checks again."""

    call_id: str
    customer_id: str
    at: datetime
    class_id: str
    quantity: int = 1
    start: date | None = None
    days: int | None = None
    agreed_day_rate: Decimal | None = None
    site_address: str = ""
    operator_name: str = ""
    certificate_number: str = ""
    policy_number: str = ""
    callback_number: str = ""
