"""What every change of a rental shares: it is worked out whole, then written whole or not at all.

A verb makes a plan of the booking as it would stand; a preview stops there. Carrying it out
writes the booking, its fee and its audit entry, and notes the key, so that repeating the order
answers what it did. The words of a refusal may be spoken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.charges import Charge, ChargeKind
from appliance.domain.errors import RecordError
from appliance.domain.identifiers import bare
from appliance.domain.orders import CarriedOut
from appliance.domain.verification import Verification, VerificationResult
from appliance.ports.booking import Availability
from appliance.ports.rental_life import ChangeOrder, ChangeResult
from appliance.ports.store import Records
from appliance.rental.booked import booked_facts
from appliance.rental.confirming import (
    Answers,
    confirmed_cover,
    confirmed_customer,
    confirmed_operator,
)
from appliance.rental.holding import expire_stale
from appliance.rental.registry import verify_customer
from appliance.rental.requirements import verify_cover, verify_operator
from appliance.rental.yard import class_of, hours_of, local_now

ORDERS_KEPT = timedelta(days=30)
"""For so long repeating an order with its key answers what it did."""


class ChangeRefused(Exception):
    """Why a rental was not changed. Stays within the verbs that change one."""

    def __init__(
        self,
        reason: str,
        *,
        nearest_end: datetime | None = None,
        verification: Verification | None = None,
        availability: Availability | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.nearest_end = nearest_end
        self.verification = verification
        self.availability = availability


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A fee that a change causes."""

    kind: ChargeKind
    amount: Decimal
    note: str = ""
    line_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A booking as a change would leave it, and what else is written with it."""

    after: Booking
    fees: tuple[Fee, ...] = ()
    also: Callable[[], None] | None = None
    """Further writes, once the booking is written."""


def total_of(booking: Booking) -> Decimal:
    return sum((line.total for line in booking.lines), Decimal(0))


def change(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    action: str,
    plan: Callable[[Booking], Plan],
    *,
    commit: bool,
) -> ChangeResult:
    """Work a change out and, with `commit`, write it. Raises RecordError for a key that another
    order has used."""
    if commit:
        repeated = _repeated(records, order, action)
        if repeated is not None:
            return repeated
        expire_stale(records, now)
    booking = _own_booking(records, order)
    if booking is None:
        return ChangeResult(booking=None, refused="There is no such booking.")
    before = total_of(booking)
    try:
        made = plan(booking)
    except ChangeRefused as refusal:
        return ChangeResult(
            booking=booked_facts(records, booking),
            refused=refusal.reason,
            before_total=before,
            total=before,
            nearest_end=refusal.nearest_end,
            verification=refusal.verification,
            availability=refusal.availability,
        )
    fee = sum((one.amount for one in made.fees), Decimal(0))
    if commit:
        _write(records, now, order, action, booking, made, fee)
    return ChangeResult(
        booking=booked_facts(records, made.after),
        before_total=before,
        total=total_of(made.after),
        fee=fee,
    )


def _repeated(records: Records, order: ChangeOrder, action: str) -> ChangeResult | None:
    done = records.carried_out.get(order.key)
    if done is None:
        return None
    if (done.action, done.booking_number) != (action, order.number):
        raise RecordError(
            f"The key of this order was used for another: {done.action} {done.booking_number}.",
            "Give every order a key of its own.",
        )
    booking = records.bookings.get(order.number)
    return ChangeResult(
        booking=booked_facts(records, booking) if booking else None,
        before_total=done.before_total,
        total=done.total,
        fee=done.fee,
    )


def _own_booking(records: Records, order: ChangeOrder) -> Booking | None:
    booking = records.bookings.get(order.number)
    if booking is None or order.customer_id not in (None, booking.customer_id):
        return None
    return booking if booking.lines else None


def _write(
    records: Records,
    now: datetime,
    order: ChangeOrder,
    action: str,
    before: Booking,
    made: Plan,
    fee: Decimal,
) -> None:
    if made.after != before:
        records.bookings.put(made.after)
    for one in made.fees:
        add_charge(records, now, order.actor, before.number, one)
    if made.also is not None:
        made.also()
    records.audit.append(order.actor, action, f"booking:{before.number}", before, made.after)
    note_done(records, now, order.key, action, order.actor, before, made.after, fee)


def note_done(
    records: Records,
    now: datetime,
    key: str,
    action: str,
    actor: str,
    before: Booking,
    after: Booking,
    fee: Decimal = Decimal(0),
) -> None:
    """Remember what the order with this key did."""
    records.carried_out.put(
        CarriedOut(
            key=key,
            action=action,
            at=now,
            actor=actor,
            booking_number=before.number,
            before_total=total_of(before),
            total=total_of(after),
            fee=fee,
        )
    )


def add_charge(records: Records, now: datetime, actor: str, number: str, fee: Fee) -> Charge | None:
    """An entry of the booking's ledger; none for nothing."""
    if fee.amount <= 0:
        return None
    charge = Charge(
        id=uuid4().hex,
        booking_number=number,
        line_id=fee.line_id,
        kind=fee.kind,
        amount=fee.amount,
        at=now,
        by=actor,
        note=fee.note,
    )
    records.charges.put(charge)
    records.audit.append(actor, "charge", f"booking:{number}", None, charge)
    return charge


def require_state(booking: Booking, states: Sequence[BookingState], verb: str) -> None:
    """Raises ChangeRefused when the booking is in no state for it."""
    if booking.state in states:
        return
    if booking.state is BookingState.PENDING_REVIEW:
        raise ChangeRefused(f"Booking {booking.number} is still waiting for review.")
    state = booking.state.value.replace("_", " ")
    raise ChangeRefused(f"Booking {booking.number} is {state}, so it cannot be {verb}.")


def lines_meant(
    records: Records, booking: Booking, wanted: Sequence[str], *, out: bool | None = None
) -> tuple[BookingLine, ...]:
    """The lines named by tag or id, else all that have not come back; with `out`, only those that
    have left (True) or not (False). Raises ChangeRefused when there are none."""
    open_lines = [line for line in booking.lines if line.returned_at is None]
    if wanted:
        units = records.units.get_many(tuple(line.unit_id for line in open_lines if line.unit_id))
        tags = {key: bare(unit.asset_tag) for key, unit in units.items()}
        named = {bare(one) for one in wanted}
        open_lines = [
            line
            for line in open_lines
            if line.id in wanted or (line.unit_id and tags.get(line.unit_id) in named)
        ]
    if out is not None:
        open_lines = [line for line in open_lines if (line.out_at is not None) is out]
    if not open_lines:
        raise ChangeRefused(f"There is nothing on booking {booking.number} that this could mean.")
    return tuple(open_lines)


def with_lines(booking: Booking, changed: Sequence[BookingLine]) -> Booking:
    """The booking with these lines in place of their former selves."""
    by_id = {line.id: line for line in changed}
    return replace(booking, lines=tuple(by_id.get(line.id, line) for line in booking.lines))


def check_credentials(
    records: Records,
    now: datetime,
    after: Booking,
    answers: Answers,
    *,
    reviewed: bool = False,
) -> None:
    """The customer, every operator and the insurance, to the end of what has not come back; where
    registries were asked, with their yes. `reviewed`: a manager vouches for what nobody else can
    decide; what fails, fails. Raises ChangeRefused."""
    customer = verify_customer(records, now, after.license_number)
    today = local_now(records, now).date()
    _require(confirmed_customer(customer, answers, now, today).verification, reviewed)
    hours = hours_of(records)
    items = []
    for line in after.lines:
        if line.returned_at is not None:
            continue
        period = hours.local_period(line.period)
        operator_id = line.operator_id or after.operator_id
        operator = records.operators.get(operator_id) if operator_id else None
        check = verify_operator(
            records,
            after.customer_id,
            line.class_id,
            period,
            operator.name if operator else "",
            line.certificate_number or after.certificate_number,
        )
        equipment = class_of(records, line.class_id)
        days = hours.days_of(period)
        required = equipment.operator_certification
        _require(confirmed_operator(check, required, answers, now, days).verification, reviewed)
        items.append((equipment, period, line.quantity))
    own = verify_cover(records, after.customer_id, tuple(items), after.policy_number)
    if items:
        spans = [hours.days_of(period) for _, period, _ in items]
        span = (min(first for first, _ in spans), max(last for _, last in spans))
        cover = sum((one.minimum_insurance * count for one, _, count in items), Decimal(0))
        own = confirmed_cover(own, cover, answers, now, span)
    _require(own, reviewed)


def _require(verification: Verification, reviewed: bool) -> None:
    vouched = reviewed and verification.result is VerificationResult.REVIEW
    if not verification.passed and not vouched:
        words = f"{verification.reason} {verification.remedy}".strip()
        raise ChangeRefused(words, verification=verification)
