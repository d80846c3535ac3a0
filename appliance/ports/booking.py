"""What is booked and what is offered, as the desk and the life of a rental share them.

None of this carries a floor price. `appliance.ports.desk` gives all of it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from appliance.domain.catalogue import WeightClass
from appliance.domain.periods import Period
from appliance.domain.verification import Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentOption:
    """A class as it may be offered: list prices and requirements, and what is free."""

    class_id: str
    name: str
    make: str
    model: str
    category: str
    description: str
    weight_class: WeightClass
    day_rate: Decimal
    week_rate: Decimal | None
    month_rate: Decimal | None
    deposit: Decimal
    operator_certification: str | None
    minimum_insurance: Decimal
    minimum_days: int
    owned: int
    free: int | None
    """Free for the period asked; None when no period was given."""
    score: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """How many of a class are free for a period; where too few, when, and what else would do."""

    class_id: str
    owned: int
    free: int
    next_free_from: date | None = None
    """The first day from which the same length is free; None within the next 90 days."""
    alternatives: tuple[EquipmentOption, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingItem:
    """A further item of a booking. Without an operator of its own, the request's one runs it."""

    class_id: str
    quantity: int
    period: Period
    day_rate: Decimal
    operator_id: str | None = None
    certificate_number: str | None = None
    included_in: str | None = None
    """The kit that this is an attachment of, included in its price; then `day_rate` is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequest:
    """What the customer has said yes to. Every gate is checked again inside the transaction."""

    call_id: str
    key: str
    license_number: str
    class_id: str
    quantity: int
    period: Period
    day_rate: Decimal
    operator_id: str | None
    certificate_number: str | None
    policy_number: str
    site_address: str
    site_answers: tuple[tuple[str, bool], ...]
    callback_number: str
    review: tuple[str, ...] = ()
    """Gates that nobody could decide: the booking is then `pending_review` and held."""
    additional: tuple[BookingItem, ...] = ()
    """Further items. The policy has to cover the sum of all minimums, and the site every class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedLine:
    """One line of a booking: a unit, or a quantity of a bulk class."""

    line_id: str
    class_id: str
    item: str
    asset_tag: str | None
    """None for a bulk class, and while it is a quote."""
    quantity: int
    period: Period
    due: datetime
    """When it has to be back: the period's end, or the next opening where that day is closed."""
    day_rate: Decimal
    total: Decimal
    out_at: datetime | None = None
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedFacts:
    """A booking as it stands in its committed row, for speaking."""

    number: str
    state: str
    customer_name: str
    class_id: str
    item: str
    quantity: int
    period: Period
    day_rate: Decimal
    total: Decimal
    deposit: Decimal
    asset_tags: tuple[str, ...]
    pickup_place: str
    operator_name: str | None = None
    due: datetime | None = None
    """When the first line has to be back."""
    quote_until: datetime | None = None
    lines: tuple[BookedLine, ...] = ()
    """Every line; the fields above speak of the first item, `total` and `deposit` of all."""
    tax: Decimal = Decimal(0)
    """On the total, which is before tax."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingResult:
    """`booking` is the committed row, or None: then `refused` says why in words that may be
    spoken, with the failed gate's verification where there is one."""

    booking: BookedFacts | None
    refused: str = ""
    verification: Verification | None = None
    availability: Availability | None = None
