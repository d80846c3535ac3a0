"""A machine that broke down while it was out."""

from __future__ import annotations

from datetime import datetime, timedelta

from appliance.domain.bookings import Booking, BookingLine
from appliance.domain.catalogue import Downtime, DowntimeKind, Unit
from appliance.domain.periods import Period
from appliance.ports.rental_life import BreakdownResult, ChangeOrder
from appliance.ports.store import Records
from appliance.rental.search import Stock
from appliance.rental.swapping import kept_for_swap
from appliance.rental.tasks import leave_task
from appliance.rental.units import find_unit, out_line
from appliance.rental.yard import class_of, hours_of

_SHORTEST = timedelta(hours=1)


def report_breakdown(
    records: Records, now: datetime, order: ChangeOrder, asset_tag: str, note: str
) -> BreakdownResult:
    """The breakdown is on record, staff have a task, and another unit is kept for the exchange
    until the next closing. The same key again answers the same."""
    unit = find_unit(records, asset_tag)
    out = out_line(records.bookings.open_for_unit(unit.id), unit.id) if unit else None
    if unit is None or out is None:
        return BreakdownResult(noted=False, refused=f"{asset_tag} is not out.")
    booking, line = out
    if booking.number != order.number or order.customer_id not in (None, booking.customer_id):
        return BreakdownResult(
            noted=False, refused=f"{unit.asset_tag} is not on booking {order.number}."
        )
    kept = records.downtimes.get(kept_for_swap(line.id))
    reported = f"breakdown:{order.key}"
    if records.downtimes.get(reported) is None:
        downtime = Downtime(
            id=reported, unit_id=unit.id, kind=DowntimeKind.BREAKDOWN, start=now, note=note.strip()
        )
        records.downtimes.put(downtime)
        records.audit.append(order.actor, "report_breakdown", f"unit:{unit.id}", None, downtime)
        if kept is None:
            kept = _keep_another(records, now, order.actor, unit, line)
        _tell_staff(records, now, order, booking, unit, note, kept)
    other = records.units.get(kept.unit_id) if kept else None
    return BreakdownResult(noted=True, replacement=other.asset_tag if other else None)


def _keep_another(
    records: Records, now: datetime, actor: str, unit: Unit, line: BookingLine
) -> Downtime | None:
    hours = hours_of(records)
    equipment = class_of(records, unit.class_id)
    period = Period(hours.local(now), max(hours.local(line.period.end), now + _SHORTEST))
    free = Stock(records, now, (equipment,), period).free_units(equipment, period)
    if not free:
        return None
    chosen = min(free, key=lambda one: (one.meter_hours, one.asset_tag))
    today = hours.local(now).date()
    day = hours.next_open_day(today)
    if hours.at_closing(day) <= now:
        day = hours.next_open_day(today + timedelta(days=1))
    kept = Downtime(
        id=kept_for_swap(line.id),
        unit_id=chosen.id,
        kind=DowntimeKind.STAFF_HOLD,
        start=now,
        end=hours.at_closing(day),
        note=f"kept to exchange {unit.asset_tag} on {line.booking_number}",
    )
    records.downtimes.put(kept)
    records.audit.append(actor, "keep_for_swap", f"unit:{chosen.id}", None, kept)
    return kept


def _tell_staff(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    booking: Booking,
    unit: Unit,
    note: str,
    kept: Downtime | None,
) -> None:
    other = records.units.get(kept.unit_id) if kept else None
    offer = f"{other.asset_tag} is kept for the exchange." if other else "No other one is free."
    leave_task(
        records,
        now,
        f"breakdown:{order.key}",
        "callback",
        f"{unit.asset_tag} broke down on {booking.number}",
        f"{note.strip()} {offer} Call {booking.callback_number or 'the customer'}.".strip(),
        call_id=order.call_id,
        booking_number=booking.number,
        actor=order.actor,
    )
