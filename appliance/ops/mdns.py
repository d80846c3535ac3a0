"""Answers to `NAME.local` on the yard's network, so that nobody has to know an address.

Where the network lets no multicast through, the pages are reached by address and nothing else
changes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from zeroconf import Error, ServiceInfo, Zeroconf

from appliance.ops.tls import Address

_log = logging.getLogger("appliance.ops.mdns")
_KIND = "_https._tcp.local."


class Announcement:
    """The box's name and the port of its pages, announced until closed. Any thread may call."""

    def __init__(self, name: str, port: int, *, interfaces: Sequence[str] | None = None) -> None:
        self._name = name
        self._port = port
        self._interfaces = interfaces
        self._lock = threading.Lock()
        self._server: Zeroconf | None = None
        self._announced: tuple[Address, ...] = ()

    def refresh(self, addresses: Sequence[Address]) -> None:
        """Announce these addresses; again after they have changed. What fails is tried again."""
        wanted = tuple(one for one in addresses if not one.is_loopback or self._interfaces)
        with self._lock:
            if wanted == self._announced:
                return
            self._stop()
            if not wanted:
                return
            try:
                self._start(wanted)
            except (OSError, Error) as error:
                _log.warning("%s.local is not announced: %s", self._name, error)
                self._stop()

    def close(self) -> None:
        with self._lock:
            self._stop()

    def _start(self, addresses: tuple[Address, ...]) -> None:
        info = ServiceInfo(
            _KIND,
            f"{self._name}.{_KIND}",
            port=self._port,
            server=f"{self._name}.local.",
            addresses=[one.packed for one in addresses],
            properties={"path": "/"},
        )
        self._server = Zeroconf(interfaces=self._interfaces) if self._interfaces else Zeroconf()
        self._server.register_service(info, allow_name_change=True)
        self._announced = addresses

    def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server, self._announced = None, ()
