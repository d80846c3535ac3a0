"""What rules read of an utterance, found out once a turn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from appliance.dialogue.actions import Action
from appliance.dialogue.state import RentalState
from appliance.ports.conversation import Heard

Asked = tuple[Heard, RentalState, date]
Rules = Callable[[Heard, RentalState, date], tuple[Action, ...] | None]


class OnceATurn:
    """Rules whose last answer is kept: a turn asks them to understand, and again to judge whether
    it is whole. Looking through a yard's machines takes them 5 to 11 ms for 40 classes."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._last: tuple[Asked, tuple[Action, ...] | None] | None = None

    def certain(self, heard: Heard, s: RentalState, today: date) -> tuple[Action, ...] | None:
        """What the rules read; None where they do not."""
        asked, last = (heard, s, today), self._last
        if last is not None and last[0] == asked:
            return last[1]
        answer = self._rules(heard, s, today)
        self._last = asked, answer
        return answer
