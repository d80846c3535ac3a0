"""What a check is given and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from appliance.config import Settings
from appliance.domain.agents import Agent
from appliance.ops.models import ModelStore


class Verdict(StrEnum):
    OK = "ok"
    WARN = "warn"
    """It works, but the operator should know."""
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """`sentence` is for the operator; `fix` is what to do, or "none"."""

    check: str
    verdict: Verdict
    sentence: str
    fix: str = "none"


@dataclass(frozen=True, slots=True)
class Box:
    settings: Settings
    store: ModelStore
    agents: Callable[[], tuple[Agent, ...]] = lambda: ()
    """The agents on record; blocks. Raises ApplianceError."""
