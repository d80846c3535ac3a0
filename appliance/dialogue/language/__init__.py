"""One language of the conversation: all it says, and all it understands.

A language is a bundle of the same parts. Modules are the parts: the type checker holds each
against its protocol, so a language that lacks a sentence or a reading does not pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from appliance.dialogue.actions import Action
from appliance.dialogue.language.phrases import Phrases
from appliance.dialogue.language.service_words import ServiceWords
from appliance.dialogue.language.values import Values
from appliance.dialogue.language.words import Words
from appliance.dialogue.state import RentalState
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard
from appliance.ports.knowledge import ArticleFacts
from appliance.ports.opinion import FirstOpinion
from appliance.ports.speech import CancelToken, LanguageModel

__all__ = ["Language", "Phrases", "Reading", "ServiceWords", "Tell", "Values", "Words"]

Tell = Callable[[ArticleFacts, str], str]
"""Answers a question from an article."""


class Reading(Protocol):
    """From words to actions."""

    def read(
        self, heard: Heard, s: RentalState, today: date, cancel: CancelToken | None = None
    ) -> tuple[Action, ...]:
        """Actions in the order meant; at least one. Raises Cancelled, ModelError."""
        ...

    def prepare(self, s: RentalState) -> None:
        """Work ahead on what is going to be said in this state; returns at once."""
        ...

    def is_certain(
        self, heard: Heard, s: RentalState, today: date, actions: tuple[Action, ...]
    ) -> bool:
        """Whether the words alone, without a model, mean exactly these actions."""
        ...


def _as_said(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """`code` is that of ISO 639, `name` the language's own in English."""

    code: str
    name: str
    words: Words
    service_words: ServiceWords
    values: Values
    phrases: Phrases
    reading: Callable[[LanguageModel, Yard, FirstOpinion | None], Reading]
    telling: Callable[[LanguageModel], Tell]
    prefix: str
    """The fixed part of the model's prompt, and how that of a call's first turn begins."""
    first_turn: str
    searched: Callable[[str], str] = _as_said
    """A wish in words that the records may hold."""
