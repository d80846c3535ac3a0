"""Are the ports free, or held by this very appliance?"""

from __future__ import annotations

import socket

from appliance.ops.doctor.finding import Box, Finding, Verdict
from appliance.ops.preflight import is_running, port_is_free


def check(box: Box) -> Finding:
    settings = box.settings
    wanted = [("web.port", settings.web.host, settings.web.port, socket.SOCK_STREAM)]
    if settings.tls.enabled:
        wanted.append(("tls.port", settings.tls.host, settings.tls.port, socket.SOCK_STREAM))
    if settings.sip.enabled:
        sip = settings.sip
        ports = {sip.port: "sip.port", sip.voice_port: "sip.inner_port"}
        host = sip.listen_host
        wanted += [(key, host, port, socket.SOCK_DGRAM) for port, key in ports.items()]
    running = is_running(settings.run_dir)
    for key, host, port, kind in wanted:
        free = port_is_free(host, port, kind)
        if running and free:
            return Finding(
                "ports",
                Verdict.WARN,
                f"The appliance runs but nothing listens on port {port} of {host}.",
                f"See the logs in {settings.log_dir}.",
            )
        if not running and not free:
            return Finding(
                "ports",
                Verdict.FAIL,
                f"The port {port} of {host} is taken by another program or not to be had.",
                f"Set {key} in {settings.config_path}.",
            )
    state = "in use by this appliance" if running else "free"
    listed = ", ".join(f"{host}:{port}" for _, host, port, _ in wanted)
    return Finding("ports", Verdict.OK, f"The ports are {state}: {listed}.")
