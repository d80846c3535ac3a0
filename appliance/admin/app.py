"""The application that people use: pages, listings, health. It has no `/internal` route."""

from __future__ import annotations

from litestar import Litestar, Router
from litestar.config.app import AppConfig
from litestar.config.csrf import CSRFConfig
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.static_files import create_static_files_router
from litestar.types import BeforeMessageSendHookHandler

from appliance.admin.auth import PUBLIC, ROLE, SessionMiddleware, public, require_role
from appliance.admin.errors import EXCEPTION_HANDLERS
from appliance.admin.headers import add_security_headers, transport_security
from appliance.admin.health import health, ready
from appliance.admin.pages.account.routes import routes as account_routes
from appliance.admin.pages.api.records import routes as api_record_routes
from appliance.admin.pages.api.routes import routes as api_routes
from appliance.admin.pages.audit.routes import routes as audit_routes
from appliance.admin.pages.bookings.routes import routes as booking_routes
from appliance.admin.pages.calls.routes import routes as call_routes
from appliance.admin.pages.customers.routes import routes as customer_routes
from appliance.admin.pages.edit.routes import routes as edit_routes
from appliance.admin.pages.erasing.routes import routes as erasing_routes
from appliance.admin.pages.files.routes import routes as file_routes
from appliance.admin.pages.inventory.routes import routes as inventory_routes
from appliance.admin.pages.knowledge.routes import routes as knowledge_routes
from appliance.admin.pages.login.routes import routes as login_routes
from appliance.admin.pages.metrics.routes import routes as metrics_routes
from appliance.admin.pages.overrides.routes import routes as override_routes
from appliance.admin.pages.paper.routes import routes as paper_routes
from appliance.admin.pages.reports.routes import routes as report_routes
from appliance.admin.pages.reviews.routes import routes as review_routes
from appliance.admin.pages.settings.routes import routes as settings_routes
from appliance.admin.pages.tasks.routes import routes as task_routes
from appliance.admin.pages.today.routes import routes as today_routes
from appliance.admin.pages.trust.routes import routes as trust_routes
from appliance.admin.pages.units.routes import routes as unit_routes
from appliance.admin.pages.upkeep.routes import routes as upkeep_routes
from appliance.admin.pages.users.routes import routes as user_routes
from appliance.admin.parts import AdminParts
from appliance.admin.rendering import template_config

MOST_BODY_BYTES = 256_000

ROUTES: list[HTTPRouteHandler] = [
    health,
    ready,
    *login_routes,
    *account_routes,
    *trust_routes,
    *metrics_routes,
    *today_routes,
    *inventory_routes,
    *booking_routes,
    *customer_routes,
    *call_routes,
    *task_routes,
    *erasing_routes,
    *report_routes,
    *file_routes,
    *override_routes,
    *knowledge_routes,
    *edit_routes,
    *review_routes,
    *audit_routes,
    *settings_routes,
    *paper_routes,
    *unit_routes,
    *upkeep_routes,
    *user_routes,
    *api_routes,
    *api_record_routes,
]


def build_people_app(parts: AdminParts) -> Litestar:
    """The application of the TCP port. Raises ValueError for a route that names no role."""
    for route in ROUTES:
        if not route.opt.get(PUBLIC) and ROLE not in (route.opt or {}):
            raise ValueError(f"The route {route.paths} names no role.")

    def provide_parts() -> AdminParts:
        return parts

    hooks: list[BeforeMessageSendHookHandler] = [add_security_headers]
    if parts.tls is not None:
        hooks.append(transport_security(parts.tls.port))
    config = AppConfig(
        route_handlers=[
            # One router: Litestar 2.25 registers a handler anew when a later one shares its path,
            # and then no longer knows that the first runs in a thread.
            Router(path="/", route_handlers=ROUTES),
            create_static_files_router(
                path="/static",
                directories=[parts.web_dir / "static"],
                opt=public(),
                include_in_schema=False,
            ),
        ],
        dependencies={"parts": Provide(provide_parts, sync_to_thread=False)},
        guards=[require_role],
        middleware=[DefineMiddleware(SessionMiddleware, parts=parts)],
        csrf_config=CSRFConfig(
            secret=parts.csrf_secret,
            cookie_name="appliance_csrf",
            header_name="x-csrftoken",
            cookie_secure=parts.tls is not None,
            cookie_samesite="lax",
            cookie_httponly=True,
        ),
        exception_handlers=EXCEPTION_HANDLERS,
        template_config=template_config(parts.web_dir),
        before_send=hooks,
        request_max_body_size=MOST_BODY_BYTES,
        openapi_config=None,
        logging_config=None,
        debug=False,
    )
    return Litestar.from_config(config)
