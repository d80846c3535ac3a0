"""People who sign in: added, given a role, a new password, or shut out."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.forms import FormData, parse_choice, text_of
from appliance.admin.parts import AdminParts
from appliance.admin.people import add_person, edit_person, new_person, replace_password
from appliance.admin.pins import remove_pin
from appliance.admin.rendering import show
from appliance.domain.errors import NotPermitted, RecordError
from appliance.domain.people import Role

ADMIN = allowed_to(Role.ADMIN)
MOST_USERS = 500
NOTICES = {
    "added": "The person can sign in now.",
    "saved": "Saved.",
    "password": "The new password is set; the person is signed out everywhere.",
    "pin": "The counter PIN is removed.",
}


@get("/users", opt=ADMIN, sync_to_thread=True)
def users(parts: Parts, done: FromQuery[str] = "") -> Template:
    return _page(parts, notice=NOTICES.get(done, ""))


@post("/users", opt=ADMIN, sync_to_thread=True, status_code=200)
def add_user(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    try:
        user = new_person(
            text_of(data, "username", 64),
            text_of(data, "display_name", 80),
            parse_choice(Role)(text_of(data, "role")),
            parts.passwords.hash(str(data.get("password", ""))),
        )
        parts.store.write(lambda records: add_person(records, request.user.username, user))
    except RecordError as error:
        return _page(parts, error=str(error), values=data, status=422)
    return Redirect("/users?done=added", status_code=303)


@post("/users/{user_id:str}", opt=ADMIN, sync_to_thread=True, status_code=200)
def edit_user(
    user_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect | Template:
    """Role and whether the person may sign in; the last administrator stays one."""
    try:
        role = parse_choice(Role)(text_of(data, "role"))
        active = text_of(data, "active") == "yes"
        parts.store.write(
            lambda records: edit_person(records, request.user, user_id, role=role, active=active)
        )
    except (RecordError, NotPermitted) as error:
        return _page(parts, error=str(error), status=422)
    if user_id != request.user.id:
        parts.sessions.end_all_of(user_id)
    return Redirect("/users?done=saved", status_code=303)


@post("/users/{user_id:str}/password", opt=ADMIN, sync_to_thread=True, status_code=200)
def set_password(
    user_id: FromPath[str], request: AdminRequest, parts: Parts, data: FormData
) -> Redirect | Template:
    try:
        hashed = parts.passwords.hash(str(data.get("password", "")))
    except RecordError as error:
        return _page(parts, error=str(error), status=422)
    actor = request.user.username

    parts.store.write(lambda records: replace_password(records, actor, user_id, hashed))
    parts.sessions.end_all_of(user_id)
    return Redirect("/users?done=password", status_code=303)


@post("/users/{user_id:str}/pin/remove", opt=ADMIN, sync_to_thread=True, status_code=200)
def remove_a_pin(user_id: FromPath[str], request: AdminRequest, parts: Parts) -> Redirect:
    """A PIN is the person's own: it can be taken away here, not seen and not set."""
    actor = request.user.username
    parts.store.write(lambda records: remove_pin(records, actor, user_id))
    return Redirect("/users?done=pin", status_code=303)


def _page(
    parts: AdminParts,
    *,
    notice: str = "",
    error: str = "",
    values: dict[str, Any] | None = None,
    status: int = 200,
) -> Template:
    return show(
        parts,
        "users/page.html",
        lambda records: records.users.page(limit=MOST_USERS),
        status=status,
        active="users",
        notice=notice,
        error=error,
        values=values or {},
        roles=tuple(role.value for role in Role),
    )


routes = [users, add_user, edit_user, set_password, remove_a_pin]
