"""Bookings looked up, and as facts for speaking and showing."""

from __future__ import annotations

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.errors import RecordNotFound
from appliance.ports.booking import BookedFacts, BookedLine
from appliance.ports.store import Records
from appliance.rental.yard import class_of, hours_of


def booking_of(records: Records, number: str) -> Booking:
    """Raises RecordNotFound."""
    booking = records.bookings.get(number)
    if booking is None:
        raise RecordNotFound(f"There is no booking {number}.", "Check the number.")
    return booking


def booked_facts(records: Records, booking: Booking) -> BookedFacts:
    """A booking as it stands in its row, for speaking. What speaks of one item speaks of the
    first."""
    line = booking.lines[0]
    equipment = class_of(records, line.class_id)
    customer = records.customers.get(booking.customer_id)
    operator = records.operators.get(booking.operator_id) if booking.operator_id else None
    units = records.units.get_many(
        tuple(one.unit_id for one in booking.lines if one.unit_id is not None)
    )
    names = records.classes.get_many(tuple({one.class_id for one in booking.lines}))
    hours = hours_of(records)
    lines = tuple(
        BookedLine(
            line_id=one.id,
            class_id=one.class_id,
            item=names[one.class_id].name if one.class_id in names else "",
            asset_tag=units[one.unit_id].asset_tag if one.unit_id in units else None,
            quantity=one.quantity,
            period=hours.local_period(one.period),
            due=hours.due(one.period.end),
            day_rate=one.day_rate,
            total=one.total,
            out_at=one.out_at,
            returned_at=one.returned_at,
        )
        for one in booking.lines
    )
    first = [one for one in lines if one.class_id == line.class_id]
    same = [one for one in first if one.period == lines[0].period]
    return BookedFacts(
        number=booking.number,
        state=booking.state.value,
        customer_name=customer.name if customer else "",
        class_id=equipment.id,
        item=equipment.name,
        quantity=sum(one.quantity for one in same),
        period=lines[0].period,
        day_rate=line.day_rate,
        total=booking.total,
        tax=booking.tax,
        deposit=booking.deposit,
        asset_tags=tuple(sorted(unit.asset_tag for unit in units.values())),
        pickup_place=records.yard.get().pickup_place,
        operator_name=operator.name if operator else None,
        due=lines[0].due,
        quote_until=booking.quote_until if booking.state is BookingState.QUOTE else None,
        lines=lines,
    )
