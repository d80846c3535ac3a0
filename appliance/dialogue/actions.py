"""Actions: what a speaker meant, as compact lines such as `find item="scissor lift" for="3 days"`.

The language model writes these lines under a grammar, rules write them where that is certain,
and the records keep them with each turn. Slots hold copied words; resolving them to dates,
amounts and records is the business of the gates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from appliance.domain.errors import RecordError


class Act(StrEnum):
    FIND = "find"
    """Wants equipment: item, need, category, max, quantity, when, for, until."""
    WHEN = "when"
    """Gives or changes dates: start, for, until."""
    CHOOSE = "choose"
    """Picks among what was offered: option (a number) or item."""
    QUANTITY = "quantity"
    IDENTIFY = "identify"
    """Gives the identifier that was asked for, or repairs it: value."""
    NAME = "name"
    ADDRESS = "address"
    PHONE = "phone"
    OFFER = "offer"
    """Names a price: price."""
    CHEAPER = "cheaper"
    """Wants a better price, without a figure."""
    YES = "yes"
    NO = "no"
    ASK = "ask"
    """Asks a question in between: topic."""
    PERSON = "person"
    REPEAT = "repeat"
    WAIT = "wait"
    """Looks something up: needs a moment."""
    WITHDRAW = "withdraw"
    """No longer waits for what was being asked for them."""
    CHANGE = "change"
    """Has a part of what was summed up asked again: of. By keys alone."""
    KIND = "kind"
    """Picks a kind of machine, or hears more of them: of, page. By keys alone."""
    STOP = "stop"
    """Gives the whole thing up."""
    GOODBYE = "goodbye"
    # by-phone services for a verified customer: item, for, until
    MY_RENTALS = "my_rentals"
    """Asks what is out or booked, and when it is due."""
    EXTEND = "extend"
    RETURN = "return"
    """Is done early, or wants a machine picked up."""
    CANCEL_BOOKING = "cancel_booking"
    BREAKDOWN = "breakdown"
    # what no answer is
    RUDE = "rude"
    FOREIGN = "foreign"
    LONG = "long"
    UNCLEAR = "unclear"
    # the counter's orders
    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    MAINTENANCE = "maintenance"
    WHERE = "where"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    QUOTE = "quote"
    REVIEWS = "reviews"
    """What waits for a manager's decision."""
    HOW_MANY = "how_many"
    """What is free of a machine: item, when."""
    BOOK = "book"
    """A booking for a named customer: customer, item, quantity, when."""
    MOVE = "move"
    """Other days for a booking: number, when."""
    DECIDE = "decide"
    """What becomes of a booking that waits for review: number, approve, note."""


_SLOT = re.compile(r'([a-z]+)="([^"]*)"')
_WORD = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing meant. `slots` are (name, words as spoken) pairs."""

    act: Act
    slots: tuple[tuple[str, str], ...] = ()

    def slot(self, name: str) -> str:
        """The words in a slot, or an empty string."""
        return next((value for key, value in self.slots if key == name), "")

    def line(self) -> str:
        """The compact line that `parse` reads."""
        return " ".join(
            [self.act.value, *(f'{key}="{_unquoted(value)}"' for key, value in self.slots)]
        )

    @staticmethod
    def parse(line: str) -> Action:
        """Read a compact line. Raises RecordError when its first word is no action."""
        head = _WORD.match(line.strip())
        try:
            act = Act(head.group() if head else "")
        except ValueError:
            raise RecordError(f"Not an action: {line[:80]!r}.") from None
        return Action(act, tuple(_SLOT.findall(line)))


def action(act: Act, **slots: str) -> Action:
    """An action with the slots that are not empty; a trailing underscore is dropped from names."""
    return Action(act, tuple((name.rstrip("_"), value) for name, value in slots.items() if value))


def _unquoted(words: str) -> str:
    return words.replace('"', "'").replace("\n", " ")
