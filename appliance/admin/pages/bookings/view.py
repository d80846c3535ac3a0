"""What is read for the bookings pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.charges import Balance, Charge, ChargeKind
from appliance.domain.customers import Customer, Operator
from appliance.domain.errors import RecordNotFound
from appliance.domain.handover import Handover, Photo
from appliance.domain.paper import PaperKind
from appliance.domain.verification import VerificationEntry
from appliance.ports.repositories import Page
from appliance.ports.store import Records
from appliance.rental.cancelling import CANCELLABLE
from appliance.rental.charging import BY_RULE, MANAGERS_KINDS, balance_of
from appliance.rental.documents import papers_of
from appliance.rental.yard import hours_of

PAGE_SIZE = 30
_OPEN = (BookingState.RESERVED, BookingState.OUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingList:
    page: Page[Booking]
    customers: dict[str, Customer]
    classes: dict[str, EquipmentClass]
    units: dict[str, Unit]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line with what can be done with it."""

    line: BookingLine
    item: str
    unit: str
    """The asset tag, or the number of pieces."""
    due: datetime
    step: str
    """`out` when it can leave, `in` when it can come back, else empty."""
    overdue: bool

    @property
    def name(self) -> str:
        return f"{self.item}, {self.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRow:
    handover: Handover
    unit: str
    photos: tuple[Photo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingDetail:
    booking: Booking
    customer: Customer | None
    operator: Operator | None
    classes: dict[str, EquipmentClass]
    rows: tuple[LineRow, ...]
    verifications: tuple[VerificationEntry, ...]
    total: Decimal
    cancellable: bool
    papers: tuple[PaperKind, ...]
    changeable: bool
    """Reserved or out: it can be extended, moved, swapped."""
    no_show: bool
    chargeable: bool
    balance: Balance
    charges: tuple[Charge, ...]
    handovers: tuple[HandoverRow, ...]
    kinds: tuple[str, ...]
    """What may be put on the ledger by this person."""

    @property
    def open_rows(self) -> tuple[LineRow, ...]:
        return tuple(row for row in self.rows if row.line.returned_at is None)

    @property
    def end(self) -> datetime:
        return max(row.line.period.end for row in self.rows)


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


def find_booking(records: Records, number: str) -> Booking:
    """Raises RecordNotFound."""
    booking = records.bookings.get(number)
    if booking is None:
        raise RecordNotFound("There is no such booking.", "Search for it by customer.")
    return booking


def booking_detail(records: Records, now: datetime, number: str, manager: bool) -> BookingDetail:
    """Raises RecordNotFound."""
    booking = find_booking(records, number)
    lines = booking.lines
    classes = records.classes.get_many(tuple({line.class_id for line in lines}))
    handovers = records.handovers.of_booking(number)
    units = records.units.get_many(
        tuple(
            {line.unit_id for line in lines if line.unit_id}
            | {one.unit_id for one in handovers if one.unit_id}
        )
    )
    first = min((line.period.start for line in lines), default=now)
    allowed = [kind for kind in ChargeKind if kind not in BY_RULE]
    return BookingDetail(
        booking=booking,
        customer=records.customers.get(booking.customer_id),
        operator=records.operators.get(booking.operator_id) if booking.operator_id else None,
        classes=classes,
        rows=line_rows(records, now, booking, classes, units),
        verifications=records.calls.verifications(booking.call_id) if booking.call_id else (),
        total=sum((line.total for line in lines), Decimal(0)),
        cancellable=booking.state in CANCELLABLE,
        papers=papers_of(booking),
        changeable=booking.state in _OPEN,
        no_show=booking.state is BookingState.RESERVED and first <= now,
        chargeable=booking.state not in (BookingState.QUOTE, BookingState.PENDING_REVIEW),
        balance=balance_of(records, booking),
        charges=records.charges.of_booking(number),
        handovers=_handover_rows(records, handovers, units),
        kinds=tuple(kind.value for kind in allowed if manager or kind not in MANAGERS_KINDS),
    )


def line_rows(
    records: Records,
    now: datetime,
    booking: Booking,
    classes: dict[str, EquipmentClass],
    units: dict[str, Unit],
) -> tuple[LineRow, ...]:
    """The booking's lines in their order."""
    hours = hours_of(records)
    today = hours.local(now).date()
    rows = []
    for line in booking.lines:
        unit = units.get(line.unit_id) if line.unit_id else None
        is_out = line.out_at is not None and line.returned_at is None
        can_leave = (
            booking.state in _OPEN
            and line.out_at is None
            and hours.local(line.period.start).date() <= today
        )
        due = hours.due(line.period.end)
        rows.append(
            LineRow(
                line=line,
                item=classes[line.class_id].name if line.class_id in classes else "–",
                unit=unit.asset_tag if unit else f"{line.quantity} pcs",
                due=due,
                step="in" if is_out else "out" if can_leave else "",
                overdue=is_out and due < now,
            )
        )
    return tuple(rows)


def _handover_rows(
    records: Records, handovers: tuple[Handover, ...], units: dict[str, Unit]
) -> tuple[HandoverRow, ...]:
    photos: dict[str, list[Photo]] = {}
    for photo in records.photos.of_handovers(tuple(one.id for one in handovers)):
        photos.setdefault(photo.handover_id, []).append(photo)
    rows = []
    for one in handovers:
        unit = units.get(one.unit_id) if one.unit_id else None
        rows.append(
            HandoverRow(
                handover=one,
                unit=unit.asset_tag if unit else f"{one.quantity} pcs",
                photos=tuple(photos.get(one.id, ())),
            )
        )
    return tuple(rows)
