"""What the forms of a booking send: moments of the yard, lines, keys, readings."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from appliance.admin.forms import FieldError, parse_money, parse_whole, text_of
from appliance.domain.calendar import OpeningHours
from appliance.domain.periods import Period

_KEY = re.compile(r"[0-9a-f]{32}")


def new_key() -> str:
    """For a form: sending it twice carries it out once."""
    return uuid.uuid4().hex


def order_key(data: Mapping[str, Any], action: str, *, repeatable: bool = False) -> str:
    """The form's key. Raises FieldError when it has none, but for what may as well be done
    twice."""
    key = text_of(data, "key", 40) or (new_key() if repeatable else "")
    if not _KEY.fullmatch(key):
        raise FieldError("This form is incomplete; load the page again.")
    return f"pages:{action}:{key}"


def read_moment(data: Mapping[str, Any], name: str, hours: OpeningHours) -> datetime:
    """The day in `name` at the time in `name_time`, by default at opening. Raises FieldError."""
    day_text, time_text = text_of(data, name, 10), text_of(data, f"{name}_time", 5)
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        raise FieldError("Give a day, such as 2027-03-09.") from None
    if not 2000 <= day.year <= 2200:
        raise FieldError("That year cannot be.")
    if not time_text:
        return hours.at_opening(day)
    try:
        return datetime.combine(day, time.fromisoformat(time_text), hours.zone)
    except ValueError:
        raise FieldError("Give a time of day, such as 07:00.") from None


def read_period(data: Mapping[str, Any], hours: OpeningHours) -> Period:
    """From `start` to `end`. Raises FieldError."""
    start, end = read_moment(data, "start", hours), read_moment(data, "end", hours)
    if end <= start:
        raise FieldError("The rental has to end after it starts.")
    return Period(start, end)


def read_lines(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The line chosen, or nothing for all of them."""
    line = text_of(data, "line", 64)
    return (line,) if line else ()


def read_meter(data: Mapping[str, Any]) -> Decimal | None:
    text = text_of(data, "meter_hours", 12)
    return parse_money(text) if text else None


def read_fuel(data: Mapping[str, Any]) -> int | None:
    text = text_of(data, "fuel_percent", 4)
    return parse_whole(0, 100)(text) if text else None
