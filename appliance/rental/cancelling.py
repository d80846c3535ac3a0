"""Giving a booking up before its machines leave, and reservations that nobody came for.

Either may cost a fee, by the yard's policy: a share of the rental's price.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.charges import ChargeKind
from appliance.domain.errors import RecordError
from appliance.domain.rates import cents
from appliance.domain.words import day_in_words
from appliance.ports.rental_life import ChangeOrder, ChangeResult
from appliance.ports.store import Records
from appliance.rental.booked import booking_of
from appliance.rental.changing import (
    ChangeRefused,
    Fee,
    Plan,
    change,
    require_state,
    total_of,
)
from appliance.rental.tasks import close_reviews
from appliance.rental.yard import SYSTEM, hours_of

CANCELLABLE = frozenset({BookingState.QUOTE, BookingState.PENDING_REVIEW, BookingState.RESERVED})
_LONG_AGO = timedelta(days=3650)


def cancel(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    reason: str = "",
    *,
    commit: bool = True,
) -> ChangeResult:
    """Cancelled, its units free again; a cancelled one stays so."""

    def plan(booking: Booking) -> Plan:
        if booking.state is BookingState.CANCELLED:
            return Plan(after=booking)
        if booking.state not in CANCELLABLE:
            state = booking.state.value.replace("_", " ")
            raise ChangeRefused(f"{booking.number} is {state} and cannot be cancelled.")
        said = f"Cancelled: {reason}" if reason else ""
        note = "\n".join(part for part in (booking.note, said) if part)
        return Plan(
            after=replace(booking, state=BookingState.CANCELLED, note=note),
            fees=_cancel_fee(records, now, booking),
            also=lambda: close_reviews(records, order.actor, booking.number),
        )

    return change(records, now, order, "cancel_booking", plan, commit=commit)


def cancel_booking(
    records: Records, now: datetime, actor: str, number: str, reason: str = ""
) -> Booking:
    """`cancel` for staff. Raises RecordError for a booking that is out or over, RecordNotFound."""
    booking_of(records, number)
    result = cancel(
        records, now, ChangeOrder(key=f"staff:{uuid4().hex}", actor=actor, number=number), reason
    )
    if result.refused:
        raise RecordError(result.refused, "Check its machines in instead.")
    return booking_of(records, number)


def _cancel_fee(records: Records, now: datetime, booking: Booking) -> tuple[Fee, ...]:
    policy = records.yard.get()
    first = min(line.period.start for line in booking.lines)
    if booking.state is not BookingState.RESERVED or not policy.cancel_fee_percent:
        return ()
    if now < first - timedelta(hours=policy.cancel_free_hours):
        return ()
    amount = cents(total_of(booking) * policy.cancel_fee_percent / 100)
    note = f"cancelled less than {policy.cancel_free_hours} hours before the start"
    return (Fee(kind=ChargeKind.CANCEL_FEE, amount=amount, note=note),)


def mark_no_show(
    records: Records, now: datetime, order: ChangeOrder, *, commit: bool = True
) -> ChangeResult:
    """Nobody came for the reservation: its units are free again."""

    def plan(booking: Booking) -> Plan:
        if booking.state is BookingState.NO_SHOW:
            return Plan(after=booking)
        require_state(booking, (BookingState.RESERVED,), "marked as a no-show")
        first = min(line.period.start for line in booking.lines)
        if now < first:
            day = day_in_words(hours_of(records).local(first).date())
            raise ChangeRefused(f"{booking.number} only starts on {day}.")
        percent = records.yard.get().no_show_fee_percent
        amount = cents(total_of(booking) * percent / Decimal(100))
        return Plan(
            after=replace(booking, state=BookingState.NO_SHOW),
            fees=(Fee(kind=ChargeKind.NO_SHOW_FEE, amount=amount),) if amount else (),
        )

    return change(records, now, order, "mark_no_show", plan, commit=commit)


def sweep_no_shows(records: Records, now: datetime) -> int:
    """Reservations whose lines should all have left by the yard's grace time, and did not, become
    no-shows. How many. A policy of 0 hours leaves this to staff."""
    grace = timedelta(hours=records.yard.get().no_show_hours)
    if not grace:
        return 0
    marked = 0
    for booking in records.bookings.starting_between(now - _LONG_AGO, now - grace):
        late = all(line.period.start <= now - grace for line in booking.lines)
        if booking.state is not BookingState.RESERVED or not late:
            continue
        order = ChangeOrder(key=f"no_show:{booking.number}", actor=SYSTEM, number=booking.number)
        marked += not mark_no_show(records, now, order).refused
    return marked
