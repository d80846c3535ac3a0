"""One turn in the making: the state as it changes, the sentences, and the writes kept for later.

Gates read from the desk while a turn is considered; whatever writes is queued here and carried
out only when the turn is confirmed. A turn thrown away leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

from appliance.dialogue.knowledge.answering import answer_by_code
from appliance.dialogue.language import Language, Phrases, ServiceWords, Tell, Values, Words
from appliance.dialogue.state import RentalState, TalkState
from appliance.domain.agents import AgentService
from appliance.domain.calls import Asks, Outcome, Stage
from appliance.domain.verification import Verification
from appliance.ports.conversation import Heard
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import Yard

DeskWrite = Callable[[RentalDesk], None]
S = TypeVar("S", bound=TalkState)


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What stays the same for a whole call."""

    call_id: str
    line: str
    caller: str | None
    yard: Yard
    language: Language
    services: frozenset[AgentService] | None = None
    """What the agent may do; None for everything."""
    voice: str = ""
    """Of the model store; empty for the box's own."""


@dataclass(slots=True)
class TurnWork(Generic[S]):
    """A turn being decided. `pending` is a write whose answer decides what is said next."""

    call: CallFacts
    desk: RentalDesk
    now: datetime
    turn: int
    state: S
    heard: Heard
    private: bool = False
    """What was heard is kept nowhere."""
    sentences: list[str] = field(default_factory=list)
    verifications: list[Verification] = field(default_factory=list)
    writes: list[DeskWrite] = field(default_factory=list)
    notes: list[DeskWrite] = field(default_factory=list)
    """Writes whose answer nobody waits for: kept and repeated when the records are away."""
    tell: Tell = answer_by_code
    """Answers a question from an article; by itself with the article's first sentence."""
    pending: Callable[[TurnWork[S]], None] | None = None
    waiting: bool = False
    """True once something has been asked, or the call has ended: no gate may speak after that."""

    @property
    def yard(self) -> Yard:
        return self.call.yard

    @property
    def words(self) -> Words:
        return self.call.language.words

    @property
    def service_words(self) -> ServiceWords:
        return self.call.language.service_words

    @property
    def values(self) -> Values:
        return self.call.language.values

    @property
    def phrases(self) -> Phrases:
        return self.call.language.phrases

    @property
    def texts(self) -> tuple[str, ...]:
        """The utterance's candidates, best first, never empty."""
        return self.heard.alternatives or (self.heard.text,)

    @property
    def key(self) -> str:
        """What makes this turn's writes idempotent."""
        return f"{self.call.call_id}:{self.turn}"

    def settled(self) -> bool:
        """True when nothing more is to be decided: a question is out, or a write comes first."""
        return self.waiting or self.pending is not None

    def set(self, **changes: object) -> None:
        """Change fields of the state."""
        self.state = self.state.but(**changes)

    def say(self, *sentences: str) -> None:
        """Add sentences before the question."""
        self.sentences.extend(sentence for sentence in sentences if sentence)

    def ask(
        self,
        asks: Asks,
        question: str,
        stage: Stage | None = None,
        likely: tuple[str, ...] = (),
    ) -> None:
        """End the turn with one question; `likely` are names that its answer may hold."""
        stage = stage or self.state.stage
        misses = self.state.misses if asks is self.state.asks else 0
        self.set(asks=asks, question=question, stage=stage, misses=misses, likely=likely)
        self.waiting = True

    def ask_again(self) -> None:
        """End the turn with the question that was open before it."""
        self.waiting = True

    def end(self, farewell: str, outcome: Outcome | None = None) -> None:
        """Say goodbye; the line hangs up after it."""
        self.say(farewell)
        self.set(
            asks=None,
            question="",
            stage=Stage.CLOSED,
            ended=True,
            outcome=self.state.achieved or outcome or self.state.outcome or Outcome.ABANDONED,
        )
        self.waiting = True

    def checked(self, verification: Verification) -> Verification:
        """Keep a verification with the turn's record."""
        self.verifications.append(verification)
        return verification

    def said(self) -> str:
        """The whole reply: sentences, then the question."""
        return " ".join([*self.sentences, self.state.question]).strip()


Work: TypeAlias = TurnWork[RentalState]
"""A turn of a rental."""
