"""What a period costs at list: the cheapest mix of months (28 days), weeks (7 days) and days.

A longer unit may cover fewer days than it holds when that is cheaper (six days at the price of a
week). Concessions are not made here.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.errors import RecordError
from appliance.domain.words import counted, listed

DAYS_IN_WEEK = 7
DAYS_IN_MONTH = 28
LONGEST_DAYS = 3660
_CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Rounded to cents, halves up."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class PricePlan:
    """The list price of one unit for `charged_for` days, made of months, weeks and days."""

    months: int
    weeks: int
    days: int
    charged_for: int
    """The days of the period that was asked for."""
    total: Decimal

    @property
    def day_rate(self) -> Decimal:
        """Effective rate a day, in cents."""
        return cents(self.total / self.charged_for)

    @property
    def words(self) -> str:
        """`1 month, 1 week and 2 days`."""
        parts = [
            counted(number, noun)
            for number, noun in (
                (self.months, "month"),
                (self.weeks, "week"),
                (self.days, "day"),
            )
            if number
        ]
        return listed(parts)


def best_mix(day: Decimal, week: Decimal | None, month: Decimal | None, days: int) -> PricePlan:
    """The cheapest mix that covers `days`; among equals the one with the fewest parts.

    Never dearer than days alone, weeks alone or months alone. Raises RecordError when
    `days` is not between 1 and ten years.
    """
    if not 1 <= days <= LONGEST_DAYS:
        raise RecordError(
            f"A rental of {days} days cannot be priced.", f"Ask for 1 to {LONGEST_DAYS} days."
        )
    most_months = -(-days // DAYS_IN_MONTH) if month is not None else 0
    best: PricePlan | None = None
    for months in range(most_months + 1):
        rest = max(0, days - months * DAYS_IN_MONTH)
        whole = rest // DAYS_IN_WEEK
        # For a number of months the price is linear in the whole weeks: only the ends can win.
        choices = {0, whole, -(-rest // DAYS_IN_WEEK)} if week is not None else {0}
        for weeks in choices:
            left = max(0, rest - weeks * DAYS_IN_WEEK)
            total = (month or Decimal(0)) * months + (week or Decimal(0)) * weeks + day * left
            plan = PricePlan(months, weeks, left, days, total)
            if best is None or _order(plan) < _order(best):
                best = plan
    assert best is not None  # noqa: S101  (days >= 1 gives at least one plan)
    return best


def _order(plan: PricePlan) -> tuple[Decimal, int]:
    return plan.total, plan.months + plan.weeks + plan.days


def plan_for(equipment: EquipmentClass, days: int) -> PricePlan:
    """The list plan of one unit of a class."""
    return best_mix(equipment.day_rate, equipment.week_rate, equipment.month_rate, days)
