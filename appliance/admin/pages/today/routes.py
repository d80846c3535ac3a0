"""The start page."""

from __future__ import annotations

from litestar import get
from litestar.response import Redirect, Template

from appliance.admin.auth import allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.pages.today.view import live_view, today_view
from appliance.admin.rendering import show
from appliance.domain.people import Role

CLERK = allowed_to(Role.CLERK)


@get("/", opt=CLERK, sync_to_thread=False)
def home() -> Redirect:
    return Redirect("/today", status_code=303)


@get("/today", opt=CLERK, sync_to_thread=True)
def today(parts: Parts) -> Template:
    now = parts.clock.now()
    return show(
        parts,
        "today/page.html",
        lambda records: today_view(records, now),
        active="today",
        addresses=parts.addresses,
    )


@get("/today/live", opt=CLERK, sync_to_thread=True)
def live_calls(parts: Parts) -> Template:
    """The list of calls under way alone, for the page to refresh."""
    return show(parts, "today/live.html", live_view)


routes = [home, today, live_calls]
