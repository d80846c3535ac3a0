"""Orders of bookings and of people rather than of units: what is free, what a customer has, a
price, what waits for review, and a booking that is made, kept longer, moved, given up or decided.
Read by rule, from who and what is named and from the verbs around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.counter import named
from appliance.dialogue.counter import order_words as words
from appliance.dialogue.counter.readings import tag_in
from appliance.dialogue.spoken import dates
from appliance.ports.conversation import Heard
from appliance.ports.counter import NamedCustomer
from appliance.ports.facts import Yard


def read(
    heard: Heard,
    yard: Yard,
    tags: tuple[str, ...],
    customers: Callable[[], tuple[NamedCustomer, ...]],
) -> Action | None:
    """One of these orders, with what it names by its key on record; None for any other."""
    texts = named.texts_of(heard)
    text = heard.text.replace("\u2019", "'")
    of_unit = bool(words.UNIT.search(text))
    number = named.booking_in(texts)
    tag = tag_in(heard, yard, tags) if of_unit or not number else ""
    if number or (of_unit and (words.BOOKING.search(text) or words.EXTENDED.search(text))):
        return _of_booking(text, number, tag)
    if words.REVIEWS.search(text):
        return Action(Act.REVIEWS)
    if of_unit:
        return None
    if words.PRICE.search(text):
        return action(Act.QUOTE, item=text)
    return _of_people(text, texts, yard, customers, tag)


def _of_booking(text: str, number: str, tag: str) -> Action | None:
    """What is to become of a booking: the verb said last decides between a yes and a no."""
    yes, no = _last(words.APPROVE, text), _last(words.DECLINE, text)
    moved = _last(words.MOVE, text) if words.DAYS.search(text) else -1
    moved = max(moved, _last(words.TO_A_DAY, text))
    if words.LONGER.search(text):
        until, length = words.UNTIL.search(text), dates.parse_duration(text)
        return action(
            Act.EXTEND,
            number=number,
            tag=tag,
            until=until.group() if until else "",
            for_=text if length else "",
        )
    if number and words.OUT.search(text):
        return action(Act.CHECK_OUT, number=number, tag=tag)
    if number and max(yes, no) > moved:
        return action(Act.DECIDE, number=number, approve="yes" if yes > no else "no", note=text)
    if words.CANCEL.search(text) and not words.NOT_CANCEL.search(text):
        return action(Act.CANCEL_BOOKING, number=number, tag=tag)
    if moved >= 0 or (number and words.DAYS.search(text)):
        return action(Act.MOVE, number=number, tag=tag, when=text)
    return None


def _of_people(
    text: str,
    texts: Sequence[str],
    yard: Yard,
    customers: Callable[[], tuple[NamedCustomer, ...]],
    tag: str,
) -> Action | None:
    """An order of a customer, of a machine, or of both."""
    machine = named.machine_in(texts, yard)
    whom = named.customers_in(texts, customers())
    if machine is None and not whom:
        return _begun(text)
    if machine is None:
        if words.ASKS.search(text) and words.THEIRS.search(text):
            return action(Act.MY_RENTALS, customer=_ids(whom))
        if tag:
            return None
        yes, no = _last(words.APPROVE, text), _last(words.DECLINE, text)
        if max(yes, no) >= 0 and words.WAITING.search(text):
            return action(Act.DECIDE, customer=_ids(whom), approve="yes" if yes > no else "no")
        if words.NEW_BOOKING.search(text):
            return _booked(text, whom, "")
        if words.BOOKING.search(text) and words.CANCEL.search(text):
            return action(Act.CANCEL_BOOKING, customer=_ids(whom))
        if words.BOOKING.search(text) and words.MOVE.search(text):
            return action(Act.MOVE, customer=_ids(whom), when=text)
        return _booked(text, whom, "") if words.SURELY_BOOK.search(text) else None
    if whom and words.TO_BOOK.search(text) and not words.WANTS_TO_KNOW.search(text):
        return _booked(text, whom, machine.class_id)
    if words.FREE.search(text) or (words.ASKS.search(text) and words.DAYS.search(text)):
        return action(Act.HOW_MANY, item=machine.class_id, when=text)
    if whom or words.SURELY_BOOK.search(text):
        return _booked(text, whom, machine.class_id)
    return None


def _begun(text: str) -> Action | None:
    """An order that names nobody and nothing yet, in words that can be no other."""
    return _booked(text, (), "") if words.NEW_BOOKING.search(text) else None


def _booked(text: str, whom: Sequence[NamedCustomer], class_id: str) -> Action:
    return action(
        Act.BOOK,
        customer=_ids(whom),
        item=class_id,
        quantity=str(named.quantity_in(text)),
        when=text,
    )


def _ids(whom: Sequence[NamedCustomer]) -> str:
    return " ".join(one.customer_id for one in whom)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)
