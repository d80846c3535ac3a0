"""Callbacks promised and reviews to decide."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.rendering import show
from appliance.domain.people import Role
from appliance.rental.tasks import resolve_task

CLERK = allowed_to(Role.CLERK)


@get("/tasks", opt=CLERK, sync_to_thread=True)
def tasks(parts: Parts, done: FromQuery[str] = "") -> Template:
    return show(
        parts,
        "tasks/page.html",
        lambda records: records.tasks.open(),
        active="tasks",
        notice="Marked as done." if done else "",
    )


@post("/tasks/{task_id:str}/done", opt=CLERK, sync_to_thread=True, status_code=200)
def mark_done(task_id: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    actor = request.user.username
    parts.store.write(lambda records: resolve_task(records, actor, task_id))
    return Redirect("/tasks?done=1", status_code=303)


routes = [tasks, mark_done]
