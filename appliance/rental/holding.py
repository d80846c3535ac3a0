"""Keeping units for a call while it finishes, and letting go of what ran out of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from appliance.domain.bookings import BookingState, Hold
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.periods import Period
from appliance.ports.booking import Availability
from appliance.ports.facts import HoldResult
from appliance.ports.store import Records
from appliance.rental.calls import call_of
from appliance.rental.search import Stock, availability
from appliance.rental.tasks import close_reviews
from appliance.rental.yard import AGENT, SYSTEM, class_of, hours_of


def hold(
    records: Records,
    now: datetime,
    call_id: str,
    class_id: str,
    period: Period,
    quantity: int,
) -> HoldResult:
    """Keep units for this call for some minutes; replaces the call's earlier hold.

    When too few are free the earlier hold stays and the answer says what is free instead.
    """
    call_of(records, call_id)
    equipment = class_of(records, class_id)
    period = hours_of(records).local_period(period)
    records.holds.delete_expired(now)
    stands = availability(records, now, class_id, period, quantity, call_id)
    if stands.free < quantity:
        return HoldResult(held=False, until=None, availability=stands)
    until = now + timedelta(minutes=records.yard.get().hold_minutes)
    before = records.holds.of_call(call_id)
    unit_ids = pick_units(
        records,
        now,
        equipment,
        period,
        quantity,
        call_id=call_id,
        prefer=frozenset(one.unit_id for one in before if one.unit_id),
    )
    records.holds.delete_of_call(call_id)
    made = [
        Hold(
            id=uuid4().hex,
            call_id=call_id,
            class_id=class_id,
            unit_id=unit_id,
            quantity=1 if unit_id else quantity,
            period=period,
            expires_at=until,
        )
        for unit_id in unit_ids
    ]
    for one in made:
        records.holds.put(one)
    records.audit.append(AGENT, "hold", f"call:{call_id}", before or None, made)
    return HoldResult(
        held=True,
        until=until,
        availability=Availability(class_id=class_id, owned=stands.owned, free=stands.free),
    )


def pick_units(
    records: Records,
    now: datetime,
    equipment: EquipmentClass,
    period: Period,
    quantity: int,
    *,
    call_id: str | None,
    prefer: frozenset[str] = frozenset(),
) -> tuple[str | None, ...]:
    """Ids of free units, preferred ones first, else those with the fewest meter hours; one None
    for a bulk class. The caller has made sure that enough are free."""
    if equipment.bulk_quantity is not None:
        return (None,)
    stock = Stock(records, now, (equipment,), period, ignore_call=call_id)
    free = stock.free_units(equipment, period)
    ordered = sorted(
        free, key=lambda unit: (unit.id not in prefer, unit.meter_hours, unit.asset_tag)
    )
    return tuple(unit.id for unit in ordered[:quantity])


def expire_stale(records: Records, now: datetime) -> int:
    """Let go of expired holds, of bookings whose review ran out of time, and of quotes that hold
    no longer; how many in all."""
    released = records.holds.delete_expired(now)
    for booking in records.bookings.expired(now):
        after = replace(booking, state=BookingState.EXPIRED)
        records.bookings.put(after)
        records.audit.append(SYSTEM, "expire", f"booking:{booking.number}", booking, after)
        close_reviews(records, SYSTEM, booking.number)
        released += 1
    return released
