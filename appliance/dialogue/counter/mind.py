"""Deciding at the counter: an order is said back, and done on a yes."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.counter import (
    asking,
    deciding,
    making,
    named,
    orders,
    rental_wording,
    rentals,
    wants,
    wording,
)
from appliance.dialogue.counter.state import CounterState, Draft, Work
from appliance.domain.calls import Asks, Stage
from appliance.ports.booking import BookedFacts
from appliance.ports.conversation import Heard
from appliance.ports.counter import NamedCustomer
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import CounterResult, UnitFacts, Yard
from appliance.ports.rental_life import ChangeOrder
from appliance.ports.speech import CancelToken

_DONE_TO_A_UNIT = frozenset({Act.CHECK_IN, Act.CHECK_OUT, Act.MAINTENANCE, Act.WHERE})
_OF_A_UNIT = _DONE_TO_A_UNIT | {Act.IDENTIFY}
_OTHER_ORDERS = _DONE_TO_A_UNIT | rentals.ORDERS | {Act.DUE_TODAY, Act.OVERDUE}
"""Said while a booking is being made, they take its place."""


class CounterMind:
    """Staff's orders. `actor` is who is signed in at the desk, for the audit."""

    def __init__(self, desk: RentalDesk, yard: Yard, actor: str) -> None:
        self._desk = desk
        self._yard = yard
        self._actor = actor
        self._known: tuple[NamedCustomer, ...] | None = None

    def opening(self) -> CounterState:
        return CounterState(asks=Asks.NEED, stage=Stage.COUNTER, question=wording.ready())

    def understand(
        self, heard: Heard, state: CounterState, cancel: CancelToken | None
    ) -> tuple[Action, ...]:
        if state.asks is Asks.PIN:
            return (_beside_a_pin(heard),)
        tags = self._desk.asset_tags()
        ordered = wants.read(heard, self._yard, tags, self._customers)
        if ordered is not None and not (state.draft is not None and _is_part(ordered)):
            return (ordered,)
        return orders.read(heard, state.asks, self._yard, tags)

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
        if order.act is Act.REPEAT:
            work.set(question=work.state.said)
        elif order.act is Act.GOODBYE:
            work.end(wording.done(), work.state.outcome)
        elif order.act in asking.ANSWERED:
            work.say(asking.answer(work, self._yard, order, self._customers()))
            self._next(work)
        elif order.act is Act.DECIDE:
            self._go_on(work, deciding.propose(work, order, self._customers()))
        elif work.state.asks is Asks.PIN and waiting is not None:
            self._pin(work, order, waiting)
        elif order.act is Act.BOOK:
            draft = making.begun(order, self._customers(), work.now.date())
            making.go_on(work, draft, self._yard, self._actor)
        elif work.state.draft is not None:
            self._booking(work, order, work.state.draft)
        elif order.act in rentals.ORDERS or (waiting is not None and waiting.act in rentals.ORDERS):
            self._rental(work, order, waiting)
        else:
            self._unit(work, actions, waiting)

    def _go_on(self, work: Work, asked: bool) -> None:
        if not asked:
            self._next(work)

    def _pin(self, work: Work, order: Action, waiting: Action) -> None:
        if order.act is Act.NO:
            work.say(wording.left_alone())
            self._next(work)
        else:
            work.pending = lambda turn: self._go_on(turn, deciding.decide(turn, waiting))

    def _unit(self, work: Work, actions: tuple[Action, ...], waiting: Action | None) -> None:
        """An order on a unit, an answer to its say-back, or what it still lacks."""
        order = actions[0]
        if order.act in (Act.YES, Act.NO):
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
            work.set(draft=None, order=None)
            work.pending = lambda turn: self._made(turn, draft)
        elif order.act is Act.NO and asks is not Asks.SITE_QUESTION:
            other = making.answered(draft, work, self._yard, self._customers)
            if asks is Asks.CONFIRM and other != draft:
                making.go_on(work, other, self._yard, self._actor)
                return
            work.say(wording.left_alone())
            self._next(work)
        elif order.act in _OTHER_ORDERS:
            work.set(draft=None, order=None)
            self.decide(work, (order,))
        else:
            draft = making.answered(draft, work, self._yard, self._customers)
            making.go_on(work, draft, self._yard, self._actor)

    def _made(self, work: Work, draft: Draft) -> None:
        making.carry_out(work, draft, self._yard, self._actor)
        if not work.waiting:
            self._next(work)

    def _rental(self, work: Work, order: Action, waiting: Action | None) -> None:
        """An order on a rental, an answer to its say-back, or what it still lacks."""
        asks = work.state.asks
        if order.act in rentals.ORDERS:
            self._propose(work, order)
        elif order.act is Act.YES and waiting is not None and asks is Asks.CONFIRM:
            work.pending = lambda turn: self._carry_out_rental(turn, waiting)
        elif order.act is Act.NO:
            work.say(wording.left_alone())
            self._next(work)
        elif waiting is None:
            work.ask_again()
        elif asks in (Asks.DURATION, Asks.START_DATE):
            said = work.heard.text
            slots = {"when": said} if waiting.act is Act.MOVE else {"until": said}
            self._propose(work, action(waiting.act, **{**dict(waiting.slots), **slots}))
        elif order.slot("tag"):
            self._propose(work, action(waiting.act, **{**dict(waiting.slots), **dict(order.slots)}))
        elif number := named.booking_in(work.texts):
            self._propose(work, action(waiting.act, **{**dict(waiting.slots), "number": number}))
        else:
            work.ask_again()

    def _propose(self, work: Work, order: Action) -> None:
        rental = rentals.rental_of(work.desk, order)
        work.set(order=order)
        if rental is None:
            likely = rentals.theirs_of(work.desk, order)
            asked = rental_wording.which_rental(likely, work.now.date())
            work.ask(Asks.NEED, asked, Stage.COUNTER)
            return
        goal = rentals.goal_of(order, rental, self._yard, work.now.date())
        change = self._change(work, order, rental)
        question, possible = rentals.said_back(work.desk, change, order.act, rental, goal, work.now)
        if possible:
            work.ask(Asks.CONFIRM, question, Stage.COUNTER)
        elif goal is None and order.act is not Act.CANCEL_BOOKING:
            lacks = Asks.START_DATE if order.act is Act.MOVE else Asks.DURATION
            work.ask(lacks, question, Stage.COUNTER)
        else:
            work.say(question)
            self._next(work)

    def _carry_out_rental(self, work: Work, order: Action) -> None:
        rental = rentals.rental_of(work.desk, order)
        if rental is not None:
            goal = rentals.goal_of(order, rental, self._yard, work.now.date())
            change = self._change(work, order, rental)
            work.say(rentals.carry_out(work.desk, change, order.act, rental, goal, work.now))
        self._next(work)

    def _change(self, work: Work, order: Action, rental: BookedFacts) -> ChangeOrder:
        return ChangeOrder(
            key=f"{work.key}:{order.act}",
            actor=self._actor,
            number=rental.number,
            call_id=work.call.call_id,
        )

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
        self._next(work)

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
            self._next(work)
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
            self._next(work)

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
        self._next(work)

    @staticmethod
    def _next(work: Work) -> None:
        work.set(order=None, draft=None)
        work.ask(Asks.NEED, wording.next_order(), Stage.COUNTER)


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


def _is_part(ordered: Action) -> bool:
    """Whether what reads as an order may as well belong to the booking that is being made: "for
    Northside", "two of the mini excavators"."""
    return ordered.act in (Act.BOOK, Act.HOW_MANY, Act.MY_RENTALS)


def _beside_a_pin(heard: Heard) -> Action:
    """What is said where a PIN is asked for: nothing of it may stand in an action."""
    if deciding.pin_in(named.texts_of(heard)):
        return Action(Act.IDENTIFY)
    return Action(orders.dropped(heard) or Act.UNCLEAR)
