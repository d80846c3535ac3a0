"""Gate 7: check every gate again and commit a booking, or commit nothing.

Runs whole inside one transaction, so what was checked still holds when it is written: two calls
for the last unit end with one booking and one refusal that says what else is free.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.words import listed
from appliance.ports.booking import BookingRequest, BookingResult
from appliance.ports.store import Records
from appliance.rental.booked import booked_facts, booking_of
from appliance.rental.calls import call_of
from appliance.rental.checking import Checked, CheckedLine, Refusal, check
from appliance.rental.confirming import (
    OWN_RECORDS_ALONE,
    Answers,
)
from appliance.rental.holding import expire_stale
from appliance.rental.tasks import leave_task
from appliance.rental.yard import AGENT


def book(
    records: Records,
    now: datetime,
    request: BookingRequest,
    actor: str = AGENT,
    *,
    answers: Answers = OWN_RECORDS_ALONE,
) -> BookingResult:
    """Commit the booking with all its lines, or refuse with words that may be spoken.

    The same key again gives the booking that was made. Raises RecordNotFound for an unknown call
    or class, RecordError for a request that makes no sense.
    """
    earlier = records.bookings.by_idempotency_key(request.key)
    if earlier is not None:
        return BookingResult(booking=booked_facts(records, earlier))
    channel = call_of(records, request.call_id).line if request.call_id else "counter"
    expire_stale(records, now)
    try:
        checked = check(records, now, request, answers=answers)
    except Refusal as refusal:
        return refusal.result
    number = records.bookings.next_number()
    booking = Booking(
        number=number,
        customer_id=checked.customer_id,
        state=BookingState.RESERVED,
        created_at=now,
        channel=channel,
        made_by=actor,
        call_id=request.call_id or None,
        idempotency_key=request.key,
    )
    made = commit(records, now, request, checked, None, booking, actor)
    return BookingResult(booking=booked_facts(records, made))


def commit(
    records: Records,
    now: datetime,
    request: BookingRequest,
    checked: Checked,
    before: Booking | None,
    booking: Booking,
    actor: str,
) -> Booking:
    """Write what was checked into the booking, and read it back from its rows; `before` is the
    quote that it was, if any."""
    pending = bool(checked.reviews or request.review)
    hours = records.yard.get().review_hours
    first = checked.lines[0]
    after = replace(
        booking,
        state=BookingState.PENDING_REVIEW if pending else BookingState.RESERVED,
        lines=tuple(line for one in checked.lines for line in _lines(booking.number, one, first)),
        license_number=checked.license_number,
        operator_id=first.operator_id,
        certificate_number=first.certificate_number,
        policy_number=checked.policy_number,
        site_address=checked.site_address,
        callback_number=request.callback_number,
        deposit=sum((one.deposit for one in checked.lines), Decimal(0)),
        review_until=now + timedelta(hours=hours) if pending else None,
        quote_until=None,
        tax_percent=checked.tax_percent,
        tax_certificate=checked.tax_certificate,
    )
    if request.call_id:
        records.holds.delete_of_call(request.call_id)
        call = call_of(records, request.call_id)
        records.calls.put(
            replace(call, customer_id=checked.customer_id, booking_number=after.number)
        )
    if before is None:
        stored = records.bookings.add(after)
    else:
        records.bookings.put(after)
        stored = booking_of(records, after.number)
    action = "book" if before is None else "accept_quote"
    records.audit.append(actor, action, f"booking:{after.number}", before, after)
    if pending:
        _ask_staff(records, now, request, after, checked, actor)
    return stored


def _lines(number: str, one: CheckedLine, first: CheckedLine) -> list[BookingLine]:
    """One line a unit, or one for the whole quantity of a bulk class. An operator is noted where
    it is not the booking's."""
    each = one.quantity // len(one.unit_ids)
    own = one.certificate_number != first.certificate_number
    return [
        BookingLine(
            id=uuid4().hex,
            booking_number=number,
            class_id=one.equipment.id,
            unit_id=unit_id,
            quantity=each,
            period=one.period,
            day_rate=one.day_rate,
            total=one.total / len(one.unit_ids),
            operator_id=one.operator_id if own else None,
            certificate_number=one.certificate_number if own else "",
        )
        for unit_id in one.unit_ids
    ]


def _ask_staff(
    records: Records,
    now: datetime,
    request: BookingRequest,
    booking: Booking,
    checked: Checked,
    actor: str,
) -> None:
    gates = [one.gate.value for one in checked.reviews] or list(request.review)
    reasons = " ".join(one.reason for one in checked.reviews)
    answers = ", ".join(f"{key}: {'yes' if yes else 'no'}" for key, yes in request.site_answers)
    detail = f"{reasons} Site answers: {answers}." if answers else reasons
    leave_task(
        records,
        now,
        f"review:{booking.number}",
        "review",
        f"{booking.number}: {listed(list(dict.fromkeys(gates)))} to review",
        detail,
        call_id=booking.call_id,
        booking_number=booking.number,
        actor=actor,
    )
