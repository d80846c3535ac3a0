"""Amounts, days and times as they stand on paper: whole, with cents, with the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from appliance.domain.currency import sign_of
from appliance.domain.words import counted
from appliance.ports.paper import RatePart

_FIRM = "\u00a0"
"""The space at which no line ends: a number is not parted from its noun."""


def money(amount: Decimal, currency: str) -> str:
    """`$1,250.00`; less than nothing has its sign in front."""
    minus = "−" if amount < 0 else ""
    return f"{minus}{sign_of(currency)}{abs(amount):,.2f}"


def day(moment: date | datetime) -> str:
    """`Tue 21 Nov 2026`."""
    return f"{moment:%a} {moment.day} {moment:%b} {moment.year}"


def at(moment: datetime) -> str:
    return f"{day(moment)}, {moment:%H:%M}"


def rate_words(rates: Sequence[RatePart], days: int, total: Decimal, currency: str) -> str:
    """`1 week at $980.00 + 2 days at $245.00`; what costs nothing is included."""
    if not total:
        return f"{counted(days, 'day')}, included"
    if not rates:
        return f"{counted(days, 'day')}, agreed price"
    return f" +{_FIRM}".join(_part_words(part, currency) for part in rates)


def _part_words(part: RatePart, currency: str) -> str:
    number = counted(part.count, part.noun).replace(" ", _FIRM)
    return f"{number} at{_FIRM}{money(part.rate, currency)}"
