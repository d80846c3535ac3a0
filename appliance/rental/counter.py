"""The counter's orders: units out, back, and in and out of maintenance.

An order that cannot be carried out is refused in words that may be spoken; nothing is changed
then. Repeating an order with the same key answers with what it did.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import Downtime, DowntimeKind, Unit, UnitState
from appliance.domain.handover import Direction
from appliance.domain.rates import cents
from appliance.domain.words import amount
from appliance.ports.facts import CounterResult
from appliance.ports.store import Records
from appliance.rental.changing import add_charge
from appliance.rental.coming_back import after_return, come_back
from appliance.rental.handing_over import NOT_READ, Reading, note_handover
from appliance.rental.tasks import leave_task
from appliance.rental.units import facts_of, find_unit, out_line, waiting_line
from appliance.rental.yard import hours_of

_LOOK_BACK = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterEntry:
    """What the audit trail keeps of an order: enough to answer its repetition."""

    key: str
    unit: Unit
    booking_number: str | None = None
    late_days: int = 0
    late_fee: Decimal = Decimal(0)


class _Refused(Exception):
    """Why an order was not carried out. Stays within this module."""


def _repeated(
    records: Records, now: datetime, unit: Unit, action: str, key: str
) -> CounterResult | None:
    """The answer to an order carried out before, as the audit trail has it."""
    for entry in records.audit.page(record=f"unit:{unit.id}", limit=_LOOK_BACK).items:
        if entry.action != action or not entry.after:
            continue
        after = json.loads(entry.after)
        if after.get("key") == key:
            return CounterResult(
                unit=facts_of(records, now, unit),
                late_days=after["late_days"],
                late_fee=Decimal(after["late_fee"]),
            )
    return None


def _unknown(asset_tag: str) -> CounterResult:
    return CounterResult(unit=None, refused=f"There is no unit {asset_tag}.")


def check_out(
    records: Records,
    now: datetime,
    key: str,
    actor: str,
    asset_tag: str,
    meter_hours: Decimal | None,
    reading: Reading = NOT_READ,
) -> CounterResult:
    """The unit's reserved booking goes out; its line notes when, and a handover what was seen."""
    unit = find_unit(records, asset_tag)
    if unit is None:
        return _unknown(asset_tag)
    repeated = _repeated(records, now, unit, "check_out", key)
    if repeated is not None:
        return repeated
    try:
        booking, line = _due_out(records, now, unit)
        after = _metered(unit, meter_hours)
    except _Refused as refusal:
        return CounterResult(unit=facts_of(records, now, unit), refused=str(refusal))
    gone = replace(booking, state=BookingState.OUT, lines=_with(booking, replace(line, out_at=now)))
    records.bookings.put(gone)
    if after != unit:
        records.units.put(after)
    records.audit.append(actor, "check_out", f"booking:{booking.number}", booking, gone)
    records.audit.append(
        actor,
        "check_out",
        f"unit:{unit.id}",
        unit,
        CounterEntry(key=key, unit=after, booking_number=booking.number),
    )
    note_handover(
        records, now, actor, (booking.number, line.id), after, Direction.OUT, meter_hours, reading
    )
    return CounterResult(unit=facts_of(records, now, after))


def _due_out(records: Records, now: datetime, unit: Unit) -> tuple[Booking, BookingLine]:
    bookings = records.bookings.open_for_unit(unit.id)
    if out_line(bookings, unit.id) is not None:
        raise _Refused(f"{unit.asset_tag} is already out.")
    if unit.state is not UnitState.IN_SERVICE:
        raise _Refused(f"{unit.asset_tag} is not in service.")
    waiting = waiting_line(bookings, unit.id)
    if waiting is None:
        raise _Refused(f"{unit.asset_tag} has no reservation.")
    booking, line = waiting
    if booking.state is BookingState.PENDING_REVIEW:
        raise _Refused(f"Booking {booking.number} is still waiting for review.")
    hours = hours_of(records)
    if hours.local(line.period.start).date() > hours.local(now).date():
        raise _Refused(f"{unit.asset_tag} is reserved for a later day, with {booking.number}.")
    if any(one.start <= now for one in records.downtimes.open_of_unit(unit.id)):
        raise _Refused(f"{unit.asset_tag} is kept back; end that first.")
    return booking, line


def _with(booking: Booking, line: BookingLine) -> tuple[BookingLine, ...]:
    return tuple(line if one.id == line.id else one for one in booking.lines)


def _metered(unit: Unit, meter_hours: Decimal | None) -> Unit:
    if meter_hours is None:
        return unit
    if not meter_hours.is_finite() or meter_hours < unit.meter_hours:
        raise _Refused(
            f"The meter of {unit.asset_tag} stood at {amount(unit.meter_hours)} hours, so it "
            "cannot read less now."
        )
    return replace(unit, meter_hours=cents(meter_hours))


def check_in(
    records: Records,
    now: datetime,
    key: str,
    actor: str,
    asset_tag: str,
    meter_hours: Decimal | None,
    condition: str,
    reading: Reading = NOT_READ,
) -> CounterResult:
    """The unit is back; its booking is returned once all its units are, with late days and fee.

    A unit that was out with no known return (as imported) comes back the same way.
    """
    unit = find_unit(records, asset_tag)
    if unit is None:
        return _unknown(asset_tag)
    repeated = _repeated(records, now, unit, "check_in", key)
    if repeated is not None:
        return repeated
    out = out_line(records.bookings.open_for_unit(unit.id), unit.id)
    strays = [
        one
        for one in records.downtimes.open_of_unit(unit.id)
        if one.kind is DowntimeKind.OUT_UNKNOWN and one.start <= now
    ]
    if out is None and not strays:
        return CounterResult(
            unit=facts_of(records, now, unit), refused=f"{unit.asset_tag} is not out."
        )
    try:
        after = _metered(unit, meter_hours)
    except _Refused as refusal:
        return CounterResult(unit=facts_of(records, now, unit), refused=str(refusal))
    if condition.strip():
        after = replace(after, condition=condition.strip())
    if _broken(records, unit):
        after = replace(after, state=UnitState.MAINTENANCE)
    if after != unit:
        records.units.put(after)
    for stray in strays:
        records.downtimes.put(replace(stray, end=now))
    entry = CounterEntry(key=key, unit=after)
    if out is not None:
        entry = _returned(records, now, actor, out, entry)
        note_handover(
            records,
            now,
            actor,
            (out[0].number, out[1].id),
            after,
            Direction.IN,
            meter_hours,
            replace(reading, condition=reading.condition or condition.strip()),
        )
    records.audit.append(actor, "check_in", f"unit:{unit.id}", unit, entry)
    return CounterResult(
        unit=facts_of(records, now, after), late_days=entry.late_days, late_fee=entry.late_fee
    )


def _broken(records: Records, unit: Unit) -> bool:
    """Reported broken while it was out: it stays in maintenance until somebody ends that."""
    open_ones = records.downtimes.open_of_unit(unit.id)
    return any(one.kind is DowntimeKind.BREAKDOWN for one in open_ones)


def _returned(
    records: Records,
    now: datetime,
    actor: str,
    out: tuple[Booking, BookingLine],
    entry: CounterEntry,
) -> CounterEntry:
    booking, line = out
    returned, late, fee = come_back(records, now, booking.customer_id, line)
    back = after_return(now, replace(booking, lines=_with(booking, returned)))
    records.bookings.put(back)
    records.audit.append(actor, "check_in", f"booking:{booking.number}", booking, back)
    if fee is not None:
        add_charge(records, now, actor, booking.number, fee)
    return replace(
        entry,
        booking_number=booking.number,
        late_days=late,
        late_fee=fee.amount if fee else Decimal(0),
    )


_ENDED_WITH_SERVICE = (
    DowntimeKind.MAINTENANCE,
    DowntimeKind.BREAKDOWN,
    DowntimeKind.INSPECTION,
)


def set_maintenance(
    records: Records,
    now: datetime,
    key: str,
    actor: str,
    asset_tag: str,
    in_maintenance: bool,
    note: str,
) -> CounterResult:
    """Take a unit out of service or put it back.

    Reservations that it then cannot keep are left to staff as a task.
    """
    unit = find_unit(records, asset_tag)
    if unit is None:
        return _unknown(asset_tag)
    repeated = _repeated(records, now, unit, "set_maintenance", key)
    if repeated is not None:
        return repeated
    bookings = records.bookings.open_for_unit(unit.id)
    refusal = _no_maintenance(unit, in_maintenance, bookings)
    if refusal:
        return CounterResult(unit=facts_of(records, now, unit), refused=refusal)
    after = replace(unit, state=UnitState.MAINTENANCE if in_maintenance else UnitState.IN_SERVICE)
    records.units.put(after)
    if in_maintenance:
        records.downtimes.put(
            Downtime(
                id=uuid4().hex,
                unit_id=unit.id,
                kind=DowntimeKind.MAINTENANCE,
                start=now,
                note=note.strip(),
            )
        )
        _warn_of_reservation(records, now, key, actor, after, bookings)
    else:
        for downtime in records.downtimes.open_of_unit(unit.id):
            if downtime.kind in _ENDED_WITH_SERVICE and downtime.start <= now:
                records.downtimes.put(replace(downtime, end=now))
    records.audit.append(
        actor, "set_maintenance", f"unit:{unit.id}", unit, CounterEntry(key=key, unit=after)
    )
    return CounterResult(unit=facts_of(records, now, after))


def _no_maintenance(unit: Unit, in_maintenance: bool, bookings: tuple[Booking, ...]) -> str:
    """Why not, or empty."""
    if unit.state is UnitState.RETIRED:
        return f"{unit.asset_tag} has been retired."
    if out_line(bookings, unit.id) is not None:
        return f"{unit.asset_tag} is out; check it in first."
    if in_maintenance and unit.state is UnitState.MAINTENANCE:
        return f"{unit.asset_tag} is in maintenance already."
    if not in_maintenance and unit.state is UnitState.IN_SERVICE:
        return f"{unit.asset_tag} is in service already."
    return ""


def _warn_of_reservation(
    records: Records,
    now: datetime,
    key: str,
    actor: str,
    unit: Unit,
    bookings: tuple[Booking, ...],
) -> None:
    waiting = waiting_line(bookings, unit.id)
    if waiting is None:
        return
    numbers = ", ".join(booking.number for booking in bookings)
    leave_task(
        records,
        now,
        f"swap:{key}",
        "review",
        f"{unit.asset_tag} went into maintenance",
        f"Reserved with {numbers}: give it another unit or call the customer.",
        call_id=None,
        booking_number=waiting[0].number,
        actor=actor,
    )
