"""Security headers on every response of the pages, errors and static files included."""

from __future__ import annotations

import ipaddress

from litestar.datastructures import MutableScopeHeaders
from litestar.types import BeforeMessageSendHookHandler, Message, Scope

HTTPS_PORT = 443

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

_ALWAYS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
}


async def add_security_headers(message: Message, scope: Scope) -> None:
    """Hook run before a response starts; pages of records are never kept by a cache."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in _ALWAYS.items():
        headers[name] = value
    if scope["path"].startswith("/static/"):
        headers["cache-control"] = "public, max-age=3600"
    else:
        headers.setdefault("cache-control", "no-store")


def transport_security(port: int) -> BeforeMessageSendHookHandler:
    """A hook besides, where the pages are served over TLS: browsers stay on it for 180 days.

    Only for a host's name, and only on the port that browsers take by themselves: they keep any
    other, and would then speak TLS to the plain port that leads here.
    """

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] != "http.response.start" or port != HTTPS_PORT:
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if is_name(host):
            headers = MutableScopeHeaders.from_message(message)
            headers["strict-transport-security"] = "max-age=15552000"

    return add


def is_name(host: str) -> bool:
    """True for a Host header with a name; false for an address, with or without a port."""
    if host.startswith("[") or not host:
        return False
    try:
        ipaddress.ip_address(host.partition(":")[0])
    except ValueError:
        return True
    return False
