"""Conversations wired to the desk and the language model: which kind answers on which line."""

from __future__ import annotations

from typing import Any

from appliance.bootstrap.clock import SystemClock
from appliance.config import Settings
from appliance.dialogue.counter import CounterMind
from appliance.dialogue.english.language import ENGLISH
from appliance.dialogue.rental import RentalMind
from appliance.dialogue.talk import Talk
from appliance.dialogue.work import CallFacts
from appliance.ports.clock import Clock
from appliance.ports.conversation import OpenConversation
from appliance.ports.desk import RentalDesk
from appliance.ports.speech import LanguageModel

COUNTER_LINES = frozenset({"desk"})
"""Lines that staff speak on; every other line takes callers."""


def build_open_conversation(
    settings: Settings,
    desk: RentalDesk,
    language_model: LanguageModel,
    clock: Clock | None = None,
) -> OpenConversation:
    """A function that opens a call's record and the conversation on it; by the yard's own time
    unless another clock is given."""
    clock = clock or SystemClock(settings.yard.zone)

    def open_conversation(line: str, caller: str | None) -> Talk[Any]:
        opened = desk.open_call(line, caller)
        language = ENGLISH
        call = CallFacts(
            call_id=opened.call_id, line=line, caller=caller, yard=opened.yard, language=language
        )
        if line in COUNTER_LINES:
            actor = f"desk:{caller}" if caller else "desk"
            return Talk(call, desk, CounterMind(desk, opened.yard, actor), clock)
        return Talk(call, desk, RentalMind(language_model, opened.yard, clock, language), clock)

    return open_conversation


def warm_language_model(language_model: LanguageModel) -> None:
    """Evaluate the fixed part of the prompt, so that no caller waits for it: some ten seconds the
    first time on a box, under a second from its file afterwards. Raises ModelError."""
    language_model.complete(ENGLISH.prefix, ENGLISH.first_turn, max_tokens=1)
