"""An article's text as it is spoken: amounts, times, shares and numbers in words."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal

from appliance.dialogue.spoken import dates, money, numbers, phones

_MONEY = re.compile(r"\$\s?(\d{1,3}(?:,\d{3})+(?:\.\d{2})?|\d+(?:\.\d{2})?)")
_CLOCK = re.compile(r"\b(\d{1,2})(?::(\d{2}))?\s?([ap])\.?m\.?\b\.?", re.I)
_CLOCK_24 = re.compile(r"\b([01]?\d|2[0-3]):([0-5]\d)\b\.?")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
_PHONE = re.compile(r"\(?\b\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b")
_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\.\d+)?\b(?!-)")


def aloud(text: str) -> str:
    """The text for a voice. Dates with ordinals and anything else unknown stay as written."""
    text = _PHONE.sub(lambda m: phones.say_phone(re.sub(r"\D", "", m.group())), text)
    text = _MONEY.sub(lambda m: money.say_money(_number(m.group(1))), text)
    text = _CLOCK.sub(_clock, text)
    text = _CLOCK_24.sub(_clock_24, text)
    text = _PERCENT.sub(lambda m: f"{numbers.number_to_words(_number(m.group(1)))} percent", text)
    text = _NUMBER.sub(lambda m: numbers.number_to_words(_number(m.group())), text)
    return " ".join(text.split())


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _clock_24(found: re.Match[str]) -> str:
    said = dates.say_time(time(int(found[1]), int(found[2])))
    return _at_end(said, found) if found.group().endswith(".") else said


def _clock(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return found.group()
    afternoon = found[3].lower() == "p"
    said = dates.say_time(time(hour % 12 + (12 if afternoon else 0), minute))
    return _at_end(said, found) if found.group().endswith(".") else said


def _at_end(said: str, found: re.Match[str]) -> str:
    """The time with the point that followed it, where that closes a sentence."""
    after = found.string[found.end() :].lstrip()
    closes = not after or after[:1].isupper()
    return f"{said.rstrip('.')}." if closes else said
