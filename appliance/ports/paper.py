"""Printed paper: the facts of a document as plain data, and who turns them into PDF.

Amounts and times come from committed rows, by `appliance.rental.documents`; whoever draws them
computes nothing. The same facts always give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from appliance.domain.paper import LabelFormat, Letterhead, PaperKind
from appliance.domain.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperYard:
    """Who issues the document."""

    name: str
    letterhead: Letterhead
    currency: str
    pickup_place: str
    logo: bytes | None = None
    """PNG."""


@dataclass(frozen=True, slots=True)
class RatePart:
    """`count` months, weeks or days at `rate` each, for one unit."""

    count: int
    noun: str
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One line of the booking; the period is by the yard's clocks."""

    item: str
    make_and_model: str
    asset_tag: str
    """Empty for a bulk line."""
    serial: str
    quantity: int
    period: Period
    due: datetime
    """When it is due back: the end, or when the yard opens next."""
    days: int
    day_rate: Decimal
    rates: tuple[RatePart, ...]
    """The mix that makes `total`; empty where no mix of the rates does (an agreed price)."""
    total: Decimal
    out_at: datetime | None
    returned_at: datetime | None
    operator: str = ""
    """Who runs this machine and the certificate, where it is not the booking's operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHandover:
    """A machine, or some of a bulk class, leaving the yard or coming `back`."""

    asset_tag: str
    quantity: int
    back: bool
    at: datetime
    by: str
    meter_hours: Decimal | None
    fuel_percent: int | None
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCustomer:
    name: str
    account: str
    phone: str
    license_number: str
    license_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperOperator:
    name: str
    certificate_number: str
    certificate_kind: str
    certificate_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperInsurance:
    policy_number: str
    insurer: str
    coverage: Decimal | None
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAmount:
    """A line of the sum: tax, a fee, a credit."""

    label: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPaper:
    """A quote, contract or receipt."""

    kind: PaperKind
    number: str
    state: str
    created_at: datetime
    yard: PaperYard
    customer: PaperCustomer
    operator: PaperOperator | None
    insurance: PaperInsurance | None
    site_address: str
    lines: tuple[PaperLine, ...]
    subtotal: Decimal
    additions: tuple[PaperAmount, ...]
    """What comes to the subtotal, in order; together they are `total`."""
    total: Decimal
    deposit: Decimal
    """As agreed."""
    settled: tuple[PaperAmount, ...] = ()
    """On a receipt: what became of the deposit."""
    handovers: tuple[PaperHandover, ...] = ()
    holds_until: datetime | None = None
    """A quote's prices hold until then."""
    link: str
    """The booking's page on this box, for the QR code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLabel:
    asset_tag: str
    item: str
    make_and_model: str
    serial: str
    link: str
    """The unit's page on this box, for the QR code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSheets:
    """Labels in their order, beginning behind `skip` labels that the first sheet lacks."""

    yard: PaperYard
    labels: tuple[UnitLabel, ...]
    form: LabelFormat
    skip: int = 0


class PaperMaker(Protocol):
    """Makes PDF. Calls block for up to some seconds: never on an event loop, never inside a
    store's `read`. Raises RecordError for what is too long to print, ConfigurationError when a
    font is missing, DeskUnreachable when too much is being printed at once."""

    def document(self, facts: BookingPaper) -> bytes: ...

    def labels(self, sheets: LabelSheets) -> bytes: ...

    def logo(self, content: bytes) -> bytes:
        """An uploaded picture as the PNG to keep. Raises RecordError for what is none."""
        ...
