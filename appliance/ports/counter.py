"""What the counter assistant asks of the business, for staff alone: units and their orders, and
bookings made for a named customer.

An order that cannot be carried out is refused in words that may be spoken, with nothing done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from appliance.domain.periods import Period
from appliance.ports.booking import Availability, BookedFacts
from appliance.ports.facts import CounterResult, Quote, SiteQuestion, UnitFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCustomer:
    """An account that a name may mean."""

    customer_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterBooking:
    """A booking that staff ask for by the customer's name. License, operator and policy are the
    customer's own on record that fit best; every gate is checked as on any booking."""

    key: str
    actor: str
    customer_id: str
    class_id: str
    quantity: int
    period: Period
    site_address: str = ""
    """Empty for the customer's only site."""
    site_answers: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterBookingResult:
    """What the order comes to. Either `refused` says why not, or `questions` are open about a new
    site, or `sites` are to choose from, or it can be made: then with `booking` it is made."""

    booking: BookedFacts | None = None
    refused: str = ""
    availability: Availability | None = None
    """Where too few are free."""
    sites: tuple[str, ...] = ()
    site_is_open: bool = False
    """True where a site is to be named, whether or not some are on record."""
    questions: tuple[SiteQuestion, ...] = ()
    site_address: str = ""
    quote: Quote | None = None
    operator_name: str | None = None


class CounterDesk(Protocol):
    """The part of `RentalDesk` that staff at the counter speak with."""

    def unit(self, asset_tag: str) -> UnitFacts | None: ...

    def asset_tags(self) -> tuple[str, ...]: ...

    def due_back(self, day: date) -> tuple[UnitFacts, ...]: ...

    def overdue(self) -> tuple[UnitFacts, ...]: ...

    def check_out(
        self, key: str, actor: str, asset_tag: str, meter_hours: Decimal | None
    ) -> CounterResult:
        """Write: the unit's reserved booking goes out."""
        ...

    def check_in(
        self, key: str, actor: str, asset_tag: str, meter_hours: Decimal | None, condition: str
    ) -> CounterResult:
        """Write: the unit is back; its booking is returned, with late days and fee."""
        ...

    def set_maintenance(
        self, key: str, actor: str, asset_tag: str, in_maintenance: bool, note: str
    ) -> CounterResult:
        """Write: take a unit out of service or put it back."""
        ...

    def customers(self) -> tuple[NamedCustomer, ...]:
        """Every account that is not closed, by name, at most 5,000; for staff alone."""
        ...

    def preview_counter_booking(self, order: CounterBooking) -> CounterBookingResult:
        """What `book_at_counter` would do."""
        ...

    def book_at_counter(self, order: CounterBooking) -> CounterBookingResult:
        """Write: check every gate and commit, or commit nothing."""
        ...
