"""Questions in between, from the records."""

from __future__ import annotations

from appliance.dialogue.knowledge.aloud import aloud
from appliance.dialogue.spoken import money
from appliance.dialogue.wording.phrasing import listed
from appliance.ports.booking import EquipmentOption
from appliance.ports.facts import Yard


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


def described(item: EquipmentOption) -> str:
    return aloud(f"The {item.name}: {item.description[:1].lower()}{item.description[1:]}")


def not_known() -> str:
    return "I don't have that on record; the counter can tell you."
