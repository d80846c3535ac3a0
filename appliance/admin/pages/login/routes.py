"""Sign in and sign out."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from appliance.admin.auth import AdminRequest, allowed_to, public
from appliance.admin.dependencies import Parts
from appliance.admin.first_admin import is_one_time_password
from appliance.admin.forms import FormData, text_of
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import show
from appliance.admin.sessions import COOKIE
from appliance.admin.throttle import wait_in_words
from appliance.domain.people import Role

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
        again = f"Too many tries. Wait {wait_in_words(wait)}, then try again."
        return _login(parts, target, username, again, 429)
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
    answer.set_cookie(session_cookie(parts, token, parts.sessions.longest_s))
    return answer


@post("/logout", opt=BEFORE_CHANGE, sync_to_thread=False, status_code=200)
def sign_out(request: AdminRequest, parts: Parts) -> Redirect:
    parts.sessions.end(request.auth.key)
    answer = Redirect("/login", status_code=303)
    answer.set_cookie(session_cookie(parts, "", 0))
    return answer


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


def session_cookie(parts: AdminParts, token: str, age_s: int) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=token,
        max_age=age_s,
        path="/",
        httponly=True,
        samesite="lax",
        secure=parts.tls is not None,
    )


routes = [login_page, sign_in, sign_out]
