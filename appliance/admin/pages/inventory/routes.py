"""Inventory pages: listed, looked into, edited in place."""

from __future__ import annotations

import uuid
from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.editing import error_field, read_values
from appliance.admin.forms import FormData, parse_offset
from appliance.admin.pages.inventory.calendar import routes as calendar_routes
from appliance.admin.pages.inventory.kits import routes as kit_routes
from appliance.admin.pages.inventory.view import class_detail, class_list, unit_list
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.catalogue import Unit
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role, User
from appliance.domain.record_fields import CLASS_FIELDS, UNIT_FIELDS
from appliance.rental.inventory import add_class, add_unit
from appliance.rental.keeping import kept_as

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)
NEW_CLASS = tuple(CLASS_FIELDS)
NEW_UNIT = ("asset_tag", "serial", "location", "meter_hours", "condition")


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


@get("/inventory/new", opt=MANAGER, sync_to_thread=True)
def new_class(parts: Parts) -> Template:
    return _new_class(parts, {}, {})


@post("/inventory", opt=MANAGER, sync_to_thread=True, status_code=200)
def add_a_class(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    values, errors = read_values(kept_as("class"), data, NEW_CLASS)
    actor = request.user.username
    if not errors:
        try:
            made = parts.store.write(lambda records: add_class(records, actor, values))
        except RecordError as error:
            errors[error_field(error, NEW_CLASS)] = error.what
        else:
            return Redirect(f"/inventory/{made.id}?done=class", status_code=303)
    return _new_class(parts, data, errors, 422)


@get("/inventory/{class_id:str}", opt=CLERK, sync_to_thread=True)
def equipment_class(
    class_id: FromPath[str], request: AdminRequest, parts: Parts, done: FromQuery[str] = ""
) -> Template:
    notice = {"unit": "The unit is added.", "class": "The class is added."}.get(done, "")
    return _detail(parts, request.user, class_id, notice=notice)


@post("/inventory/{class_id:str}/units", opt=MANAGER, sync_to_thread=True, status_code=200)
def add_a_unit(
    class_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect | Template:
    values, errors = read_values(kept_as("unit"), data, NEW_UNIT)
    actor = request.user.username
    if not errors:
        unit = Unit(id=uuid.uuid4().hex, class_id=class_id, **values)
        try:
            parts.store.write(lambda records: add_unit(records, actor, unit))
        except RecordNotFound:
            raise
        except RecordError as error:
            errors[error_field(error, NEW_UNIT)] = error.what
    if errors:
        return _detail(parts, request.user, class_id, values=data, errors=errors, status=422)
    return Redirect(f"/inventory/{class_id}?done=unit#units", status_code=303)


def _new_class(
    parts: AdminParts, values: dict[str, Any], errors: dict[str, str], status: int = 200
) -> Template:
    return show(
        parts,
        "inventory/new.html",
        lambda _records: None,
        status=status,
        active="inventory",
        fields=CLASS_FIELDS,
        values=values,
        errors=errors,
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
    *calendar_routes,
    *kit_routes,
    inventory,
    units,
    new_class,
    add_a_class,
    equipment_class,
    add_a_unit,
]
