"""Orders of bookings and of people rather than of units: what is free, what a customer has, a
price, what waits for review, and a booking that is made, kept longer, moved, given up or decided.
Read by rule, from who and what is named and from the verbs around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.counter import named
from appliance.dialogue.counter import order_words as words
from appliance.dialogue.counter.numbered import booking_in
from appliance.dialogue.counter.readings import condition_in, meter_in, tag_in
from appliance.dialogue.spoken import dates
from appliance.ports.conversation import Heard
from appliance.ports.counter import NamedCustomer
from appliance.ports.facts import ItemName, Yard


def read(
    heard: Heard,
    yard: Yard,
    tags: tuple[str, ...],
    customers: Callable[[], tuple[NamedCustomer, ...]],
    on_record: Callable[[str], bool],
) -> Action | None:
    """One of these orders, with what it names by its key on record; None for any other.

    `on_record` says of a booking number whether it is anybody's: a bare number that is not is
    some other number.
    """
    texts = heard.texts
    text = heard.text.replace("\u2019", "'")
    of_unit = bool(words.UNIT.search(text))
    number, sure = booking_in(texts)
    if number and not sure and not on_record(number):
        number = ""
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
    """What is to become of a booking. What is only asked, or denied, changes nothing."""
    if words.ABOUT_IT.search(text):
        return action(Act.MY_RENTALS, number=number) if number else None
    text = words.DENIED.sub(" ", text)
    yes, no = _last(words.APPROVE, text), _last(words.DECLINE, text)
    if number and words.OUT.search(text):
        return _with_reading(Act.CHECK_OUT, number, tag, text)
    if number and words.IN.search(text):
        return _with_reading(Act.CHECK_IN, number, tag, text)
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
    soft = _last(words.FINE, text)
    if number and max(yes, no) >= 0 and (moved < 0 or max(yes, no) > moved):
        return action(Act.DECIDE, number=number, approve="yes" if yes > no else "no")
    if number and soft >= 0 and moved < 0:
        return action(Act.DECIDE, number=number, approve="yes")
    if _last(words.CANCEL, text) > _last(words.SURELY_MOVE, text):
        return action(Act.CANCEL_BOOKING, number=number, tag=tag)
    if moved >= 0 or (number and words.DAYS.search(text)) or words.SURELY_MOVE.search(text):
        return action(Act.MOVE, number=number, tag=tag, when=text)
    return None


def _with_reading(act: Act, number: str, tag: str, text: str) -> Action:
    return action(act, number=number, tag=tag, meter=meter_in(text), condition=condition_in(text))


def _of_people(
    text: str,
    texts: Sequence[str],
    yard: Yard,
    customers: Callable[[], tuple[NamedCustomer, ...]],
    tag: str,
) -> Action | None:
    """An order of a customer, of a machine, or of both."""
    machine = named.machine_in(texts, yard)
    whom = named.customers_in(texts, customers(), yard)
    asks, days = bool(words.ASKS.search(text)), bool(words.DAYS.search(text))
    if machine is None and not whom:
        return _booked(text, (), None) if words.NEW_BOOKING.search(text) else None
    if machine is None:
        return _of_customer(text, whom, tag, asks=asks, days=days)
    new = words.NEW_BOOKING.search(text)
    wanted = new or words.SURELY_BOOK.search(text) or (words.TO_BOOK.search(text) and days)
    if whom and wanted and not words.OF_WHOM.search(text):
        return _booked(text, whom, machine)
    if words.FREE.search(text) or (asks and days):
        return action(Act.HOW_MANY, item=machine.class_id, when=text)
    return _booked(text, whom, machine) if new or words.SURELY_BOOK.search(text) else None


def _of_customer(
    text: str, whom: tuple[NamedCustomer, ...], tag: str, *, asks: bool, days: bool
) -> Action | None:
    """An order that names a customer and no machine."""
    if asks and words.THEIRS.search(text):
        return action(Act.MY_RENTALS, customer=_ids(whom))
    if tag:
        return None
    text = words.DENIED.sub(" ", text)
    yes, no = _last(words.APPROVE, text), _last(words.DECLINE, text)
    if max(yes, no) >= 0 and words.WAITING.search(text):
        return action(Act.DECIDE, customer=_ids(whom), approve="yes" if yes > no else "no")
    if words.NEW_BOOKING.search(text):
        return _booked(text, whom, None)
    if words.BOOKING.search(text) and words.CANCEL.search(text):
        return action(Act.CANCEL_BOOKING, customer=_ids(whom))
    if words.BOOKING.search(text) and words.SURELY_MOVE.search(text):
        return action(Act.MOVE, customer=_ids(whom), when=text)
    return _booked(text, whom, None) if days and words.SURELY_BOOK.search(text) else None


def _booked(text: str, whom: Sequence[NamedCustomer], machine: ItemName | None) -> Action:
    return action(
        Act.BOOK,
        customer=_ids(whom),
        item=machine.class_id if machine else "",
        quantity=str(named.quantity_in(text, machine) or 1),
        when=text,
    )


def _ids(whom: Sequence[NamedCustomer]) -> str:
    return " ".join(one.customer_id for one in whom)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in pattern.finditer(text)), default=-1)
