"""Set phrases that decisions ask about, as every language must know them."""

from __future__ import annotations

from typing import Protocol


class Phrases(Protocol):
    def time_words(self) -> tuple[str, ...]:
        """What an answer about days and lengths is likely to hold, to hear it right."""
        ...

    def agrees(self, text: str) -> bool:
        """True where the words hold a yes of some kind."""
        ...

    def goes_on(self, text: str) -> bool:
        """True where a sentence does not end in this word: "I need it for"."""
        ...

    def says_also(self, text: str) -> bool:
        """A machine wanted besides another."""
        ...

    def says_instead(self, text: str) -> bool: ...

    def says_now(self, text: str) -> bool:
        """At once, where a day was asked for."""
        ...

    def says_pick_up(self, text: str) -> bool:
        """The yard is to come for the machine."""
        ...

    def operator_named(self, text: str) -> str:
        """The name of whoever is said to operate the machine, else nothing."""
        ...
