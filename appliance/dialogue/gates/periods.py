"""Gate 2, from when and for how long: a first day, a length, and enough units free for them."""

from __future__ import annotations

from datetime import date, time

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.gates import shown
from appliance.dialogue.state import ReadBack, ReadBackOf
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.ports.booking import Availability
from appliance.ports.conversation import HeardBy

_LONGEST_DAYS = 366


def gate(w: Work) -> None:
    """A first day, a length, and enough units free for them."""
    s = w.state
    item = s.item
    if item is None or s.period_checked:
        return
    if s.start is not None and not _pickup_possible(w, s.start):
        return
    if s.start is None:
        question = w.words.ask_start(item, w.turn)
        if s.earlier_dates is not None and s.days is None:
            question = w.words.ask_same_dates(*s.earlier_dates, w.now.date())
        w.ask(Asks.START_DATE, question, Stage.EQUIPMENT_SELECTION)
        return
    if s.days is None:
        w.ask(Asks.DURATION, w.words.ask_duration(w.turn), Stage.EQUIPMENT_SELECTION)
        return
    if not item.minimum_days <= s.days <= _LONGEST_DAYS:
        short = s.days < item.minimum_days
        w.say(w.words.minimum_days(item) if short else w.words.too_long())
        w.set(days=None)
        w.ask(Asks.DURATION, w.words.ask_duration(w.turn), Stage.EQUIPMENT_SELECTION)
        return
    if s.poor_line and s.period_heard:
        w.set(readback=ReadBack(ReadBackOf.PERIOD, ""))
        question = w.words.read_back_period(item, s.quantity, s.start, s.days, w.now.date())
        w.ask(Asks.CONFIRM, question, Stage.EQUIPMENT_SELECTION)
        return
    if s.quantity > item.owned:
        w.say(w.words.only_so_many(item, item.owned))
        w.set(quantity=max(1, item.owned))
    quantity = w.state.quantity
    period = s.period(w.yard)
    if period is None:
        return
    free = w.desk.availability(item.class_id, period, quantity, w.call.call_id)
    if free.free < quantity:
        not_free(w, free)
        return
    w.set(period_checked=True)
    w.say(w.words.period_free(item, quantity, free, s.start, s.days, w.now.date()))


def confirmed(w: Work, _value: str) -> None:
    """First day and length were heard right."""
    w.set(period_heard=False)


def denied(w: Work) -> None:
    """They were not: what was said in their place is read back, with what stands of the rest;
    else each is asked for, and how many where several were heard."""
    start, days = w.state.start, w.state.days
    w.set(period_heard=False, start=None, days=None)
    said = w.heard.text if w.heard.by is HeardBy.VOICE else ""
    if said and when(w, Action(Act.WHEN, (("start", said), ("for", said)))):
        w.set(period_heard=True, start=w.state.start or start, days=w.state.days or days)
        return
    several = w.state.quantity > 1
    w.set(quantity=1)
    if several:
        w.set(changing="quantity")
        w.ask(Asks.FINAL_CONFIRMATION, w.words.ask_how_many())


def not_free(w: Work, free: Availability, *, taken: bool = False) -> None:
    """Say so honestly, with the next date and the nearest alternatives."""
    item = w.state.item
    if item is None:
        return
    w.say(w.words.not_free(item, w.state.quantity, free, w.now.date(), taken=taken))
    w.set(outcome=Outcome.UNAVAILABLE, held=False, period_checked=False, options=free.alternatives)
    if free.alternatives:
        shown.ask_choice(w, w.words.offer_alternatives(free.alternatives))
    else:
        w.ask(Asks.START_DATE, w.words.ask_other_start(), Stage.EQUIPMENT_SELECTION)


def when(w: Work, action: Action) -> bool:
    """Dates: `start`, `for` and `until`, in words. Changes reopen what depends on them.

    False when the words hold no date and no length, or none that was not known.
    """
    today = w.now.date()
    texts = [action.slot(name) for name in ("start", "for", "until")]
    start_text, for_text, until_text = texts
    start, duration = w.values.parse_period(start_text, today) if start_text else (None, None)
    if start is not None and not for_text and duration is None and _is_of_the_end(w, start_text):
        start, until_text = None, until_text or start_text
    if for_text:
        duration = w.values.parse_duration(for_text) or duration
    if action.slot("on"):
        start = date.fromisoformat(action.slot("on"))
    if _is_the_first_again(w, start):
        start = None
    given = start is not None or duration is not None
    start = start or w.state.start
    days = duration.days if duration else None
    if until_text and start:
        until = w.values.days_until(until_text, start)
        given = given or until is not None
        days = until or days
    if action.slot("days"):
        days, given = int(action.slot("days")), True
    days = days or w.state.days
    if given and w.heard.by is HeardBy.VOICE:
        w.set(period_heard=True)
    if (start, days) != (w.state.start, w.state.days):
        w.state = w.state.without_period().but(start=start, days=days)
        return given
    asks = w.state.asks
    asked_again = (asks is Asks.START_DATE and not start) or (asks is Asks.DURATION and not days)
    return given and not asked_again


def _is_the_first_again(w: Work, start: date | None) -> bool:
    """ "Tuesday" to "how long?" where it begins on the Tuesday after: no other beginning."""
    first = w.state.start
    if w.state.asks is not Asks.DURATION or first is None or start is None:
        return False
    return (
        start <= first
        and start.weekday() == first.weekday()
        and not w.phrases.says_begin(w.heard.text)
    )


def _is_of_the_end(w: Work, text: str) -> bool:
    """At "how long do you need it?" a bare day is that of the return: unless it is said to be that
    of the beginning, or is the first day over again."""
    first = w.state.start
    if w.state.asks is not Asks.DURATION or first is None or w.phrases.says_begin(w.heard.text):
        return False
    named, _ = w.values.parse_period(text, w.now.date())
    return not _is_the_first_again(w, named) and w.values.days_until(text, first) is not None


def change_quantity(w: Work, words: str) -> None:
    """How many."""
    count = w.values.parse_quantity(words) if words else None
    if count and count != w.state.quantity:
        heard = w.state.period_heard or w.heard.by is HeardBy.VOICE
        w.state = w.state.without_period().but(quantity=count, period_heard=heard)


def _pickup_possible(w: Work, start: date) -> bool:
    if start < w.now.date():
        w.say(w.words.date_past())
    elif start.weekday() in w.yard.closed_weekdays or start in w.yard.closed_dates:
        w.say(w.words.closed_on(start))
    elif start == w.now.date() and w.now.time() >= time.fromisoformat(w.yard.closes_at):
        w.say(w.words.closed_for_today())
    else:
        return True
    w.set(start=None)
    w.ask(Asks.START_DATE, w.words.ask_other_start(), Stage.EQUIPMENT_SELECTION)
    return False
