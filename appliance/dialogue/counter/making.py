"""A booking made at the counter for a named customer: what is missing is asked, what stands in the
way is said, and it is made on a yes."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.counter import making_wording as wording
from appliance.dialogue.counter import named
from appliance.dialogue.counter.state import Draft, Work
from appliance.dialogue.spoken import address, dates, numbers, yesno
from appliance.domain.calls import Asks, Stage
from appliance.domain.periods import Period
from appliance.ports.counter import CounterBooking, NamedCustomer
from appliance.ports.facts import Yard

_LONGEST_DAYS = 366
_MOST = 100
_MAKE_IT = re.compile(r"\b(?:make (?:it|that)|just|only)\s+([a-z]+(?:-[a-z]+)?|\d+)\b", re.I)
_ONE = re.compile(r"^\W*(?:(?:to|at|on)\W+)?the\b|\b(?:one|site|job|place)\W*$", re.I)
""" "The Harbor Road one"."""
_ADDRESS = re.compile(r"\d+\w? .*[A-Za-z]{3}")
"""A house number, then a street."""
Customers = Callable[[], tuple[NamedCustomer, ...]]


def begun(order: Action, customers: tuple[NamedCustomer, ...], today: date) -> Draft:
    """What an order already says."""
    ids = order.slot("customer").split()
    start, days = named.period_in(order.slot("when"), today)
    return Draft(
        customers=tuple(one for one in customers if one.customer_id in ids),
        class_id=order.slot("item"),
        quantity=int(order.slot("quantity") or "1"),
        start=start,
        days=days,
    )


def answered(draft: Draft, work: Work, yard: Yard, customers: Customers) -> Draft:
    """The draft with what was just said, which is never thrown away: a customer, a machine or days
    that are named now take the place of those before."""
    texts, asks = work.texts, work.state.asks
    text = work.heard.text
    if asks is Asks.SITE_ADDRESS and len(draft.customers) == 1:
        site = _site(work, draft.customers[0].customer_id)
        return replace(draft, site=site, answers=()) if site else draft
    if asks is Asks.SITE_QUESTION and draft.questions:
        yes, _ = yesno.split_yes_no(text)
        if yes is None:
            return draft
        given = (*draft.answers, (draft.questions[0].key, yes))
        return replace(draft, answers=given, questions=draft.questions[1:])
    whom = named.customers_in(texts, draft.customers or customers())
    if not whom and draft.customers:
        whom = named.customers_in(texts, customers())
    machine = named.machine_in(texts, yard)
    today = work.now.date()
    start, days = named.period_in(text, today)
    if asks is Asks.DURATION and days is None and draft.start is not None:
        days = dates.days_until(text, draft.start)
    draft = replace(
        draft,
        customers=whom or draft.customers,
        class_id=machine.class_id if machine else draft.class_id,
        start=start or (dates.parse_date(text, today) if asks is Asks.START_DATE else draft.start),
        days=days or draft.days,
    )
    count = _count(text)
    if machine and not count:
        count = named.quantity_in(text)
    return replace(draft, quantity=count) if count else draft


def _count(text: str) -> int:
    """ "Make it three"; 0 where no number is said like that."""
    found = _MAKE_IT.search(text)
    value = numbers.words_to_number(found[1]) if found else None
    return int(value) if value and value == int(value) and value < _MOST else 0


def _site(work: Work, customer_id: str) -> str:
    known = work.desk.sites(customer_id)
    match = address.match_address([_ONE.sub("", text) for text in work.texts], known)
    said = address.normalise_address(work.heard.text)
    return match.address or (said if _ADDRESS.match(said) else "")


def go_on(work: Work, draft: Draft, yard: Yard, actor: str) -> None:
    """Ask for what is missing; with everything known, say it back or why it cannot be."""
    work.set(draft=draft, order=Action(Act.BOOK))
    if _asked_for(work, draft, yard):
        return
    customer = draft.customers[0]
    order = _order(work, draft, yard, actor)
    found = work.desk.preview_counter_booking(order)
    today = work.now.date()
    if found.refused:
        _refused(work, wording.refused(found, today))
    elif found.site_is_open:
        work.ask(
            Asks.SITE_ADDRESS, wording.which_site(found.sites), Stage.COUNTER, likely=found.sites
        )
    elif found.questions:
        work.set(draft=replace(draft, questions=found.questions, site=found.site_address))
        work.ask(Asks.SITE_QUESTION, found.questions[0].text, Stage.COUNTER)
    elif found.quote is not None:
        work.set(draft=replace(draft, site=found.site_address))
        name = _item_name(yard, draft.class_id)
        asked = wording.said_back(found, found.quote, customer.name, name, today)
        work.ask(Asks.CONFIRM, asked, Stage.COUNTER)


def _asked_for(work: Work, draft: Draft, yard: Yard) -> bool:
    """Whether something was asked, since it is missing or cannot be."""
    if len(draft.customers) != 1:
        names = tuple(one.name for one in draft.customers)
        work.ask(Asks.NEED, wording.which_customer(names), Stage.COUNTER, likely=names)
    elif not draft.class_id:
        work.ask(Asks.NEED, wording.which_machine(), Stage.COUNTER)
    elif draft.start is None:
        name = _item_name(yard, draft.class_id)
        work.ask(Asks.START_DATE, wording.from_when(name), Stage.COUNTER)
    elif draft.days is None or not 1 <= draft.days <= _LONGEST_DAYS:
        work.ask(Asks.DURATION, wording.for_how_long(), Stage.COUNTER)
    else:
        return False
    return True


def _order(work: Work, draft: Draft, yard: Yard, actor: str) -> CounterBooking:
    return CounterBooking(
        key=f"{work.key}:{Act.BOOK}",
        actor=actor,
        customer_id=draft.customers[0].customer_id,
        class_id=draft.class_id,
        quantity=draft.quantity,
        period=period_of(yard, draft.start or work.now.date(), draft.days or 1),
        site_address=draft.site,
        site_answers=draft.answers,
    )


def carry_out(work: Work, draft: Draft, yard: Yard, actor: str) -> None:
    """Make the booking, and say what its row says."""
    made = work.desk.book_at_counter(_order(work, draft, yard, actor))
    today = work.now.date()
    if made.booking is None:
        _refused(work, wording.refused(made, today))
        return
    work.say(wording.booked(made.booking))


def _refused(work: Work, why: str) -> None:
    work.set(draft=None, order=None)
    work.say(why)
    work.ask(Asks.NEED, wording.next_order(), Stage.COUNTER)


def period_of(yard: Yard, start: date, days: int) -> Period:
    """From the opening of the first day, so many days."""
    first = datetime.combine(start, time.fromisoformat(yard.opens_at), ZoneInfo(yard.timezone))
    return Period(first, first + timedelta(days=days))


def _item_name(yard: Yard, class_id: str) -> str:
    return next(item.name for item in yard.items if item.class_id == class_id)
