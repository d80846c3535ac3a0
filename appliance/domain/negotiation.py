"""Prices asked and offered on a call, and the policy that bounds concessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class OfferOutcome(StrEnum):
    ACCEPTED = "accepted"
    COUNTERED = "countered"
    FINAL = "final"
    """The last price the agent may give; there is no further round."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiationPolicy:
    """How far an agent on a line may go: it opens `opening_percent` over list, comes down by
    `step_percent` of list a round, at most `authority_percent` under list in all, in `rounds`
    rounds. The class's floor and max bind besides."""

    rounds: int = 3
    step_percent: Decimal = Decimal(5)
    authority_percent: Decimal = Decimal(15)
    opening_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePolicy:
    """The bargaining of one line, in place of the yard's."""

    line: str
    """`sip`, `desk`, or the name of a line."""
    policy: NegotiationPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer of a caller and the agent's answer to it, per day, as kept in the records."""

    call_id: str
    class_id: str
    round: int
    at: datetime
    offered_day_rate: Decimal
    answered_day_rate: Decimal
    outcome: OfferOutcome
