"""Every record kept by hand: a field edited in its cell, a record added or taken off the books."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.addresses import key_from
from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.editing import (
    FIXED,
    field_of,
    input_cell,
    may_edit,
    read_text,
    require,
    save_fields,
    seen_of,
    shown_cell,
)
from appliance.admin.errors import is_htmx
from appliance.admin.forms import FormData
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role
from appliance.ports.store import Records
from appliance.rental.keeping import Keeping, find, kept_as, remove

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)


@get("/edit/{kind:str}/{key:str}/fields/{name:str}", opt=CLERK, sync_to_thread=True)
def cell(
    kind: FromPath[str],
    key: FromPath[str],
    name: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    plain: FromQuery[bool] = False,
) -> Template:
    """A cell as an input, or with `plain` as it stands."""
    kept, record_key = kept_as(kind), key_from(key)
    rule = field_of(kept, name)
    require(may_edit(request.user, kind, name))
    record = parts.store.read(lambda records: find(records, kept, record_key))
    return shown_cell(parts, kept, record, rule) if plain else input_cell(kept, record, rule)


@post(
    "/edit/{kind:str}/{key:str}/fields/{name:str}",
    opt=CLERK,
    sync_to_thread=True,
    status_code=200,
)
def save_cell(
    kind: FromPath[str],
    key: FromPath[str],
    name: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    data: FormData,
) -> Template | Redirect:
    """Save one field; a value it may not have comes back with the reason (422), and so does one
    whose field has changed since it was shown."""
    kept, record_key = kept_as(kind), key_from(key)
    rule = field_of(kept, name)
    require(may_edit(request.user, kind, name))
    now, actor = parts.clock.now(), request.user.username

    def save(records: Records) -> Any:
        changes = {name: rule.parse(read_text(data, "value"))}
        return save_fields(records, now, actor, kept, record_key, changes, seen_of(data))

    try:
        saved = parts.store.write(save)
    except RecordNotFound:
        raise
    except RecordError as error:
        record = parts.store.read(lambda records: find(records, kept, record_key))
        return input_cell(kept, record, rule, text=read_text(data, "value"), error=error)
    if not is_htmx(request):
        return Redirect(_page_of(parts, kept, saved), status_code=303)
    return shown_cell(parts, kept, saved, rule, saved=True)


@post("/edit/{kind:str}/{key:str}/remove", opt=MANAGER, sync_to_thread=True, status_code=200)
def take_off(
    kind: FromPath[str], key: FromPath[str], request: AdminRequest, parts: Parts
) -> Redirect:
    """Take a record off the books; the audit trail keeps it."""
    kept, record_key, actor = kept_as(kind), key_from(key), request.user.username
    require(may_edit(request.user, kind, next(iter(set(kept.fields) - FIXED))))
    record = parts.store.read(lambda records: find(records, kept, record_key))
    page = _page_of(parts, kept, record)
    parts.store.write(lambda records: remove(records, actor, kept, record_key))
    return Redirect(f"{page}?done=removed", status_code=303)


def _page_of(parts: Parts, kept: Keeping, record: Any) -> str:
    """The page that shows a record."""
    if kept.kind == "class":
        return f"/inventory/{record.id}"
    if kept.kind == "unit":
        return f"/units/{record.id}"
    if kept.kind == "customer":
        return f"/customers/{record.id}"
    if kept.kind == "certification":
        operator = parts.store.read(lambda records: records.operators.get(record.operator_id))
        return f"/customers/{operator.customer_id}" if operator else "/customers"
    return f"/customers/{record.customer_id}"


routes = [cell, save_cell, take_off]
