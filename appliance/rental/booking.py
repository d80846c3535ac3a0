"""Gate 7: check every gate again and commit a booking, or commit nothing.

Runs whole inside one transaction, so what was checked still holds when it is written: two calls
for the last unit end with one booking and one refusal that says what else is free.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.concessions import rate_allowed
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.periods import Period
from appliance.domain.rates import cents
from appliance.domain.verification import Gate, Verification, VerificationResult
from appliance.domain.words import counted, listed
from appliance.ports.desk import (
    Availability,
    BookedFacts,
    BookingRequest,
    BookingResult,
    Quote,
)
from appliance.ports.store import Records
from appliance.rental.calls import call_of
from appliance.rental.holding import expire_stale, pick_units
from appliance.rental.pricing import price, terms_for, total_at
from appliance.rental.registry import find_license, verify_customer
from appliance.rental.requirements import (
    check_site,
    find_policy,
    verify_insurance,
    verify_operator,
)
from appliance.rental.search import availability
from appliance.rental.tasks import leave_task
from appliance.rental.yard import AGENT, class_of, hours_of


class _Refusal(Exception):
    """Why nothing was booked. Stays within this module."""

    def __init__(
        self,
        reason: str,
        verification: Verification | None = None,
        availability: Availability | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.verification = verification
        self.availability = availability


@dataclass(frozen=True, slots=True)
class _Checked:
    """Everything that stood up to the second look."""

    customer_id: str
    license_number: str
    equipment: EquipmentClass
    period: Period
    quoted: Quote
    total: Decimal
    operator_id: str | None
    certificate_number: str
    policy_number: str
    site_address: str
    reviews: tuple[Verification, ...]


def book(
    records: Records, now: datetime, request: BookingRequest, actor: str = AGENT
) -> BookingResult:
    """Commit the booking with its lines, or refuse with words that may be spoken.

    The same key again gives the booking that was made. Raises RecordNotFound for an unknown call
    or class, RecordError for a request that makes no sense.
    """
    earlier = records.bookings.by_idempotency_key(request.key)
    if earlier is not None:
        return BookingResult(booking=booked_facts(records, earlier))
    channel = call_of(records, request.call_id).line if request.call_id else "counter"
    expire_stale(records, now)
    try:
        checked = _check(records, now, request)
    except _Refusal as refusal:
        return BookingResult(
            booking=None,
            refused=refusal.reason,
            verification=refusal.verification,
            availability=refusal.availability,
        )
    number = _commit(records, now, request, checked, channel, actor)
    return BookingResult(booking=booked_facts(records, booking_of(records, number)))


def _check(records: Records, now: datetime, request: BookingRequest) -> _Checked:
    if request.quantity < 1:
        raise RecordError("A booking needs at least one machine.")
    hours = hours_of(records)
    period = hours.local_period(request.period)
    equipment = class_of(records, request.class_id)
    customer = verify_customer(records, now, request.license_number)
    if customer.customer_id is None:
        raise _Refusal(_spoken(customer.verification), customer.verification)
    not_then = hours.pickup_refusal(period, now)
    if not_then:
        raise _Refusal(not_then)
    if period.days < equipment.minimum_days:
        raise _Refusal(
            f"The {equipment.name} is rented for at least {counted(equipment.minimum_days, 'day')}."
        )
    reviews: list[Verification] = []
    site = check_site(
        records,
        customer.customer_id,
        request.class_id,
        request.site_address,
        request.site_answers,
    )
    if site.verification is None:
        raise _Refusal("There are questions about the site that have not been answered yet.")
    _admit(site.verification, request.review, reviews)
    operator = verify_operator(
        records,
        customer.customer_id,
        request.class_id,
        period,
        _operator_name(records, request.operator_id),
        request.certificate_number or "",
    )
    _admit(operator.verification, request.review, reviews)
    insurance = verify_insurance(
        records,
        customer.customer_id,
        request.class_id,
        period,
        request.quantity,
        request.policy_number,
    )
    _admit(insurance, request.review, reviews)
    quoted = price(equipment, period, request.quantity)
    day_rate = _agreed_rate(records, request, equipment, quoted, customer.customer_id)
    stands = availability(
        records, now, request.class_id, period, request.quantity, request.call_id or None
    )
    if stands.free < request.quantity:
        raise _Refusal(_taken(equipment, request.quantity, stands), availability=stands)
    license_ = find_license(records, request.license_number)
    policy = find_policy(records, customer.customer_id, request.policy_number)
    return _Checked(
        customer_id=customer.customer_id,
        license_number=license_.number if license_ else request.license_number,
        equipment=equipment,
        period=period,
        quoted=replace(quoted, day_rate=day_rate),
        total=total_at(quoted, day_rate),
        operator_id=operator.operator_id,
        certificate_number=operator.certificate_number or request.certificate_number or "",
        policy_number=policy.number if policy else request.policy_number,
        site_address=site.address,
        reviews=tuple(reviews),
    )


def _admit(
    verification: Verification, may_review: tuple[str, ...], reviews: list[Verification]
) -> None:
    """Pass on; put aside for staff only what the customer was told goes to review."""
    if verification.passed:
        return
    if verification.result is VerificationResult.REVIEW and verification.gate.value in may_review:
        reviews.append(verification)
        return
    raise _Refusal(_spoken(verification), verification)


def _spoken(verification: Verification) -> str:
    return f"{verification.reason} {verification.remedy}".strip()


def _operator_name(records: Records, operator_id: str | None) -> str:
    operator = records.operators.get(operator_id) if operator_id else None
    return operator.name if operator else ""


def _agreed_rate(
    records: Records,
    request: BookingRequest,
    equipment: EquipmentClass,
    quoted: Quote,
    customer_id: str,
) -> Decimal:
    """The rate, when it is list or one that this call's recorded answers came down to."""
    terms = terms_for(records, equipment, quoted, customer_id)
    offers = records.calls.offers(request.call_id, request.class_id) if request.call_id else ()
    rate = request.day_rate
    if rate.is_finite() and rate == cents(rate) and rate_allowed(terms, offers, rate):
        return rate
    verification = Verification(
        gate=Gate.PRICE,
        result=VerificationResult.FAIL,
        subject=str(rate),
        reason="That price was not agreed for this rental.",
        remedy=f"At list it is {quoted.day_rate} a day.",
        record_id=equipment.id,
    )
    raise _Refusal(_spoken(verification), verification)


def _taken(equipment: EquipmentClass, quantity: int, stands: Availability) -> str:
    if stands.owned < quantity:
        return f"We have {counted(stands.owned, 'unit')} of the {equipment.name} in all."
    if stands.free == 0:
        return f"The {equipment.name} was taken a moment ago."
    return f"Only {stands.free} of {stands.owned} are still free for that period."


def _commit(
    records: Records,
    now: datetime,
    request: BookingRequest,
    checked: _Checked,
    channel: str,
    actor: str,
) -> str:
    """The number of the booking."""
    policy = records.yard.get()
    number = records.bookings.next_number()
    held = records.holds.of_call(request.call_id) if request.call_id else ()
    unit_ids = pick_units(
        records,
        now,
        checked.equipment,
        checked.period,
        request.quantity,
        call_id=request.call_id or None,
        prefer=frozenset(one.unit_id for one in held if one.unit_id),
    )
    pending = bool(checked.reviews or request.review)
    booking = Booking(
        number=number,
        customer_id=checked.customer_id,
        state=BookingState.PENDING_REVIEW if pending else BookingState.RESERVED,
        created_at=now,
        channel=channel,
        made_by=actor,
        lines=tuple(_lines(number, unit_ids, request.quantity, checked)),
        call_id=request.call_id or None,
        license_number=checked.license_number,
        operator_id=checked.operator_id,
        certificate_number=checked.certificate_number,
        policy_number=checked.policy_number,
        site_address=checked.site_address,
        callback_number=request.callback_number,
        deposit=checked.quoted.deposit,
        review_until=now + timedelta(hours=policy.review_hours) if pending else None,
        idempotency_key=request.key,
    )
    if request.call_id:
        records.holds.delete_of_call(request.call_id)
    records.bookings.put(booking)
    records.audit.append(actor, "book", f"booking:{number}", None, booking)
    if pending:
        _ask_staff(records, now, request, booking, checked, actor)
    if request.call_id:
        call = call_of(records, request.call_id)
        records.calls.put(replace(call, customer_id=checked.customer_id, booking_number=number))
    return number


def _lines(
    number: str, unit_ids: tuple[str | None, ...], quantity: int, checked: _Checked
) -> list[BookingLine]:
    """One line a unit, or one for the whole quantity of a bulk class."""
    each = quantity // len(unit_ids)
    return [
        BookingLine(
            id=uuid4().hex,
            booking_number=number,
            class_id=checked.equipment.id,
            unit_id=unit_id,
            quantity=each,
            period=checked.period,
            day_rate=checked.quoted.day_rate,
            total=checked.total / len(unit_ids),
        )
        for unit_id in unit_ids
    ]


def _ask_staff(
    records: Records,
    now: datetime,
    request: BookingRequest,
    booking: Booking,
    checked: _Checked,
    actor: str,
) -> None:
    gates = [one.gate.value for one in checked.reviews] or list(request.review)
    reasons = " ".join(one.reason for one in checked.reviews)
    answers = ", ".join(f"{key}: {'yes' if yes else 'no'}" for key, yes in request.site_answers)
    detail = f"{reasons} Site answers: {answers}." if answers else reasons
    leave_task(
        records,
        now,
        f"review:{booking.number}",
        "review",
        f"{booking.number}: {listed(gates)} to review",
        detail,
        call_id=booking.call_id,
        booking_number=booking.number,
        actor=actor,
    )


def booking_of(records: Records, number: str) -> Booking:
    """Raises RecordNotFound."""
    booking = records.bookings.get(number)
    if booking is None:
        raise RecordNotFound(f"There is no booking {number}.", "Check the number.")
    return booking


def booked_facts(records: Records, booking: Booking) -> BookedFacts:
    """A booking as it stands in its row, for speaking."""
    line = booking.lines[0]
    equipment = class_of(records, line.class_id)
    customer = records.customers.get(booking.customer_id)
    operator = records.operators.get(booking.operator_id) if booking.operator_id else None
    units = records.units.get_many(
        tuple(one.unit_id for one in booking.lines if one.unit_id is not None)
    )
    return BookedFacts(
        number=booking.number,
        state=booking.state.value,
        customer_name=customer.name if customer else "",
        class_id=equipment.id,
        item=equipment.name,
        quantity=sum(one.quantity for one in booking.lines),
        period=hours_of(records).local_period(line.period),
        day_rate=line.day_rate,
        total=sum((one.total for one in booking.lines), Decimal(0)),
        deposit=booking.deposit,
        asset_tags=tuple(sorted(unit.asset_tag for unit in units.values())),
        pickup_place=records.yard.get().pickup_place,
        operator_name=operator.name if operator else None,
    )
