"""A first opinion on what an utterance is: one act, told from its meaning in a few milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Opinion:
    """The likeliest act by its name, and how likely it is, from 0 to 1."""

    act: str
    share: float


class FirstOpinion(Protocol):
    def of(self, text: str, asked: str) -> Opinion:
        """What `text` is as an answer to the question `asked`. Copies and resolves nothing.
        Raises ModelError."""
        ...
