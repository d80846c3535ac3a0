"""The address by which phones on the yard's network reach this box. Sends no packet."""

from __future__ import annotations

import re
import socket

_ANY_OTHER_NETWORK = ("192.0.2.1", 9)
"""Reserved for documentation: routed by the default route, never reached."""


def host_name() -> str:
    """This box's name on the network: its host name's first part, as a name may be written."""
    first = socket.gethostname().partition(".")[0].lower()
    name = re.sub(r"[^a-z0-9]+", "-", first).strip("-")[:63]
    return name or "appliance"


def lan_address() -> str:
    """The IPv4 address of the interface with the default route, or 127.0.0.1 with no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_ANY_OTHER_NETWORK)
        except OSError:
            return "127.0.0.1"
        address: str = probe.getsockname()[0]
        return address
