"""How a service asks, and how it ends."""

from __future__ import annotations

from dataclasses import replace

from appliance.dialogue.services.service import Service, Wants
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome, Stage

_ASKED_AS = {
    Wants.WHICH: Asks.EQUIPMENT_CHOICE,
    Wants.UNIT: Asks.EQUIPMENT_CHOICE,
    Wants.UNTIL: Asks.DURATION,
    Wants.YES: Asks.CONFIRM,
    Wants.SWAP: Asks.CONFIRM,
    Wants.MORE: Asks.CONFIRM,
    Wants.PICK_UP: Asks.CONFIRM,
}


def ask(
    w: Work, service: Service, wants: Wants, question: str, likely: tuple[str, ...] = ()
) -> None:
    """End the turn with the service's question; `likely` are names that its answer may hold."""
    w.set(service=replace(service, wants=wants, question=question))
    w.ask(_ASKED_AS[wants], question, Stage.DISCOVERY, likely=likely)


def over(w: Work) -> None:
    """The service is done or dropped; a rental that was under way goes on."""
    outcome = w.state.outcome or Outcome.QUOTED
    w.set(service=None, served=w.state.served + 1, outcome=outcome)
