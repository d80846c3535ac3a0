"""Questions in between, from the records."""

from __future__ import annotations

import re

from appliance.dialogue.knowledge.aloud import aloud
from appliance.dialogue.spoken import money
from appliance.dialogue.wording.phrasing import listed
from appliance.ports.booking import EquipmentOption
from appliance.ports.facts import Yard

_HOW_BIG = re.compile(
    r"\bhow (?:high|tall|wide|deep|big|large|heavy|strong|powerful|small)\b"
    r"|\b(?:weighs?|capacity)\b",
    re.I,
)
_MEASURE = re.compile(r"\b(?:feet|foot|inch(?:es)?|tons?|pounds?|kilowatts?|yards?|cfm)\b", re.I)


def hours(yard: Yard) -> str:
    return yard.opening_hours


def location(yard: Yard) -> str:
    return f"You'll find us at {yard.pickup_place}."


def rates(item: EquipmentOption) -> str:
    parts = [f"{money.say_money(item.day_rate)} a day"]
    if item.week_rate is not None:
        parts.append(f"{money.say_money(item.week_rate)} a week")
    if item.month_rate is not None:
        parts.append(f"{money.say_money(item.month_rate)} a month")
    return f"The {item.name} is {listed(parts, 'and')}."


def deposit(item: EquipmentOption) -> str:
    return f"The deposit for the {item.name} is {money.say_money(item.deposit)}, refundable."


def depends_on_item() -> str:
    return "That depends on the machine."


def assistant() -> str:
    return "I'm the yard's automatic assistant. If you'd rather have a person, just say so."


def described(item: EquipmentOption, asked: str) -> str:
    named = set(_stems(f"{item.name} {item.category}"))
    told = set(_stems(item.description)) - named
    measured = _HOW_BIG.search(asked) and _MEASURE.search(item.description)
    if not measured and not told.intersection(_stems(asked)):
        return ""
    return aloud(f"The {item.name}: {item.description[:1].lower()}{item.description[1:]}")


def _stems(text: str) -> list[str]:
    """Words of four letters and more, plural endings off."""
    return [re.sub(r"s$", "", word) for word in re.findall(r"[a-z]{4,}", text.lower())]


def not_known() -> str:
    return "I don't have that on record; the counter can tell you."
