"""Who may do what: the session cookie, the user behind it, and one guard over every route.

A route without `opt["role"]` and not marked `public` is refused at start-up, so that nothing is
open by having been forgotten.
"""

from __future__ import annotations

from typing import Any

import anyio.to_thread
from litestar.connection import ASGIConnection, Request
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware.authentication import (
    AbstractAuthenticationMiddleware,
    AuthenticationResult,
)
from litestar.types import ASGIApp

from appliance.admin.parts import AdminParts
from appliance.admin.sessions import COOKIE, Session, password_fingerprint
from appliance.domain.people import Role, User

PUBLIC = "public"
ROLE = "role"

AdminRequest = Request[User, Session, State]
"""A request with a signed-in user; on public routes `user` is not set."""


class MustChangePassword(Exception):
    """The one-time password has to be replaced before anything else."""


def public() -> dict[str, Any]:
    """`opt` of a route that anybody may use."""
    return {PUBLIC: True}


def allowed_to(role: Role) -> dict[str, Any]:
    """`opt` of a route for users whose role includes this one."""
    return {ROLE: role}


class SessionMiddleware(AbstractAuthenticationMiddleware):
    """Sets `request.user` from the session cookie, or raises NotAuthorizedException (401)."""

    def __init__(self, app: ASGIApp, parts: AdminParts) -> None:
        super().__init__(app, exclude_from_auth_key=PUBLIC)
        self._parts = parts

    async def authenticate_request(
        self, connection: ASGIConnection[Any, Any, Any, Any]
    ) -> AuthenticationResult:
        found = await find_signed_in(self._parts, connection.cookies.get(COOKIE))
        if found is None:
            raise NotAuthorizedException("Sign in first.")
        user, session = found
        return AuthenticationResult(user=user, auth=session)


async def find_signed_in(parts: AdminParts, token: str | None) -> tuple[User, Session] | None:
    """The active user and session of a cookie's token, read anew from the records each time."""
    session = parts.sessions.find(token) if token else None
    if session is None:
        return None
    user_id = session.user_id
    user = await anyio.to_thread.run_sync(
        lambda: parts.store.read(lambda records: records.users.get(user_id))
    )
    if user is None or not user.active or password_fingerprint(user) != session.fingerprint:
        parts.sessions.end(session.key)
        return None
    return user, session


def require_role(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Guard of the whole application. Raises PermissionDeniedException or MustChangePassword."""
    if handler.opt.get(PUBLIC):
        return
    needed = handler.opt.get(ROLE)
    user: User = connection.user
    if not isinstance(needed, Role) or not user.role.includes(needed):
        wanted = f"{needed.value}s" if isinstance(needed, Role) else "nobody"
        raise PermissionDeniedException(f"This is for {wanted} only.")
    session: Session = connection.auth
    if session.must_change_password and not handler.opt.get("before_password_change"):
        raise MustChangePassword
