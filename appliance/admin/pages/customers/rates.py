"""A customer's own rates and tax exemption, edited by managers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FieldError, FormData, parse_money, parse_optional_money, text_of
from appliance.admin.pages.customers.view import find_customer
from appliance.domain.people import Role
from appliance.domain.price_lists import CustomerRate
from appliance.ports.store import Records
from appliance.rental.price_lists import end_rate, keep_rate

MANAGER = allowed_to(Role.MANAGER)


@post("/customers/{customer_id:str}/rates", opt=MANAGER, sync_to_thread=True, status_code=200)
def add_rate(
    customer_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect:
    """A rate of the customer's own for one class, from a day on."""
    rate = CustomerRate(
        id=uuid4().hex,
        customer_id=customer_id,
        class_id=text_of(data, "class_id"),
        day_rate=parse_money(text_of(data, "day_rate")),
        week_rate=parse_optional_money(text_of(data, "week_rate")),
        month_rate=parse_optional_money(text_of(data, "month_rate")),
        valid_from=_day(data, "valid_from") or parts.clock.now().date(),
        valid_to=_day(data, "valid_to"),
    )
    actor = request.user.username
    parts.store.write(lambda records: keep_rate(records, actor, rate))
    return Redirect(f"/customers/{customer_id}?done=saved", status_code=303)


@post(
    "/customers/{customer_id:str}/rates/{rate_id:str}/end",
    opt=MANAGER,
    sync_to_thread=True,
    status_code=200,
)
def stop_rate(
    customer_id: FromPath[str], rate_id: FromPath[str], request: AdminRequest, parts: Parts
) -> Redirect:
    actor, today = request.user.username, parts.clock.now().date()
    parts.store.write(lambda records: end_rate(records, actor, customer_id, rate_id, today))
    return Redirect(f"/customers/{customer_id}?done=saved", status_code=303)


@post("/customers/{customer_id:str}/tax", opt=MANAGER, sync_to_thread=True, status_code=200)
def edit_tax(
    customer_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect:
    """The number of the exemption certificate; empty: the customer pays tax."""
    number = text_of(data, "tax_certificate", 60)
    actor = request.user.username

    def keep(records: Records) -> None:
        before = find_customer(records, customer_id)
        after = replace(before, tax_certificate=number)
        if after != before:
            records.customers.put(after)
            records.audit.append(actor, "edit_customer", f"customer:{customer_id}", before, after)

    parts.store.write(keep)
    return Redirect(f"/customers/{customer_id}?done=saved", status_code=303)


def _day(data: Mapping[str, Any], name: str) -> date | None:
    text = text_of(data, name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FieldError(f"“{text[:30]}” is not a date; write it like 2027-03-01.") from None


routes = [add_rate, stop_rate, edit_tax]
