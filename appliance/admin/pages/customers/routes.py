"""Customers: searched, looked into, approved or put on hold."""

from __future__ import annotations

from dataclasses import replace

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData, parse_choice, parse_offset, parse_percent, text_of
from appliance.admin.pages.customers.view import customer_detail, customer_list, find_customer
from appliance.admin.rendering import show
from appliance.domain.customers import Approval
from appliance.domain.people import Role
from appliance.ports.store import Records

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)


@get("/customers", opt=CLERK, sync_to_thread=True)
def customers(parts: Parts, q: FromQuery[str] = "", offset: FromQuery[int] = 0) -> Template:
    search, start = q.strip()[:100], parse_offset(offset)
    return show(
        parts,
        "customers/page.html",
        lambda records: customer_list(records, search, start),
        active="customers",
        q=search,
    )


@get("/customers/{customer_id:str}", opt=CLERK, sync_to_thread=True)
def customer(
    customer_id: FromPath[str], request: AdminRequest, parts: Parts, done: FromQuery[str] = ""
) -> Template:
    today = parts.clock.now().date()
    return show(
        parts,
        "customers/detail.html",
        lambda records: customer_detail(records, customer_id, today),
        active="customers",
        manager=request.user.role.includes(Role.MANAGER),
        approvals=tuple(each.value for each in Approval),
        notice="Saved." if done else "",
    )


@post("/customers/{customer_id:str}/standing", opt=MANAGER, sync_to_thread=True, status_code=200)
def edit_standing(
    customer_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect:
    """Approval, credit hold and price authority of an account."""
    approval = parse_choice(Approval)(text_of(data, "approval"))
    credit_hold = text_of(data, "credit_hold") == "yes"
    authority = parse_percent(text_of(data, "price_authority_percent") or "0")
    actor = request.user.username

    def keep(records: Records) -> None:
        before = find_customer(records, customer_id)
        after = replace(
            before,
            approval=approval,
            credit_hold=credit_hold,
            price_authority_percent=authority,
        )
        if after != before:
            records.customers.put(after)
            records.audit.append(actor, "edit_customer", f"customer:{customer_id}", before, after)

    parts.store.write(keep)
    return Redirect(f"/customers/{customer_id}?done=1", status_code=303)


routes = [customers, customer, edit_standing]
