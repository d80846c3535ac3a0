"""Conversations wired to the desk and the language model: which kind answers on which line."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from appliance.bootstrap.clock import SystemClock
from appliance.config import Settings
from appliance.dialogue.counter import CounterMind
from appliance.dialogue.english.language import ENGLISH
from appliance.dialogue.language import Language
from appliance.dialogue.languages import LANGUAGES
from appliance.dialogue.naming import NamedDesk, named_yard
from appliance.dialogue.rental import RentalMind
from appliance.dialogue.talk import Talk
from appliance.dialogue.thinking import ModelPace
from appliance.dialogue.work import CallFacts
from appliance.domain.agents import Agent, AgentLanguage, AgentService, Speech
from appliance.ports.clock import Clock
from appliance.ports.conversation import OpenConversation
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import OpenedCall
from appliance.ports.opinion import FirstOpinion
from appliance.ports.speech import LanguageModel

logger = logging.getLogger(__name__)

COUNTER_LINES = frozenset({"desk"})
"""Lines that staff speak on; every other line takes callers."""


def build_open_conversation(
    settings: Settings,
    desk: RentalDesk,
    language_model: LanguageModel,
    clock: Clock | None = None,
    speech: Speech | None = None,
    opinion: FirstOpinion | None = None,
) -> OpenConversation:
    """A function that opens a call's record and the conversation on it; by the yard's own time
    unless another clock is given. Without a first opinion the language model reads alone."""
    clock = clock or SystemClock(settings.yard.zone)
    pace = ModelPace()

    def open_conversation(line: str, caller: str | None, called: str = "") -> Talk[Any]:
        opened = desk.open_call(line, caller, called)
        call = _call_facts(opened, line, caller, speech)
        if line in COUNTER_LINES:
            actor = f"desk:{caller}" if caller else "desk"
            return Talk(call, desk, CounterMind(desk, call.yard, actor), clock)
        named: RentalDesk = desk
        if call.language is not ENGLISH:
            named = NamedDesk.around(desk, call.yard, call.language.searched)
        mind = RentalMind(language_model, call.yard, clock, call.language, opinion, pace)
        return Talk(call, named, mind, clock)

    return open_conversation


def _call_facts(
    opened: OpenedCall, line: str, caller: str | None, speech: Speech | None
) -> CallFacts:
    """Who answers: the line's agent, else English with every service. Where `speech` is spoken,
    an agent that cannot speak on this box (its voice is gone since it was set up) does not answer:
    its caller hears the box's own voice in English."""
    agent, yard, voice = opened.agent, opened.yard, ""
    if agent is not None and speech is not None:
        setup = Agent(
            id=agent.id,
            name=agent.name,
            line=line,
            voice=agent.voice,
            language=next(one for one in AgentLanguage if one.code == agent.language),
        )
        found, fault = speech.voice_for(setup), speech.fault(setup)
        if fault or found is None:
            logger.error("agent %s cannot answer: %s", agent.name, fault)
            agent, yard = None, replace(yard, greeting="", persona="")
        else:
            voice = found.id
    language = LANGUAGES[agent.language] if agent is not None else ENGLISH
    if language is not ENGLISH:
        yard = named_yard(yard, language.code)
    return CallFacts(
        call_id=opened.call_id,
        line=line,
        caller=caller,
        yard=yard,
        language=language,
        services=frozenset(map(AgentService, agent.services)) if agent is not None else None,
        voice=voice,
    )


def warm_language_model(language_model: LanguageModel, spoken: Collection[str] = ()) -> None:
    """Evaluate the fixed part of the prompt, so that no caller waits for it: some ten seconds the
    first time on a box, under a second from its file afterwards. `spoken` are the codes of further
    languages; English is last, and so at hand. Raises ModelError."""
    others = [one for code, one in LANGUAGES.items() if code in spoken and one is not ENGLISH]
    for language in (*others, ENGLISH):
        language_model.complete(language.prefix, language.first_turn, max_tokens=1)


def standing_sentences(language: Language = ENGLISH, turns: int = 3) -> tuple[str, ...]:
    """What is said in the same words on every call: the wordings that need to know nothing, or
    the number of the turn alone, by which they vary."""
    found: dict[str, None] = {}
    for wording in vars(language.words).values():
        if not inspect.isfunction(wording):
            continue
        signature = inspect.signature(wording)
        wanted = list(signature.parameters)
        if signature.return_annotation != "str":
            continue
        if wanted == ["turn"]:
            found |= dict.fromkeys(wording(turn) for turn in range(turns))
        elif not wanted:
            found[wording()] = None
    return tuple(found)
