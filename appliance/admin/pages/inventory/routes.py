"""Inventory pages: listed, looked into, edited in place."""

from __future__ import annotations

import uuid
from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.errors import is_htmx
from appliance.admin.forms import FieldError, FormData, parse_offset, text_of
from appliance.admin.pages.inventory.forms import (
    CLASS_FIELDS,
    UNIT_FIELDS,
    Field,
    new_unit,
    read_field,
    read_new_unit,
)
from appliance.admin.pages.inventory.view import (
    class_detail,
    class_list,
    find_class,
    find_unit,
    unit_list,
)
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import Formats, show
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role, User
from appliance.rental.inventory import add_unit, edit_class, edit_unit

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)


def is_manager(user: User) -> bool:
    return user.role.includes(Role.MANAGER)


@get("/inventory", opt=CLERK, sync_to_thread=True)
def inventory(
    request: AdminRequest, parts: Parts, q: FromQuery[str] = "", offset: FromQuery[int] = 0
) -> Template:
    now, search, start = parts.clock.now(), q.strip()[:100], parse_offset(offset)
    return show(
        parts,
        "inventory/page.html",
        lambda records: class_list(records, now, search, start),
        active="inventory",
        q=search,
        fields=CLASS_FIELDS,
        manager=is_manager(request.user),
    )


@get("/units", opt=CLERK, sync_to_thread=True)
def units(
    request: AdminRequest, parts: Parts, q: FromQuery[str] = "", offset: FromQuery[int] = 0
) -> Template:
    now, search, start = parts.clock.now(), q.strip()[:100], parse_offset(offset)
    return show(
        parts,
        "inventory/units.html",
        lambda records: unit_list(records, now, search, start),
        active="inventory",
        q=search,
        unit_fields=UNIT_FIELDS,
        manager=is_manager(request.user),
    )


@get("/inventory/{class_id:str}", opt=CLERK, sync_to_thread=True)
def equipment_class(
    class_id: FromPath[str], request: AdminRequest, parts: Parts, done: FromQuery[str] = ""
) -> Template:
    notice = "The unit is added." if done == "unit" else ""
    return _detail(parts, request.user, class_id, notice=notice)


@post("/inventory/{class_id:str}/units", opt=MANAGER, sync_to_thread=True, status_code=200)
def add_a_unit(
    class_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect | Template:
    values, errors = read_new_unit(data)
    actor = request.user.username
    if not errors:
        unit = new_unit(uuid.uuid4().hex, class_id, values)
        try:
            parts.store.write(lambda records: add_unit(records, actor, unit))
        except RecordNotFound:
            raise
        except RecordError as error:
            errors["asset_tag"] = error.what
    if errors:
        return _detail(parts, request.user, class_id, values=data, errors=errors, status=422)
    return Redirect(f"/inventory/{class_id}?done=unit#units", status_code=303)


@get("/inventory/{class_id:str}/fields/{name:str}", opt=MANAGER, sync_to_thread=True)
def class_cell(
    class_id: FromPath[str], name: FromPath[str], parts: Parts, plain: FromQuery[bool] = False
) -> Template:
    """A cell as an input, or with `plain` as it stands."""
    field = _known(CLASS_FIELDS, name)
    found = parts.store.read(lambda records: find_class(records, class_id))
    address = f"/inventory/{class_id}/fields/{name}"
    return _cell(parts, field, getattr(found, name), address, edit=not plain)


@post(
    "/inventory/{class_id:str}/fields/{name:str}", opt=MANAGER, sync_to_thread=True, status_code=200
)
def edit_class_cell(
    class_id: FromPath[str],
    name: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    data: FormData,
) -> Template | Redirect:
    """Save one field of a class; a value it may not have comes back with the reason (422)."""
    field = _known(CLASS_FIELDS, name)
    address, actor = f"/inventory/{class_id}/fields/{name}", request.user.username
    try:
        value = read_field(field, data)
        saved: EquipmentClass = parts.store.write(
            lambda records: edit_class(records, actor, class_id, {name: value})
        )
    except RecordNotFound:
        raise
    except RecordError as error:
        return _refused(parts, field, data, address, error)
    if not is_htmx(request):
        return Redirect(f"/inventory/{class_id}", status_code=303)
    return _cell(parts, field, getattr(saved, name), address, saved=True)


@get("/units/{unit_id:str}/fields/{name:str}", opt=MANAGER, sync_to_thread=True)
def unit_cell(
    unit_id: FromPath[str], name: FromPath[str], parts: Parts, plain: FromQuery[bool] = False
) -> Template:
    """A cell as an input, or with `plain` as it stands."""
    field = _known(UNIT_FIELDS, name)
    found = parts.store.read(lambda records: find_unit(records, unit_id))
    address = f"/units/{unit_id}/fields/{name}"
    return _cell(parts, field, getattr(found, name), address, edit=not plain)


@post("/units/{unit_id:str}/fields/{name:str}", opt=MANAGER, sync_to_thread=True, status_code=200)
def edit_unit_cell(
    unit_id: FromPath[str], name: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Template | Redirect:
    """Save one field of a unit; a value it may not have comes back with the reason (422)."""
    field = _known(UNIT_FIELDS, name)
    address, actor = f"/units/{unit_id}/fields/{name}", request.user.username
    now = parts.clock.now()
    try:
        value = read_field(field, data)
        saved: Unit = parts.store.write(
            lambda records: edit_unit(records, now, actor, unit_id, {name: value})
        )
    except RecordNotFound:
        raise
    except RecordError as error:
        return _refused(parts, field, data, address, error)
    if not is_htmx(request):
        return Redirect("/units", status_code=303)
    return _cell(parts, field, getattr(saved, name), address, saved=True)


def _known(fields: dict[str, Field], name: str) -> Field:
    if name not in fields:
        raise RecordNotFound("There is no such field.")
    return fields[name]


def _as_text(formats: Formats, field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind == "money" or field.name == "meter_hours":
        return formats.plain(value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _cell(
    parts: AdminParts,
    field: Field,
    value: Any,
    address: str,
    *,
    edit: bool = False,
    saved: bool = False,
) -> Template:
    formats = Formats(parts.store.read(lambda records: records.yard.get()), parts.clock.now())
    if edit:
        text = _as_text(formats, field, value)
        return _input(field, address, text, "", 200)
    return Template(
        template_name="inventory/cell_shown.html",
        context={
            "fmt": formats,
            "field": field,
            "value": value,
            "address": address,
            "editable": True,
            "saved": saved,
        },
    )


def _refused(
    parts: AdminParts, field: Field, data: dict[str, Any], address: str, error: RecordError
) -> Template:
    try:
        text = text_of(data, "value", 2000)
    except FieldError:
        text = ""
    return _input(field, address, text, f"{error.what} {error.do}".strip(), 422)


def _input(field: Field, address: str, text: str, error: str, status: int) -> Template:
    return Template(
        template_name="inventory/cell_edit.html",
        context={"field": field, "address": address, "text": text, "error": error},
        status_code=status,
    )


def _detail(
    parts: AdminParts,
    user: User,
    class_id: str,
    *,
    notice: str = "",
    values: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Template:
    now = parts.clock.now()
    return show(
        parts,
        "inventory/detail.html",
        lambda records: class_detail(records, now, class_id),
        status=status,
        active="inventory",
        fields=CLASS_FIELDS,
        unit_fields=UNIT_FIELDS,
        manager=is_manager(user),
        values=values or {},
        errors=errors or {},
        notice=notice,
    )


routes = [
    inventory,
    units,
    equipment_class,
    add_a_unit,
    class_cell,
    edit_class_cell,
    unit_cell,
    edit_unit_cell,
]
