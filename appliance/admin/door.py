"""The plain port where the pages are served over TLS: it leads there, and serves nothing but what
is needed before a device can follow. No cookie is read or set here."""

from __future__ import annotations

from typing import Any

import anyio.to_thread
from litestar import HttpMethod, Litestar, Request, Router, route
from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.exceptions import PermissionDeniedException
from litestar.response import Redirect
from litestar.static_files import create_static_files_router

from appliance.admin.auth import public
from appliance.admin.dependencies import Parts
from appliance.admin.errors import EXCEPTION_HANDLERS
from appliance.admin.headers import HTTPS_PORT, add_security_headers
from appliance.admin.health import health, ready
from appliance.admin.pages.metrics.routes import metrics
from appliance.admin.pages.trust.routes import door_of
from appliance.admin.pages.trust.routes import routes as trust_routes
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import template_config

_MOST_BODY_BYTES = 1000


@route(
    ["/", "/{path:path}"],
    http_method=[HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST],
    opt=public(),
    status_code=307,
)
async def lead_to_tls(request: Request[Any, Any, Any], parts: Parts) -> Redirect:
    """The same address over TLS. What was sent in the clear is refused, not carried on."""
    if request.method == HttpMethod.POST:
        raise PermissionDeniedException("Nothing is taken without encryption; use https.")
    door = door_of(parts.tls)
    host = named_host(request.headers.get("host", ""))
    # A host that the certificate does not name may be anybody's invention.
    known = host.lower() in await anyio.to_thread.run_sync(door.names)
    port = "" if door.port == HTTPS_PORT else f":{door.port}"
    base = f"https://{host}{port}" if known else parts.addresses.pages
    query = request.scope["query_string"].decode("latin-1")
    path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    return Redirect(f"{base}{path}{f'?{query}' if query else ''}", status_code=307)


def named_host(header: str) -> str:
    """The host of a Host header without its port."""
    if header.startswith("["):
        return header.partition("]")[0] + "]"
    return header.partition(":")[0]


def build_door_app(parts: AdminParts) -> Litestar:
    """The application of the plain port. Raises RecordNotFound without TLS."""
    door_of(parts.tls)

    def provide_parts() -> AdminParts:
        return parts

    config = AppConfig(
        route_handlers=[
            # One router, as for the pages: Litestar 2.25 registers a handler anew otherwise.
            Router(path="/", route_handlers=[health, ready, *trust_routes, metrics, lead_to_tls]),
            create_static_files_router(
                path="/static",
                directories=[parts.web_dir / "static"],
                opt=public(),
                include_in_schema=False,
            ),
        ],
        dependencies={"parts": Provide(provide_parts, sync_to_thread=False)},
        exception_handlers=EXCEPTION_HANDLERS,
        template_config=template_config(parts.web_dir),
        before_send=[add_security_headers],
        request_max_body_size=_MOST_BODY_BYTES,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    return Litestar.from_config(config)
