"""What the counter keeps between turns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from appliance.dialogue.actions import Action
from appliance.dialogue.counter import wording
from appliance.dialogue.state import TalkState
from appliance.dialogue.work import TurnWork
from appliance.domain.calls import Asks, Stage
from appliance.ports.counter import NamedCustomer
from appliance.ports.facts import SiteQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A booking as far as it is known; frozen, so that a turn thrown away leaves it as it was."""

    customers: tuple[NamedCustomer, ...] = ()
    """Whom the name may mean; one when it is known."""
    class_id: str = ""
    quantity: int = 1
    start: date | None = None
    days: int | None = None
    site: str = ""
    questions: tuple[SiteQuestion, ...] = ()
    answers: tuple[tuple[str, bool], ...] = ()
    said: str = ""
    """The order's own words, in which a site may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterState(TalkState):
    """The order that waits for a yes, for its unit, or for what else it lacks."""

    order: Action | None = None
    draft: Draft | None = None

    @property
    def binds(self) -> tuple[object, ...]:
        return (self.order, self.draft)


Work = TurnWork[CounterState]


def next_order(work: Work) -> None:
    """Nothing is open any more: ask for the next order."""
    work.set(order=None, draft=None)
    work.ask(Asks.NEED, wording.next_order(), Stage.COUNTER)
