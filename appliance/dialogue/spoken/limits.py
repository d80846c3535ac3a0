"""A price limit within a sentence: "something to dig with for under three hundred a day"."""

from __future__ import annotations

import re
from decimal import Decimal

from appliance.dialogue.spoken import money

_SMALL = (
    r"(?:ten|eleven|twelve|\w+teen|\w+ty(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_DAILY = r"(?: (?:a|per|each) day| daily)"
_AMOUNT = (
    rf"(?:\$ ?\d[\d,.]*|\d[\d,.]*(?= ?(?:dollars|bucks)|{_DAILY})|\d{{3,}}|"
    rf"(?:[\w-]+ ){{0,3}}?(?:hundred|thousand|grand)(?:(?: and)? {_SMALL})?|"
    r"(?:[\w-]+ ){1,3}?(?=dollars|bucks))"
)
_LIMIT = re.compile(
    r"(?:\bfor )?\b(?:under|below|less than|no more than|not more than|at most|up to|"
    r"max(?:imum)?(?: of)?|cheaper than|within)\s+"
    rf"(?P<amount>{_AMOUNT}(?: ?(?:dollars|bucks))?){_DAILY}?\b"
    r"(?!\W+(?:feet|foot|ft|pounds?|lbs?|inch|inches|days?|weeks?|months?|hours?|tons?|gallons?|"
    r"watts?|kilowatts?|yards?|miles?|meters?)\b)",
    re.I,
)
_NOTHING = frozenset(
    """
    a an and any anything are around at can could do for from get give got guys have hello hey hi i
    i'd i'm in is it just kind like looking machine machines me my need of on one or out please rent
    rental say show some something sort stuff tell that the there thing things this to uh um us want
    was we we're what what's which with you your yours y'all
    """.split()  # noqa: SIM905  (a table reads better as lines of words)
)


def found(text: str) -> tuple[str, Decimal] | None:
    """The words of the limit and its amount; None where there is none."""
    limit = _LIMIT.search(text)
    amount = money.parse_money(limit.group("amount")) if limit else None
    return None if limit is None or amount is None else (limit.group(), amount)


def without(text: str) -> str:
    """The text but the words of its limit."""
    limit = found(text)
    return " ".join(text.replace(limit[0], " ").split()) if limit else text


def says_more(text: str) -> bool:
    """Whether anything is wished for besides a price."""
    return any(word not in _NOTHING for word in re.findall(r"[\w']+", without(text).lower()))
