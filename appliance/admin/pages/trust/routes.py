"""The authority's certificate to download, and how each kind of device takes it in. Open to
anybody: it is public, and nobody can sign in safely before."""

from __future__ import annotations

from litestar import Response, get
from litestar.response import Template

from appliance.admin.auth import public
from appliance.admin.dependencies import Parts
from appliance.admin.parts import TlsDoor
from appliance.admin.rendering import show
from appliance.domain.errors import RecordNotFound


def door_of(door: TlsDoor | None) -> TlsDoor:
    """Raises RecordNotFound where the pages have no certificate."""
    if door is None:
        raise RecordNotFound("The pages are not served over TLS.", "See [tls] in appliance.toml.")
    return door


@get("/ca.crt", opt=public(), sync_to_thread=True)
def authority(parts: Parts) -> Response[bytes]:
    return Response(
        door_of(parts.tls).authority(),
        media_type="application/x-x509-ca-cert",
        headers={"content-disposition": 'attachment; filename="rental-counter-ca.crt"'},
    )


@get("/trust", opt=public(), sync_to_thread=True)
def trust(parts: Parts) -> Template:
    fingerprint = door_of(parts.tls).fingerprint()
    return show(
        parts,
        "trust/page.html",
        lambda _records: None,
        fingerprint=fingerprint,
        pages=parts.addresses.pages,
    )


routes = [authority, trust]
