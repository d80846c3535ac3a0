"""A unit as the counter speaks of it: where it is, who has it, when it is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.calendar import OpeningHours
from appliance.domain.catalogue import DowntimeKind, Unit, UnitState
from appliance.domain.identifiers import bare
from appliance.domain.periods import Period
from appliance.ports.facts import UnitFacts
from appliance.ports.store import Records
from appliance.rental.yard import class_of, hours_of

_MOMENT = timedelta(seconds=1)


def find_unit(records: Records, asset_tag: str) -> Unit | None:
    """By letters and digits alone; what the tag says wins over what merely looks like it."""
    found = records.units.by_tag(asset_tag)
    if found is not None:
        return found
    wanted = bare(asset_tag)
    if not wanted:
        return None
    matches = [tag for tag in records.units.tags() if bare(tag) == wanted]
    return records.units.by_tag(matches[0]) if len(matches) == 1 else None


def line_of(booking: Booking, unit_id: str) -> BookingLine | None:
    """The unit's line that has not come back."""
    for line in booking.lines:
        if line.unit_id == unit_id and line.returned_at is None:
            return line
    return None


def out_line(bookings: Sequence[Booking], unit_id: str) -> tuple[Booking, BookingLine] | None:
    """The booking and line that the unit is out on."""
    for booking in bookings:
        line = line_of(booking, unit_id)
        if booking.state is BookingState.OUT and line is not None and line.out_at is not None:
            return booking, line
    return None


def waiting_line(bookings: Sequence[Booking], unit_id: str) -> tuple[Booking, BookingLine] | None:
    """The earliest booking and line that the unit still has to go out on."""
    found = [
        (booking, line)
        for booking in bookings
        if (line := line_of(booking, unit_id)) is not None and line.out_at is None
    ]
    return min(found, key=lambda one: one[1].period.start) if found else None


def facts_of(records: Records, now: datetime, unit: Unit) -> UnitFacts:
    """The unit as it stands now."""
    hours = hours_of(records)
    bookings = records.bookings.open_for_unit(unit.id)
    out = out_line(bookings, unit.id)
    status, booking, due = "available", None, None
    if out is not None:
        booking, due = out[0], hours.due(out[1].period.end)
        status = "overdue" if due <= now else "out"
    elif unit.state is UnitState.RETIRED:
        status = "retired"
    elif unit.state is UnitState.MAINTENANCE:
        status = "maintenance"
    else:
        status = _kept_by(records, now, unit)
        waiting = waiting_line(bookings, unit.id)
        today = hours.local(now).date()
        if waiting is not None and hours.local(waiting[1].period.start).date() <= today:
            if status == "available":
                status = "reserved"
            booking, due = waiting[0], hours.due(waiting[1].period.end)
    customer = records.customers.get(booking.customer_id) if booking else None
    return UnitFacts(
        asset_tag=unit.asset_tag,
        name=class_of(records, unit.class_id).name,
        class_id=unit.class_id,
        location=unit.location,
        status=status,
        meter_hours=unit.meter_hours,
        condition=unit.condition,
        customer_name=customer.name if customer else None,
        booking_number=booking.number if booking else None,
        due=hours.local(due) if due else None,
    )


_STATUS_OF_DOWNTIME = {
    DowntimeKind.OUT_UNKNOWN: "out",
    DowntimeKind.STAFF_HOLD: "held",
}


def _kept_by(records: Records, now: datetime, unit: Unit) -> str:
    """What keeps a unit in service at this moment, other than a booking."""
    for downtime in records.downtimes.of_unit(unit.id):
        if downtime.start <= now and (downtime.end is None or now < downtime.end):
            return _STATUS_OF_DOWNTIME.get(downtime.kind, "maintenance")
    taken = records.occupations((unit.class_id,), Period(now, now + _MOMENT), now)
    if any(one.source == "hold" and one.unit_id == unit.id for one in taken):
        return "held"
    return "available"


def unit(records: Records, now: datetime, asset_tag: str) -> UnitFacts | None:
    """The unit with this tag, or None."""
    found = find_unit(records, asset_tag)
    return facts_of(records, now, found) if found else None


def asset_tags(records: Records) -> tuple[str, ...]:
    return records.units.tags()


def due_back(records: Records, now: datetime, day: date) -> tuple[UnitFacts, ...]:
    """Units out whose rental ends on the day, by time and tag."""
    hours = hours_of(records)
    midnight = datetime.combine(day + timedelta(days=1), time(0), hours.zone)
    out = [
        one for one in _out_until(records, midnight) if hours.due(one[1].period.end).date() == day
    ]
    return _facts_of_lines(records, now, out, hours)


def overdue(records: Records, now: datetime) -> tuple[UnitFacts, ...]:
    """Units out whose rental has ended, longest overdue first."""
    hours = hours_of(records)
    out = [one for one in _out_until(records, now) if hours.due(one[1].period.end) <= now]
    return _facts_of_lines(records, now, out, hours)


_OutLine = tuple[Booking, BookingLine, Unit]


def _out_until(records: Records, moment: datetime) -> list[_OutLine]:
    """Lines out that end at or before the moment, with their units, in one look-up."""
    lines = [
        (booking, line)
        for booking in records.bookings.out_due_by(moment)
        for line in booking.lines
        if line.out_at is not None and line.returned_at is None and line.period.end <= moment
    ]
    units = records.units.get_many(tuple(line.unit_id for _, line in lines if line.unit_id))
    found = [
        (booking, line, units[line.unit_id])
        for booking, line in lines
        if line.unit_id is not None and line.unit_id in units
    ]
    return sorted(found, key=lambda one: (one[1].period.end, one[2].asset_tag))


def _facts_of_lines(
    records: Records, now: datetime, lines: list[_OutLine], hours: OpeningHours
) -> tuple[UnitFacts, ...]:
    """With the names of customers and classes, in one look-up each."""
    customers = records.customers.get_many(tuple(one.customer_id for one, _, _ in lines))
    classes = records.classes.get_many(tuple(unit.class_id for _, _, unit in lines))
    return tuple(
        UnitFacts(
            asset_tag=unit.asset_tag,
            name=classes[unit.class_id].name,
            class_id=unit.class_id,
            location=unit.location,
            status="overdue" if hours.due(line.period.end) <= now else "out",
            meter_hours=unit.meter_hours,
            condition=unit.condition,
            customer_name=customers[booking.customer_id].name
            if booking.customer_id in customers
            else None,
            booking_number=booking.number,
            due=hours.due(line.period.end),
        )
        for booking, line, unit in lines
    )
