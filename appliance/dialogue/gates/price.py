"""Gate 4: the price. Opens at list; concessions are the desk's; the floor is nowhere here."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from appliance.dialogue.gates import manager, periods
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.errors import RecordError
from appliance.domain.negotiation import OfferOutcome
from appliance.ports.facts import OfferAnswer

_WELL_ABOVE = Decimal("1.1")
_FINALS = 2
"""How often a final price is said before the call parts over it."""


def gate(w: Work) -> None:
    """Say the list price and ask whether it will do; then keep the units."""
    s = w.state
    period = s.period(w.yard)
    if s.item is None or period is None or s.price_agreed:
        return
    if s.quote is None:
        quote = w.desk.quote(s.customer_id, s.item.class_id, period, s.quantity, w.call.call_id)
        w.set(quote=quote)
        w.say(w.words.quoted(s.item, quote))
        _carry_over(w)
    w.ask(Asks.PRICE_OK, w.words.ask_price_ok(w.turn), Stage.PRICING)


def _carry_over(w: Work) -> None:
    """A rate agreed for other dates or another machine holds here too, where the desk allows it."""
    s = w.state
    period, rate = s.period(w.yard), s.agreed_rate
    w.set(agreed_rate=None)
    if s.item is None or period is None or s.quote is None or rate is None:
        return
    if rate >= s.quote.day_rate:
        return
    class_id = s.item.class_id
    answer = w.desk.consider_offer(
        w.call.call_id, s.customer_id, class_id, period, s.quantity, rate
    )
    if answer.outcome is not OfferOutcome.ACCEPTED:
        return
    w.set(standing=answer)
    w.writes.append(
        lambda desk: desk.record_offer(w.call.call_id, f"{w.key}:carried", class_id, rate, answer)
    )
    w.say(w.words.price_kept(answer))


def accepted(w: Work) -> None:
    """Yes to the standing price: agreed, and the units are kept for this call."""
    w.set(price_agreed=True, outcome=w.state.booking and w.state.outcome)
    w.pending = keep_units


def offered(w: Work, words: str) -> None:
    """An offer, or (with no figure) a wish for a better price."""
    s = w.state
    period = s.period(w.yard)
    if s.item is None or period is None or s.quote is None:
        raise RecordError("There is no price to bargain about yet.")
    rate = _day_rate(w, words)
    if rate is not None and rate >= (s.day_rate or s.quote.day_rate):
        # More than is asked was hardly meant: the price stands, and a plain yes takes it.
        w.say(w.words.price_stands(s))
        w.ask(Asks.PRICE_OK, w.words.ask_price_ok(w.turn), Stage.PRICING)
        return
    if s.granted and s.standing is not None:
        _final(w, s.standing)
        return
    answer = w.desk.consider_offer(
        w.call.call_id, s.customer_id, s.item.class_id, period, s.quantity, rate
    )
    class_id = s.item.class_id
    w.writes.append(
        lambda desk: desk.record_offer(w.call.call_id, f"{w.key}:offer", class_id, rate, answer)
    )
    w.set(standing=answer)
    if answer.outcome is OfferOutcome.ACCEPTED:
        w.say(w.words.offer_accepted(answer, s.quantity))
        accepted(w)
        return
    if answer.outcome is OfferOutcome.COUNTERED:
        w.say(w.words.counter_offer(answer, final=False, turn=w.turn))
        w.ask(Asks.PRICE_OK, w.words.ask_counter(w.turn), Stage.PRICING)
    elif rate is not None and answer.may_ask_manager and s.overrides_asked < manager.MOST_ASKED:
        w.pending = partial(manager.ask, offered=rate)
    else:
        _final(w, answer)


def _final(w: Work, answer: OfferAnswer) -> None:
    """There is no lower price; said too often, the call parts over it."""
    w.set(finals=w.state.finals + 1)
    if w.state.finals > _FINALS:
        w.end(w.words.declined_goodbye(w.turn), Outcome.DECLINED_BY_CUSTOMER)
        return
    w.say(w.words.counter_offer(answer, final=True, turn=w.turn))
    w.ask(Asks.PRICE_OK, w.words.ask_final_price(), Stage.PRICING)


def refused(w: Work) -> None:
    """No to the price: ask for theirs once, then part politely."""
    answer = w.state.standing
    if answer is None and w.state.outcome is not Outcome.DECLINED_BY_CUSTOMER:
        w.set(outcome=Outcome.DECLINED_BY_CUSTOMER)
        w.ask(Asks.PRICE_OK, w.words.ask_their_price(), Stage.PRICING)
        return
    if answer is not None and answer.rounds_left > 0 and answer.outcome is OfferOutcome.COUNTERED:
        offered(w, "")
        return
    w.end(w.words.declined_goodbye(w.turn), Outcome.DECLINED_BY_CUSTOMER)


def keep_units(w: Work) -> None:
    """Hold the units for this call, or say that they were taken."""
    s = w.state
    period = s.period(w.yard)
    if s.item is None or period is None:
        return
    result = w.desk.hold(w.call.call_id, f"{w.key}:hold", s.item.class_id, period, s.quantity)
    if result.held:
        w.set(held=True)
        w.say(w.words.held(w.turn))
    else:
        periods.not_free(w, result.availability, taken=True)


def _day_rate(w: Work, words: str) -> Decimal | None:
    """The offer per unit and day; None where there is none, or none above nothing.

    A bare figure well above the listed day rate is meant for the whole rental ("make it five
    hundred"): nobody offers more than is asked.
    """
    s = w.state
    if not words or s.quote is None:
        return None
    standing = s.day_rate or s.quote.day_rate
    rate = w.values.parse_day_rate(words, s.quote.days, near=standing)
    if rate is None or rate <= 0:
        return None
    unit_days = s.quote.days * s.quantity
    bare = rate == w.values.parse_money(words, near=standing) and not w.values.is_by_day(words)
    if bare and unit_days > 1 and rate > _WELL_ABOVE * s.quote.day_rate:
        return (rate / unit_days).quantize(Decimal("0.01"))
    return rate
