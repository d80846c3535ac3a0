"""A booking made at the counter for a named customer: what is missing is asked, what stands in the
way is said, and it is made on a yes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.counter import making_wording as wording
from appliance.dialogue.counter import named
from appliance.dialogue.counter.state import Draft, Work, next_order
from appliance.dialogue.spoken import address, dates, yesno
from appliance.dialogue.state import period_of
from appliance.domain.calls import Asks, Stage
from appliance.ports.counter import CounterBooking, NamedCustomer
from appliance.ports.facts import Yard

_LONGEST_DAYS = 366
_NO_SO_MANY = re.compile(r"^\W*no\W+([a-z]+|\d+)(?: of (?:them|those|the \w+))?\W*$", re.I)
_CORRECTS = re.compile(
    r"\b(?:no|not|make|instead|actually|sorry|mean|meant|wait|change|rather|but|except|though|just|"
    r"only|for|from|until)\b",
    re.I,
)
_UNTIL = re.compile(r"\b(?:until|till|'til|through|thru)\b", re.I)
_ONE = re.compile(r"^\W*(?:(?:to|at|on)\W+)?the\b|\b(?:one|site|job|place)\W*$", re.I)
""" "The Harbor Road one"."""
_ADDRESS = re.compile(r"\d+\w? .*[A-Za-z]{3}")
"""A house number, then a street."""
Customers = Callable[[], tuple[NamedCustomer, ...]]


def begun(order: Action, customers: tuple[NamedCustomer, ...], today: date) -> Draft:
    """What an order already says."""
    ids, words = order.slot("customer").split(), order.slot("when")
    start, days = named.period_in(words, today)
    return Draft(
        customers=tuple(one for one in customers if one.customer_id in ids),
        class_id=order.slot("item"),
        quantity=int(order.slot("quantity") or "1"),
        start=start,
        days=days,
        said=words,
    )


def answered(draft: Draft, work: Work, yard: Yard, customers: Customers) -> Draft:
    """The draft with what was just said: an answer to what was asked, or at the say-back what is
    corrected there. Talk that answers nothing changes nothing."""
    asks, text = work.state.asks, work.heard.text
    if asks is Asks.SITE_ADDRESS and len(draft.customers) == 1:
        site = _site(work, draft.customers[0].customer_id)
        return replace(draft, site=site, answers=()) if site else draft
    if asks is Asks.SITE_QUESTION and draft.questions:
        yes, _ = yesno.split_yes_no(text)
        if yes is None:
            return draft
        given = (*draft.answers, (draft.questions[0].key, yes))
        return replace(draft, answers=given, questions=draft.questions[1:])
    if asks is Asks.CONFIRM:
        return _corrected(draft, work, yard, customers)
    draft = _named(draft, work.texts, yard, customers)
    return _with_days(draft, text, work.now.date(), asks)


def _corrected(draft: Draft, work: Work, yard: Yard, customers: Customers) -> Draft:
    text = work.heard.text
    site = address.match_address(work.texts, work.desk.sites(draft.customers[0].customer_id))
    if site.address is not None and site.address != draft.site:
        return replace(draft, site=site.address, questions=(), answers=())
    if not _CORRECTS.search(text):
        return draft
    changed = _with_days(_named(draft, work.texts, yard, customers), text, work.now.date(), None)
    count = _count(text)
    return replace(changed, quantity=count) if count else changed


def _named(draft: Draft, texts: Sequence[str], yard: Yard, customers: Customers) -> Draft:
    """With the customer and the machine that are named now; another customer has other sites."""
    whom = named.customers_in(texts, customers(), yard)
    if len(draft.customers) > 1 and len(whom) != 1:
        whom = named.one_of(texts, draft.customers) or whom
    machine = named.machine_in(texts, yard)
    if whom and whom != draft.customers:
        draft = replace(draft, customers=whom, site="", questions=(), answers=(), said="")
    if machine is None:
        return draft
    quantity = named.quantity_in(texts[0], machine) or draft.quantity
    if machine.class_id == draft.class_id:
        return replace(draft, quantity=quantity)
    return replace(draft, class_id=machine.class_id, quantity=quantity, questions=(), answers=())


def _with_days(draft: Draft, text: str, today: date, asks: Asks | None) -> Draft:
    """With the days that are named now. Where a length is asked for, or "until" stands, a bare
    day is the end."""
    start, days = named.period_in(text, today)
    if draft.start is not None and (asks is Asks.DURATION or _UNTIL.search(text)):
        if named.PAST.search(text):
            return draft
        until = dates.days_until(text, draft.start)
        return replace(draft, days=until or days or draft.days)
    if asks is Asks.START_DATE and start is None:
        start = dates.parse_date(text, today)
    return replace(draft, start=start or draft.start, days=days or draft.days)


def _count(text: str) -> int | None:
    """ "No, three of them"; None where no number is said like that."""
    found = _NO_SO_MANY.match(text)
    return (named.whole(found[1]) if found else None) or named.made_it(text)


def _site(work: Work, customer_id: str) -> str:
    known = work.desk.sites(customer_id)
    match = address.match_address([_ONE.sub("", text) for text in work.texts], known)
    said = address.normalise_address(work.heard.text)
    return match.address or (said if _ADDRESS.match(said) else "")


def go_on(work: Work, draft: Draft, yard: Yard, actor: str, before: Draft | None = None) -> None:
    """Ask for what is missing; with everything known, say it back or why it cannot be. Where
    whom or what it is for is not what it was before, that is said first."""
    if not draft.site and len(draft.customers) == 1 and draft.said:
        known = work.desk.sites(draft.customers[0].customer_id)
        named_site = address.match_address((draft.said,), known)
        if named_site.address and re.search(r"\d", draft.said):
            draft = replace(draft, site=named_site.address)
    work.set(draft=draft, order=Action(Act.BOOK))
    if before is not None and _is_other(before, draft):
        work.say(wording.other(named.item_of(yard, draft.class_id).name, draft.customers[0].name))
    if _asked_for(work, draft, yard):
        return
    customer = draft.customers[0]
    found = work.desk.preview_counter_booking(_order(work, draft, yard, actor))
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
        name = named.item_of(yard, draft.class_id).name
        asked = wording.said_back(found, found.quote, customer.name, name, today)
        work.ask(Asks.CONFIRM, asked, Stage.COUNTER)


def _is_other(before: Draft, draft: Draft) -> bool:
    """Whether a customer or machine that was known is another now."""
    whom = len(before.customers) == 1 and before.customers != draft.customers
    what = bool(before.class_id) and before.class_id != draft.class_id
    return (whom or what) and len(draft.customers) == 1 and bool(draft.class_id)


def _asked_for(work: Work, draft: Draft, yard: Yard) -> bool:
    """Whether something was asked, since it is missing or cannot be."""
    if len(draft.customers) != 1:
        names = tuple(one.name for one in draft.customers)
        work.ask(Asks.NEED, wording.which_customer(names), Stage.COUNTER, likely=names)
    elif not draft.class_id:
        work.ask(Asks.NEED, wording.which_machine(), Stage.COUNTER)
    elif draft.start is None:
        name = named.item_of(yard, draft.class_id).name
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
    if made.booking is None:
        _refused(work, wording.refused(made, work.now.date()))
        return
    work.say(wording.booked(made.booking))
    next_order(work)


def _refused(work: Work, why: str) -> None:
    work.say(why)
    next_order(work)
