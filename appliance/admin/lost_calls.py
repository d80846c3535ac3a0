"""Calls that nobody will ever close: the voice process died with them and has come back.

A call counts as lost when a fresh heartbeat of voice names its line and counts no call at all,
though the call is older than any heartbeat's delay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from appliance.admin.live_desk import AnnouncingDesk
from appliance.admin.parts import AdminParts
from appliance.domain.calls import Outcome

OLD_ENOUGH = timedelta(seconds=60)


def end_lost_calls(parts: AdminParts) -> int:
    """Close them with outcome `error`, their holds released; how many. Blocks."""
    report = parts.voice.report()
    if not report.fresh or report.body.get("calls") != 0:
        return 0
    lines = {name for name, state in report.body.items() if isinstance(state, Mapping)}
    oldest = parts.clock.now() - OLD_ENOUGH
    lost = [
        call
        for call in parts.store.read(lambda records: records.calls.under_way())
        if call.line in lines and call.started_at < oldest
    ]
    desk = AnnouncingDesk(parts.store, parts.clock, parts.live)
    for call in lost:
        desk.close_call(call.id, Outcome.ERROR)
    return len(lost)
