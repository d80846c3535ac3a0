"""What answers nothing: asked in other words, and a person after the third time."""

from __future__ import annotations

from appliance.dialogue import readback
from appliance.dialogue.gates import callback
from appliance.dialogue.keypad import offering
from appliance.dialogue.services import deciding as services
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Outcome

BEFORE_A_PERSON = 3


def missed(w: Work) -> None:
    """Nothing that answers: ask in other words, and after the third time offer a person."""
    offering.troubled(w)
    if services.missed(w):
        return
    count = w.state.misses + 1
    w.set(misses=count)
    if count >= BEFORE_A_PERSON and w.state.callback_for is None:
        callback.to_a_person(
            w, "The assistant did not understand the caller", w.state.outcome or Outcome.TRANSFERRED
        )
        return
    if count > BEFORE_A_PERSON:
        w.end(w.words.goodbye(w.turn), w.state.callback_for)
        return
    failures = count + readback.failures_before(w)
    question = w.words.not_understood(w.state, failures)
    if w.state.asks is Asks.FINAL_CONFIRMATION and w.state.changing == "what":
        question = w.words.ask_which_part()
    w.set(question=question)
    w.ask_again()
