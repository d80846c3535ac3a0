"""Bookings, their lines, and the holds that keep a unit while a call finishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from appliance.domain.periods import Period
from appliance.domain.taxes import tax_on


class BookingState(StrEnum):
    QUOTE = "quote"
    PENDING_REVIEW = "pending_review"
    RESERVED = "reserved"
    OUT = "out"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    EXPIRED = "expired"

    @property
    def blocks(self) -> bool:
        """True while the booking keeps its units from others."""
        return self in (BookingState.PENDING_REVIEW, BookingState.RESERVED, BookingState.OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingLine:
    """One unit (or a quantity of a bulk class) for a period, at an agreed day rate.

    `total` is the price of the whole line, before tax, for all of `quantity`.
    """

    id: str
    booking_number: str
    class_id: str
    unit_id: str | None
    quantity: int
    period: Period
    day_rate: Decimal
    total: Decimal
    out_at: datetime | None = None
    """When this unit left the yard; the booking is `out` from its first line on."""
    returned_at: datetime | None = None
    """When this unit came back; a returned line of an `out` booking keeps nothing."""
    operator_id: str | None = None
    """Who runs this machine, where it is not the booking's operator."""
    certificate_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    number: str
    customer_id: str
    state: BookingState
    created_at: datetime
    channel: str
    made_by: str
    lines: tuple[BookingLine, ...] = ()
    call_id: str | None = None
    license_number: str = ""
    operator_id: str | None = None
    certificate_number: str = ""
    policy_number: str = ""
    site_address: str = ""
    callback_number: str = ""
    deposit: Decimal = Decimal(0)
    note: str = ""
    review_until: datetime | None = None
    idempotency_key: str | None = None
    quote_until: datetime | None = None
    """Until when a quote's prices hold; a quote keeps no units."""
    tax_percent: Decimal = Decimal(0)
    """As it was when the booking was made."""
    tax_certificate: str = ""
    """The exemption certificate that it was made under; empty where tax is paid."""

    @property
    def total(self) -> Decimal:
        """All lines, before tax."""
        return sum((line.total for line in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        return tax_on(self.total, self.tax_percent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A unit (or a bulk quantity) kept for one call until `expires_at`."""

    id: str
    call_id: str
    class_id: str
    unit_id: str | None
    quantity: int
    period: Period
    expires_at: datetime
