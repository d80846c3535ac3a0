"""How many requests one client may make: a bucket of tokens each, in bounded memory.

A client is an IPv4 address or an IPv6 network of 64 bits, which is what one device has. This box
itself is not counted: its own checks must get through while somebody floods it.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_CLIENTS = 10_000
"""Beyond it the one unseen for longest is forgotten."""


class RateLimit:
    """`a_second` requests for as long as one likes, `burst` at once. Any thread may call."""

    def __init__(
        self,
        *,
        a_second: float = 50,
        burst: int = 300,
        most: int = MOST_CLIENTS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._a_second = a_second
        self._burst = float(burst)
        self._most = most
        self._now = now
        self._lock = threading.Lock()
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._clients)

    def take(self, address: str) -> float:
        """Take a token; 0, or the seconds until there will be one."""
        client = client_of(address)
        if client is None:
            return 0.0
        now = self._now()
        with self._lock:
            tokens, last = self._clients.pop(client, (self._burst, now))
            tokens = min(self._burst, tokens + (now - last) * self._a_second)
            allowed = tokens >= 1
            self._clients[client] = (tokens - 1 if allowed else tokens, now)
            if len(self._clients) > self._most:
                self._clients.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self._a_second


def client_of(address: str) -> str | None:
    """What is counted for an address; None for this box itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found.is_loopback:
        return None
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)
