"""Rentals at the counter: a quote, a longer rental, a booking given up, what waits for review.

Staff name a unit or a booking number. What changes a record is said back with the desk's own
answer and done on a yes. Deciding a review is left to the pages, where a manager has signed in.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.counter import rental_wording as wording
from appliance.dialogue.counter.readings import tag_in
from appliance.dialogue.services.choosing import NUMBERS
from appliance.dialogue.spoken import dates, identifiers, names, numbers
from appliance.domain.periods import Period
from appliance.ports.booking import BookedFacts
from appliance.ports.conversation import Heard
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import Yard
from appliance.ports.rental_life import ChangeOrder

ORDERS = frozenset({Act.EXTEND, Act.CANCEL_BOOKING, Act.QUOTE, Act.REVIEWS})
_EXTEND = re.compile(r"\b(?:extend|extension|keeps? (?:it|them|unit)|longer)\b", re.I)
_CANCEL = re.compile(r"\bcancel\b.*(?:\b(?:booking|reservation|rental)\b|\br[\s-]?\d)", re.I)
_REVIEWS = re.compile(r"\breviews?\b", re.I)
_QUOTE = re.compile(r"\b(?:quote|how much (?:is|are|for|would)|price (?:of|for))\b", re.I)
_UNTIL = re.compile(r"\b(?:until|till|through|to)\b.*", re.I)
_NAMED = 90.0


def read(heard: Heard, yard: Yard, tags: tuple[str, ...]) -> Action | None:
    """One of these orders; None for any other."""
    text = heard.text
    if _REVIEWS.search(text):
        return Action(Act.REVIEWS)
    if _CANCEL.search(text):
        return action(Act.CANCEL_BOOKING, number=_number(text), tag=tag_in(heard, yard, tags))
    if _QUOTE.search(text):
        return action(Act.QUOTE, item=text)
    if _EXTEND.search(text):
        until = _UNTIL.search(text)
        length = dates.parse_duration(text)
        return action(
            Act.EXTEND,
            number=_number(text),
            tag=tag_in(heard, yard, tags),
            until=until.group() if until else "",
            for_=text if length else "",
        )
    return None


def _number(text: str) -> str:
    cued = re.search(r"\b(?:booking|reservation|rental|number|r)\b.*\d.*", text, re.I)
    found = identifiers.candidates([cued.group()], NUMBERS) if cued else []
    return f"R-{found[0].value[1:]}" if found else ""


def answer(desk: RentalDesk, yard: Yard, order: Action, now: datetime) -> str:
    """What an order that changes nothing is answered with."""
    if order.act is Act.REVIEWS:
        return wording.reviews(desk.reviews())
    return _quote(desk, yard, order.slot("item"), now.date())


def _quote(desk: RentalDesk, yard: Yard, words: str, today: date) -> str:
    phrases = {item.class_id: [item.name, *item.names] for item in yard.items}
    ranked = names.match_phrase([words, re.sub(r"(\w{4,})s\b", r"\1", words)], phrases)
    if not ranked or ranked[0][1] < _NAMED:
        return wording.quote_example()
    start, duration = dates.parse_period(words, today)
    days = duration.days if duration else 1
    first = datetime.combine(
        start or today, time.fromisoformat(yard.opens_at), ZoneInfo(yard.timezone)
    )
    period = Period(first, first + timedelta(days=days))
    quantity = numbers.parse_quantity(words) or 1
    name = next(item.name for item in yard.items if item.class_id == ranked[0][0])
    return wording.quoted(name, desk.quote("", ranked[0][0], period, quantity))


def rental_of(desk: RentalDesk, order: Action) -> BookedFacts | None:
    """The booking that an order names, by its number or by a unit that is on it."""
    number = order.slot("number")
    if not number and order.slot("tag"):
        unit = desk.unit(order.slot("tag"))
        number = unit.booking_number or "" if unit else ""
    return desk.rental(number, None) if number else None


def end_of(order: Action, rental: BookedFacts, yard: Yard, today: date) -> datetime | None:
    """The later end that is asked for; None where none was said."""
    due = rental.period.end.date()
    until = order.slot("until")
    day = dates.parse_date(until, today) if until else None
    length = dates.parse_duration(order.slot("for")) if order.slot("for") and not day else None
    if length is not None:
        day = max(due, today) + timedelta(days=length.days)
    if day is None or day <= due:
        return None
    return datetime.combine(day, time.fromisoformat(yard.opens_at), rental.period.end.tzinfo)


def said_back(
    desk: RentalDesk,
    order: ChangeOrder,
    act: Act,
    rental: BookedFacts,
    end: datetime | None,
    now: datetime,
) -> tuple[str, bool]:
    """The question before it is done, and whether it can be done at all."""
    if act is Act.CANCEL_BOOKING:
        result = desk.preview_cancel(order)
        if result.refused:
            return wording.refused(result.refused, rental), False
        return wording.confirm_cancel(rental, result, now.date()), True
    if end is None:
        return wording.until_when(rental, now.date()), False
    result = desk.preview_extend(order, end)
    if result.refused:
        return wording.refused(result.refused, rental), False
    return wording.confirm_extend(rental, result, now.date()), True


def carry_out(
    desk: RentalDesk,
    order: ChangeOrder,
    act: Act,
    rental: BookedFacts,
    end: datetime | None,
    now: datetime,
) -> str:
    """Do it, and say what the committed row says."""
    if act is Act.CANCEL_BOOKING:
        result = desk.cancel(order, "Canceled at the counter")
        return (
            wording.refused(result.refused, rental) if result.refused else wording.canceled(rental)
        )
    if end is None:
        return wording.until_when(rental, now.date())
    result = desk.extend(order, end)
    if result.refused or result.booking is None:
        return wording.refused(result.refused, rental)
    return wording.extended(result.booking, now.date())
