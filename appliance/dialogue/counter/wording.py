"""Every sentence of the counter assistant: short, for people who work while they listen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from appliance.dialogue.spoken import dates, identifiers, money, numbers
from appliance.ports.facts import UnitFacts

_STATUS = {
    "available": "is available",
    "reserved": "is reserved",
    "out": "is out",
    "overdue": "is overdue",
    "maintenance": "is in maintenance",
    "held": "is held",
    "retired": "is retired",
}


def ready() -> str:
    return "Counter. What do you need?"


def example() -> str:
    return "Say an order, like check in unit seven, meter twelve hundred."


def which_unit() -> str:
    return "Which unit? Please say its tag."


def tag(unit: UnitFacts) -> str:
    return f"{identifiers.spell(unit.asset_tag)}, {unit.name}"


def meter(hours: Decimal) -> str:
    whole = hours == hours.to_integral_value()
    return f"{numbers.number_to_words(int(hours)) if whole else hours} hours"


def confirm_check_in(unit: UnitFacts, hours: Decimal | None, condition: str) -> str:
    parts = [f"Check in {tag(unit)}"]
    if hours is not None:
        parts.append(f"meter {meter(hours)}")
    if condition:
        parts.append(f"condition: {condition}")
    return f"{', '.join(parts)}. Right?"


def confirm_check_out(unit: UnitFacts, hours: Decimal | None) -> str:
    reading = f", meter {meter(hours)}" if hours is not None else ""
    to = f" to {unit.customer_name}" if unit.customer_name else ""
    return f"Check out {tag(unit)}{to}{reading}. Right?"


def confirm_maintenance(unit: UnitFacts, on: bool) -> str:
    return f"Put {tag(unit)} {'into maintenance' if on else 'back in service'}. Right?"


def checked_in(unit: UnitFacts, late_days: int, late_fee: Decimal) -> str:
    late = ""
    if late_days:
        fee = money.say_money(late_fee)
        late = f" It was {dates.say_duration(late_days)} late; the late fee is {fee}."
    return f"{identifiers.spell(unit.asset_tag)} is checked in, at {meter(unit.meter_hours)}.{late}"


def checked_out(unit: UnitFacts, today: date) -> str:
    due = f", due back {dates.say_date(unit.due.date(), today)}" if unit.due else ""
    to = f" to {unit.customer_name}" if unit.customer_name else ""
    return f"{identifiers.spell(unit.asset_tag)} is out{to}{due}."


def in_maintenance(unit: UnitFacts) -> str:
    return f"{identifiers.spell(unit.asset_tag)} {_STATUS.get(unit.status, unit.status)}."


def where(unit: UnitFacts, today: date) -> str:
    words = f"{tag(unit)}, {_STATUS.get(unit.status, unit.status)}"
    if unit.customer_name:
        words += (
            f" with {unit.customer_name}"
            if unit.status in ("out", "overdue")
            else f" for {unit.customer_name}"
        )
    if unit.due and unit.status in ("out", "overdue"):
        words += f", due {dates.say_date(unit.due.date(), today)}"
    if unit.status == "available" and unit.location:
        words += f", at {unit.location}"
    return f"{words}."


def listed(units: tuple[UnitFacts, ...], what: str) -> str:
    """Up to three units, and how many there are."""
    if not units:
        return f"Nothing is {what}."
    count = numbers.number_to_words(len(units))
    first = "; ".join(
        f"{tag(u)}" + (f", {u.customer_name}" if u.customer_name else "") for u in units[:3]
    )
    more = "" if len(units) <= 3 else " and more"
    return f"{count.capitalize()} {'is' if len(units) == 1 else 'are'} {what}: {first}{more}."


def refused(reason: str, asset_tag: str) -> str:
    """The desk's reason, with the tag as it is spoken."""
    return reason.replace(asset_tag, identifiers.spell(asset_tag)) if asset_tag else reason


def no_records() -> str:
    return "I can't reach the records right now. Nothing was changed. Try again in a moment."


def left_alone() -> str:
    return "OK, left as it was."


def next_order() -> str:
    return "What next?"


def done() -> str:
    return "OK."
