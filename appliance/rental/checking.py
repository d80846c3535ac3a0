"""Every gate once more, for everything in a booking, just before it is written.

Refuses in words that may be spoken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from appliance.domain.bookings import BookingLine
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.concessions import rate_allowed
from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from appliance.domain.rates import cents
from appliance.domain.verification import Gate, Verification, VerificationResult
from appliance.domain.words import counted
from appliance.ports.booking import Availability, BookingItem, BookingRequest, BookingResult
from appliance.ports.facts import Quote
from appliance.ports.store import Records
from appliance.rental.allocating import Allocation
from appliance.rental.confirming import (
    OWN_RECORDS_ALONE,
    Answers,
    confirmed_cover,
    confirmed_customer,
    confirmed_operator,
)
from appliance.rental.kits import kit_includes
from appliance.rental.overrides import granted_rate
from appliance.rental.pricing import terms_for, total_at
from appliance.rental.registry import find_license, verify_customer
from appliance.rental.repricing import list_price
from appliance.rental.requirements import (
    check_site,
    find_policy,
    verify_cover,
    verify_operator,
)
from appliance.rental.search import availability
from appliance.rental.yard import class_of, customer_of, hours_of


class Refusal(Exception):
    """Why nothing was booked. Stays within the verbs that book."""

    def __init__(
        self,
        reason: str,
        verification: Verification | None = None,
        availability: Availability | None = None,
    ) -> None:
        super().__init__(reason)
        self.result = BookingResult(
            booking=None, refused=reason, verification=verification, availability=availability
        )


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """One item that stood up to the second look, with the price agreed and the units chosen."""

    equipment: EquipmentClass
    period: Period
    quantity: int
    day_rate: Decimal
    total: Decimal
    deposit: Decimal
    unit_ids: tuple[str | None, ...]
    operator_id: str | None
    certificate_number: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that stood up to the second look; the first line is the request's own item."""

    customer_id: str
    license_number: str
    lines: tuple[CheckedLine, ...]
    policy_number: str
    site_address: str
    tax_percent: Decimal
    tax_certificate: str
    reviews: tuple[Verification, ...]


def items_of(request: BookingRequest) -> tuple[BookingItem, ...]:
    """The request's items, its own first, each with its operator."""
    own = BookingItem(
        class_id=request.class_id,
        quantity=request.quantity,
        period=request.period,
        day_rate=request.day_rate,
        operator_id=request.operator_id,
        certificate_number=request.certificate_number,
    )
    others = (
        one
        if one.operator_id or one.certificate_number
        else replace(
            one, operator_id=request.operator_id, certificate_number=request.certificate_number
        )
        for one in request.additional
    )
    return (own, *others)


def check_terms(
    records: Records,
    now: datetime,
    request: BookingRequest,
    honoured: bool = False,
    answers: Answers = OWN_RECORDS_ALONE,
) -> tuple[str, tuple[tuple[BookingItem, EquipmentClass, Period, Quote], ...]]:
    """The customer's id, and the items whose period and price stand: what a quote needs.

    `honoured` prices were promised and are not looked into again. Raises Refusal."""
    hours = hours_of(records)
    customer = confirmed_customer(
        verify_customer(records, now, request.license_number),
        answers,
        now,
        hours.local(now).date(),
    )
    if customer.customer_id is None:
        raise Refusal(_spoken(customer.verification), customer.verification)
    found = []
    for item in items_of(request):
        if item.quantity < 1:
            raise RecordError("A booking needs at least one machine.")
        period = hours.local_period(item.period)
        equipment = class_of(records, item.class_id)
        not_then = hours.pickup_refusal(period, now)
        if not_then:
            raise Refusal(not_then)
        if period.days < equipment.minimum_days:
            least = counted(equipment.minimum_days, "day")
            raise Refusal(f"The {equipment.name} is rented for at least {least}.")
        quoted = list_price(records, customer.customer_id, equipment, period, item.quantity)
        if not honoured:
            _agreed_rate(records, request, item, equipment, quoted, customer.customer_id)
        found.append((item, equipment, period, quoted))
    return customer.customer_id, tuple(found)


def check(
    records: Records,
    now: datetime,
    request: BookingRequest,
    honoured: tuple[BookingLine, ...] | None = None,
    answers: Answers = OWN_RECORDS_ALONE,
) -> Checked:
    """Every gate again, for every item. `honoured` are the lines of a quote that promised the
    prices. Raises Refusal."""
    customer_id, terms = check_terms(records, now, request, honoured is not None, answers)
    reviews: list[Verification] = []
    site_address = ""
    operators = []
    for item, equipment, period, _ in terms:
        site = check_site(
            records, customer_id, equipment.id, request.site_address, request.site_answers
        )
        if site.verification is None:
            raise Refusal("There are questions about the site that have not been answered yet.")
        _admit(site.verification, request.review, reviews)
        site_address = site_address or site.address
        operator = verify_operator(
            records,
            customer_id,
            equipment.id,
            period,
            _operator_name(records, customer_id, item.operator_id),
            item.certificate_number or "",
        )
        operator = confirmed_operator(
            operator,
            equipment.operator_certification,
            answers,
            now,
            hours_of(records).days_of(period),
        )
        _admit(operator.verification, request.review, reviews)
        operators.append(operator)
    insurance = verify_cover(
        records,
        customer_id,
        tuple((equipment, period, item.quantity) for item, equipment, period, _ in terms),
        request.policy_number,
    )
    days = [hours_of(records).days_of(period) for _, _, period, _ in terms]
    cover = sum((one.minimum_insurance * item.quantity for item, one, *_ in terms), Decimal(0))
    span = (min(first for first, _ in days), max(last for _, last in days))
    insurance = confirmed_cover(insurance, cover, answers, now, span)
    _admit(insurance, request.review, reviews)
    chosen = _choose(records, now, request, terms)
    license_ = find_license(records, request.license_number)
    policy = find_policy(records, customer_id, request.policy_number)
    lines = []
    for index, (item, equipment, period, quoted) in enumerate(terms):
        promised = honoured[index] if honoured is not None else None
        operator = operators[index]
        lines.append(
            CheckedLine(
                equipment=equipment,
                period=period,
                quantity=item.quantity,
                day_rate=promised.day_rate if promised else item.day_rate,
                total=promised.total if promised else _total(quoted, item),
                deposit=quoted.deposit,
                unit_ids=chosen[index],
                operator_id=operator.operator_id,
                certificate_number=operator.certificate_number or item.certificate_number or "",
            )
        )
    return Checked(
        customer_id=customer_id,
        license_number=license_.number if license_ else request.license_number,
        lines=tuple(lines),
        policy_number=policy.number if policy else request.policy_number,
        site_address=site_address,
        tax_percent=terms[0][3].tax_percent,
        tax_certificate=customer_of(records, customer_id).tax_certificate,
        reviews=tuple(reviews),
    )


def _total(quoted: Quote, item: BookingItem) -> Decimal:
    return Decimal(0) if item.included_in else total_at(quoted, item.day_rate)


def _choose(
    records: Records,
    now: datetime,
    request: BookingRequest,
    terms: tuple[tuple[BookingItem, EquipmentClass, Period, Quote], ...],
) -> tuple[tuple[str | None, ...], ...]:
    """Units for every item, those held for the call first. Raises Refusal when one is short."""
    call_id = request.call_id or None
    held = records.holds.of_call(request.call_id) if request.call_id else ()
    prefer = frozenset(one.unit_id for one in held if one.unit_id)
    wants = [(equipment, period) for _, equipment, period, _ in terms]
    allocation = Allocation(records, now, wants, ignore_call=call_id)
    chosen = []
    for item, equipment, period, _ in terms:
        free = allocation.free(equipment, period)
        taken = allocation.take(equipment, period, item.quantity, prefer)
        if not taken:
            stands = availability(records, now, equipment.id, period, item.quantity, call_id)
            stands = replace(stands, free=min(free, stands.free))
            raise Refusal(_taken(equipment, item.quantity, stands), availability=stands)
        chosen.append(taken)
    return tuple(chosen)


def _admit(
    verification: Verification, may_review: tuple[str, ...], reviews: list[Verification]
) -> None:
    """Pass on; put aside for staff only what the customer was told goes to review."""
    if verification.passed:
        return
    if verification.result is VerificationResult.REVIEW and verification.gate.value in may_review:
        reviews.append(verification)
        return
    raise Refusal(_spoken(verification), verification)


def _spoken(verification: Verification) -> str:
    return f"{verification.reason} {verification.remedy}".strip()


def _operator_name(records: Records, customer_id: str, operator_id: str | None) -> str:
    """The name of the customer's own operator; empty where there is none."""
    if not operator_id:
        return ""
    own = records.operators.of_customer(customer_id)
    return next((one.name for one in own if one.id == operator_id), "")


def _agreed_rate(
    records: Records,
    request: BookingRequest,
    item: BookingItem,
    equipment: EquipmentClass,
    quoted: Quote,
    customer_id: str,
) -> Decimal:
    """The rate, when it is list, one that this call's recorded answers came down to, one that a
    manager granted for just this rental, or nothing for what a kit includes."""
    rate = item.day_rate
    if item.included_in and rate == 0 and kit_includes(records, request, item):
        return rate
    terms = terms_for(records, equipment, quoted, customer_id, request.call_id)
    if rate.is_finite() and rate == cents(rate):
        if rate_allowed(terms, (), rate):
            return rate
        offers = records.calls.offers(request.call_id, equipment.id) if request.call_id else ()
        if rate_allowed(terms, offers, rate):
            return rate
    if granted_rate(records, request.call_id, equipment, quoted.period, item.quantity, rate):
        return rate
    verification = Verification(
        gate=Gate.PRICE,
        result=VerificationResult.FAIL,
        subject=str(rate),
        reason="That price was not agreed for this rental.",
        remedy=f"At list it is {quoted.day_rate} a day.",
        record_id=equipment.id,
    )
    raise Refusal(_spoken(verification), verification)


def _taken(equipment: EquipmentClass, quantity: int, stands: Availability) -> str:
    if stands.owned < quantity:
        return f"We have {counted(stands.owned, 'unit')} of the {equipment.name} in all."
    if stands.free == 0:
        return f"The {equipment.name} was taken a moment ago."
    return f"Only {stands.free} of {stands.owned} are still free for that period."
