"""Another unit for a line: of the same class at the same price, or of another class priced anew.

For a unit that is out this is the exchange at the counter: the old one is back at this moment and
the new one leaves. A line that goes on in another class is split there, so that each part is
charged at its own class's rates.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.errors import RecordNotFound
from appliance.domain.handover import Direction, Handover
from appliance.domain.periods import Period
from appliance.domain.verification import VerificationResult
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
from appliance.rental.requirements import check_site
from appliance.rental.returning import price_until
from appliance.rental.search import availability
from appliance.rental.units import find_unit
from appliance.rental.yard import class_of, hours_of


def kept_for_swap(line_id: str) -> str:
    """The id of the downtime that keeps a unit for the exchange of a line's."""
    return f"swap:{line_id}"


def swap_unit(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    asset_tag: str | None,
    class_id: str | None,
    *,
    commit: bool = True,
    answers: Answers = OWN_RECORDS_ALONE,
) -> ChangeResult:
    """The line named goes on with the unit named, or with any free one of the class named, or of
    its own class."""
    return change(
        records,
        now,
        order,
        "swap_unit",
        lambda booking: _plan(records, now, order, booking, asset_tag, class_id, answers),
        commit=commit,
    )


def _plan(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    booking: Booking,
    asset_tag: str | None,
    class_id: str | None,
    answers: Answers,
) -> Plan:
    require_state(booking, (BookingState.RESERVED, BookingState.OUT), "changed to another unit")
    lines = lines_meant(records, booking, order.lines)
    if len(lines) > 1:
        raise ChangeRefused("Say which of the units on the booking is meant.")
    line = lines[0]
    if line.unit_id is None:
        raise ChangeRefused("Only a machine with an asset tag can be swapped for another.")
    wanted = _unit(records, asset_tag)
    before = class_of(records, line.class_id)
    after = class_of(records, wanted.class_id if wanted else class_id or line.class_id)
    if after.bulk_quantity is not None:
        raise ChangeRefused(f"{after.name} has no units to choose from.")
    if class_id is not None and after.id != class_id:
        raise ChangeRefused(f"{asset_tag} is a {after.name}.")
    if wanted is not None and wanted.id == line.unit_id:
        raise ChangeRefused(f"{wanted.asset_tag} is on the booking already.")
    hours = hours_of(records)
    period = hours.local_period(line.period)
    if line.out_at is not None:
        if period.end <= now:
            raise ChangeRefused("That rental is over; extend it first.")
        period = Period(max(period.start, hours.local(now)), period.end)
    chosen = _choose(records, now, booking, line, before, after, period, wanted)
    if after.id != before.id:
        _check_class(records, booking, before, after, period)
    changed = _changed(records, now, booking, line, before, after, chosen)
    check_credentials(records, now, changed, answers)
    deposit = max(Decimal(0), booking.deposit + (after.deposit - before.deposit) * line.quantity)

    def also() -> None:
        _let_go(records, now, line.id)
        if line.out_at is not None:
            _exchange(records, now, order.actor, booking, changed, line, chosen)

    return Plan(after=replace(changed, deposit=deposit), also=also)


def _unit(records: Records, asset_tag: str | None) -> Unit | None:
    if asset_tag is None:
        return None
    found = find_unit(records, asset_tag)
    if found is None:
        raise ChangeRefused(f"There is no unit {asset_tag}.")
    return found


def _choose(
    records: Records,
    now: datetime,
    booking: Booking,
    line: BookingLine,
    before: EquipmentClass,
    after: EquipmentClass,
    period: Period,
    wanted: Unit | None,
) -> Unit:
    """The unit that takes over. Raises ChangeRefused when none is free."""
    allocation = Allocation(
        records,
        now,
        [(before, period), (after, period)],
        ignore_booking=booking.number,
        ignore=frozenset((kept_for_swap(line.id),)),
        kept=booking.lines,
    )
    free = [unit for unit in allocation.free_units(after, period) if unit.id != line.unit_id]
    if wanted is not None:
        free = [unit for unit in free if unit.id == wanted.id]
    if free:
        kept = records.downtimes.get(kept_for_swap(line.id))
        free.sort(
            key=lambda one: (
                kept is None or kept.unit_id != one.id,
                one.meter_hours,
                one.asset_tag,
            )
        )
        return free[0]
    if wanted is not None:
        raise ChangeRefused(f"{wanted.asset_tag} is not free for that time.")
    raise ChangeRefused(
        f"No other {after.name} is free for that time.",
        availability=availability(records, now, after.id, period, 1, None),
    )


def _check_class(
    records: Records,
    booking: Booking,
    before: EquipmentClass,
    after: EquipmentClass,
    period: Period,
) -> None:
    """The site has to admit another class, where it is heavier."""
    if after.weight_class.rank <= before.weight_class.rank:
        return
    site = check_site(records, booking.customer_id, after.id, booking.site_address, ())
    if site.verification is None or site.verification.result is VerificationResult.REVIEW:
        raise ChangeRefused(
            f"The {after.name} is heavier, and nothing on record says that the site admits it."
        )
    if not site.verification.passed:
        raise ChangeRefused(
            f"{site.verification.reason} {site.verification.remedy}".strip(),
            verification=site.verification,
        )


def _changed(
    records: Records,
    now: datetime,
    booking: Booking,
    line: BookingLine,
    before: EquipmentClass,
    after: EquipmentClass,
    chosen: Unit,
) -> Booking:
    hours = hours_of(records)
    booked = hours.local_period(line.period)
    local = replace(line, period=booked)
    moment = hours.local(now)
    if after.id == before.id:
        out_at = None if line.out_at is None else now
        return with_lines(booking, [replace(line, unit_id=chosen.id, out_at=out_at)])
    if line.out_at is None or moment <= booked.start:
        priced = reprice(records, booking.customer_id, local, before, after, booked)
        changed = replace(
            local,
            class_id=after.id,
            unit_id=chosen.id,
            day_rate=priced.day_rate,
            total=priced.total,
            out_at=None if line.out_at is None else now,
        )
        return with_lines(booking, [changed])
    used = price_until(records, booking.customer_id, local, moment)
    rest = Period(moment, booked.end)
    priced = reprice(records, booking.customer_id, local, before, after, rest)
    first = replace(
        local,
        period=Period(booked.start, moment),
        day_rate=used.day_rate,
        total=used.total,
        returned_at=now,
    )
    second = replace(
        local,
        id=uuid4().hex,
        class_id=after.id,
        unit_id=chosen.id,
        period=rest,
        day_rate=priced.day_rate,
        total=priced.total,
        out_at=now,
    )
    split = with_lines(booking, [first])
    return replace(split, lines=(*split.lines, second))


def _let_go(records: Records, now: datetime, line_id: str) -> None:
    kept = records.downtimes.get(kept_for_swap(line_id))
    if kept is not None and (kept.end is None or kept.end > now):
        records.downtimes.put(replace(kept, end=max(now, kept.start)))


def _exchange(
    records: Records,
    now: datetime,
    actor: str,
    booking: Booking,
    changed: Booking,
    line: BookingLine,
    chosen: Unit,
) -> None:
    """Both machines change hands, on record."""
    old = records.units.get(line.unit_id) if line.unit_id else None
    if old is None:
        raise RecordNotFound("The unit of the line is not on record.")
    new_line = next(one for one in changed.lines if one.unit_id == chosen.id)
    for unit, line_id, direction in (
        (old, line.id, Direction.IN),
        (chosen, new_line.id, Direction.OUT),
    ):
        records.handovers.put(
            Handover(
                id=uuid4().hex,
                booking_number=booking.number,
                line_id=line_id,
                unit_id=unit.id,
                direction=direction,
                at=now,
                by=actor,
                meter_hours=unit.meter_hours,
                condition="swapped",
            )
        )
