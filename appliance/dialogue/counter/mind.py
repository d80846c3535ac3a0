"""Deciding at the counter: an order is said back, and done on a yes."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.counter import (
    asking,
    deciding,
    making,
    orders,
    rentals,
    wants,
    wording,
)
from appliance.dialogue.counter.changing import Changes
from appliance.dialogue.counter.state import CounterState, Draft, Work, next_order
from appliance.domain.calls import Asks, Stage
from appliance.ports.conversation import Heard
from appliance.ports.counter import NamedCustomer
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import CounterResult, UnitFacts, Yard
from appliance.ports.speech import CancelToken

_DONE_TO_A_UNIT = frozenset({Act.CHECK_IN, Act.CHECK_OUT, Act.MAINTENANCE, Act.WHERE})
_OF_A_UNIT = _DONE_TO_A_UNIT | {Act.IDENTIFY}
_LISTS = frozenset({Act.DUE_TODAY, Act.OVERDUE})
_AT_A_PIN = frozenset({Act.IDENTIFY, Act.UNCLEAR, Act.YES, Act.NO, Act.STOP})
_OTHER_ORDERS = _DONE_TO_A_UNIT | rentals.ORDERS | _LISTS
"""Said while a booking is being made, they take its place."""


class CounterMind:
    """Staff's orders. `actor` is who is signed in at the desk, for the audit."""

    def __init__(self, desk: RentalDesk, yard: Yard, actor: str) -> None:
        self._desk = desk
        self._yard = yard
        self._actor = actor
        self._known: tuple[NamedCustomer, ...] | None = None
        self._changes = Changes(yard, actor)

    def opening(self) -> CounterState:
        return CounterState(asks=Asks.NEED, stage=Stage.COUNTER, question=wording.ready())

    def understand(
        self, heard: Heard, state: CounterState, cancel: CancelToken | None
    ) -> tuple[Action, ...]:
        tags = self._desk.asset_tags()
        if state.asks is Asks.PIN and (beside := _beside_a_pin(heard)) is not None:
            return (beside,)
        if state.asks in (Asks.SITE_ADDRESS, Asks.SITE_QUESTION):
            return orders.read(heard, state.asks, self._yard, tags)
        ordered = wants.read(heard, self._yard, tags, self._customers, self._is_booking)
        if ordered is not None and not _is_part(ordered, state):
            return (ordered,)
        return orders.read(heard, state.asks, self._yard, tags)

    def hides(self, heard: Heard, state: CounterState) -> bool:
        return state.asks is Asks.PIN or deciding.may_hold_a_pin(heard)

    def _is_booking(self, number: str) -> bool:
        return self._desk.rental(number, None) is not None

    def _customers(self) -> tuple[NamedCustomer, ...]:
        """Every account, read once a conversation."""
        if self._known is None:
            self._known = self._desk.customers()
        return self._known

    def is_certain(self, heard: Heard, state: CounterState, actions: tuple[Action, ...]) -> bool:
        return True  # no model reads orders at the counter

    def prepare(self, state: CounterState) -> None:
        """Nothing takes long enough to be worked ahead on."""

    @property
    def ready_in_s(self) -> float | None:
        """No model is asked at the counter."""
        return None

    def advance(self, work: Work) -> None:
        """Nothing follows a done order but the next one."""

    def resume(self, work: Work) -> bool:
        """Nothing at the counter waits for somebody else."""
        return False

    def hand_over(self, work: Work) -> bool:
        """Whoever speaks is at the counter already."""
        return False

    def unreachable(self, work: Work) -> None:
        work.set(order=None, draft=None)
        work.ask(Asks.NEED, wording.no_records(), Stage.COUNTER)

    def booking_number(self, state: CounterState) -> str | None:
        return None

    def decide(self, work: Work, actions: tuple[Action, ...]) -> None:
        order, waiting = actions[0], work.state.order
        draft = work.state.draft
        if order.act is Act.YES and len(actions) > 1 and not _of_a_unit(waiting):
            order = Action(Act.UNCLEAR)  # "yeah, I'll be right with you"
        if order.act is Act.REPEAT:
            work.set(question=work.state.said)
        elif order.act is Act.GOODBYE:
            work.end(wording.done(), work.state.outcome)
        elif order.act in asking.ANSWERED:
            work.say(asking.answer(work, self._yard, order, self._customers()))
            if draft is None:
                next_order(work)
            else:
                making.go_on(work, draft, self._yard, self._actor)
        elif order.act is Act.DECIDE:
            self._or_next(work, deciding.propose(work, order, self._customers()))
        elif work.state.asks is Asks.PIN and waiting is not None and order.act in _AT_A_PIN:
            self._pin(work, order, waiting)
        elif order.act is Act.BOOK:
            begun = making.begun(order, self._customers(), work.now.date())
            making.go_on(work, begun, self._yard, self._actor)
        elif draft is not None:
            self._booking(work, order, draft)
        elif order.act in rentals.ORDERS or _still_of_a_rental(order, waiting):
            self._or_next(work, self._changes.heard(work, order, waiting))
        else:
            of_rental = waiting is not None and waiting.act in rentals.ORDERS
            self._unit(work, actions, None if of_rental else waiting)

    def _or_next(self, work: Work, asked: bool) -> None:
        if not asked:
            next_order(work)

    def _pin(self, work: Work, order: Action, waiting: Action) -> None:
        if order.act in (Act.NO, Act.STOP):
            work.say(wording.left_alone())
            next_order(work)
        else:
            work.pending = lambda turn: self._or_next(turn, deciding.decide(turn, waiting))

    def _unit(self, work: Work, actions: tuple[Action, ...], waiting: Action | None) -> None:
        """An order on a unit, an answer to its say-back, or what it still lacks."""
        order = actions[0]
        if order.act in (Act.YES, Act.NO, Act.STOP):
            self._answered(work, waiting, actions)
        elif order.act in (Act.DUE_TODAY, Act.OVERDUE):
            self._list(work, order.act)
        elif order.act is Act.IDENTIFY and waiting is None:
            self._identified(work, order)
        elif order.act in _OF_A_UNIT:
            self._with_unit(work, _merged(order, waiting))
        elif waiting is not None:
            self._with_unit(work, waiting)
        else:
            work.ask(Asks.NEED, wording.example(), Stage.COUNTER)

    def _booking(self, work: Work, order: Action, draft: Draft) -> None:
        """What was said while a booking is being made: an answer, or another order instead."""
        asks = work.state.asks
        if asks is Asks.CONFIRM and order.act is Act.YES:
            work.pending = lambda turn: making.carry_out(turn, draft, self._yard, self._actor)
            return
        if order.act in _OTHER_ORDERS:
            work.say(wording.left_alone())
            work.set(draft=None, order=None)
            self.decide(work, (order,))
            return
        other = making.answered(draft, work, self._yard, self._customers)
        denied = order.act is Act.NO and asks is not Asks.SITE_QUESTION and other == draft
        if order.act is Act.STOP or denied:
            work.say(wording.left_alone())
            next_order(work)
        else:
            making.go_on(work, other, self._yard, self._actor, before=draft)

    def _identified(self, work: Work, order: Action) -> None:
        """A unit alone, with no order waiting for it, asks where it is."""
        if order.slot("tag"):
            self._with_unit(work, action(Act.WHERE, tag=order.slot("tag")))
        else:
            work.ask(Asks.NEED, wording.example(), Stage.COUNTER)

    def _list(self, work: Work, act: Act) -> None:
        if act is Act.OVERDUE:
            work.say(wording.listed(work.desk.overdue(), "overdue"))
        else:
            due = work.desk.due_back(work.now.date())
            work.say(wording.listed(due, "due back today"))
        next_order(work)

    def _with_unit(self, work: Work, order: Action) -> None:
        tag = order.slot("tag") or self._only_unit(work, order)
        unit = work.desk.unit(tag) if tag else None
        if unit is None:
            work.set(order=order)
            work.ask(Asks.NEED, wording.which_unit(), Stage.COUNTER)
            return
        order = action(order.act, **{**dict(order.slots), "tag": tag})
        if order.act is Act.WHERE:
            work.say(wording.where(unit, work.now.date()))
            next_order(work)
            return
        work.set(order=order)
        work.ask(Asks.CONFIRM, _said_back(order, unit), Stage.COUNTER)

    @staticmethod
    def _only_unit(work: Work, order: Action) -> str:
        """The unit of a booking that was named by its number and has one unit alone."""
        number = order.slot("number")
        rental = work.desk.rental(number, None) if number else None
        return rental.asset_tags[0] if rental and len(rental.asset_tags) == 1 else ""

    def _answered(self, work: Work, waiting: Action | None, actions: tuple[Action, ...]) -> None:
        """A yes does the waiting order, a no drops it; said with another unit, it is asked anew."""
        yes = actions[0].act is Act.YES
        if len(actions) > 1:
            order = _merged(actions[1], waiting)
            if order != waiting and order.act is not Act.IDENTIFY:
                self._with_unit(work, order)
                return
        if waiting is None:
            work.ask(Asks.NEED, wording.example(), Stage.COUNTER)
        elif yes and not waiting.slot("tag"):
            self._with_unit(work, waiting)
        elif yes:
            work.set(order=None)
            work.pending = lambda turn: self._do(turn, waiting)
        else:
            work.say(wording.left_alone())
            next_order(work)

    def _do(self, work: Work, order: Action) -> None:
        result = _carry_out(work.desk, f"{work.key}:{order.act}", self._actor, order)
        if result.unit is None or result.refused:
            work.say(wording.refused(result.refused, order.slot("tag")))
        elif order.act is Act.CHECK_IN:
            work.say(wording.checked_in(result.unit, result.late_days, result.late_fee))
        elif order.act is Act.CHECK_OUT:
            work.say(wording.checked_out(result.unit, work.now.date()))
        else:
            work.say(wording.in_maintenance(result.unit))
        next_order(work)


def _merged(order: Action, waiting: Action | None) -> Action:
    """An order with what the one that waits already has: "unit seven, meter twelve hundred".

    A unit, a meter or a condition alone belongs to the waiting order; so does the same order said
    again, unless its unit was not understood and would be taken from the one that waits.
    """
    if waiting is None or order.act not in (Act.IDENTIFY, waiting.act):
        return order
    if order.act is waiting.act and waiting.slot("tag") and not order.slot("tag"):
        return order
    return action(waiting.act, **{**dict(waiting.slots), **dict(order.slots)})


def _said_back(order: Action, unit: UnitFacts) -> str:
    if order.act is Act.CHECK_IN:
        return wording.confirm_check_in(unit, _hours(order), order.slot("condition"))
    if order.act is Act.CHECK_OUT:
        return wording.confirm_check_out(unit, _hours(order))
    return wording.confirm_maintenance(unit, order.slot("state") != "off")


def _carry_out(desk: RentalDesk, key: str, actor: str, order: Action) -> CounterResult:
    tag = order.slot("tag")
    if order.act is Act.CHECK_IN:
        return desk.check_in(key, actor, tag, _hours(order), order.slot("condition"))
    if order.act is Act.CHECK_OUT:
        return desk.check_out(key, actor, tag, _hours(order))
    return desk.set_maintenance(
        key, actor, tag, order.slot("state") != "off", "by voice at the desk"
    )


def _hours(order: Action) -> Decimal | None:
    try:
        return Decimal(order.slot("meter")) if order.slot("meter") else None
    except InvalidOperation:
        return None


def _is_part(ordered: Action, state: CounterState) -> bool:
    """Whether what reads as an order may as well belong to the booking that is being made: "for
    Northside", "two of the mini excavators"."""
    return state.draft is not None and ordered.act in (Act.BOOK, Act.HOW_MANY, Act.MY_RENTALS)


def _of_a_unit(waiting: Action | None) -> bool:
    return waiting is None or waiting.act in _DONE_TO_A_UNIT


def _still_of_a_rental(order: Action, waiting: Action | None) -> bool:
    """Whether it belongs to the order on a rental that waits: not another unit's order."""
    waits = waiting is not None and waiting.act in rentals.ORDERS
    return waits and not (order.act in _DONE_TO_A_UNIT or order.act in _LISTS)


def _beside_a_pin(heard: Heard) -> Action | None:
    """What is said where a PIN is asked for: nothing of it may stand in an action. None where it
    is no PIN and gives nothing up: perhaps another order."""
    if deciding.pin_in(heard.texts):
        return Action(Act.IDENTIFY)
    return Action(act) if (act := orders.dropped(heard)) is not None else None
