"""When keys are offered, and which: on a poor line with every question, else after a failure.

A line is poor when its noise was measured so, or when its caller was misunderstood too often.
"""

from __future__ import annotations

from appliance.dialogue import permitted
from appliance.dialogue.bad_input import is_noisy
from appliance.dialogue.keypad.keys import PAGE, Keys, Offered
from appliance.dialogue.keypad.reading import SERVICES
from appliance.dialogue.services.service import Wants
from appliance.dialogue.state import QUESTION_OF, RentalState
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks
from appliance.ports.conversation import HeardBy

_MOST_TROUBLES = 2
"""Answers misheard on a call, after which the line counts as poor."""
_BY_QUESTION: dict[Asks, Keys] = {
    Asks.BUSINESS_LICENSE: Keys.DIGITS,
    Asks.OPERATOR_CERTIFICATE: Keys.DIGITS,
    Asks.POLICY_NUMBER: Keys.DIGITS,
    Asks.CALLBACK_NUMBER: Keys.DIGITS,
    Asks.CONFIRM: Keys.YES_NO,
    Asks.PRICE_OK: Keys.YES_NO,
    Asks.SITE_QUESTION: Keys.YES_NO,
    Asks.FINAL_CONFIRMATION: Keys.YES_NO,
    Asks.ANYTHING_ELSE: Keys.YES_NO,
    Asks.START_DATE: Keys.DATE,
    Asks.DURATION: Keys.DAYS,
}
_MOST_CHOICES = 8
_TAGS_SAID = 3
"""Tags that are read out where one of several machines is meant."""


def notice(w: Work) -> None:
    """Judge the line by what was just heard; say so once where it is poor."""
    if not w.state.poor_line and is_noisy(w.heard):
        w.set(poor_line=True)
        w.say(w.words.use_your_keys())


def troubled(w: Work) -> None:
    """An answer was not understood, or understood wrong."""
    if w.heard.by is not HeardBy.VOICE:
        return
    w.set(troubles=w.state.troubles + 1)
    if w.state.troubles >= _MOST_TROUBLES:
        w.set(poor_line=True)


def offer(w: Work) -> None:
    """Have the open question offer keys, where they are wanted and it can be answered by them."""
    s = w.state
    if w.pending is not None or not w.waiting:
        return
    offered = _offered(w) if not s.ended and s.override is None and _are_wanted(w) else None
    w.set(keys=offered)
    if offered is None:
        return
    how = _said(w, offered) if s.poor_line else w.words.or_by_keys(_said(w, offered))
    if not s.question.endswith(how) and not w.words.offers_keys(s.question):
        w.set(question=f"{s.question} {how}".strip())


def _are_wanted(w: Work) -> bool:
    s = w.state
    asked = s.service is not None and s.service.asked > 0
    denied = s.unclear is not None and s.asks in (QUESTION_OF[s.unclear.of], Asks.CONFIRM)
    failed = asked or denied or bool(s.misses or s.searches)
    return s.poor_line or (failed and (w.heard.by is HeardBy.VOICE or s.keys is not None))


def _offered(w: Work) -> Offered | None:
    s = w.state
    if s.asks is Asks.NEED:
        return _of_need(w)
    words = w.words
    if s.question.startswith((words.ask_other_site(), words.ask_other_operator())):
        return Offered(Keys.YES_NO)
    if s.asks is Asks.EQUIPMENT_CHOICE:
        count = _choices(s)
        return Offered(Keys.CHOICE) if 0 < count <= _MOST_CHOICES else None
    if s.asks is Asks.SITE_ADDRESS:
        return None if s.house_number else Offered(Keys.HOUSE_NUMBER)
    if s.asks is Asks.START_DATE and s.earlier_dates is not None and s.days is None:
        return Offered(Keys.YES_NO)
    if s.asks is Asks.DURATION and s.service is not None:
        return Offered(Keys.DATE)
    if s.asks is Asks.FINAL_CONFIRMATION and s.changing:
        return Offered(Keys.COUNT if s.changing == "quantity" else Keys.CHANGE)
    keys = _BY_QUESTION.get(s.asks) if s.asks else None
    return Offered(keys) if keys is not None else None


def _of_need(w: Work) -> Offered | None:
    s = w.state
    if s.kinds_page is not None:
        kinds = w.yard.categories
        first = s.kinds_page * PAGE % (len(kinds) + -len(kinds) % PAGE or 1)
        return Offered(Keys.KINDS, kinds=kinds[first : first + PAGE], page=s.kinds_page)
    if not (s.misses or s.searches):
        return None
    return Offered(
        Keys.SERVICES, tuple(key for key, act in SERVICES.items() if permitted.may(w, act))
    )


def _choices(s: RentalState) -> int:
    service = s.service
    if service is None:
        return len(s.options)
    if service.wants is Wants.UNIT and service.rental is not None:
        tags = len(service.rental.asset_tags)
        return tags if tags <= _TAGS_SAID else 0
    return len(service.choices) if service.wants is Wants.WHICH else 0


def _said(w: Work, offered: Offered) -> str:
    words = w.words
    match offered.keys:
        case Keys.YES_NO:
            return words.press_yes_or_no()
        case Keys.CHOICE:
            return words.press_a_place(_choices(w.state))
        case Keys.DIGITS:
            return words.key_the_digits()
        case Keys.DATE:
            return words.key_the_date()
        case Keys.DAYS:
            return words.key_the_days()
        case Keys.COUNT:
            return words.key_the_count()
        case Keys.HOUSE_NUMBER:
            return words.key_the_house_number()
        case Keys.CHANGE:
            return words.press_what_to_change()
        case Keys.SERVICES:
            return words.press_what_it_is_about(offered.services)
        case Keys.KINDS:
            more = len(w.yard.categories) > PAGE
            return words.press_a_kind(offered.kinds, more=more)
