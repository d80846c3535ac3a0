"""One's own account: the password, and the PIN that says at the counter who decides."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to
from appliance.admin.dependencies import Parts
from appliance.admin.first_admin import forget_one_time_password
from appliance.admin.forms import FieldError, FormData
from appliance.admin.pages.login.routes import BEFORE_CHANGE, session_cookie
from appliance.admin.parts import AdminParts
from appliance.admin.people import replace_password
from appliance.admin.pins import remove_pin, set_own_pin
from appliance.admin.rendering import show
from appliance.admin.throttle import wait_in_words
from appliance.domain.errors import NotPermitted, RecordError
from appliance.domain.people import Role, User

CLERK = allowed_to(Role.CLERK)
NOTICES = {
    "changed": "Your password has been changed.",
    "pin": "Your counter PIN is set.",
    "no-pin": "Your counter PIN is removed.",
}


class _TooManyTries(NotPermitted):
    """The next try has to wait."""


@get("/account", opt=BEFORE_CHANGE, sync_to_thread=True)
def account(request: AdminRequest, parts: Parts, done: FromQuery[str] = "") -> Template:
    return _page(request, parts, notice=NOTICES.get(done, ""))


@post("/account/password", opt=BEFORE_CHANGE, sync_to_thread=True, status_code=200)
def change_password(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    """Replace one's own password; all other sessions of the user end."""
    must = request.auth.must_change_password
    try:
        changed = _change(parts, request.user, data)
    except (RecordError, NotPermitted) as error:
        return _page(request, parts, about="password", error=error)
    forget_one_time_password(parts.data_dir, changed)
    parts.sessions.end_all_of(changed.id)
    token = parts.sessions.start(changed)
    answer = Redirect("/today" if must else "/account?done=changed", status_code=303)
    answer.set_cookie(session_cookie(parts, token, parts.sessions.longest_s))
    return answer


def _change(parts: AdminParts, user: User, data: dict[str, Any]) -> User:
    current, new = _own_password(parts, user, data), str(data.get("new", ""))
    if new != str(data.get("again", "")):
        raise FieldError("The two new passwords differ.")
    if new == current:
        raise FieldError("The new password is the old one.")
    hashed = parts.passwords.hash(new)
    return parts.store.write(
        lambda records: replace_password(records, user.username, user.id, hashed)
    )


@post("/account/pin", opt=CLERK, sync_to_thread=True, status_code=200)
def set_pin(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    """Set one's own counter PIN. Every try counts, for a refusal says that somebody has it."""
    user, pin = request.user, str(data.get("pin", ""))
    tries = f"PIN of {user.username}"
    try:
        _require_turn(parts, user, tries)
        _own_password(parts, user, data)
        if pin != str(data.get("again", "")):
            raise FieldError("The two PINs differ.")
        parts.throttle.failed(user.username, tries)
        set_own_pin(parts.store, parts.pins, user, pin)
    except (RecordError, NotPermitted) as error:
        return _page(request, parts, about="pin", error=error)
    return Redirect("/account?done=pin", status_code=303)


@post("/account/pin/remove", opt=CLERK, sync_to_thread=True, status_code=200)
def remove_own_pin(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    user = request.user
    try:
        _own_password(parts, user, data)
    except (RecordError, NotPermitted) as error:
        return _page(request, parts, about="remove", error=error)
    parts.store.write(lambda records: remove_pin(records, user.username, user.id))
    return Redirect("/account?done=no-pin", status_code=303)


def _own_password(parts: AdminParts, user: User, data: dict[str, Any]) -> str:
    """The current password as it was typed. Raises FieldError for another; too many make the
    next try wait."""
    current = str(data.get("current", ""))
    _require_turn(parts, user, "account")
    if not parts.passwords.matches(user.password_hash, current):
        parts.throttle.failed(user.username, "account")
        raise FieldError("The current password is not right.")
    parts.throttle.succeeded(user.username, "account")
    return current


def _require_turn(parts: AdminParts, user: User, tries: str) -> None:
    wait = parts.throttle.wait_s(user.username, tries)
    if wait > 0:
        raise _TooManyTries("Too many tries.", f"Wait {wait_in_words(wait)}, then try again.")


def _page(
    request: AdminRequest,
    parts: AdminParts,
    *,
    about: str = "",
    error: RecordError | NotPermitted | None = None,
    notice: str = "",
) -> Template:
    refused = 429 if isinstance(error, _TooManyTries) else 422
    return show(
        parts,
        "account/page.html",
        lambda _records: None,
        status=refused if error else 200,
        active="account",
        must_change=request.auth.must_change_password,
        has_pin=bool(request.user.pin_hash),
        about=about,
        error=str(error) if error else "",
        notice=notice,
    )


routes = [account, change_password, set_pin, remove_own_pin]
