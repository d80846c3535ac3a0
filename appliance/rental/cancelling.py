"""Giving a booking up before its machines leave."""

from __future__ import annotations

from dataclasses import replace

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.errors import RecordError
from appliance.ports.store import Records
from appliance.rental.booking import booking_of
from appliance.rental.tasks import close_reviews

CANCELLABLE = frozenset({BookingState.QUOTE, BookingState.PENDING_REVIEW, BookingState.RESERVED})


def cancel_booking(records: Records, actor: str, number: str, reason: str = "") -> Booking:
    """Cancelled, its units free again; a cancelled one stays so. Raises RecordError for a booking
    that is out or over, RecordNotFound."""
    before = booking_of(records, number)
    if before.state is BookingState.CANCELLED:
        return before
    if before.state not in CANCELLABLE:
        state = before.state.value.replace("_", " ")
        raise RecordError(
            f"{number} is {state} and cannot be cancelled.", "Check its machines in instead."
        )
    said = f"Cancelled: {reason}" if reason else ""
    note = "\n".join(part for part in (before.note, said) if part)
    after = replace(before, state=BookingState.CANCELLED, note=note)
    records.bookings.put(after)
    records.audit.append(actor, "cancel_booking", f"booking:{number}", before, after)
    close_reviews(records, actor, number)
    return after
