"""Set phrases that decisions ask about, as every language must know them."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Phrases(Protocol):
    def time_words(self, today: date) -> tuple[str, ...]:
        """What an answer about a first day is likely to hold, to hear it right: this month and
        the next among it."""
        ...

    def length_words(self) -> tuple[str, ...]:
        """How long may be asked for, to hear it right."""
        ...

    def answer_words(self) -> tuple[str, ...]:
        """Yes and no as they are said, to hear them right."""
        ...

    def booking_words(self) -> tuple[str, ...]:
        """What else is said for a booking, as short and as easily misheard."""
        ...

    def agrees(self, text: str) -> bool:
        """True where the words hold a yes of some kind."""
        ...

    def says_yes(self, text: str) -> bool:
        """True where one of the words of a plain yes is among them."""
        ...

    def declines(self, text: str) -> bool:
        """True where the words hold a no, a goodbye or giving up, whatever else they hold."""
        ...

    def names_a_person(self, text: str) -> bool:
        """True where a person is named that one may want to talk to."""
        ...

    def asks_what_is_required(self, text: str) -> bool:
        """True where the words are of what a machine asks for: a certificate, insurance, its
        weight."""
        ...

    def asks_when(self, text: str) -> bool:
        """True for a question of when, why or who, as it begins: nobody's wish for a machine."""
        ...

    def topic_named(self, text: str) -> str:
        """What of the yard is asked after, as far as a word names it: `hours`, `location`."""
        ...

    def goes_on(self, text: str) -> bool:
        """True where a sentence does not end in this word: "I need it for"."""
        ...

    def says_also(self, text: str) -> bool:
        """A machine wanted besides another."""
        ...

    def says_instead(self, text: str) -> bool: ...

    def says_same_dates(self, text: str) -> bool:
        """As long and from the same day as the rental before."""
        ...

    def says_begin(self, text: str) -> bool:
        """A day is that of the beginning, or takes the place of another."""
        ...

    def says_now(self, text: str) -> bool:
        """At once, where a day was asked for."""
        ...

    def says_pick_up(self, text: str) -> bool:
        """The yard is to come for the machine."""
        ...

    def asks_who_speaks(self, text: str) -> bool:
        """Whether this is a machine or a person."""
        ...

    def operator_named(self, text: str) -> str:
        """The name of whoever is said to operate the machine, else nothing."""
        ...
