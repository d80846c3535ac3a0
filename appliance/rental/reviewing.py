"""What staff decide where the agent may not: a booking that waits for review."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.errors import RecordError
from appliance.ports.knowledge import ReviewFacts
from appliance.ports.store import Records
from appliance.rental.booked import booked_facts, booking_of
from appliance.rental.tasks import close_reviews

_MOST_WAITING = 100


def waiting(records: Records, now: datetime) -> tuple[ReviewFacts, ...]:
    """Bookings that wait for a decision, oldest first; one whose time ran out does not."""
    found = records.bookings.in_state(BookingState.PENDING_REVIEW, limit=_MOST_WAITING).items
    live = [one for one in found if one.review_until is None or one.review_until > now]
    tasks = {
        task.booking_number: task.subject.partition(": ")[2]
        for task in records.tasks.open()
        if task.kind == "review" and task.booking_number
    }
    facts = [booked_facts(records, one) for one in sorted(live, key=lambda one: one.created_at)]
    return tuple(
        ReviewFacts(
            number=one.number,
            customer_name=one.customer_name,
            item=one.item,
            reason=tasks.get(one.number, "waiting"),
        )
        for one in facts
    )


def not_waiting(booking: Booking, now: datetime) -> str:
    """Why no decision can be taken on the booking, in words; empty while it waits for one."""
    late = booking.review_until is not None and booking.review_until <= now
    if booking.state is BookingState.PENDING_REVIEW and not late:
        return ""
    state = "expired" if late else booking.state.value.replace("_", " ")
    return f"{booking.number} is {state} and waits for no review."


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
    if why := not_waiting(before, now):
        raise RecordError(why, "Make a new booking if it is wanted.")
    notes = "\n".join(part for part in (before.note, note.strip()) if part)
    after = replace(before, state=decided, review_until=None, note=notes)
    records.bookings.put(after)
    action = "approve_booking" if approve else "decline_booking"
    records.audit.append(actor, action, f"booking:{number}", before, after)
    close_reviews(records, actor, number)
    return after
