"""Asking a manager for a price beyond the agent's authority while the caller holds.

Only what the manager granted is taken over, and only from the committed request. An "okay" said
meanwhile agrees to nothing; whoever would rather go on without takes the request back.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from appliance.dialogue import answers
from appliance.dialogue.actions import Act, Action
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Stage
from appliance.domain.errors import RecordError
from appliance.domain.negotiation import OfferOutcome
from appliance.domain.overrides import OverrideState
from appliance.ports.facts import OfferAnswer, OverrideFacts

MOST_ASKED = 2
"""How often on one call a manager is asked."""
_PATIENT = frozenset(
    {Act.YES, Act.WAIT, Act.UNCLEAR, Act.REPEAT, Act.ASK, Act.CHEAPER, Act.IDENTIFY, Act.PHONE}
)
"""What leaves the request where it is."""


def ask(w: Work, *, offered: Decimal) -> None:
    """Put the caller's offer to a manager, and have the caller hold."""
    s = w.state
    period = s.period(w.yard)
    if s.item is None or period is None:
        raise RecordError("There is no price to ask a manager about yet.")
    facts = w.desk.request_override(
        w.call.call_id,
        f"{w.key}:override",
        s.customer_id,
        s.item.class_id,
        period,
        s.quantity,
        offered,
    )
    w.set(override=facts, overrides_asked=s.overrides_asked + 1)
    _hold(w, w.words.ask_manager(w.turn))


def stays(w: Work, actions: tuple[Action, ...]) -> bool:
    """Answer what is said meanwhile: True when the caller goes on holding. Else the request is
    taken back and the turn is decided as ever."""
    if all(action.act in _PATIENT for action in actions):
        for action in actions:
            if action.act is Act.ASK:
                w.say(answers.answer(w, action.slot("topic")))
        _hold(w, w.words.still_asking(w.turn))
        return True
    asked = w.state.override
    if asked is not None:
        w.notes.append(lambda desk: desk.withdraw_override(f"{w.key}:withdraw", asked.id))
    w.set(override=None, asks=Asks.PRICE_OK)
    return False


def resume(w: Work, accept: Callable[[Work], None]) -> bool:
    """Go on with the manager's word, or without it when the time is over; False until then.
    `accept` takes the standing price as agreed."""
    asked = w.state.override
    if asked is None:
        return False
    facts = w.desk.override(asked.id)
    if facts.state is OverrideState.WAITING:
        return False
    w.set(override=None)
    granted = _granted(facts)
    if granted is not None:
        w.set(standing=granted, granted=True)
        if facts.state is OverrideState.ACCEPTED:
            w.say(w.words.manager_agreed(granted))
            accept(w)
        else:
            w.say(w.words.manager_counters(granted))
            w.ask(Asks.PRICE_OK, w.words.ask_counter(w.turn), Stage.PRICING)
        return True
    declined = facts.state is OverrideState.DECLINED
    w.say(w.words.manager_declined() if declined else w.words.manager_away())
    if w.state.standing is not None:
        back_to_own_price(w, w.state.standing)
    return True


def back_to_own_price(w: Work, answer: OfferAnswer) -> None:
    """What the agent can give by itself, once more."""
    w.say(w.words.counter_offer(answer, final=True, turn=w.turn))
    w.ask(Asks.PRICE_OK, w.words.ask_final_price(), Stage.PRICING)


def _granted(facts: OverrideFacts) -> OfferAnswer | None:
    if not facts.state.granted or facts.granted_day_rate is None or facts.total is None:
        return None
    accepted = facts.state is OverrideState.ACCEPTED
    return OfferAnswer(
        outcome=OfferOutcome.ACCEPTED if accepted else OfferOutcome.FINAL,
        day_rate=facts.granted_day_rate,
        total=facts.total,
        round=0,
        rounds_left=0,
        tax=facts.tax,
    )


def _hold(w: Work, words: str) -> None:
    """End the turn with nothing asked of the caller."""
    w.set(asks=None, question=words, stage=Stage.PRICING, misses=0)
    w.waiting = True
