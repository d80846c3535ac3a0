"""A unit's page, and the short address on its label."""

from __future__ import annotations

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.pages.units.services import routes as service_routes
from appliance.admin.pages.units.view import unit_page, unit_tagged
from appliance.domain.people import Role

CLERK = allowed_to(Role.CLERK)


NOTICES = {
    "service": "The service is done; the next one counts from here.",
    "downtime": "The downtime is planned.",
    "ended": "The downtime has ended.",
}


@get("/units/{unit_id:str}", opt=CLERK, sync_to_thread=True)
def unit(
    unit_id: FromPath[str], request: AdminRequest, parts: Parts, done: FromQuery[str] = ""
) -> Template:
    return unit_page(parts, request.user, unit_id, notice=NOTICES.get(done, ""))


@get("/u/{tag:str}", opt=CLERK, sync_to_thread=True)
def scanned(tag: FromPath[str], parts: Parts) -> Redirect:
    """What a label's QR code opens: the page of the unit with that tag."""
    found = parts.store.read(lambda records: unit_tagged(records, tag))
    return Redirect(f"/units/{found.id}", status_code=303)


routes = [unit, scanned, *service_routes]
