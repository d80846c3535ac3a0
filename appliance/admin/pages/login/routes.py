"""Sign in, sign out, and the change of one's own password."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to, public
from appliance.admin.dependencies import Parts
from appliance.admin.first_admin import forget_one_time_password, is_one_time_password
from appliance.admin.forms import FieldError, FormData, text_of
from appliance.admin.parts import AdminParts
from appliance.admin.people import replace_password
from appliance.admin.rendering import show
from appliance.admin.sessions import COOKIE
from appliance.domain.errors import NotPermitted, RecordError
from appliance.domain.people import Role, User

logger = logging.getLogger("appliance.admin.login")

AnyRequest = Request[Any, Any, Any]

BEFORE_CHANGE = {**allowed_to(Role.CLERK), "before_password_change": True}
WRONG = "The user name or the password is not right."


@get("/login", opt=public(), sync_to_thread=True)
def login_page(parts: Parts, next: FromQuery[str] = "") -> Template:
    return _login(parts, next)


@post("/login", opt=public(), sync_to_thread=True, status_code=200)
def sign_in(request: AnyRequest, parts: Parts, data: FormData) -> Redirect | Template:
    """Check a password. Every try counts; too many make the next one wait."""
    username = str(data.get("username", ""))[:64].strip()
    password = str(data.get("password", ""))
    address = request.client.host if request.client else "-"
    target = str(data.get("next", ""))
    wait = parts.throttle.wait_s(username, address)
    if wait > 0:
        again = f"{int(wait) + 1} seconds" if wait < 90 else f"{int(wait // 60) + 1} minutes"
        return _login(
            parts, target, username, f"Too many tries. Wait {again}, then try again.", 429
        )
    user = parts.store.read(lambda records: records.users.by_username(username))
    right = parts.passwords.matches(user.password_hash if user else None, password)
    if user is None or not right or not user.active:
        parts.throttle.failed(username, address)
        logger.warning("sign-in refused", extra={"address": address})
        return _login(parts, target, username, WRONG, 401)
    parts.throttle.succeeded(username, address)
    once = is_one_time_password(parts.data_dir, user, password)
    token = parts.sessions.start(user, must_change_password=once)
    actor, record = user.username, f"user:{user.username}"
    parts.store.write(lambda records: records.audit.append(actor, "sign_in", record, None, None))
    answer = Redirect("/account" if once else safe_target(target), status_code=303)
    answer.set_cookie(_session_cookie(parts, token, parts.sessions.longest_s))
    return answer


@post("/logout", opt=BEFORE_CHANGE, sync_to_thread=False, status_code=200)
def sign_out(request: AdminRequest, parts: Parts) -> Redirect:
    parts.sessions.end(request.auth.key)
    answer = Redirect("/login", status_code=303)
    answer.set_cookie(_session_cookie(parts, "", 0))
    return answer


@get("/account", opt=BEFORE_CHANGE, sync_to_thread=True)
def account(request: AdminRequest, parts: Parts, done: FromQuery[str] = "") -> Template:
    notice = "Your password has been changed." if done == "changed" else ""
    return _account(parts, must_change=request.auth.must_change_password, notice=notice)


@post("/account/password", opt=BEFORE_CHANGE, sync_to_thread=True, status_code=200)
def change_password(request: AdminRequest, parts: Parts, data: FormData) -> Redirect | Template:
    """Replace one's own password; all other sessions of the user end."""
    user, must = request.user, request.auth.must_change_password
    try:
        changed = _change(parts, user, data)
    except (RecordError, NotPermitted) as error:
        return _account(parts, must_change=must, error=str(error), status=422)
    forget_one_time_password(parts.data_dir, changed)
    parts.sessions.end_all_of(changed.id)
    token = parts.sessions.start(changed)
    answer = Redirect("/today" if must else "/account?done=changed", status_code=303)
    answer.set_cookie(_session_cookie(parts, token, parts.sessions.longest_s))
    return answer


def _change(parts: AdminParts, user: User, data: dict[str, Any]) -> User:
    current, new = str(data.get("current", "")), str(data.get("new", ""))
    if parts.throttle.wait_s(user.username, "account") > 0:
        raise NotPermitted("Too many tries.", "Wait a little.")
    if not parts.passwords.matches(user.password_hash, current):
        parts.throttle.failed(user.username, "account")
        raise FieldError("The current password is not right.")
    if new != str(data.get("again", "")):
        raise FieldError("The two new passwords differ.")
    if new == current:
        raise FieldError("The new password is the old one.")
    hashed = parts.passwords.hash(new)
    return parts.store.write(
        lambda records: replace_password(records, user.username, user.id, hashed)
    )


def safe_target(target: str) -> str:
    """A path of this site to go to after signing in; never another site."""
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target
    return target if plain and target.isprintable() else "/today"


def _login(
    parts: AdminParts, target: str, username: str = "", error: str = "", status: int = 200
) -> Template:
    return show(
        parts,
        "login/page.html",
        lambda _records: None,
        status=status,
        next=text_of({"next": target[:200]}, "next") if target.isprintable() else "",
        username=username,
        error=error,
    )


def _account(
    parts: AdminParts, *, must_change: bool, error: str = "", notice: str = "", status: int = 200
) -> Template:
    return show(
        parts,
        "login/account.html",
        lambda _records: None,
        status=status,
        active="account",
        must_change=must_change,
        error=error,
        notice=notice,
    )


def _session_cookie(parts: AdminParts, token: str, age_s: int) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=age_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=parts.tls is not None,
    )


routes = [login_page, sign_in, sign_out, account, change_password]
