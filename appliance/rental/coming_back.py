"""A line that comes back: late with a fee, early at a lower price, or as agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from math import ceil

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.charges import ChargeKind
from appliance.domain.rates import cents
from appliance.domain.words import counted
from appliance.ports.store import Records
from appliance.rental.changing import Fee
from appliance.rental.returning import price_until
from appliance.rental.yard import class_of, hours_of


def come_back(
    records: Records, now: datetime, customer_id: str, line: BookingLine
) -> tuple[BookingLine, int, Fee | None]:
    """The line as returned now with its final price, its late days, and the late fee if any."""
    late = late_days(records, now, line)
    if late:
        percent = records.yard.get().late_fee_percent
        amount = cents(line.day_rate * late * line.quantity * percent / Decimal(100))
        fee = Fee(
            kind=ChargeKind.LATE_FEE,
            amount=amount,
            note=f"{counted(late, 'day')} late",
            line_id=line.id,
        )
        return replace(line, returned_at=now), late, fee if amount else None
    priced = price_until(records, customer_id, line, now)
    returned = replace(line, returned_at=now, day_rate=priced.day_rate, total=priced.total)
    return returned, 0, None


def late_days(records: Records, now: datetime, line: BookingLine) -> int:
    """Started days after the moment it was due, by the yard's clocks; back within the class's
    turnaround time is not late."""
    hours = hours_of(records)
    grace = timedelta(minutes=class_of(records, line.class_id).buffer_minutes)
    due = hours.due(line.period.end).replace(tzinfo=None)
    back = hours.local(now).replace(tzinfo=None)
    return 0 if back <= due + grace else ceil((back - due) / timedelta(days=1))


def after_return(now: datetime, booking: Booking) -> Booking:
    """Returned, once nothing of the booking is out and nothing is still to be picked up. What
    was never picked up and whose time is over is dropped then."""
    if any(line.out_at is not None and line.returned_at is None for line in booking.lines):
        return booking
    fetched = tuple(
        line for line in booking.lines if line.out_at is not None or line.period.end > now
    )
    if not fetched or any(line.returned_at is None for line in fetched):
        return booking
    return replace(booking, lines=fetched, state=BookingState.RETURNED)
