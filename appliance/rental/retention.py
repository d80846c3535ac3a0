"""Retention carried out: every rule, in steps small enough that nobody waits for them."""

from __future__ import annotations

from datetime import datetime, time
from functools import partial
from typing import Final

from appliance.domain.errors import RecordError
from appliance.domain.privacy import RetentionPolicy
from appliance.ports.store import Records, Store

SYSTEM: Final = "system"
STEP: Final = 200
_WAIT_S: Final = 60.0
_LONGEST_DAYS: Final = 36600


def check_retention(policy: RetentionPolicy) -> None:
    """Raises RecordError naming the field that holds what it may not."""
    for name in (
        "recordings_days",
        "transcripts_days",
        "calls_days",
        "quotes_days",
        "tasks_days",
        "photos_days",
        "sign_ins_days",
    ):
        if not 0 <= getattr(policy, name) <= _LONGEST_DAYS:
            raise RecordError(f"{name} is 0 to {_LONGEST_DAYS} days, not {getattr(policy, name)}.")
    if not 0 <= policy.bookkeeping_years <= 100:
        raise RecordError(f"bookkeeping_years is 0 to 100, not {policy.bookkeeping_years}.")
    try:
        time.fromisoformat(policy.daily_at)
    except ValueError as error:
        raise RecordError(f"daily_at is a time like 03:00, not {policy.daily_at!r}.") from error


def due_now(records: Records, now: datetime) -> dict[str, int]:
    """How much each rule would remove now."""
    policy = records.yard.get().retention
    return {rule: records.retention.due(policy, rule, now) for rule in records.retention.rules()}


def _step(policy: RetentionPolicy, rule: str, now: datetime, records: Records) -> int:
    return records.retention.carry_out(policy, rule, now, STEP)


def carry_out(store: Store, now: datetime, actor: str = SYSTEM) -> dict[str, int]:
    """Remove what is too old, rule by rule; how much of each. One line in the trail when anything
    went. Safe to repeat and to break off: what a step removed stays removed."""
    policy = store.read(lambda records: records.yard.get()).retention
    rules = store.read(lambda records: records.retention.rules())
    removed: dict[str, int] = {}
    for rule in rules:
        removed[rule] = 0
        while True:
            count = store.write(partial(_step, policy, rule, now), wait_s=_WAIT_S)
            removed[rule] += count
            if count < STEP:
                break
    if any(removed.values()):
        store.write(lambda records: records.audit.append(actor, "retention", "yard", None, removed))
    return removed
