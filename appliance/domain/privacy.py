"""Erasing a customer: what is found, what stands in the way, what is kept and for how long.

Kept under a pseudonym is what bookkeeping asks for: booking numbers, machines, dates, amounts and
tax. Everything that says who it was goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

ERASED = "[erased]"
"""What stands where a name stood in a text that is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One kind of record about a customer: how many there are, and what becomes of them."""

    what: str
    count: int
    fate: str
    """A sentence's end, as in `deleted` or `kept without name, address and numbers`."""
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """Everything that is known of a customer, before it goes."""

    customer_id: str
    account: str
    name: str
    traces: tuple[Trace, ...]
    out: tuple[str, ...]
    """Numbers of bookings whose machines are with the customer."""
    ahead: tuple[str, ...]
    """Numbers of bookings that are yet to go out."""
    owed: Decimal
    """Fees charged on bookings that are not settled; 0 when nothing is."""

    @property
    def obstacles(self) -> tuple[str, ...]:
        """Why it should not be done now, in sentences."""
        found = []
        if self.out:
            found.append(f"Machines are still out: {', '.join(self.out[:5])}.")
        if self.ahead:
            found.append(f"Bookings are yet to go out: {', '.join(self.ahead[:5])}.")
        if self.owed > 0:
            found.append(f"Money is owed: {self.owed:.2f}.")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """An erasure that was carried out; `pseudonym` is empty where no booking had to be kept."""

    customer_id: str
    """The id under which bookings are kept; it says nothing of who it was."""
    pseudonym: str
    erased_at: datetime
    erased_by: str
    reason: str
    counts: dict[str, int]
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """How long what is kept of persons, in days; 0 keeps it for good. `daily_at` is local time."""

    recordings_days: int = 90
    transcripts_days: int = 180
    calls_days: int = 730
    quotes_days: int = 180
    tasks_days: int = 365
    photos_days: int = 730
    sign_ins_days: int = 180
    bookkeeping_years: int = 10
    daily_at: str = "03:00"
