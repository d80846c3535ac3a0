"""A booking that staff ask for by the customer's name: the customer's own records fill it in.

The license, the operator and the policy are those on record that fit best; whether they are good
enough is for the gates to say, which check them like everyone's. What nobody can decide is not
left for review here: staff see the reason, and make it on the page.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.customers import Certification, CredentialState, InsurancePolicy
from appliance.domain.periods import Period
from appliance.ports.booking import BookingRequest
from appliance.ports.counter import CounterBooking, CounterBookingResult, NamedCustomer
from appliance.ports.store import Records
from appliance.rental.booking import book
from appliance.rental.checking import Refusal, check
from appliance.rental.confirming import OWN_RECORDS_ALONE, Answers
from appliance.rental.repricing import list_price
from appliance.rental.requirements import check_site
from appliance.rental.yard import class_of, customer_of, hours_of

MOST_CUSTOMERS, PAGE = 5000, 200


def customers(records: Records) -> tuple[NamedCustomer, ...]:
    """Every account that is not closed."""
    found: list[NamedCustomer] = []
    for offset in range(0, MOST_CUSTOMERS, PAGE):
        page = records.customers.page(offset=offset, limit=PAGE).items
        found.extend(
            NamedCustomer(customer_id=one.id, name=one.name) for one in page if not one.retired
        )
        if len(page) < PAGE:
            break
    return tuple(found)


def book_at_counter(
    records: Records,
    now: datetime,
    order: CounterBooking,
    *,
    commit: bool = True,
    answers: Answers = OWN_RECORDS_ALONE,
) -> CounterBookingResult:
    """Book it; in a preview check everything and write nothing. Raises RecordNotFound for an
    unknown customer or class."""
    request = request_of(records, order)
    found = _site(records, request, order.customer_id)
    if found is not None:
        return found
    equipment = class_of(records, order.class_id)
    operator = _operator_name(records, request)
    quoted = list_price(records, order.customer_id, equipment, request.period, order.quantity)
    result = CounterBookingResult(
        site_address=request.site_address, quote=quoted, operator_name=operator
    )
    if not commit:
        try:
            check(records, now, request, answers=answers)
        except Refusal as refusal:
            return replace(
                result,
                refused=refusal.result.refused,
                availability=refusal.result.availability,
            )
        return result
    made = book(records, now, request, order.actor, answers=answers)
    return replace(
        result, booking=made.booking, refused=made.refused, availability=made.availability
    )


def request_of(records: Records, order: CounterBooking) -> BookingRequest:
    """The order with what the customer's records hold for it."""
    customer = customer_of(records, order.customer_id)
    equipment = class_of(records, order.class_id)
    period = hours_of(records).local_period(order.period)
    certificate = best_certificate(records, customer.id, equipment)
    policy = _best_policy(records, customer.id, equipment, order.quantity, period)
    licenses = records.licenses.of_customer(customer.id)
    listed = list_price(records, customer.id, equipment, period, order.quantity)
    sites = records.sites.of_customer(customer.id)
    only = sites[0].address if len(sites) == 1 else ""
    return BookingRequest(
        call_id="",
        key=order.key,
        license_number=max(
            licenses, key=lambda one: (one.state is CredentialState.ACTIVE, one.valid_to)
        ).number
        if licenses
        else "",
        class_id=order.class_id,
        quantity=order.quantity,
        period=period,
        day_rate=listed.day_rate,
        operator_id=certificate.operator_id if certificate else None,
        certificate_number=certificate.number if certificate else None,
        policy_number=policy.number if policy else "",
        site_address=order.site_address or only,
        site_answers=order.site_answers,
        callback_number=customer.phones[0] if customer.phones else "",
    )


def best_certificate(
    records: Records, customer_id: str, equipment: EquipmentClass
) -> Certification | None:
    """Of the customer's certificates of the kind that the class requires, the active one that
    lasts longest; None where none is required, or none held."""
    held = [
        one
        for operator in records.operators.of_customer(customer_id)
        for one in records.certifications.of_operator(operator.id)
        if one.kind == equipment.operator_certification and one.state is CredentialState.ACTIVE
    ]
    return max(held, key=lambda one: one.valid_to, default=None)


def _best_policy(
    records: Records,
    customer_id: str,
    equipment: EquipmentClass,
    quantity: int,
    period: Period,
) -> InsurancePolicy | None:
    """The smallest that is enough; where none is, the one that lasts longest."""
    hours = hours_of(records)
    first, last = hours.days_of(period)
    held = records.policies.of_customer(customer_id)
    enough = [
        one
        for one in held
        if one.state is CredentialState.ACTIVE
        and one.valid_from <= first
        and one.valid_to >= last
        and one.coverage >= equipment.minimum_insurance * quantity
    ]
    if enough:
        return min(enough, key=lambda one: one.coverage)
    return max(held, key=lambda one: one.valid_to, default=None)


def _operator_name(records: Records, request: BookingRequest) -> str | None:
    operator = records.operators.get(request.operator_id) if request.operator_id else None
    return operator.name if operator else None


def _site(
    records: Records, request: BookingRequest, customer_id: str
) -> CounterBookingResult | None:
    """What is still open about the site; None when nothing is."""
    if not request.site_address:
        known = tuple(one.address for one in records.sites.of_customer(customer_id))
        return CounterBookingResult(sites=known, site_is_open=True)
    found = check_site(
        records, customer_id, request.class_id, request.site_address, request.site_answers
    )
    if found.questions:
        return CounterBookingResult(questions=found.questions, site_address=found.address)
    return None
