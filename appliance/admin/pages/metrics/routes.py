"""`/metrics`: for a program on this box, which needs no password, and for administrators."""

from __future__ import annotations

import ipaddress
from typing import Any

import anyio.to_thread
from litestar import Request, Response, get
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException

from appliance.admin.auth import find_signed_in, public
from appliance.admin.dependencies import Parts
from appliance.admin.metrics import CONTENT_TYPE
from appliance.admin.sessions import COOKIE
from appliance.domain.people import Role


def on_this_box(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@get("/metrics", opt=public())
async def metrics(request: Request[Any, Any, Any], parts: Parts) -> Response[bytes]:
    """The figures. From elsewhere than this box: 401 without, 403 with too small a role."""
    client = request.client
    if client is None or not on_this_box(client.host):
        found = await find_signed_in(parts, request.cookies.get(COOKIE))
        if found is None:
            raise NotAuthorizedException("Sign in first.")
        user, session = found
        if not user.role.includes(Role.ADMIN) or session.must_change_password:
            raise PermissionDeniedException("This is for admins only.")
    text = await anyio.to_thread.run_sync(parts.metrics.text)
    return Response(text, media_type=CONTENT_TYPE)


routes = [metrics]
