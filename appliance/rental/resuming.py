"""Calls that broke off, offered back to the same customer within the hour.

What was agreed on the earlier call holds on the new one because its recorded offers come along;
the policy and the floor still bind it, and every gate checks again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from appliance.domain.calls import Outcome
from appliance.domain.unfinished import RESUMABLE_FOR, UnfinishedCall
from appliance.ports.store import Records
from appliance.rental.yard import AGENT

_BROKEN_OFF = (Outcome.ABANDONED, Outcome.ERROR)
_FORGOTTEN_AFTER = timedelta(days=2)


def unfinished(
    records: Records, now: datetime, customer_id: str, call_id: str
) -> UnfinishedCall | None:
    """The latest one that broke off; a call under way, or one that ended well, is none."""
    for one in records.unfinished.of_customer(customer_id, now - RESUMABLE_FOR):
        call = records.calls.get(one.call_id)
        if call is None or one.call_id == call_id or call.ended_at is None:
            continue
        if call.outcome in _BROKEN_OFF and records.classes.get(one.class_id) is not None:
            return one
    return None


def keep_unfinished(records: Records, now: datetime, progress: UnfinishedCall) -> None:
    """Keep it for the hour; what is older than two days is forgotten."""
    records.unfinished.delete_before(now - _FORGOTTEN_AFTER)
    records.unfinished.put(progress)


def drop_unfinished(records: Records, call_id: str) -> None:
    records.unfinished.delete(call_id)


def resume(
    records: Records, now: datetime, call_id: str, earlier_call_id: str, customer_id: str
) -> None:
    """Bring the earlier call's offers along, and offer that call to nobody any more."""
    earlier = records.unfinished.get(earlier_call_id)
    if earlier is None or earlier.customer_id != customer_id:
        return
    if earlier.at < now - RESUMABLE_FOR:
        return
    known = {(one.class_id, one.round) for one in records.calls.offers(call_id)}
    for offer in records.calls.offers(earlier_call_id, earlier.class_id):
        if (offer.class_id, offer.round) not in known:
            records.calls.put_offer(replace(offer, call_id=call_id))
    records.unfinished.delete(earlier_call_id)
    records.audit.append(AGENT, "resume_call", f"call:{call_id}", earlier, None)
