"""Prices beyond the agent's authority, put to a manager while the caller waits. Pure.

A request is decided once: accepted at the caller's offer, countered with a manager's own rate,
declined; or it is withdrawn by the caller, or expires. A rate under the class floor is granted
only by a manager who says that it is meant, and none above the rate that stood when it was asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from appliance.domain.rates import cents


class OverrideState(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    COUNTERED = "countered"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def granted(self) -> bool:
        """True when a manager allowed a rate."""
        return self in (OverrideState.ACCEPTED, OverrideState.COUNTERED)


class OverrideDecision(StrEnum):
    """What a manager may do with a waiting request."""

    ACCEPT = "accept"
    COUNTER = "counter"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideRequest:
    """One rate put to a manager. Rates are per unit and day, before tax.

    `floor_day_rate` is the class's floor when it was asked: for managers only, like the margin.
    """

    id: str
    call_id: str
    customer_id: str
    class_id: str
    period: Period
    quantity: int
    asked_at: datetime
    expires_at: datetime
    list_day_rate: Decimal
    offered_day_rate: Decimal
    agent_day_rate: Decimal
    """The lowest that the agent could give by itself."""
    floor_day_rate: Decimal
    state: OverrideState = OverrideState.WAITING
    granted_day_rate: Decimal | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    comment: str = ""

    def state_at(self, now: datetime) -> OverrideState:
        """The state by the clock: one that ran out of time is expired before anyone notes it."""
        if self.state is OverrideState.WAITING and now >= self.expires_at:
            return OverrideState.EXPIRED
        return self.state

    @property
    def margin(self) -> Decimal:
        """How far the offer lies over the floor, per unit and day; negative under it."""
        return self.offered_day_rate - self.floor_day_rate

    @property
    def discount_percent(self) -> Decimal:
        """How far the offer lies under list, in percent with one decimal."""
        part = (self.list_day_rate - self.offered_day_rate) / self.list_day_rate * 100
        return part.quantize(Decimal("0.1"))

    def admits(self, class_id: str, period: Period, quantity: int, day_rate: Decimal) -> bool:
        """True when a manager granted exactly this rate for exactly this rental."""
        return (
            self.state.granted
            and self.granted_day_rate == day_rate
            and self.class_id == class_id
            and self.quantity == quantity
            and self.period.start == period.start
            and self.period.end == period.end
        )


def decide(
    request: OverrideRequest,
    now: datetime,
    by: str,
    decision: OverrideDecision,
    *,
    day_rate: Decimal | None = None,
    under_floor: bool = False,
    comment: str = "",
) -> OverrideRequest:
    """The request as a manager decided it; `day_rate` is the counter's.

    Raises RecordError when it no longer waits, when a counter's rate does not lie above the offer
    and at most at the list rate, or when a rate under the floor is not marked as meant.
    """
    state = request.state_at(now)
    if state is not OverrideState.WAITING:
        raise RecordError(
            f"This request is {state.value} already.", "The caller has been answered."
        )
    settled = replace(request, decided_by=by, decided_at=now, comment=comment)
    if decision is OverrideDecision.DECLINE:
        return replace(settled, state=OverrideState.DECLINED)
    granted = request.offered_day_rate
    if decision is OverrideDecision.COUNTER:
        granted = _counter_rate(request, day_rate)
    if granted < request.floor_day_rate and not under_floor:
        raise RecordError(
            f"{granted} a day is under the floor of {request.floor_day_rate}.",
            "Mark that it is meant, or counter with a higher rate.",
        )
    accepted = decision is OverrideDecision.ACCEPT
    return replace(
        settled,
        state=OverrideState.ACCEPTED if accepted else OverrideState.COUNTERED,
        granted_day_rate=granted,
    )


def _counter_rate(request: OverrideRequest, day_rate: Decimal | None) -> Decimal:
    if day_rate is None or not day_rate.is_finite() or day_rate != cents(day_rate):
        raise RecordError("A counter needs a rate a day, in whole cents.")
    if not request.offered_day_rate < day_rate <= request.list_day_rate:
        raise RecordError(
            f"A counter lies above the offer of {request.offered_day_rate} and at most at "
            f"{request.list_day_rate} a day, the rate that was quoted.",
            "Accept the offer, or name a rate in between.",
        )
    return day_rate


def withdraw(request: OverrideRequest, now: datetime) -> OverrideRequest:
    """The caller no longer waits; a request that was decided or ran out stays as it is."""
    if request.state_at(now) is not OverrideState.WAITING:
        return request
    return replace(request, state=OverrideState.WITHDRAWN, decided_at=now)


def expire(request: OverrideRequest, now: datetime) -> OverrideRequest:
    """Expired when its time is over and nobody decided; else as it is."""
    if request.state is OverrideState.WAITING and now >= request.expires_at:
        return replace(request, state=OverrideState.EXPIRED, decided_at=request.expires_at)
    return request
