"""Who answers: an agent with its line, language, voice, words and what it may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

COUNTER_LINE = "desk"
"""The line on which staff give orders."""


class AgentLanguage(StrEnum):
    ENGLISH = "english"
    SPANISH = "spanish"

    @property
    def code(self) -> str:
        """The language's code by ISO 639."""
        return {"english": "en", "spanish": "es"}[self.value]


class AgentService(StrEnum):
    """What an agent may do for a caller; a person may always be asked for."""

    RENT = "rent"
    BARGAIN = "bargain"
    QUESTIONS = "questions"
    MY_RENTALS = "my_rentals"
    EXTEND = "extend"
    RETURN = "return"
    CANCEL = "cancel"
    BREAKDOWN = "breakdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One agent. `line` is the line it answers (`sip`, `desk`) or a number that callers dial;
    `voice` a voice of the model store, empty for the box's own; `greeting`, `persona` (how it
    calls itself) and `place` (where machines are picked up, in its language) may be empty."""

    id: str
    name: str
    line: str
    language: AgentLanguage = AgentLanguage.ENGLISH
    voice: str = ""
    greeting: str = ""
    persona: str = ""
    place: str = ""
    services: tuple[AgentService, ...] = tuple(AgentService)
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledVoice:
    """A voice that the box could speak with; `languages` by code."""

    id: str
    title: str
    languages: tuple[str, ...]
    installed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What the box can speak with, and the languages that it can hear."""

    voices: tuple[InstalledVoice, ...]
    own_voice: str
    """The voice of agents that name none, where it has their language."""
    heard: tuple[str, ...]
    transcriber: str = ""

    def voice_for(self, agent: Agent) -> InstalledVoice | None:
        """The voice that the agent would speak with: its own, else the box's, else the first
        one installed of its language; None where there is none."""
        code = agent.language.code
        usable = [one for one in self.voices if one.installed and code in one.languages]
        if agent.voice:
            return next((one for one in usable if one.id == agent.voice), None)
        own = next((one for one in usable if one.id == self.own_voice), None)
        return own or next(iter(usable), None)

    def fault(self, agent: Agent) -> str:
        """Why the agent cannot answer calls on this box, as a sentence; empty when it can."""
        language = agent.language.value.capitalize()
        code = agent.language.code
        if self.voice_for(agent) is None:
            named = next((one for one in self.voices if one.id == agent.voice), None)
            if named is not None and code not in named.languages:
                return f"The voice {named.id} does not speak {language}."
            if named is not None:
                return f"The voice {named.id} is not installed."
            if agent.voice:
                return f"There is no voice {agent.voice} in the model store."
            return f"No {language} voice is installed."
        if code not in self.heard:
            return f"The transcriber {self.transcriber} does not hear {language}."
        return ""


def greeting_of(agent: Agent, yard_name: str, yard_greeting: str) -> str:
    """The first words: the agent's own with {yard} and {persona} filled in; without any, the
    yard's greeting, which is English; empty where the language's own is to be said."""
    if agent.greeting:
        return agent.greeting.replace("{yard}", yard_name).replace("{persona}", agent.persona)
    if agent.language is AgentLanguage.ENGLISH and not agent.persona:
        return yard_greeting
    return ""


def dialed(number: str) -> str:
    """A line or number as it is compared: letters and digits in lower case, no punctuation."""
    return "".join(char for char in number.lower() if char.isalnum())


def rival_of(agent: Agent, agents: Iterable[Agent]) -> Agent | None:
    """Another active agent that answers the same line; None where there is none."""
    if not agent.active:
        return None
    wanted = dialed(agent.line)
    others = (one for one in agents if one.id != agent.id and one.active)
    return next((one for one in others if dialed(one.line) == wanted), None)


def answering(agents: Iterable[Agent], line: str, called: str) -> Agent | None:
    """The active agent of the number that was called, else that of the line."""
    by_line = {dialed(one.line): one for one in agents if one.active}
    return (by_line.get(dialed(called)) if called else None) or by_line.get(dialed(line))
