"""What a rental costs when its period or its class changes: list price, with the concession that
was agreed.

The concession is the share of the list price that the customer was given. It carries over to the
new price, never under the class's floor unless the agreed rate already lay under it, and a price
above list is never made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from appliance.domain.bookings import BookingLine
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.periods import Period
from appliance.domain.rates import cents
from appliance.ports.facts import Quote
from appliance.ports.store import Records
from appliance.rental.pricing import list_quote


@dataclass(frozen=True, slots=True)
class Priced:
    """The day rate and the whole price of a line."""

    day_rate: Decimal
    total: Decimal


def list_price(
    records: Records, customer_id: str, equipment: EquipmentClass, period: Period, quantity: int
) -> Quote:
    """The list price for this customer."""
    return list_quote(records, equipment, period, quantity, customer_id)


def reprice(
    records: Records,
    customer_id: str,
    line: BookingLine,
    before: EquipmentClass,
    after: EquipmentClass,
    period: Period,
) -> Priced:
    """The line's price for another period, or another class, with its concession. `line.period`
    and `period` are by the yard's clocks."""
    if line.total == 0:
        return Priced(Decimal(0), Decimal(0))
    was = list_price(records, customer_id, before, line.period, line.quantity)
    now = list_price(records, customer_id, after, period, line.quantity)
    if line.total >= was.total:
        return Priced(now.day_rate, now.total)
    share = line.total / was.total
    each = cents(now.total / line.quantity * share)
    lowest = _lowest_rate(line, was, before, after)
    each = max(each, cents(min(now.day_rate, lowest) * now.days))
    total = min(now.total, each * line.quantity)
    return Priced(min(now.day_rate, cents(total / line.quantity / now.days)), total)


def _lowest_rate(
    line: BookingLine, was: Quote, before: EquipmentClass, after: EquipmentClass
) -> Decimal:
    """The floor, or as far under it as a manager had agreed to."""
    floor = min(before.floor_day_rate, was.day_rate)
    if line.day_rate >= floor or floor <= 0:
        return after.floor_day_rate
    return after.floor_day_rate * line.day_rate / floor
