"""Turns as JSON: the same objects as `chat --json` prints, for live calls and the API."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from appliance.domain.calls import Call, Timings, Turn


def turn_object(turn: Turn) -> dict[str, Any]:
    """One turn. Turn 0, the greeting, has no `heard` and no `actions`."""
    found: dict[str, Any] = {"turn": turn.number}
    if turn.number:
        found["heard"] = turn.heard
        found["actions"] = list(turn.actions)
    found["said"] = turn.said
    found["asks"] = turn.asks.value if turn.asks else None
    found["stage"] = turn.stage.value
    if turn.timings is not None:
        found["timings"] = timings_object(turn.timings)
    return found


def timings_object(timings: Timings) -> dict[str, float]:
    """Milliseconds of the stages that ran."""
    return {name: round(value, 1) for name, value in asdict(timings).items() if value is not None}


def ended_object(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ended": True,
        "outcome": call.outcome.value if call.outcome else None,
    }
    if call.booking_number:
        found["booking"] = call.booking_number
    return found
