"""Prices beyond the agent's authority: asked on a call, decided by a manager, admitted at booking.

The floor is kept with the request for managers and leaves here in no result of the desk.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.overrides import (
    OverrideDecision,
    OverrideRequest,
    OverrideState,
    decide,
    expire,
    withdraw,
)
from appliance.domain.periods import Period
from appliance.domain.rates import cents
from appliance.domain.taxes import tax_on
from appliance.ports.facts import OverrideFacts
from appliance.ports.store import Records
from appliance.rental.calls import call_of, withdraw_overrides
from appliance.rental.pricing import list_quote, terms_for, total_at
from appliance.rental.yard import AGENT, SYSTEM, class_of, customer_of, local_period


def request_override(
    records: Records,
    now: datetime,
    call_id: str,
    key: str,
    customer_id: str,
    class_id: str,
    period: Period,
    quantity: int,
    offered_day_rate: Decimal,
) -> OverrideFacts:
    """Put an offer to a manager until the yard's time limit; the same key again changes nothing.

    A request of the same call that still waits is withdrawn for this one. Raises RecordError for
    an offer that is none, or that the agent could take itself, and when managers are not asked.
    """
    known = records.overrides.get(key)
    if known is not None:
        return override_facts(records, now, known)
    call = call_of(records, call_id)
    if call.ended_at is not None:
        raise RecordError("That call has ended.", "Nobody waits for an answer.")
    seconds = records.yard.get().override_seconds
    if seconds <= 0:
        raise RecordError("Managers are not asked on the line.", "Set the time limit in Settings.")
    if not offered_day_rate.is_finite() or offered_day_rate <= 0:
        raise RecordError("An offer must be above zero.", "Ask for the offer again.")
    customer_of(records, customer_id)
    equipment = class_of(records, class_id)
    local = local_period(records, period)
    listed = list_quote(records, equipment, local, quantity, customer_id)
    terms = terms_for(records, equipment, listed, customer_id, call_id)
    offered = cents(offered_day_rate)
    lowest = terms.price_after(terms.policy.rounds)
    if offered >= lowest:
        raise RecordError("The agent may take that offer itself.", "Answer it on the line.")
    withdraw_overrides(records, now, call_id)
    asked = OverrideRequest(
        id=key,
        call_id=call_id,
        customer_id=customer_id,
        class_id=class_id,
        period=local,
        quantity=quantity,
        asked_at=now,
        expires_at=now + timedelta(seconds=seconds),
        list_day_rate=listed.day_rate,
        offered_day_rate=offered,
        agent_day_rate=lowest,
        floor_day_rate=equipment.floor_day_rate,
    )
    records.overrides.put(asked)
    records.audit.append(AGENT, "request_override", f"override:{key}", None, asked)
    return override_facts(records, now, asked)


def override_of(records: Records, override_id: str) -> OverrideRequest:
    """Raises RecordNotFound."""
    found = records.overrides.get(override_id)
    if found is None:
        raise RecordNotFound("There is no such request.", "Reload the list of requests.")
    return found


def override_facts(records: Records, now: datetime, request: OverrideRequest) -> OverrideFacts:
    """A request as the caller may know it, by the clock."""
    total, tax = None, Decimal(0)
    if request.granted_day_rate is not None:
        equipment = class_of(records, request.class_id)
        listed = list_quote(
            records, equipment, request.period, request.quantity, request.customer_id
        )
        total = total_at(listed, request.granted_day_rate)
        tax = tax_on(total, listed.tax_percent)
    return OverrideFacts(
        id=request.id,
        state=request.state_at(now),
        class_id=request.class_id,
        period=request.period,
        quantity=request.quantity,
        offered_day_rate=request.offered_day_rate,
        until=request.expires_at,
        granted_day_rate=request.granted_day_rate,
        total=total,
        tax=tax,
    )


def override(records: Records, now: datetime, override_id: str) -> OverrideFacts:
    """How a request stands. Raises RecordNotFound."""
    return override_facts(records, now, override_of(records, override_id))


def withdraw_override(records: Records, now: datetime, override_id: str) -> None:
    """The caller no longer waits. Raises RecordNotFound."""
    before = override_of(records, override_id)
    after = withdraw(before, now)
    _keep(records, AGENT, "withdraw_override", before, after)


def decide_override(
    records: Records,
    now: datetime,
    actor: str,
    override_id: str,
    decision: OverrideDecision,
    *,
    day_rate: Decimal | None = None,
    under_floor: bool = False,
    comment: str = "",
) -> OverrideRequest:
    """A manager's word. Raises RecordNotFound, and RecordError when nobody waits any more or the
    rate may not be granted; see `domain.overrides.decide`."""
    before = override_of(records, override_id)
    after = decide(
        before,
        now,
        actor,
        decision,
        day_rate=day_rate,
        under_floor=under_floor,
        comment=comment.strip(),
    )
    _keep(records, actor, f"{decision.value}_override", before, after)
    return after


def expire_overrides(records: Records, now: datetime) -> tuple[OverrideRequest, ...]:
    """Close what ran out of time; those that were closed."""
    late = [one for one in records.overrides.waiting() if one.expires_at <= now]
    closed = tuple(expire(one, now) for one in late)
    for before, after in zip(late, closed, strict=True):
        _keep(records, SYSTEM, "expire_override", before, after)
    return closed


def granted_rate(
    records: Records,
    call_id: str,
    equipment: EquipmentClass,
    period: Period,
    quantity: int,
    day_rate: Decimal,
) -> bool:
    """True when a manager granted this rate to this call for just this rental, within max."""
    if not call_id or not day_rate.is_finite() or day_rate > equipment.max_day_rate:
        return False
    return any(
        one.admits(equipment.id, period, quantity, day_rate)
        for one in records.overrides.of_call(call_id)
    )


def _keep(
    records: Records, actor: str, action: str, before: OverrideRequest, after: OverrideRequest
) -> None:
    if after == before:
        return
    if after.state is OverrideState.WAITING:
        raise RecordError("A decided request cannot wait again.")
    records.overrides.put(after)
    records.audit.append(actor, action, f"override:{before.id}", before, after)
