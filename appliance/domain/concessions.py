"""How far an agent may come down from list, round by round. Pure; the floor never leaves here.

The standing price falls by whole steps of the list price, and only by steps that stay at or
above both the class floor and the limit of the agent's authority. So a caller who pushes on
sees the policy's steps and never a price that was clipped at the floor. A list price that lies
at or under the floor already (a long period at its month rate) is not negotiated at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal

from appliance.domain.errors import RecordError
from appliance.domain.negotiation import NegotiationPolicy, Offer, OfferOutcome

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_WHOLE_FROM = Decimal(20)
"""From this rate on, conceded prices are whole amounts: they are easier to say and to hear."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What bounds a negotiation: the list rate of the period, the class floor, the line's policy,
    how much further the agent may go for this customer, in percent of list, and the class's max
    rate, which an opening over list keeps to; without one the list rate opens."""

    list_rate: Decimal
    floor: Decimal
    policy: NegotiationPolicy
    customer_percent: Decimal = Decimal(0)
    max_rate: Decimal | None = None

    @property
    def opening(self) -> Decimal:
        """The rate that is quoted first: list, or as much over it as policy and max allow."""
        if self.max_rate is None or self.policy.opening_percent <= 0:
            return self.list_rate
        unit = Decimal(1) if self.list_rate >= _WHOLE_FROM else _CENT
        over = self.list_rate * (_HUNDRED + self.policy.opening_percent) / _HUNDRED
        whole = over.quantize(unit, rounding=ROUND_DOWN).quantize(_CENT)
        return max(self.list_rate, min(self.max_rate, whole))

    @property
    def lowest(self) -> Decimal:
        """No agreed rate may lie under this; the list rate itself where there is no room."""
        authority = min(_HUNDRED, self.policy.authority_percent + self.customer_percent)
        bound = max(self.floor, self.list_rate * (_HUNDRED - authority) / _HUNDRED)
        return min(self.list_rate, bound)

    @property
    def _step(self) -> Decimal:
        rounds = max(1, self.policy.rounds)
        return self.list_rate * (self.policy.step_percent + self.customer_percent / rounds) / 100

    @property
    def _steps(self) -> int:
        """Steps that there is room for, within the policy's rounds."""
        if self._step <= 0:
            return 0
        return min(self.policy.rounds, int((self.opening - self.lowest) / self._step))

    def price_after(self, rounds: int) -> Decimal:
        """The standing price once `rounds` rounds have been played."""
        steps = min(rounds, self._steps)
        if steps <= 0:
            return self.opening
        unit = Decimal(1) if self.list_rate >= _WHOLE_FROM else _CENT
        price = (self.opening - self._step * steps).quantize(unit, rounding=ROUND_UP)
        return min(self.opening, price).quantize(_CENT)

    def is_last(self, round_number: int) -> bool:
        """True when no later round could give a lower price."""
        return round_number >= min(self.policy.rounds, max(1, self._steps))


@dataclass(frozen=True, slots=True)
class Concession:
    """The answer to an offer; `day_rate` is the price that holds now."""

    outcome: OfferOutcome
    day_rate: Decimal
    round: int
    rounds_left: int


def consider_offer(terms: Terms, history: Sequence[Offer], offered: Decimal | None) -> Concession:
    """Answer an offer per unit and day, or (None) the wish for a better price.

    An offer at or above what this round permits is accepted, at most at the price that stood
    before it. A lower one is countered with this round's price; in the last round that is
    final, and what is offered under it afterwards is refused. Raises RecordError for an offer
    that is not above zero.
    """
    if offered is not None and (not offered.is_finite() or offered <= 0):
        raise RecordError("An offer must be above zero.", "Ask for the offer again.")
    played = max((offer.round for offer in history), default=0)
    now = played + 1
    before = _standing(terms, history, played)
    over = played > 0 and terms.is_last(played)
    price = before if over else min(before, terms.price_after(now))
    left = max(0, terms.policy.rounds - now)
    if terms.is_last(now):
        left = 0
    if offered is not None and offered >= price:
        return Concession(OfferOutcome.ACCEPTED, min(offered, before), now, left)
    if not terms.is_last(now):
        return Concession(OfferOutcome.COUNTERED, price, now, left)
    was_final = any(offer.outcome is OfferOutcome.FINAL for offer in history)
    outcome = OfferOutcome.REFUSED if was_final and offered is not None else OfferOutcome.FINAL
    return Concession(outcome, price, now, 0)


def _standing(terms: Terms, history: Sequence[Offer], played: int) -> Decimal:
    """What holds before this offer: the last answer, unless it was given for another period and
    is no price of this one."""
    if history:
        last = max(history, key=lambda offer: offer.round).answered_day_rate
        if terms.lowest <= last <= terms.opening:
            return last
    return terms.price_after(played)


def rate_allowed(terms: Terms, history: Sequence[Offer], day_rate: Decimal) -> bool:
    """True when a booking may be made at a rate: list, the opening one, or one that the recorded
    answers came down to.

    Whatever was answered, never under the floor, beyond the authority, or above the opening.
    """
    if day_rate in (terms.list_rate, terms.opening):
        return True
    if not terms.lowest <= day_rate < terms.opening:
        return False
    return any(offer.answered_day_rate <= day_rate for offer in history)
