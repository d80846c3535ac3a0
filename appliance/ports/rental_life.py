"""What a conversation or the counter may do with a rental after it was agreed, and before: quotes,
extensions, moves, swaps, returns, cancellations.

Every change is refused, with nothing done, when the yard's rules are against it; `refused` then
says why in words that may be spoken. A result never carries a floor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from appliance.domain.periods import Period
from appliance.domain.verification import Verification
from appliance.ports.booking import (
    Availability,
    BookedFacts,
    BookingRequest,
    BookingResult,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOrder:
    """Which rental is to be changed, by whom.

    `lines` are asset tags or line ids; empty means every line that has not come back. A call sets
    `customer_id`: a booking of another customer is then as good as not on record.
    """

    key: str
    actor: str
    number: str
    lines: tuple[str, ...] = ()
    customer_id: str | None = None
    call_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeResult:
    """The booking as it stands now (in a preview: as it would), or why it was not changed.

    `nearest_end` answers a refused extension: the latest end that would be possible.
    """

    booking: BookedFacts | None
    refused: str = ""
    before_total: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    """Of all lines, before tax."""
    fee: Decimal = Decimal(0)
    """A fee that the change causes, beside the price."""
    nearest_end: datetime | None = None
    verification: Verification | None = None
    availability: Availability | None = None

    @property
    def difference(self) -> Decimal:
        """What the rental's price changes by."""
        return self.total - self.before_total


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteAcceptance:
    """A quote turned into a booking: what the quote did not hold yet. Empty fields keep what it
    holds."""

    key: str
    actor: str
    number: str
    customer_id: str | None = None
    call_id: str | None = None
    operator_id: str | None = None
    certificate_number: str | None = None
    policy_number: str = ""
    site_address: str = ""
    site_answers: tuple[tuple[str, bool], ...] = ()
    callback_number: str = ""
    review: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """A quantity of a bulk class leaving or coming back on a booking.

    `line` is a line id, or empty where the booking has one bulk line that fits. On the way back
    `quantity` are the good pieces and `lost` those that will not come back.
    """

    key: str
    actor: str
    number: str
    line: str = ""
    quantity: int
    lost: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakdownResult:
    """A breakdown on record; `replacement` is the tag of a unit kept for the exchange, if any."""

    noted: bool
    refused: str = ""
    replacement: str | None = None


class RentalLife(Protocol):
    """The part of `RentalDesk` that quotes and that changes what was agreed. Writers are
    idempotent by the order's key."""

    def rentals(self, customer_id: str) -> tuple[BookedFacts, ...]:
        """The customer's quotes that still hold, reservations and rentals out, earliest first."""
        ...

    def rental(self, number: str, customer_id: str | None) -> BookedFacts | None:
        """One booking; None when there is none, or it is another customer's."""
        ...

    def make_quote(self, request: BookingRequest) -> BookingResult:
        """Write: keep the request's prices as a quote; keeps no units. Only the customer, the
        period and the prices are checked now, the other gates when it is accepted."""
        ...

    def accept_quote(self, acceptance: QuoteAcceptance) -> BookingResult:
        """Write: turn a quote into a booking under the same number, everything checked again, at
        the quoted prices. Refused when it has expired."""
        ...

    def preview_extend(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        """What `extend` would do."""
        ...

    def extend(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        """Write: a later end, at the price of the longer period with the same concession.
        Availability, closed days, the operator's certificate and the insurance are checked to
        the new end; a refusal gives the nearest possible one."""
        ...

    def preview_return_early(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        """What `return_early` would do."""
        ...

    def return_early(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        """Write: an earlier end, at the price of the shorter period where the yard's policy says
        so; the minimum period and charge are kept. The machine is still to be checked in."""
        ...

    def preview_move(self, order: ChangeOrder, period: Period) -> ChangeResult:
        """What `move` would do."""
        ...

    def move(self, order: ChangeOrder, period: Period) -> ChangeResult:
        """Write: another period for what has not gone out, everything checked again."""
        ...

    def preview_swap(
        self, order: ChangeOrder, asset_tag: str | None, class_id: str | None
    ) -> ChangeResult:
        """What `swap_unit` would do."""
        ...

    def swap_unit(
        self, order: ChangeOrder, asset_tag: str | None, class_id: str | None
    ) -> ChangeResult:
        """Write: another unit for one line: the one named, or any free one of the class named, or
        of the same class. Another class is priced anew and its requirements are checked. For a
        unit that is out this is the exchange itself: the old one is back, the new one leaves."""
        ...

    def preview_cancel(self, order: ChangeOrder) -> ChangeResult:
        """What `cancel` would do, with the fee."""
        ...

    def cancel(self, order: ChangeOrder, reason: str) -> ChangeResult:
        """Write: the whole booking is given up before anything left; late ones may cost a fee."""
        ...

    def mark_no_show(self, order: ChangeOrder) -> ChangeResult:
        """Write: nobody came for the reservation; its units are free again."""
        ...

    def report_breakdown(self, order: ChangeOrder, asset_tag: str, note: str) -> BreakdownResult:
        """Write: a unit that is out has broken down: on record, left to staff as a task, and
        another unit of its class kept for the exchange until the next closing."""
        ...

    def check_out_quantity(self, order: BulkOrder) -> ChangeResult:
        """Write: a quantity of a reserved bulk line leaves."""
        ...

    def check_in_quantity(self, order: BulkOrder) -> ChangeResult:
        """Write: a quantity comes back, or is lost and charged; the rest stays out."""
        ...
