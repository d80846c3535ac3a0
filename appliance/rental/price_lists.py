"""Customers' own rates: kept by managers, ended rather than erased. Each change is audited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.price_lists import CustomerRate, check_rate
from appliance.ports.store import Records
from appliance.rental.yard import class_of, customer_of


def keep_rate(records: Records, actor: str, rate: CustomerRate) -> None:
    """Add a rate, or change the one with its id. Raises RecordNotFound for an unknown customer or
    class, RecordError for what `check_rate` refuses."""
    customer_of(records, rate.customer_id)
    equipment = class_of(records, rate.class_id)
    others = records.customer_rates.of_customer(rate.customer_id, rate.class_id)
    check_rate(rate, equipment, others)
    before = records.customer_rates.get(rate.id)
    if before is not None and before.customer_id != rate.customer_id:
        raise RecordError("That rate is another customer's.")
    if rate != before:
        records.customer_rates.put(rate)
        records.audit.append(
            actor, "edit_customer_rate", f"customer:{rate.customer_id}", before, rate
        )


def end_rate(
    records: Records, actor: str, customer_id: str, rate_id: str, today: date
) -> CustomerRate | None:
    """Rentals from today on no longer have the rate; one that has not begun yet goes. What is
    left of it. Raises RecordNotFound."""
    before = records.customer_rates.get(rate_id)
    if before is None or before.customer_id != customer_id:
        raise RecordNotFound("This customer has no such rate.", "Reload the page.")
    last = today - timedelta(days=1)
    if before.valid_to is not None and before.valid_to <= last:
        return before
    after = None if before.valid_from > last else replace(before, valid_to=last)
    if after is None:
        records.customer_rates.delete(rate_id)
    else:
        records.customer_rates.put(after)
    records.audit.append(actor, "end_customer_rate", f"customer:{customer_id}", before, after)
    return after
