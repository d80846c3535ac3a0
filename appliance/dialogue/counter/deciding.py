"""A booking that waits for review, approved or declined at the counter by a manager's PIN.

The PIN is read from what was heard and handed on at once: it stands in no action, and what was
heard is kept nowhere (`Asks.PIN`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.dialogue.actions import Action, action
from appliance.dialogue.counter import deciding_wording as wording
from appliance.dialogue.counter.state import Work
from appliance.dialogue.spoken import identifiers
from appliance.dialogue.spoken import words as w
from appliance.domain.calls import Asks, Stage
from appliance.ports.conversation import Heard
from appliance.ports.counter import NamedCustomer
from appliance.ports.knowledge import ReviewFacts

MOST_MISSES = 3
_DIGIT = rf"(?:\d+|{'|'.join((*w.UNITS, *w.TEENS, *w.TENS, 'oh'))})"
_PIN_SAID = re.compile(
    rf"\bpin\b\W*(?:(?:is|number|code|it's|of)\b\W*)*{_DIGIT}\b|"
    rf"\b{_DIGIT}\W+(?:is|that's) (?:my|the) pin\b",
    re.I,
)
"""A PIN beside its word; "the hitch pin is missing" is none."""
_LEAD = re.compile(
    r"^\W*(?:(?:uh|um|okay|ok|sure|yes|yeah|it's|it is|my|the|pin|is|that's)\b\W*)*", re.I
)
_ONLY_DIGITS = re.compile(rf"^\W*(?:(?:{_DIGIT}|o|to|for|ate|double)\b\W*)+$", re.I)
_PIN = identifiers.IdentifierFormat(name="pin", prefixes=(), digits=(4, 8), example="2580")


def propose(work: Work, order: Action, customers: Sequence[NamedCustomer]) -> bool:
    """Say back what is to be decided and ask for the PIN; False where nothing is left to ask."""
    waiting = work.desk.reviews()
    meant = _meant(order, waiting, customers)
    if len(meant) != 1:
        work.say(wording.which(order.slot("number"), meant or waiting))
        return False
    found = meant[0]
    work.set(order=action(order.act, **{**dict(order.slots), "number": found.number}), misses=0)
    work.ask(Asks.PIN, wording.your_pin(found, _approves(order)), Stage.COUNTER)
    return True


def decide(work: Work, order: Action) -> bool:
    """Decide by the PIN that was said; False once it is done or given up."""
    pin = pin_in(work.texts)
    if not pin:
        if work.state.misses + 1 >= MOST_MISSES:
            work.say(wording.no_pin())
            return False
        misses = work.state.misses + 1
        work.ask(Asks.PIN, wording.digit_by_digit(), Stage.COUNTER)
        work.set(misses=misses)
        return True
    number, approve = order.slot("number"), _approves(order)
    result = work.desk.decide_review_by_pin(f"{work.key}:{order.act}", pin, number, approve, "")
    if result.pin_refused and result.tries_left:
        work.ask(Asks.PIN, wording.wrong_pin(result.tries_left), Stage.COUNTER)
        return True
    if not result.pin_refused and result.booking is None:  # a clerk's: somebody else may say theirs
        work.ask(Asks.PIN, wording.another_pin(result.refused), Stage.COUNTER)
        return True
    work.say(result.refused or wording.decided(number, result, approve))
    return False


def pin_in(texts: Sequence[str]) -> str:
    """Four to eight digits where nothing but digits was dictated, by the best of what was heard
    alone: others would be guesses. Said twice it counts once. Empty where there are none."""
    text = _LEAD.sub(" ", texts[0])
    if not _ONLY_DIGITS.match(text):
        return ""
    found = identifiers.candidates([text], _PIN)
    pin = found[0].value if found else ""
    half = len(pin) // 2
    return pin[:half] if half >= _PIN.digits[0] and pin[:half] == pin[half:] else pin


def _approves(order: Action) -> bool:
    return order.slot("approve") == "yes"


def _meant(
    order: Action, waiting: Sequence[ReviewFacts], customers: Sequence[NamedCustomer]
) -> tuple[ReviewFacts, ...]:
    number = order.slot("number")
    if number:
        return tuple(one for one in waiting if one.number == number)
    ids = order.slot("customer").split()
    names = {one.name for one in customers if one.customer_id in ids}
    return tuple(one for one in waiting if one.customer_name in names)


def may_hold_a_pin(heard: Heard) -> bool:
    """Whether what was said at the counter is kept nowhere though no PIN was asked for: digits
    alone, or digits beside the word."""
    return bool(pin_in(heard.texts) or _PIN_SAID.search(heard.text))
