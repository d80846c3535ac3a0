"""Amounts, days and times as they stand on paper: whole, with cents, with the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from appliance.domain.currency import sign_of
from appliance.domain.words import counted
from appliance.ports.paper import RatePart

_KEPT_TOGETHER = "\u00a0"


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
    # A number is not parted from its noun, nor a sign from what follows it.
    return " + ".join(
        f"{counted(part.count, part.noun)} at {money(part.rate, currency)}".replace(
            " ", _KEPT_TOGETHER
        ).replace(f"{_KEPT_TOGETHER}at", " at")
        for part in rates
    ).replace("+ ", f"+{_KEPT_TOGETHER}")
