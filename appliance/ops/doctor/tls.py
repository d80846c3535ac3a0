"""Are the pages' certificate and its authority there, private, and long from their end?"""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta

from appliance.config import Settings
from appliance.domain.errors import ConfigurationError
from appliance.ops.doctor.finding import Box, Finding, Verdict
from appliance.ops.preflight import is_running
from appliance.ops.tls import Certificates, box_names, names_of

_SOON = timedelta(days=30)
"""Renewal begins earlier: a certificate that is so near its end has not been renewed."""
_NEW_AUTHORITY = timedelta(days=365)
_WAIT_S = 3.0
_ANY_HOST = {"0.0.0.0", "::"}  # noqa: S104 - compared with, not bound


def check(box: Box) -> Finding:
    settings, now = box.settings, datetime.now(UTC)
    if not settings.tls.enabled:
        open_to_all = settings.web.host not in ("127.0.0.1", "::1", "localhost")
        if open_to_all:
            return Finding(
                "tls",
                Verdict.WARN,
                "The pages are open to the network without encryption.",
                f"Set enabled = true under [tls] in {settings.config_path}.",
            )
        return Finding("tls", Verdict.OK, "The pages are for this box alone; TLS is off.")
    try:
        certificates = Certificates(settings.tls_dir)
        authority, server = certificates.authority(), certificates.server()
    except (ConfigurationError, OSError) as error:
        return Finding("tls", Verdict.FAIL, f"{error}", "Run: appliance tls renew")
    if authority is None or server is None:
        return Finding(
            "tls", Verdict.FAIL, "There is no certificate yet.", "Run: appliance tls renew"
        )
    left = server.ends - now
    if left < _SOON:
        return Finding(
            "tls",
            Verdict.FAIL,
            f"The pages' certificate ends {server.ends:%Y-%m-%d} and was not renewed.",
            "Run: appliance tls renew, then start the appliance again.",
        )
    if authority.ends - now < _NEW_AUTHORITY:
        return Finding(
            "tls",
            Verdict.WARN,
            f"The box's certificate authority ends {authority.ends:%Y-%m-%d}.",
            "A new one is made then; every tablet has to trust it anew.",
        )
    if is_running(settings.run_dir) and not _shakes_hands(settings, certificates):
        return Finding(
            "tls",
            Verdict.FAIL,
            f"The appliance runs, but port {settings.tls.port} does not show its certificate.",
            f"See {settings.log_dir}/web.log.",
        )
    lacking = set(box_names(settings).addresses) - set(names_of(server.certificate).addresses)
    if lacking:
        return Finding(
            "tls",
            Verdict.WARN,
            f"The certificate lacks the address {', '.join(sorted(map(str, lacking)))}.",
            "It is renewed within a minute while the appliance runs; or: appliance tls renew",
        )
    return Finding("tls", Verdict.OK, f"The pages' certificate holds until {server.ends:%Y-%m-%d}.")


def _shakes_hands(settings: Settings, certificates: Certificates) -> bool:
    """True when a client that trusts this box's authority alone is let in."""
    host = settings.tls.host
    where = "127.0.0.1" if host in _ANY_HOST else host
    try:
        context = ssl.create_default_context(cafile=str(certificates.public))
        with (
            socket.create_connection((where, settings.tls.port), timeout=_WAIT_S) as plain,
            context.wrap_socket(plain, server_hostname=where),
        ):
            return True
    except OSError:
        return False
