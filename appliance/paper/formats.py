"""Amounts, days and times as they stand on paper: whole, with cents, with the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from appliance.domain.currency import sign_of
from appliance.domain.words import counted
from appliance.ports.paper import RatePart


def money(amount: Decimal, currency: str) -> str:
    """`$1,250.00`; less than nothing has its sign in front."""
    minus = "−" if amount < 0 else ""
    return f"{minus}{sign_of(currency)}{abs(amount):,.2f}"


def day(moment: date | datetime) -> str:
    """`Tue 21 Nov 2026`."""
    return f"{moment:%a} {moment.day} {moment:%b} {moment.year}"


def at(moment: datetime) -> str:
    return f"{day(moment)}, {moment:%H:%M}"


def rate_words(rates: Sequence[RatePart], days: int, currency: str) -> str:
    """`1 week at $980.00 + 2 days at $245.00`."""
    if not rates:
        return f"{counted(days, 'day')}, agreed price"
    return " + ".join(
        f"{counted(part.count, part.noun)} at {money(part.rate, currency)}" for part in rates
    )
