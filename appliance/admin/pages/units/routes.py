"""A unit's page, and the short address on its label."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.pages.units.view import unit_detail, unit_tagged
from appliance.admin.rendering import show
from appliance.domain.people import Role
from appliance.domain.record_fields import UNIT_FIELDS

CLERK = allowed_to(Role.CLERK)


@get("/units/{unit_id:str}", opt=CLERK, sync_to_thread=True)
def unit(unit_id: FromPath[str], request: AdminRequest, parts: Parts) -> Template:
    now = parts.clock.now()
    return show(
        parts,
        "units/detail.html",
        lambda records: unit_detail(records, now, unit_id),
        active="inventory",
        unit_fields=UNIT_FIELDS,
        manager=request.user.role.includes(Role.MANAGER),
    )


@get("/u/{tag:str}", opt=CLERK, sync_to_thread=True)
def scanned(tag: FromPath[str], parts: Parts) -> Redirect:
    """What a label's QR code opens: the page of the unit with that tag."""
    found = parts.store.read(lambda records: unit_tagged(records, tag))
    return Redirect(f"/units/{found.id}", status_code=303)


routes = [unit, scanned]
