"""Override requests that nobody decided in time are closed, and managers' pages told."""

from __future__ import annotations

from appliance.admin.events import OVERRIDES, CallEvent
from appliance.admin.parts import AdminParts
from appliance.rental.overrides import expire_overrides


def close_expired_overrides(parts: AdminParts) -> int:
    """How many were closed. Blocks."""
    now = parts.clock.now()
    if not parts.store.read(lambda records: records.overrides.waiting()):
        return 0
    closed = parts.store.write(lambda records: expire_overrides(records, now))
    if closed:
        parts.live.publish(OVERRIDES, CallEvent(kind="overrides", data={}))
    return len(closed)
