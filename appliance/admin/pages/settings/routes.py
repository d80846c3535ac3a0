"""What administrators change while the yard runs: words, hours, limits, negotiation."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData
from appliance.admin.health import part_states
from appliance.admin.pages.agents.routes import routes as agent_routes
from appliance.admin.pages.settings.forms import read_policy
from appliance.admin.pages.settings.lines import routes as line_routes
from appliance.admin.pages.settings.rentals import routes as rental_rule_routes
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.people import Role
from appliance.ports.store import Records, YardPolicy

ADMIN = allowed_to(Role.ADMIN)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@get("/settings", opt=ADMIN, sync_to_thread=True)
def settings(parts: Parts, done: FromQuery[str] = "") -> Template:
    return _page(parts, notice="Saved. New calls follow it from now on." if done else "")


@post("/settings", opt=ADMIN, sync_to_thread=True, status_code=200)
def save(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    actor = request.user.username

    def keep(records: Records) -> dict[str, str]:
        before = records.yard.get()
        after, errors = read_policy(before, data)
        if not errors and after != before:
            records.yard.put(after)
            records.audit.append(actor, "edit_settings", "yard", before, after)
        return errors

    errors = parts.store.write(keep)
    if errors:
        return _page(parts, sent=data, errors=errors, status=422)
    return Redirect("/settings?done=1", status_code=303)


def values_of(policy: YardPolicy) -> dict[str, Any]:
    """The policy as the form's fields."""
    plain = {
        name: getattr(policy, name)
        for name in (
            "name",
            "greeting",
            "timezone",
            "currency",
            "pickup_place",
            "opens_at",
            "closes_at",
            "hold_minutes",
            "review_hours",
            "license_tries",
            "floor_percent",
            "late_fee_percent",
            "tax_percent",
            "minimum_charge",
            "override_seconds",
            "closed_weekdays",
        )
    }
    terms = policy.negotiation
    return {
        **plain,
        "transfer_extension": policy.transfer_extension or "",
        "rounds": terms.rounds,
        "step_percent": terms.step_percent,
        "authority_percent": terms.authority_percent,
        "opening_percent": terms.opening_percent,
    }


def _page(
    parts: AdminParts,
    *,
    notice: str = "",
    sent: dict[str, Any] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Template:
    values = parts.store.read(lambda records: values_of(records.yard.get()))
    if sent is not None:
        closed = sent.get("closed_weekdays", [])
        days = closed if isinstance(closed, list) else [closed]
        values = {
            **values,
            **sent,
            "closed_weekdays": tuple(int(day) for day in days if str(day).isdigit()),
        }
    return show(
        parts,
        "settings/page.html",
        lambda _records: None,
        status=status,
        active="settings",
        notice=notice,
        values=values,
        errors=errors or {},
        weekdays=WEEKDAYS,
        states=part_states(parts),
    )


routes = [settings, save, *line_routes, *rental_rule_routes, *agent_routes]
