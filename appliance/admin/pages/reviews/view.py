"""What is read for the queue of reviews: bookings that wait, what was checked, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.customers import Customer
from appliance.domain.people import Task
from appliance.domain.verification import Gate, VerificationEntry, VerificationResult
from appliance.ports.store import Records

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """A booking that waits, with what nobody could decide."""

    booking: Booking
    customer: Customer | None
    classes: dict[str, EquipmentClass]
    open_checks: tuple[VerificationEntry, ...]
    """The latest of each gate that came to `review`."""
    task: Task | None
    """Its detail holds the reasons and the caller's answers about the site."""
    urgent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQueue:
    rows: tuple[ReviewRow, ...]
    """The earliest deadline first."""
    others: tuple[Task, ...]
    """Reviews without a booking, such as a license that is not on record."""


def review_queue(records: Records, now: datetime) -> ReviewQueue:
    page = records.bookings.in_state(BookingState.PENDING_REVIEW, limit=MOST_SHOWN)
    waiting = [one for one in page.items if one.review_until is None or one.review_until > now]
    waiting.sort(key=lambda one: (one.review_until or now, one.number))
    tasks = [task for task in records.tasks.open() if task.kind == "review"]
    by_booking = {task.booking_number: task for task in tasks if task.booking_number}
    customers = records.customers.get_many(tuple({one.customer_id for one in waiting}))
    classes = records.classes.get_many(
        tuple({line.class_id for one in waiting for line in one.lines})
    )
    return ReviewQueue(
        rows=tuple(
            ReviewRow(
                booking=one,
                customer=customers.get(one.customer_id),
                classes=classes,
                open_checks=open_checks(records, one),
                task=by_booking.get(one.number),
                urgent=one.review_until is not None
                and (one.review_until - now).total_seconds() < 2 * 3600,
            )
            for one in waiting
        ),
        others=tuple(task for task in tasks if not task.booking_number),
    )


def open_checks(records: Records, booking: Booking) -> tuple[VerificationEntry, ...]:
    """What of the booking's call nobody could decide: the last word on each gate, if `review`."""
    if booking.call_id is None:
        return ()
    latest: dict[Gate, VerificationEntry] = {}
    for entry in records.calls.verifications(booking.call_id):
        latest[entry.verification.gate] = entry
    return tuple(
        entry for entry in latest.values() if entry.verification.result is VerificationResult.REVIEW
    )
