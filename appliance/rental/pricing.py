"""Gate 4: the list price of a period, and the answer to an offer.

The floor and the limits of the agent's authority are read here and never leave.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.concessions import Terms
from appliance.domain.concessions import consider_offer as answer_offer
from appliance.domain.errors import RecordError
from appliance.domain.negotiation import NegotiationPolicy, Offer
from appliance.domain.periods import Period
from appliance.domain.price_lists import CustomerRate, list_price
from appliance.domain.rates import cents
from appliance.domain.taxes import percent_for, tax_on
from appliance.ports.facts import OfferAnswer, Quote
from appliance.ports.store import Records, YardPolicy
from appliance.rental.calls import call_of
from appliance.rental.yard import AGENT, class_of, local_period


def price(
    equipment: EquipmentClass,
    period: Period,
    quantity: int,
    *,
    own: CustomerRate | None = None,
    policy: YardPolicy | None = None,
    tax_certificate: str = "",
) -> Quote:
    """The list price for a period in the yard's zone: the customer's own list where that is
    cheaper, at least the yard's minimum charge a line, and the tax on it."""
    if quantity < 1:
        raise RecordError("Ask for at least one machine.")
    yard = policy or YardPolicy()
    listed = list_price(equipment, period.days, own)
    # A booking has a line for each unit, and one for a whole bulk quantity.
    lines = 1 if equipment.bulk_quantity is not None else quantity
    least = yard.minimum_charge * lines
    total = max(listed.total * quantity, least)
    percent = percent_for(yard.tax_percent, tax_certificate)
    return Quote(
        class_id=equipment.id,
        quantity=quantity,
        period=period,
        days=period.days,
        day_rate=listed.day_rate,
        total=total,
        deposit=equipment.deposit * quantity,
        mix=listed.plan.words,
        minimum_days=equipment.minimum_days,
        minimum_charge=least,
        tax_percent=percent,
        tax=tax_on(total, percent),
        own_rates=listed.own,
    )


def list_quote(
    records: Records, equipment: EquipmentClass, period: Period, quantity: int, customer_id: str
) -> Quote:
    """`price` with what the records hold for this customer and yard."""
    customer = records.customers.get(customer_id) if customer_id else None
    return price(
        equipment,
        period,
        quantity,
        own=own_rate(records, customer_id, equipment.id, period),
        policy=records.yard.get(),
        tax_certificate=customer.tax_certificate if customer else "",
    )


def own_rate(
    records: Records, customer_id: str, class_id: str, period: Period
) -> CustomerRate | None:
    """The customer's own rate for rentals that start on the period's first day, if there is one."""
    if not customer_id:
        return None
    first = period.start.date()
    found = records.customer_rates.of_customer(customer_id, class_id)
    return next((rate for rate in found if rate.holds_on(first)), None)


def quote(
    records: Records,
    customer_id: str,
    class_id: str,
    period: Period,
    quantity: int,
    call_id: str = "",
) -> Quote:
    """What is asked first: the customer's list price, or over the yard's list as much as the
    call's line opens."""
    equipment = class_of(records, class_id)
    listed = list_quote(records, equipment, local_period(records, period), quantity, customer_id)
    terms = terms_for(records, equipment, listed, customer_id, call_id)
    if terms.opening == listed.day_rate:
        return listed
    total = total_at(listed, terms.opening)
    return replace(
        listed,
        day_rate=terms.opening,
        total=total,
        mix="",
        tax=tax_on(total, listed.tax_percent),
    )


def total_at(quoted: Quote, day_rate: Decimal) -> Decimal:
    """What all units cost for the period at a rate, before tax; at list rate exactly the list
    price, and never less than the minimum charge."""
    if day_rate == quoted.day_rate:
        return quoted.total
    return max(day_rate * quoted.days * quoted.quantity, quoted.minimum_charge)


def line_policy(records: Records, call_id: str) -> NegotiationPolicy:
    """The bargaining of the call's line; the yard's where the line has none, or without a call."""
    call = records.calls.get(call_id) if call_id else None
    own = records.line_policies.get(call.line) if call else None
    return own.policy if own else records.yard.get().negotiation


def terms_for(
    records: Records,
    equipment: EquipmentClass,
    listed: Quote,
    customer_id: str,
    call_id: str = "",
) -> Terms:
    """What bounds the negotiation of one call; an unknown customer widens nothing, and a
    customer's own rates open as they are."""
    customer = records.customers.get(customer_id) if customer_id else None
    return Terms(
        list_rate=listed.day_rate,
        floor=equipment.floor_day_rate,
        policy=line_policy(records, call_id),
        customer_percent=customer.price_authority_percent if customer else Decimal(0),
        max_rate=None if listed.own_rates else equipment.max_day_rate,
    )


def consider_offer(
    records: Records,
    call_id: str,
    customer_id: str,
    class_id: str,
    period: Period,
    quantity: int,
    offered_day_rate: Decimal | None,
    *,
    manager_watches: bool = False,
) -> OfferAnswer:
    """What the line's policy answers now, after the offers recorded on this call."""
    equipment = class_of(records, class_id)
    listed = list_quote(records, equipment, local_period(records, period), quantity, customer_id)
    terms = terms_for(records, equipment, listed, customer_id, call_id)
    offered = offered_day_rate
    if offered is not None and offered.is_finite():
        offered = cents(offered)
    answer = answer_offer(terms, records.calls.offers(call_id, class_id), offered)
    total = total_at(listed, answer.day_rate)
    return OfferAnswer(
        outcome=answer.outcome,
        day_rate=answer.day_rate,
        total=total,
        round=answer.round,
        rounds_left=answer.rounds_left,
        tax=tax_on(total, listed.tax_percent),
        may_ask_manager=manager_watches and records.yard.get().override_seconds > 0,
    )


def record_offer(
    records: Records,
    now: datetime,
    call_id: str,
    class_id: str,
    offered_day_rate: Decimal | None,
    answer: OfferAnswer,
) -> None:
    """Keep an offer and its answer as one round; a round recorded before stays as it was.

    A wish for a better price without a figure is kept as an offer of 0.
    """
    call_of(records, call_id)
    if any(one.round == answer.round for one in records.calls.offers(call_id, class_id)):
        return
    offer = Offer(
        call_id=call_id,
        class_id=class_id,
        round=answer.round,
        at=now,
        offered_day_rate=cents(offered_day_rate) if offered_day_rate is not None else Decimal(0),
        answered_day_rate=answer.day_rate,
        outcome=answer.outcome,
    )
    records.calls.put_offer(offer)
    records.audit.append(AGENT, "record_offer", f"call:{call_id}", None, offer)
