"""Quantities of a bulk class at the counter: out, back in parts, and lost.

A part that leaves or comes back becomes a line of its own, so that every line is wholly in the
yard, out or back. What is lost leaves the yard's stock and is charged at replacement value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.charges import ChargeKind
from appliance.domain.handover import Direction, Handover
from appliance.domain.periods import Period
from appliance.domain.rates import cents
from appliance.domain.words import counted
from appliance.ports.rental_life import BulkOrder, ChangeOrder, ChangeResult
from appliance.ports.store import Records
from appliance.rental.changing import ChangeRefused, Fee, Plan, change, require_state
from appliance.rental.coming_back import after_return, come_back
from appliance.rental.search import Stock
from appliance.rental.tasks import leave_task
from appliance.rental.yard import class_of, hours_of

_LOOK_AHEAD = timedelta(days=365)


def check_out_quantity(records: Records, now: datetime, order: BulkOrder) -> ChangeResult:
    """A quantity of a reserved bulk line leaves; the rest of the line waits."""

    def plan(booking: Booking) -> Plan:
        require_state(booking, (BookingState.RESERVED, BookingState.OUT), "checked out")
        line = _line(booking, order, out=False)
        equipment = class_of(records, line.class_id)
        _whole(order.quantity, 1, line.quantity, equipment, "waiting")
        hours = hours_of(records)
        if hours.local(line.period.start).date() > hours.local(now).date():
            raise ChangeRefused(f"The {equipment.name} is reserved for a later day.")
        gone, rest = split(line, order.quantity)
        gone = replace(gone, out_at=now)
        after = _with(booking, line, (gone, *rest))
        return Plan(
            after=replace(after, state=BookingState.OUT),
            also=lambda: _hand(records, now, order, gone, Direction.OUT, order.note),
        )

    return change(records, now, _as_change(order), "check_out_quantity", plan, commit=True)


def check_in_quantity(records: Records, now: datetime, order: BulkOrder) -> ChangeResult:
    """Good pieces come back, lost ones are charged; the rest of the line stays out."""

    def plan(booking: Booking) -> Plan:
        require_state(booking, (BookingState.OUT,), "checked in")
        line = _line(booking, order, out=True)
        equipment = class_of(records, line.class_id)
        _whole(order.quantity, 0, line.quantity, equipment, "out")
        _whole(order.lost, 0, line.quantity - order.quantity, equipment, "out beside those")
        back, rest = split(line, order.quantity + order.lost)
        returned, _, late = come_back(records, now, booking.customer_id, back)
        fees = [late] if late else []
        if order.lost and equipment.replacement_value:
            fees.append(
                Fee(
                    kind=ChargeKind.LOSS,
                    amount=equipment.replacement_value * order.lost,
                    note=f"{counted(order.lost, 'piece')} of {equipment.name} lost",
                    line_id=back.id,
                )
            )
        after = after_return(now, _with(booking, line, (returned, *rest)))
        lost = f"{order.lost} lost" if order.lost else ""
        note = ", ".join(part for part in (order.note, lost) if part)

        def also() -> None:
            _hand(records, now, order, returned, Direction.IN, note)
            if order.lost:
                _write_off(records, now, order, equipment)

        return Plan(after=after, fees=tuple(fees), also=also)

    return change(records, now, _as_change(order), "check_in_quantity", plan, commit=True)


def _as_change(order: BulkOrder) -> ChangeOrder:
    return ChangeOrder(key=order.key, actor=order.actor, number=order.number)


def _whole(value: int, least: int, most: int, equipment: EquipmentClass, where: str) -> None:
    if not least <= value <= most:
        raise ChangeRefused(f"{most} of the {equipment.name} are {where}; {value} cannot be.")


def _line(booking: Booking, order: BulkOrder, *, out: bool) -> BookingLine:
    lines = [
        line
        for line in booking.lines
        if line.unit_id is None
        and line.returned_at is None
        and (line.out_at is not None) is out
        and order.line in ("", line.id)
    ]
    if not lines:
        raise ChangeRefused(f"Nothing counted in pieces on {booking.number} fits that.")
    if len(lines) > 1:
        raise ChangeRefused(f"Say which item of {booking.number} is meant.")
    if order.quantity + order.lost < 1:
        raise ChangeRefused("Say how many pieces.")
    return lines[0]


def split(line: BookingLine, quantity: int) -> tuple[BookingLine, tuple[BookingLine, ...]]:
    """So many of a line's pieces, with their share of the price, and the rest if there is one."""
    if quantity >= line.quantity:
        return line, ()
    share = cents(line.total * quantity / line.quantity)
    part = replace(line, quantity=quantity, total=share)
    rest = replace(
        line, id=uuid4().hex, quantity=line.quantity - quantity, total=line.total - share
    )
    return part, (rest,)


def _with(booking: Booking, line: BookingLine, parts: Sequence[BookingLine]) -> Booking:
    lines: list[BookingLine] = []
    for one in booking.lines:
        lines.extend(parts if one.id == line.id else (one,))
    return replace(booking, lines=tuple(lines))


def _hand(
    records: Records,
    now: datetime,
    order: BulkOrder,
    line: BookingLine,
    direction: Direction,
    note: str,
) -> None:
    records.handovers.put(
        Handover(
            id=uuid4().hex,
            booking_number=order.number,
            line_id=line.id,
            direction=direction,
            quantity=line.quantity,
            at=now,
            by=order.actor,
            condition=note,
        )
    )


def _write_off(
    records: Records, now: datetime, order: BulkOrder, equipment: EquipmentClass
) -> None:
    """The class has fewer pieces; what is then promised beyond them is left to staff."""
    left = max(0, (equipment.bulk_quantity or 0) - order.lost)
    after = replace(equipment, bulk_quantity=left)
    records.classes.put(after)
    records.audit.append(order.actor, "write_off", f"class:{equipment.id}", equipment, after)
    hours = hours_of(records)
    start = hours.local(now)
    ahead = Period(start, start + _LOOK_AHEAD)
    stock = Stock(records, now, (after,), ahead)
    if stock.short(after, ahead):
        leave_task(
            records,
            now,
            f"short:{order.key}",
            "callback",
            f"Too few of the {equipment.name} are left",
            f"{order.lost} were lost on {order.number}; {left} are left, and more are promised.",
            call_id=None,
            booking_number=order.number,
            actor=order.actor,
        )
