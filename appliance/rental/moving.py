"""Another period for what has not gone out yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.periods import Period
from appliance.domain.words import counted
from appliance.ports.rental_life import ChangeOrder, ChangeResult
from appliance.ports.store import Records
from appliance.rental.allocating import Allocation
from appliance.rental.changing import (
    ChangeRefused,
    Plan,
    change,
    check_credentials,
    lines_meant,
    require_state,
    with_lines,
)
from appliance.rental.confirming import OWN_RECORDS_ALONE, Answers
from appliance.rental.repricing import reprice
from appliance.rental.search import availability
from appliance.rental.yard import class_of, hours_of


def move(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    period: Period,
    *,
    commit: bool = True,
    answers: Answers = OWN_RECORDS_ALONE,
) -> ChangeResult:
    """The lines take place in another period; their units stay where they are free then."""
    return change(
        records,
        now,
        order,
        "move",
        lambda booking: _plan(records, now, order, booking, period, answers),
        commit=commit,
    )


def _plan(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    booking: Booking,
    period: Period,
    answers: Answers,
) -> Plan:
    require_state(booking, (BookingState.RESERVED, BookingState.OUT), "moved")
    hours = hours_of(records)
    period = hours.local_period(period)
    lines = lines_meant(records, booking, order.lines, out=False)
    refusal = hours.pickup_refusal(period, now) or hours.return_refusal(period.end)
    if refusal:
        raise ChangeRefused(refusal)
    classes = {line.class_id: class_of(records, line.class_id) for line in lines}
    for equipment in classes.values():
        if period.days < equipment.minimum_days:
            least = counted(equipment.minimum_days, "day")
            raise ChangeRefused(f"The {equipment.name} is rented for at least {least}.")
    changing = {line.id for line in lines}
    allocation = Allocation(
        records,
        now,
        [(equipment, period) for equipment in classes.values()],
        ignore_booking=booking.number,
        kept=[line for line in booking.lines if line.id not in changing],
    )
    prefer = frozenset(line.unit_id for line in lines if line.unit_id)
    changed = []
    for line in lines:
        equipment = classes[line.class_id]
        taken = allocation.take(equipment, period, line.quantity, prefer)
        if not taken:
            raise ChangeRefused(
                f"The {equipment.name} is not free for that period.",
                availability=availability(
                    records, now, equipment.id, period, line.quantity, order.call_id
                ),
            )
        priced = reprice(
            records,
            booking.customer_id,
            replace(line, period=hours.local_period(line.period)),
            equipment,
            equipment,
            period,
        )
        changed.append(
            replace(
                line,
                unit_id=taken[0],
                period=period,
                day_rate=priced.day_rate,
                total=priced.total,
            )
        )
    after = with_lines(booking, changed)
    check_credentials(records, now, after, answers)
    return Plan(after=after)
