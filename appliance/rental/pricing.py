"""Gate 4: the list price of a period, and the answer to an offer.

The floor and the limits of the agent's authority are read here and never leave.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.concessions import Terms
from appliance.domain.concessions import consider_offer as answer_offer
from appliance.domain.errors import RecordError
from appliance.domain.negotiation import Offer
from appliance.domain.periods import Period
from appliance.domain.rates import cents, plan_for
from appliance.ports.desk import OfferAnswer, Quote
from appliance.ports.store import Records
from appliance.rental.calls import call_of
from appliance.rental.yard import AGENT, class_of, local_period


def price(equipment: EquipmentClass, period: Period, quantity: int) -> Quote:
    """The list price for a period in the yard's zone."""
    if quantity < 1:
        raise RecordError("Ask for at least one machine.")
    plan = plan_for(equipment, period.days)
    return Quote(
        class_id=equipment.id,
        quantity=quantity,
        period=period,
        days=period.days,
        day_rate=plan.day_rate,
        total=plan.total * quantity,
        deposit=equipment.deposit * quantity,
        mix=plan.words,
        minimum_days=equipment.minimum_days,
    )


def quote(records: Records, class_id: str, period: Period, quantity: int) -> Quote:
    """The list price: the same for every customer."""
    return price(class_of(records, class_id), local_period(records, period), quantity)


def total_at(quoted: Quote, day_rate: Decimal) -> Decimal:
    """What all units cost for the period at a rate; at list rate exactly the list price."""
    if day_rate == quoted.day_rate:
        return quoted.total
    return day_rate * quoted.days * quoted.quantity


def terms_for(
    records: Records, equipment: EquipmentClass, quoted: Quote, customer_id: str
) -> Terms:
    """What bounds the negotiation of one call; an unknown customer widens nothing."""
    customer = records.customers.get(customer_id) if customer_id else None
    return Terms(
        list_rate=quoted.day_rate,
        floor=equipment.floor_day_rate,
        policy=records.yard.get().negotiation,
        customer_percent=customer.price_authority_percent if customer else Decimal(0),
    )


def consider_offer(
    records: Records,
    call_id: str,
    customer_id: str,
    class_id: str,
    period: Period,
    quantity: int,
    offered_day_rate: Decimal | None,
) -> OfferAnswer:
    """What the line's policy answers now, after the offers recorded on this call."""
    equipment = class_of(records, class_id)
    quoted = price(equipment, local_period(records, period), quantity)
    terms = terms_for(records, equipment, quoted, customer_id)
    offered = offered_day_rate
    if offered is not None and offered.is_finite():
        offered = cents(offered)
    answer = answer_offer(terms, records.calls.offers(call_id, class_id), offered)
    return OfferAnswer(
        outcome=answer.outcome,
        day_rate=answer.day_rate,
        total=total_at(quoted, answer.day_rate),
        round=answer.round,
        rounds_left=answer.rounds_left,
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
