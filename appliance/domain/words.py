"""Words for facts in reasons and remedies: counts, dates, amounts, listings.

Written so that they read well on a page and aloud. Identifiers are never put into words here:
whoever speaks spells them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def counted(number: int, noun: str) -> str:
    """`1 week`, `2 weeks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(parts) <= 1:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def day_in_words(day: date) -> str:
    """`March 3, 2027`, the same whatever the machine's locale."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def amount(value: Decimal) -> str:
    """An amount without its currency: `1,000,000`, or `57.14` where there are cents."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def clock_in_words(hhmm: str) -> str:
    """`07:00` as `7 AM`, `17:30` as `5:30 PM`."""
    hour, minute = (int(part) for part in hhmm.split(":"))
    half = "AM" if hour < 12 else "PM"
    shown = hour % 12 or 12
    return f"{shown} {half}" if minute == 0 else f"{shown}:{minute:02d} {half}"
