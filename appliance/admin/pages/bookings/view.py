"""What is read for the bookings pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.customers import Customer, Operator
from appliance.domain.errors import RecordNotFound
from appliance.domain.paper import PaperKind
from appliance.domain.verification import VerificationEntry
from appliance.ports.store import Page, Records
from appliance.rental.cancelling import CANCELLABLE
from appliance.rental.documents import papers_of

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingList:
    page: Page[Booking]
    customers: dict[str, Customer]
    classes: dict[str, EquipmentClass]
    units: dict[str, Unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDetail:
    booking: Booking
    customer: Customer | None
    operator: Operator | None
    classes: dict[str, EquipmentClass]
    units: dict[str, Unit]
    verifications: tuple[VerificationEntry, ...]
    total: Decimal
    cancellable: bool
    papers: tuple[PaperKind, ...]


def booking_list(
    records: Records, state: BookingState | None, search: str, offset: int
) -> BookingList:
    page = records.bookings.in_state(state, search=search, offset=offset, limit=PAGE_SIZE)
    lines = [line for booking in page.items for line in booking.lines]
    return BookingList(
        page=page,
        customers=records.customers.get_many(tuple({b.customer_id for b in page.items})),
        classes=records.classes.get_many(tuple({line.class_id for line in lines})),
        units=records.units.get_many(tuple({line.unit_id for line in lines if line.unit_id})),
    )


def booking_detail(records: Records, number: str) -> BookingDetail:
    """Raises RecordNotFound."""
    booking = records.bookings.get(number)
    if booking is None:
        raise RecordNotFound("There is no such booking.", "Search for it by customer.")
    lines = booking.lines
    return BookingDetail(
        booking=booking,
        customer=records.customers.get(booking.customer_id),
        operator=records.operators.get(booking.operator_id) if booking.operator_id else None,
        classes=records.classes.get_many(tuple({line.class_id for line in lines})),
        units=records.units.get_many(tuple({line.unit_id for line in lines if line.unit_id})),
        verifications=records.calls.verifications(booking.call_id) if booking.call_id else (),
        total=sum((line.total for line in lines), Decimal(0)),
        cancellable=booking.state in CANCELLABLE,
        papers=papers_of(booking),
    )
