"""What a line costs when its machine comes back before the agreed end, and an earlier end agreed
beforehand.

By the yard's policy the days that it was out are charged, with the concession that was agreed; no
fewer than the class's minimum period, no less than the yard's minimum charge, and never more than
was agreed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from appliance.domain.words import day_in_words
from appliance.ports.rental_life import ChangeOrder, ChangeResult
from appliance.ports.store import Records
from appliance.rental.changing import (
    ChangeRefused,
    Plan,
    change,
    lines_meant,
    require_state,
    with_lines,
)
from appliance.rental.repricing import Priced, reprice
from appliance.rental.yard import class_of, hours_of


def price_until(records: Records, customer_id: str, line: BookingLine, end: datetime) -> Priced:
    """What the line costs when its machine is back at `end`."""
    agreed = Priced(line.day_rate, line.total)
    policy = records.yard.get()
    hours = hours_of(records)
    booked = hours.local_period(line.period)
    if not policy.early_return_reprice or hours.local(end) >= booked.end:
        return agreed
    equipment = class_of(records, line.class_id)
    least = booked.start + timedelta(days=equipment.minimum_days)
    used = Period(booked.start, max(hours.local(end), least))
    if used.days >= booked.days:
        return agreed
    priced = reprice(records, customer_id, replace(line, period=booked), equipment, equipment, used)
    total = min(agreed.total, max(priced.total, policy.minimum_charge))
    return agreed if total >= agreed.total else Priced(priced.day_rate, total)


def return_early(
    records: Records, now: datetime, order: ChangeOrder, end: datetime, *, commit: bool = True
) -> ChangeResult:
    """The lines end earlier. The machines are still to be checked in."""
    if end.tzinfo is None:
        raise RecordError("The new end needs a timezone.")
    return change(
        records,
        now,
        order,
        "return_early",
        lambda booking: _plan(records, now, order, booking, end),
        commit=commit,
    )


def _plan(
    records: Records, now: datetime, order: ChangeOrder, booking: Booking, end: datetime
) -> Plan:
    require_state(booking, (BookingState.RESERVED, BookingState.OUT), "ended earlier")
    hours = hours_of(records)
    end = hours.local(end)
    lines = lines_meant(records, booking, order.lines)
    closed = hours.return_refusal(end)
    if closed:
        raise ChangeRefused(closed)
    if end <= now:
        raise ChangeRefused("That end is in the past; check the machine in instead.")
    changed = []
    for line in lines:
        booked = hours.local_period(line.period)
        if not booked.start < end < booked.end:
            raise ChangeRefused(
                f"It is booked from {day_in_words(booked.start.date())} "
                f"to {day_in_words(booked.end.date())}."
            )
        priced = price_until(records, booking.customer_id, line, end)
        changed.append(
            replace(
                line,
                period=Period(booked.start, end),
                day_rate=priced.day_rate,
                total=priced.total,
            )
        )
    return Plan(after=with_lines(booking, changed))
