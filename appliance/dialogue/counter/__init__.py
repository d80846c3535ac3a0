"""The counter assistant: short orders from staff at the desk, said back before anything changes."""

from __future__ import annotations

from appliance.dialogue.counter.mind import CounterMind

__all__ = ["CounterMind"]
