"""What the counter answers at once and that changes nothing: what is free, what a customer has, a
price."""

from __future__ import annotations

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.counter import making_wording as wording
from appliance.dialogue.counter import named, rental_wording
from appliance.dialogue.counter.state import Work
from appliance.dialogue.state import period_of
from appliance.ports.counter import NamedCustomer
from appliance.ports.facts import Yard

ANSWERED = frozenset({Act.HOW_MANY, Act.MY_RENTALS, Act.QUOTE, Act.REVIEWS})


def answer(work: Work, yard: Yard, order: Action, customers: tuple[NamedCustomer, ...]) -> str:
    """The answer, every fact of which stands on record."""
    if order.act is Act.REVIEWS:
        return rental_wording.reviews(work.desk.reviews())
    if order.act is Act.MY_RENTALS:
        return _theirs(work, order, customers)
    return _how_many(work, yard, order) if order.act is Act.HOW_MANY else _quote(work, yard, order)


def _theirs(work: Work, order: Action, customers: tuple[NamedCustomer, ...]) -> str:
    if order.slot("number"):
        rental = work.desk.rental(order.slot("number"), None)
        today = work.now.date()
        return wording.about(rental, today) if rental else wording.no_such(order.slot("number"))
    ids = order.slot("customer").split()
    meant = [one for one in customers if one.customer_id in ids]
    if len(meant) != 1:
        return wording.which_customer(tuple(one.name for one in meant))
    rentals = work.desk.rentals(meant[0].customer_id)
    return wording.theirs(meant[0].name, rentals, work.now.date())


def _how_many(work: Work, yard: Yard, order: Action) -> str:
    today = work.now.date()
    words = order.slot("when")
    start, days = named.period_in(words, today)
    period = period_of(yard, start or today, days or 1)
    class_id = order.slot("item")
    item = named.item_of(yard, class_id)
    wanted = named.quantity_in(words, item) or 1
    free = work.desk.availability(class_id, period, wanted, work.call.call_id)
    said = wording.how_many(item.name, free, wording.when(period, days or 1, today))
    return said if free.free >= wanted else f"{said} {wording.later(free, today)}".strip()


def _quote(work: Work, yard: Yard, order: Action) -> str:
    words = order.slot("item")
    machine = named.machine_in((words,), yard)
    if machine is None:
        return rental_wording.quote_example()
    today = work.now.date()
    start, days = named.period_in(words, today)
    period = period_of(yard, start or today, days or 1)
    quote = work.desk.quote("", machine.class_id, period, named.quantity_in(words, machine) or 1)
    return rental_wording.quoted(machine.name, quote)
