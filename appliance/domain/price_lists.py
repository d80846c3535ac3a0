"""A customer's own rates for a class, and how they bound a period's price. Pure.

An own list is never dearer than the yard's: where it would be, the yard's holds. It never goes
under the class floor either, unless the yard's own rate for the period does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.errors import RecordError
from appliance.domain.rates import PricePlan, best_mix, plan_for


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRate:
    """What one customer pays for a class at list, for rentals that start from `valid_from` to
    `valid_to`, both days included; `valid_to` None: until it is changed."""

    id: str
    customer_id: str
    class_id: str
    day_rate: Decimal
    week_rate: Decimal | None = None
    month_rate: Decimal | None = None
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def overlaps(self, other: CustomerRate) -> bool:
        """True when both could hold for one rental."""
        if (self.customer_id, self.class_id) != (other.customer_id, other.class_id):
            return False
        self_ends, other_ends = self.valid_to or date.max, other.valid_to or date.max
        return self.valid_from <= other_ends and other.valid_from <= self_ends


@dataclass(frozen=True, slots=True)
class ListPrice:
    """One unit's price of a period at list: `total`, before tax, and how it is made up."""

    day_rate: Decimal
    total: Decimal
    plan: PricePlan
    own: bool
    """True when the customer's own list made it."""


def list_price(equipment: EquipmentClass, days: int, own: CustomerRate | None) -> ListPrice:
    """The cheaper of the yard's plan and the customer's own, the latter no lower than the floor."""
    yards = plan_for(equipment, days)
    standard = ListPrice(yards.day_rate, yards.total, yards, own=False)
    if own is None:
        return standard
    plan = best_mix(own.day_rate, own.week_rate, own.month_rate, days)
    if plan.total >= yards.total:
        return standard
    lowest = min(yards.day_rate, equipment.floor_day_rate)
    if plan.day_rate >= lowest:
        return ListPrice(plan.day_rate, plan.total, plan, own=True)
    return ListPrice(lowest, min(yards.total, lowest * days), plan, own=True)


def check_rate(
    rate: CustomerRate, equipment: EquipmentClass, others: Iterable[CustomerRate]
) -> None:
    """Raises RecordError naming the field for rates that the yard's own undercut, rates under the
    floor, dates out of order, and a span that another of the customer's rates covers already."""
    pairs = (
        ("day rate", rate.day_rate, equipment.day_rate),
        ("week rate", rate.week_rate, equipment.week_rate),
        ("month rate", rate.month_rate, equipment.month_rate),
    )
    for name, amount, yards in pairs:
        if amount is not None and yards is not None and amount > yards:
            raise RecordError(
                f"The {name} {amount} is dearer than the yard's own {yards}.",
                "A customer's price list is never dearer than the yard's.",
            )
        if amount is not None and amount <= 0:
            raise RecordError(f"The {name} has to be above zero.")
    if rate.day_rate < equipment.floor_day_rate:
        raise RecordError(
            f"The day rate {rate.day_rate} is under the class's floor.",
            "Lower the floor first, if it is meant.",
        )
    if rate.valid_to is not None and rate.valid_to < rate.valid_from:
        raise RecordError("The last day lies before the first.")
    if any(one.id != rate.id and one.overlaps(rate) for one in others):
        raise RecordError(
            "Another rate of this customer covers part of that time.",
            "End the other one first, or choose a later first day.",
        )
