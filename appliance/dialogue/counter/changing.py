"""The talk around a changed rental: what is meant is said back, and done as it was said back."""

from __future__ import annotations

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.counter import deciding, order_words, rentals
from appliance.dialogue.counter import rental_wording as wording
from appliance.dialogue.counter.numbered import booking_in
from appliance.dialogue.counter.state import Work, next_order
from appliance.dialogue.counter.wording import left_alone
from appliance.domain.calls import Asks, Stage
from appliance.ports.booking import BookedFacts
from appliance.ports.counter import NamedCustomer
from appliance.ports.facts import Yard
from appliance.ports.rental_life import ChangeOrder


class Changes:
    """Orders on rentals of one conversation. Each method says whether a question is open now."""

    def __init__(self, yard: Yard, actor: str) -> None:
        self._yard = yard
        self._actor = actor

    def heard(self, work: Work, order: Action, waiting: Action | None) -> bool:
        """An order on a rental, an answer to its say-back, or what it still lacks."""
        asks, said = work.state.asks, work.heard.text
        if order.act in rentals.ORDERS:
            return self._propose(work, order)
        if waiting is None:
            work.ask_again()
            return True
        if order.act is Act.YES and asks is Asks.CONFIRM:
            work.pending = lambda turn: self._carry_out(turn, waiting)
            return True
        if asks in (Asks.DURATION, Asks.START_DATE) and order.act not in (Act.NO, Act.STOP):
            slot = "when" if waiting.act is Act.MOVE else "until"
            return self._propose(work, _with(waiting, **{slot: said}))
        if asks is Asks.CONFIRM and order.act is not Act.STOP:
            other = _corrected(waiting, said)
            if other is not None:
                return self._propose(work, other)
        if order.act in (Act.NO, Act.STOP) or _keeps(waiting, said):
            work.say(left_alone())
            return False
        if order.slot("tag"):
            return self._propose(work, _with(waiting, tag=order.slot("tag"), number=""))
        number, _ = booking_in(work.texts)
        if number:
            return self._propose(work, _with(waiting, number=number))
        work.ask_again()
        return True

    def _propose(self, work: Work, order: Action) -> bool:
        rental = rentals.rental_of(work.desk, order)
        work.set(order=order)
        today = work.now.date()
        if rental is None:
            likely = rentals.theirs_of(work.desk, order)
            work.ask(Asks.NEED, wording.which_rental(likely, today), Stage.COUNTER)
            return True
        if order.act is Act.CANCEL_BOOKING and rental.state == "pending_review":
            declined = action(Act.DECIDE, number=rental.number, approve="no")
            nobody: tuple[NamedCustomer, ...] = ()
            return deciding.propose(work, declined, nobody)
        goal = rentals.goal_of(order, rental, self._yard, today)
        question, possible = rentals.said_back(
            work.desk, self._change(work, order, rental), order.act, rental, goal, work.now
        )
        if possible:
            work.set(order=rentals.pinned(order, rental, goal))
            work.ask(Asks.CONFIRM, question, Stage.COUNTER)
            return True
        if goal is None and order.act is not Act.CANCEL_BOOKING:
            lacks = Asks.START_DATE if order.act is Act.MOVE else Asks.DURATION
            work.set(order=_with(order, number=rental.number))
            work.ask(lacks, question, Stage.COUNTER)
            return True
        work.say(question)
        return False

    def _carry_out(self, work: Work, order: Action) -> None:
        """Do what was said back, unless the booking is not any more what it was then."""
        rental = rentals.rental_of(work.desk, order)
        if rental is None or rentals.fingerprint(rental) != order.slot("was"):
            work.say(wording.changed_meanwhile(order.slot("number")))
        else:
            goal = rentals.goal_of(order, rental, self._yard, work.now.date())
            change = self._change(work, order, rental)
            work.say(rentals.carry_out(work.desk, change, order.act, rental, goal, work.now))
        next_order(work)

    def _change(self, work: Work, order: Action, rental: BookedFacts) -> ChangeOrder:
        return ChangeOrder(
            key=f"{work.key}:{order.act}",
            actor=self._actor,
            number=rental.number,
            call_id=work.call.call_id,
        )


def _with(order: Action, **slots: str) -> Action:
    """The order with other slots, and without what was pinned when it was said back."""
    kept = {name: value for name, value in order.slots if name not in rentals.PINNED}
    return action(order.act, **{**kept, **slots})


def _corrected(waiting: Action, said: str) -> Action | None:
    """Another day or another booking named at the say-back, or a move in place of it."""
    number, _ = booking_in((said,))
    if number:
        return _with(waiting, number=number, tag="")
    if not order_words.DAYS.search(said):
        return None
    if waiting.act is Act.CANCEL_BOOKING:
        moves = order_words.MOVE.search(said)
        return action(Act.MOVE, number=waiting.slot("number"), when=said) if moves else None
    if waiting.act is Act.MOVE:
        return _with(waiting, when=said)
    return _with(waiting, until=said, **{"for": ""})


def _keeps(waiting: Action, said: str) -> bool:
    return waiting.act is Act.CANCEL_BOOKING and "keep" in said.lower()
