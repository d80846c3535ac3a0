"""Services and planned downtimes of units: plans, what is due, done, and times out of service."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData, parse_choice, parse_money, parse_whole, text_of
from appliance.admin.pages.bookings.forms import read_meter, read_period
from appliance.admin.pages.units.view import unit_page
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.domain.catalogue import DowntimeKind, EquipmentClass, Unit
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.people import Role
from appliance.domain.service import ServicePlan
from appliance.ports.store import Records
from appliance.rental.services import (
    DueService,
    complete_service,
    due_services,
    end_downtime,
    end_plan,
    plan_downtime,
    put_plan,
    sweep_services,
    units_of,
)
from appliance.rental.yard import hours_of

CLERK = allowed_to(Role.CLERK)
MANAGER = allowed_to(Role.MANAGER)
MOST_SHOWN = 200
TAKEN_AS_DONE = "taken as done when it was planned"
_NOTICES = {
    "plan": "The service is planned.",
    "ended": "The plan has ended.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicesView:
    due: tuple[DueService, ...]
    """What is due and what comes up."""
    due_total: int
    plans: tuple[ServicePlan, ...]
    classes: dict[str, EquipmentClass]
    units: dict[str, Unit]
    choices: tuple[EquipmentClass, ...]


def services_view(records: Records, now: datetime) -> ServicesView:
    ahead = timedelta(days=records.yard.get().service_notice_days)
    due, plans = due_services(records, now, ahead), records.service_plans.active()
    classes = records.classes.all()
    return ServicesView(
        due=due[:MOST_SHOWN],
        due_total=len(due),
        plans=plans,
        classes={one.id: one for one in classes},
        units=records.units.get_many(tuple(one.unit_id for one in plans if one.unit_id)),
        choices=tuple(one for one in classes if one.bulk_quantity is None),
    )


@get("/services", opt=CLERK, sync_to_thread=True)
def services(request: AdminRequest, parts: Parts, done: FromQuery[str] = "") -> Template:
    return _page(parts, request, notice=_NOTICES.get(done, ""))


@post("/services", opt=MANAGER, sync_to_thread=True, status_code=200)
def add_plan(request: AdminRequest, parts: Parts, data: FormData) -> Template | Redirect:
    """A service of a class, or of the unit with a tag."""
    now, actor = parts.clock.now(), request.user.username

    def use(records: Records) -> None:
        tag = text_of(data, "asset_tag", 60)
        unit = records.units.by_tag(tag) if tag else None
        if tag and unit is None:
            raise RecordError(f"There is no unit {tag}.", "Check the tag, or leave it empty.")
        days, hours = text_of(data, "every_days", 6), text_of(data, "every_hours", 10)
        plan = ServicePlan(
            id=uuid.uuid4().hex,
            name=text_of(data, "name", 80),
            since=now,
            class_id=None if unit else text_of(data, "class_id", 80) or None,
            unit_id=unit.id if unit else None,
            every_days=parse_whole(1, 3660)(days) if days else None,
            every_hours=parse_money(hours) if hours else None,
        )
        put_plan(records, actor, plan)
        if text_of(data, "from_now", 5):
            for one in units_of(records, plan):
                complete_service(records, now, actor, plan.id, one.id, None, TAKEN_AS_DONE)
        sweep_services(records, now)

    try:
        parts.store.write(use)
    except RecordError as error:
        return _page(parts, request, error=f"{error.what} {error.do}".strip(), sent=data)
    return Redirect("/services?done=plan", status_code=303)


@post("/services/{plan_id:str}/end", opt=MANAGER, sync_to_thread=True, status_code=200)
def stop_plan(plan_id: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    now, actor = parts.clock.now(), request.user.username
    parts.store.write(lambda records: end_plan(records, now, actor, plan_id))
    return Redirect("/services?done=ended", status_code=303)


@post("/units/{unit_id:str}/services/{plan_id:str}", opt=CLERK, sync_to_thread=True)
def service_done(
    unit_id: FromPath[str],
    plan_id: FromPath[str],
    request: AdminRequest,
    parts: Parts,
    data: FormData,
) -> Template | Redirect:
    """The service is done."""
    now, actor = parts.clock.now(), request.user.username

    def use(records: Records) -> None:
        note = text_of(data, "note", 300)
        complete_service(records, now, actor, plan_id, unit_id, read_meter(data), note)

    return _carry_out(parts, request, unit_id, use, "service")


@post("/units/{unit_id:str}/downtimes", opt=CLERK, sync_to_thread=True)
def add_downtime(
    unit_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Template | Redirect:
    """Out of service once, for a period ahead."""
    now, actor = parts.clock.now(), request.user.username

    def use(records: Records) -> None:
        period = read_period(data, hours_of(records))
        kind = parse_choice(DowntimeKind)(text_of(data, "kind", 40))
        note = text_of(data, "note", 300)
        plan_downtime(records, now, actor, unit_id, kind, period.start, period.end, note)

    return _carry_out(parts, request, unit_id, use, "downtime")


@post(
    "/units/{unit_id:str}/downtimes/{downtime_id:str}/end",
    opt=CLERK,
    sync_to_thread=True,
    status_code=200,
)
def stop_downtime(
    unit_id: FromPath[str], downtime_id: FromPath[str], request: AdminRequest, parts: Parts
) -> Template | Redirect:
    now, actor = parts.clock.now(), request.user.username

    def use(records: Records) -> None:
        end_downtime(records, now, actor, downtime_id)

    return _carry_out(parts, request, unit_id, use, "ended")


def _carry_out(
    parts: AdminParts,
    request: AdminRequest,
    unit_id: str,
    use: Callable[[Records], None],
    done: str,
) -> Template | Redirect:
    try:
        parts.store.write(use)
    except RecordNotFound:
        raise
    except RecordError as error:
        words = f"{error.what} {error.do}".strip()
        return unit_page(parts, request.user, unit_id, error=words)
    return Redirect(f"/units/{unit_id}?done={done}", status_code=303)


def _page(
    parts: AdminParts,
    request: AdminRequest,
    *,
    notice: str = "",
    error: str = "",
    sent: dict[str, Any] | None = None,
) -> Template:
    now = parts.clock.now()
    return show(
        parts,
        "units/services.html",
        lambda records: services_view(records, now),
        status=422 if error else 200,
        active="inventory",
        notice=notice,
        error=error,
        sent=sent or {},
        manager=request.user.role.includes(Role.MANAGER),
    )


routes = [services, add_plan, stop_plan, service_done, add_downtime, stop_downtime]
