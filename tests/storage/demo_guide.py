"""Writes docs/demo.md from the demo yard's data: run it to bring the page up to date.

python -m tests.storage.demo_guide > docs/demo.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date

from appliance.domain.catalogue import EquipmentClass
from appliance.storage.demo.rentals import rental_entries
from appliance.storage.demo.yard import data_file, demo_yard

_ANY_DAY = date(2026, 1, 5)

_INTRO = """\
# The demo yard

`appliance demo load` fills an empty yard with the records below; `./install.sh run` does so too.
Dates are counted from the day of loading, and loading again moves them on, so the demo never
ages. What people have changed, and all bookings, stay as they are.

This page is made from the data files in `appliance/storage/demo/`; a test keeps it in step.
"""


def guide() -> str:
    """The whole page."""
    yard = demo_yard(_ANY_DAY)
    policy = data_file("yard")["policy"]
    negotiation = data_file("yard")["negotiation"]
    single = [one.name for one in yard.classes if len(yard.units_of(one.name)) == 1]
    parts = [
        _INTRO,
        f"The yard is **{policy['name']}**, open {policy['opens_at']} to {policy['closes_at']}, "
        f"closed on Sundays; pickup at {policy['pickup_place']}. Prices: "
        f"{negotiation['rounds']} rounds, {negotiation['step_percent']} % a step, at most "
        f"{negotiation['authority_percent']} % under list and never under the class's floor.\n",
        "## Who shows what\n",
        *_table(
            ("Customer", "License", "What a call comes to"),
            (
                (entry["name"], f"`{entry['license']['number']}`", entry["shows"])
                for entry in data_file("customers")["customer"]
            ),
        ),
        "Not on record anywhere: license `BL540917`, certificate `OC47690`, policy `INS669031`.\n",
        "Classes with exactly one unit, for two callers who want the last one: "
        + ", ".join(single)
        + ". The Carry Deck Crane is out on the day of loading.\n",
        "## Operators\n",
        *_table(("Customer", "Operator", "Certificate", "For", "Valid"), _certificates()),
        "## Insurance policies\n",
        *_table(("Customer", "Policy", "Insurer", "Coverage", "Valid"), _policies()),
        "## Job sites\n",
        *_table(
            ("Customer", "Address", "Heaviest class"),
            (
                (entry["name"], site["address"], site["admits"])
                for entry in data_file("customers")["customer"]
                for site in entry["site"]
            ),
        ),
        "## Equipment\n",
        "Rates are in dollars. The floor is for managers: the agent never says it.\n",
        *_table(
            (
                "Class",
                "Category",
                "Tags",
                "Day",
                "Week",
                "Month",
                "Floor",
                "Max",
                "Deposit",
                "Weight class",
                "Certificate",
                "Insurance",
            ),
            (
                _equipment(one, [unit.asset_tag for unit in yard.units_of(one.name)])
                for one in yard.classes
            ),
        ),
        "## On the day of loading\n",
        *_table(
            ("Rental", "State", "Units", "Starts", "Days", "Note"),
            (
                (
                    f"{entry['customer']}: {entry['class']}",
                    entry["state"],
                    ", ".join(
                        yard.units_of(entry["class"])[unit - 1].asset_tag for unit in entry["units"]
                    ),
                    _days(entry["start"]),
                    str(entry["days"]),
                    entry.get("note", ""),
                )
                for entry in rental_entries()
            ),
        ),
        "In the workshop: "
        + "; ".join(
            f"{entry['class']} {yard.units_of(entry['class'])[entry['unit'] - 1].asset_tag} "
            f"({entry['note'].rstrip('.')})"
            for entry in data_file("yard")["workshop"]
        )
        + ".\n",
    ]
    return "\n".join(parts)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return ["\n".join(lines) + "\n"]


def _days(count: int) -> str:
    if count == 0:
        return "today"
    noun = "day" if abs(count) == 1 else "days"
    return f"in {count} {noun}" if count > 0 else f"{-count} {noun} ago"


def _validity(entry: dict[str, object]) -> str:
    to = entry["to"]
    assert isinstance(to, int)
    state = entry.get("state")
    words = f"for {to} more days" if to >= 0 else f"**expired {_days(to)}**"
    return words + (f", **{state}**" if state else "")


def _certificates() -> Iterable[tuple[str, ...]]:
    for entry in data_file("customers")["customer"]:
        for operator in entry["operator"]:
            for one in operator["certificates"]:
                yield (
                    entry["name"],
                    operator["name"],
                    f"`{one['number']}`",
                    one["kind"],
                    _validity(one),
                )


def _policies() -> Iterable[tuple[str, ...]]:
    for entry in data_file("customers")["customer"]:
        for one in entry["policy"]:
            yield (
                entry["name"],
                f"`{one['number']}`",
                one["insurer"],
                f"{one['coverage']:,}",
                _validity(one),
            )


def _equipment(one: EquipmentClass, tags: list[str]) -> tuple[str, ...]:
    amounts = (
        one.day_rate,
        one.week_rate,
        one.month_rate,
        one.floor_day_rate,
        one.max_day_rate,
        one.deposit,
    )
    owned = f"{tags[0]}–{tags[-1]}" if len(tags) > 1 else "".join(tags)
    return (
        one.name,
        one.category,
        owned or f"{one.bulk_quantity} pieces",
        *(f"{amount:,}" for amount in amounts),
        one.weight_class.value,
        one.operator_certification or "none",
        f"{one.minimum_insurance:,}",
    )


if __name__ == "__main__":
    sys.stdout.write(guide())
