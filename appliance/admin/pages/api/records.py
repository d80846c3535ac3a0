"""Records kept by hand, as JSON: the same fields, rules and roles as the pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from litestar import get, patch
from litestar.params import FromPath, FromQuery, JSONBody

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.editing import field_of, may_edit, require, save_fields
from appliance.admin.forms import parse_offset
from appliance.admin.pages.api.routes import bounded, page_object
from appliance.domain.people import Role
from appliance.domain.versions import stamp_of
from appliance.ports.store import Records
from appliance.rental.keeping import kept_as

CLERK = allowed_to(Role.CLERK)


@dataclass(frozen=True, slots=True)
class Changes:
    """Values as text, by field, and the stamp of these fields as they were read, if any."""

    changes: dict[str, str] = field(default_factory=dict)
    seen: str | None = None


@get("/api/v1/customers", opt=CLERK, sync_to_thread=True)
def customers(
    parts: Parts, q: FromQuery[str] = "", offset: FromQuery[int] = 0, limit: FromQuery[int] = 50
) -> dict[str, Any]:
    page = parts.store.read(
        lambda records: records.customers.page(
            search=q[:100], offset=parse_offset(offset), limit=bounded(limit)
        )
    )
    return page_object(page, asdict)


@patch("/api/v1/records/{kind:str}/{key:str}", opt=CLERK, sync_to_thread=True)
def change(
    kind: FromPath[str],
    key: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    data: JSONBody[Changes],
) -> dict[str, Any]:
    """Change some fields of a record. 422 names record, field, value and rule of what is refused;
    409 what somebody else has changed since `seen`."""
    kept, names = kept_as(kind), tuple(data.changes)
    for name in names:
        field_of(kept, name)
        require(may_edit(request.user, kind, name))
    values = {name: kept.fields[name].parse(text) for name, text in data.changes.items()}
    now, actor = parts.clock.now(), request.user.username

    def save(records: Records) -> Any:
        return save_fields(records, now, actor, kept, key, values, data.seen)

    saved = parts.store.write(save)
    shown = {name: kept.fields[name].text(getattr(saved, name)) for name in names}
    return {"kind": kind, "key": key, "values": shown, "seen": stamp_of(saved, names)}


routes = [customers, change]
