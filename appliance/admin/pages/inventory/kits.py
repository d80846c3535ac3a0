"""Kits: a main item with its attachments, listed and edited."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData, parse_whole, text_of
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.catalogue import EquipmentClass
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.kits import Kit, KitPart
from appliance.domain.people import Role
from appliance.ports.store import Records
from appliance.rental.kits import delete_kit, kit_of, put_kit

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)
PARTS_SHOWN = 8
_NOTICES = {"saved": "The kit is saved.", "gone": "The kit is gone; bookings made of it stay."}


@dataclass(frozen=True, slots=True, kw_only=True)
class KitsView:
    kits: tuple[Kit, ...]
    classes: tuple[EquipmentClass, ...]
    names: dict[str, str]
    edited: Kit | None


def _view(records: Records, kit_id: str) -> KitsView:
    """Raises RecordNotFound for a kit that is not there."""
    classes = records.classes.all()
    return KitsView(
        kits=records.kits.page(limit=500).items,
        classes=classes,
        names={one.id: one.name for one in classes},
        edited=kit_of(records, kit_id) if kit_id else None,
    )


@get("/kits", opt=CLERK, sync_to_thread=True)
def kits(
    request: AdminRequest, parts: Parts, kit: FromQuery[str] = "", done: FromQuery[str] = ""
) -> Template:
    return _page(parts, request, kit, notice=_NOTICES.get(done, ""))


@post("/kits", opt=MANAGER, sync_to_thread=True, status_code=200)
def save_kit(request: AdminRequest, parts: Parts, data: FormData) -> Template | Redirect:
    """Make a kit, or change the one named."""
    actor, kit_id = request.user.username, text_of(data, "kit", 64)

    def use(records: Records) -> None:
        kept = kit_of(records, kit_id).id if kit_id else uuid.uuid4().hex
        put_kit(records, actor, _read(kept, data))

    try:
        parts.store.write(use)
    except RecordError as error:
        words = f"{error.what} {error.do}".strip()
        return _page(parts, request, kit_id, error=words, sent=data)
    return Redirect("/kits?done=saved", status_code=303)


@post("/kits/{kit_id:str}/delete", opt=MANAGER, sync_to_thread=True, status_code=200)
def drop_kit(kit_id: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    actor = request.user.username
    parts.store.write(lambda records: delete_kit(records, actor, kit_id))
    return Redirect("/kits?done=gone", status_code=303)


def _read(kit_id: str, data: Mapping[str, Any]) -> Kit:
    found = []
    for row in range(PARTS_SHOWN):
        class_id = text_of(data, f"class_{row}", 80)
        if class_id:
            quantity = parse_whole(1, 1000)(text_of(data, f"quantity_{row}", 6) or "1")
            included = text_of(data, f"priced_{row}", 10) == "included"
            found.append(KitPart(class_id, quantity, included))
    return Kit(
        id=kit_id,
        name=text_of(data, "name", 80),
        class_id=text_of(data, "class_id", 80),
        parts=tuple(found),
    )


def _page(
    parts: AdminParts,
    request: AdminRequest,
    kit_id: str,
    *,
    notice: str = "",
    error: str = "",
    sent: Mapping[str, Any] | None = None,
) -> Template:
    view = parts.store.read(lambda records: _view(records, "" if error else kit_id))
    values: dict[str, Any] = dict(sent or {})
    if view.edited is not None:
        values = {"kit": kit_id, "name": view.edited.name, "class_id": view.edited.class_id}
        for row, part in enumerate(view.edited.parts):
            values[f"class_{row}"] = part.class_id
            values[f"quantity_{row}"] = str(part.quantity)
            values[f"priced_{row}"] = "included" if part.included else "own"
    if kit_id and view.edited is None and not error:
        raise RecordNotFound("There is no such kit.")
    return show(
        parts,
        "inventory/kits.html",
        lambda _records: view,
        status=422 if error else 200,
        active="inventory",
        notice=notice,
        error=error,
        values=values,
        rows=PARTS_SHOWN,
        manager=request.user.role.includes(Role.MANAGER),
    )


routes = [kits, save_kit, drop_kit]
