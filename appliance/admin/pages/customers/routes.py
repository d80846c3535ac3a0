"""Customers and their credentials: searched, looked into, added, edited field by field."""

from __future__ import annotations

import uuid
from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.editing import error_field, may_add, may_edit, read_values, require
from appliance.admin.forms import FormData, parse_offset, text_of
from appliance.admin.pages.customers.rates import routes as rate_routes
from appliance.admin.pages.customers.view import customer_detail, customer_list, find_customer
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role, User
from appliance.domain.record_fields import CUSTOMER_FIELDS
from appliance.ports.store import Records
from appliance.rental.keeping import KEPT, Keeping, add, find, kept_as

CLERK = allowed_to(Role.CLERK)
NEW_CUSTOMER = ("account", "name", "phones")
CREDENTIALS = {
    "license": ("number", "valid_from", "valid_to", "state"),
    "operator": ("name", "phone"),
    "certification": ("number", "kind", "valid_from", "valid_to", "state"),
    "policy": ("number", "insurer", "coverage", "valid_from", "valid_to", "state"),
    "site": ("address", "max_weight_class", "note"),
}
NOTICES = {
    "saved": "Saved.",
    "added": "Added.",
    "removed": "Taken off the books; the audit trail keeps it.",
    "customer": "The account is added. A manager approves it.",
}


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


@get("/customers/new", opt=CLERK, sync_to_thread=True)
def new_customer(parts: Parts) -> Template:
    return _new_customer(parts, {}, {})


@post("/customers", opt=CLERK, sync_to_thread=True, status_code=200)
def add_customer(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    """A new account; it waits for a manager's approval."""
    kept, actor = kept_as("customer"), request.user.username
    values, errors = read_values(kept, data, NEW_CUSTOMER)
    if not errors:
        made = kept.record(id=uuid.uuid4().hex, **values)
        try:
            parts.store.write(lambda records: add(records, actor, kept, made))
        except RecordError as error:
            errors[error_field(error, NEW_CUSTOMER)] = error.what
        else:
            return Redirect(f"/customers/{made.id}?done=customer", status_code=303)
    return _new_customer(parts, data, errors, 422)


@get("/customers/{customer_id:str}", opt=CLERK, sync_to_thread=True)
def customer(
    customer_id: FromPath[str], request: AdminRequest, parts: Parts, done: FromQuery[str] = ""
) -> Template:
    return _detail(parts, request.user, customer_id, notice=NOTICES.get(done, ""))


@post(
    "/customers/{customer_id:str}/add/{kind:str}", opt=CLERK, sync_to_thread=True, status_code=200
)
def add_credential(
    customer_id: FromPath[str],
    kind: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    data: FormData,
) -> Redirect | Template:
    """A license, operator, certificate, policy or site of the account."""
    if kind not in CREDENTIALS:
        raise RecordNotFound("There is no such kind of credential.")
    require(may_add(request.user, kind))
    kept, names, actor = kept_as(kind), CREDENTIALS[kind], request.user.username
    values, errors = read_values(kept, data, names)

    def keep(records: Records) -> Any:
        find_customer(records, customer_id)
        owner = _owner(records, kept, customer_id, data)
        own = {} if kept.key == "number" else {"id": uuid.uuid4().hex}
        return add(records, actor, kept, kept.record(**own, **owner, **values))

    if not errors:
        try:
            parts.store.write(keep)
        except RecordNotFound:
            raise
        except RecordError as error:
            errors[error_field(error, names)] = error.what
    if errors:
        return _detail(parts, request.user, customer_id, open_form=kind, values=data, errors=errors)
    return Redirect(f"/customers/{customer_id}?done=added#{kind}", status_code=303)


def _owner(
    records: Records, kept: Keeping, customer_id: str, data: dict[str, Any]
) -> dict[str, str]:
    """What the record belongs to. Raises RecordNotFound for another account's operator."""
    if kept.owner != "operator_id":
        return {"customer_id": customer_id}
    operator = find(records, KEPT["operator"], text_of(data, "operator_id", 100))
    if operator.customer_id != customer_id:
        raise RecordNotFound("That operator belongs to another account.")
    return {"operator_id": operator.id}


def _new_customer(
    parts: AdminParts, values: dict[str, Any], errors: dict[str, str], status: int = 200
) -> Template:
    return show(
        parts,
        "customers/new.html",
        lambda _records: None,
        status=status,
        active="customers",
        fields=CUSTOMER_FIELDS,
        names=NEW_CUSTOMER,
        values=values,
        errors=errors,
    )


def _detail(
    parts: AdminParts,
    user: User,
    customer_id: str,
    *,
    notice: str = "",
    open_form: str = "",
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
) -> Template:
    today = parts.clock.now().date()
    return show(
        parts,
        "customers/detail.html",
        lambda records: customer_detail(records, customer_id, today),
        status=422 if errors else 200,
        active="customers",
        manager=user.role.includes(Role.MANAGER),
        may_add=lambda kind: may_add(user, kind),
        may_edit=lambda kind, name: may_edit(user, kind, name),
        kept={kind: kept.fields for kind, kept in KEPT.items()},
        credentials=CREDENTIALS,
        notice=notice,
        open_form=open_form,
        values=values or {},
        errors=errors or {},
    )


routes = [customers, new_customer, add_customer, customer, add_credential, *rate_routes]
