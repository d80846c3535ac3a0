"""A network of the box's own with nothing on it but loopback: what a cut cable leaves."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW_NETWORK = 0x40000000
"""CLONE_NEWNET."""
_OUTSIDE = (("192.0.2.1", 443), ("1.1.1.1", 53), ("2001:db8::1", 443))
_COUNTERS = ("IpOutNoRoutes", "Ip6OutNoRoutes")


@contextmanager
def cut_off() -> Iterator[None]:
    """Put this thread, and all processes and threads that it starts, into a network namespace
    in which only loopback is up. Needs root. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/proc/thread-self/ns/net").open("rb") as home:
        _done(libc.unshare(_NEW_NETWORK))
        try:
            subprocess.run(["ip", "link", "set", "lo", "up"], check=True, timeout=10)
            yield
        finally:
            _done(libc.setns(home.fileno(), _NEW_NETWORK))


def _done(status: int) -> None:
    if status != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def network_of(process: int | str = "thread-self") -> str:
    """The name of the network namespace that a process is in."""
    return os.readlink(f"/proc/{process}/ns/net")


def routes() -> str:
    """All routes that lead anywhere but to this machine."""
    found = ""
    for family in ("-4", "-6"):
        listed = subprocess.run(
            ["ip", family, "route", "show", "table", "all"],
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        )
        found += "".join(
            f"{line}\n" for line in listed.stdout.splitlines() if " dev lo " not in f"{line} "
        )
    return found


def reachable() -> list[tuple[str, int]]:
    """Which of some outside addresses the kernel would send a packet to."""
    found = []
    for address in _OUTSIDE:
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            found.append(address)
    return found


def tries_to_leave() -> int:
    """How often anything in this network was refused a way out since the network was made."""
    net = Path("/proc/thread-self/net")
    counted = dict(
        line.split() for line in (net / "snmp6").read_text().splitlines() if "OutNoRoutes" in line
    )
    names, values = [
        line.split() for line in (net / "snmp").read_text().splitlines() if line.startswith("Ip:")
    ]
    counted["IpOutNoRoutes"] = values[names.index("OutNoRoutes")]
    return sum(int(counted.get(name, 0)) for name in _COUNTERS)
