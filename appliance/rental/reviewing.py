"""What staff decide where the agent may not: a booking that waits for review."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.errors import RecordError
from appliance.ports.store import Records
from appliance.rental.booked import booking_of
from appliance.rental.tasks import close_reviews


def decide_review(
    records: Records, now: datetime, actor: str, number: str, *, approve: bool, note: str = ""
) -> Booking:
    """The pending booking is reserved or cancelled, and its review task done.

    The same decision again changes nothing. Raises RecordNotFound, and RecordError when the
    booking does not wait for review any more: one whose time ran out keeps no units.
    """
    before = booking_of(records, number)
    decided = BookingState.RESERVED if approve else BookingState.CANCELLED
    if before.state is decided:
        return before
    late = before.review_until is not None and before.review_until <= now
    if before.state is not BookingState.PENDING_REVIEW or late:
        state = "expired" if late else before.state.value.replace("_", " ")
        raise RecordError(
            f"{number} is {state} and waits for no review.", "Make a new booking if it is wanted."
        )
    notes = "\n".join(part for part in (before.note, note.strip()) if part)
    after = replace(before, state=decided, review_until=None, note=notes)
    records.bookings.put(after)
    action = "approve_booking" if approve else "decline_booking"
    records.audit.append(actor, action, f"booking:{number}", before, after)
    close_reviews(records, actor, number)
    return after
