"""What binds and was not heard to its end: owed to the caller, who agrees to nothing before it.

A yes to it has it said again, and so does whatever answers nothing, so that no bare question
("shall I book it?") ever stands for a summary that nobody heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from appliance.dialogue.actions import Act, Action
from appliance.dialogue.state import TalkState
from appliance.dialogue.work import TurnWork
from appliance.domain.calls import BINDING, Asks

_SAID_AGAIN = 2
"""How often the same is said again to whoever agrees before its end."""
_BESIDE_A_YES = frozenset({Act.YES, Act.ASK, Act.GOODBYE, Act.WAIT, Act.REPEAT, Act.RUDE})
"""Said along with a yes, these change nothing of what it is to."""
_ANSWERS_NOTHING = frozenset({Act.UNCLEAR, Act.ASK, Act.REPEAT, Act.RUDE, Act.FOREIGN, Act.LONG})
S = TypeVar("S", bound=TalkState)


@dataclass(frozen=True, slots=True)
class Owed:
    """A reply that asks for a binding yes, and how often that yes came before its end."""

    said: str
    question: str
    early: int = 0

    @property
    def is_worn_out(self) -> bool:
        """Said again often enough: somebody else should take over."""
        return self.early >= _SAID_AGAIN

    def say(self, work: TurnWork[S]) -> None:
        """End the turn with the whole of it."""
        before = self.said.removesuffix(self.question).strip()
        if before not in " ".join(work.sentences):
            work.say(before)
        work.set(question=self.question)
        work.ask_again()

    def is_agreed_to(self, state: TalkState, actions: tuple[Action, ...]) -> bool:
        """Whether that is a yes to it, with nothing new besides; of a site's safety, a no too."""
        acts = {action.act for action in actions}
        if state.asks is Asks.SITE_QUESTION:
            return bool(acts) and acts <= {Act.YES, Act.NO}
        return Act.YES in acts and acts <= _BESIDE_A_YES

    def is_left_open(self, state: S, work: TurnWork[S], actions: tuple[Action, ...]) -> bool:
        """Whether the turn answers nothing and asks for the same yes once more."""
        if work.pending is not None or not is_same(state, work.state):
            return False
        return work.state.misses > state.misses or all(
            action.act in _ANSWERS_NOTHING for action in actions
        )


class Unheard:
    """What is owed on a call, from turn to turn."""

    def __init__(self) -> None:
        self._turn: int | None = None
        """The turn whose reply was not heard to its end; only the latest one counts."""
        self._owed: Owed | None = None
        self._is_told = False
        """Whether the last reply held what is owed."""

    def note(self, turn: int) -> None:
        """The reply of that turn was not heard to its end."""
        self._turn = turn

    def owed(self, state: TalkState, turn: int) -> Owed | None:
        """What is owed now that the reply of `turn` is the last one."""
        missed = self._turn == turn
        if self._owed is not None and (missed or not self._is_told):
            return self._owed
        if missed and (state.asks in BINDING or state.asks is Asks.SITE_QUESTION):
            return Owed(state.said, state.question)
        return None

    def keep(self, owed: Owed | None, before: TalkState, after: TalkState, said: str) -> None:
        """A turn is over: what was owed in it is owed still while the same yes is wanted."""
        self._owed = owed if owed is not None and is_same(before, after) else None
        self._is_told = self._owed is not None and said.endswith(self._owed.said)


def is_same(before: TalkState, after: TalkState) -> bool:
    """Whether a yes would bind to the same thing in both."""
    return before.asks is after.asks and before.binds == after.binds and not after.ended
