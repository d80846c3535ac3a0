"""What the agent could not decide: staff approve a booking that waits, and its tasks are done."""

from __future__ import annotations

from dataclasses import replace

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.errors import RecordError
from appliance.ports.store import Records
from appliance.rental.booking import booking_of
from appliance.rental.tasks import resolve_task


def approve_booking(records: Records, actor: str, number: str) -> Booking:
    """A booking under review becomes a reservation; its units were kept meanwhile.

    Raises RecordError for a booking that is not under review, RecordNotFound.
    """
    before = booking_of(records, number)
    if before.state is not BookingState.PENDING_REVIEW:
        state = before.state.value.replace("_", " ")
        raise RecordError(f"{number} is {state}; there is nothing to approve.")
    after = replace(before, state=BookingState.RESERVED, review_until=None)
    records.bookings.put(after)
    records.audit.append(actor, "approve_booking", f"booking:{number}", before, after)
    for task in records.tasks.open():
        if task.kind == "review" and task.booking_number == number:
            resolve_task(records, actor, task.id)
    return after
