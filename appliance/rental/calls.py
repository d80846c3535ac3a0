"""The record of a call: opened, kept turn by turn, closed. Repeating a write changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from appliance.domain.calls import Call, Outcome, Timings, Turn
from appliance.domain.errors import RecordNotFound
from appliance.domain.overrides import withdraw
from appliance.domain.verification import Gate, Verification, VerificationEntry
from appliance.ports.facts import OpenedCall
from appliance.ports.store import Records
from appliance.rental.agents import agent_of, as_agent_speaks, facts_of
from appliance.rental.yard import AGENT, yard_facts


def call_of(records: Records, call_id: str) -> Call:
    """Raises RecordNotFound."""
    call = records.calls.get(call_id)
    if call is None:
        raise RecordNotFound("That call is not on record.", "Open the call first.")
    return call


def open_call(
    records: Records, now: datetime, line: str, caller: str | None, called: str = ""
) -> OpenedCall:
    """Open a call's record; the caller's number proposes an account, the number that was called
    or the line tells which agent answers."""
    agent = agent_of(records, line, called)
    call = Call(id=uuid4().hex, line=line, caller=caller, started_at=now)
    records.calls.put(call)
    records.audit.append(AGENT, "open_call", f"call:{call.id}", None, call)
    known = records.customers.by_phone(caller) if caller else None
    yard = yard_facts(records)
    return OpenedCall(
        call_id=call.id,
        yard=as_agent_speaks(yard, agent) if agent else yard,
        agent=facts_of(agent) if agent else None,
        proposed_customer=known.name if known else None,
    )


def record_turn(
    records: Records, now: datetime, turn: Turn, verifications: tuple[Verification, ...] = ()
) -> None:
    """Keep a turn with the checks made in it; a repeated turn keeps the timings it had."""
    call = call_of(records, turn.call_id)
    if turn.timings is None:
        earlier = _turn(records, turn.call_id, turn.number)
        if earlier is not None:
            turn = replace(turn, timings=earlier.timings)
    records.calls.put_turn(turn)
    for index, verification in enumerate(verifications):
        records.calls.put_verification(
            VerificationEntry(
                id=f"{turn.call_id}:{turn.number}:{index}",
                call_id=turn.call_id,
                at=now,
                by=AGENT,
                verification=verification,
            )
        )
        if verification.gate is Gate.CUSTOMER and verification.passed and verification.record_id:
            license_ = records.licenses.get(verification.record_id)
            if license_ is not None and call.customer_id != license_.customer_id:
                call = replace(call, customer_id=license_.customer_id)
                records.calls.put(call)


def _turn(records: Records, call_id: str, number: int) -> Turn | None:
    for turn in records.calls.turns(call_id):
        if turn.number == number:
            return turn
    return None


def record_timings(records: Records, call_id: str, number: int, timings: Timings) -> None:
    """Keep a spoken turn's timings. Raises RecordNotFound when the turn is not on record."""
    turn = _turn(records, call_id, number)
    if turn is None:
        raise RecordNotFound(
            f"The call has no turn {number} on record.", "Record the turn before its timings."
        )
    records.calls.put_turn(replace(turn, timings=timings))


def close_call(
    records: Records,
    now: datetime,
    call_id: str,
    outcome: Outcome,
    recording: str | None = None,
) -> None:
    """The call has ended: its holds are released and no manager is asked any more. The first
    outcome stands, unless it was the error that a restart put down for a call still going on; a
    recording may be named later."""
    before = call_of(records, call_id)
    records.holds.delete_of_call(call_id)
    withdraw_overrides(records, now, call_id)
    after = before
    if before.ended_at is None or before.outcome is Outcome.ERROR:
        after = replace(after, ended_at=now, outcome=outcome)
    if recording is not None:
        after = replace(after, recording=recording)
    if after != before:
        records.calls.put(after)
        records.audit.append(AGENT, "close_call", f"call:{call_id}", before, after)


def withdraw_overrides(records: Records, now: datetime, call_id: str) -> None:
    """Nobody waits on this call for a manager's word any more: what is open is withdrawn."""
    for before in records.overrides.of_call(call_id):
        after = withdraw(before, now)
        if after != before:
            records.overrides.put(after)
            records.audit.append(AGENT, "withdraw_override", f"override:{before.id}", before, after)


def close_orphans(records: Records, now: datetime) -> int:
    """Calls still under way when the voice process has gone ended in an error; their number."""
    orphans = records.calls.under_way()
    for call in orphans:
        close_call(records, now, call.id, Outcome.ERROR)
    return len(orphans)
