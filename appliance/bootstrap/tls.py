"""TLS of the pages wired: the box's certificates, the listener's context, its name announced."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from appliance.config import Settings
from appliance.ops.mdns import Announcement
from appliance.ops.tls import Certificates, box_names, fingerprint
from appliance.ports.clock import Clock

if TYPE_CHECKING:
    from appliance.admin.parts import TlsDoor


class BoxTls:
    """Certificates that renew themselves while the process serves. Raises ConfigurationError when
    they cannot be made or used."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._certificates = Certificates(settings.tls_dir)
        self._certificates.ensure(box_names(settings), clock.now())
        self.context: ssl.SSLContext = self._certificates.context()
        tls = settings.tls
        self._announcement = Announcement(tls.box_name, tls.port) if tls.announce else None

    def keep(self) -> bool:
        """A periodic job: renew what is due, show it to who connects from now on, announce the
        addresses of now. True when there is a new certificate."""
        names = box_names(self._settings)
        renewed = self._certificates.ensure(names, self._clock.now())
        if renewed:
            self._certificates.load_into(self.context)
        if self._announcement is not None:
            self._announcement.refresh(names.addresses)
        return renewed

    def door(self) -> TlsDoor:
        from appliance.admin.parts import TlsDoor

        return TlsDoor(
            context=self.context,
            port=self._settings.tls.port,
            names=self._hosts,
            authority=self._certificates.public.read_bytes,
            fingerprint=self._fingerprint,
        )

    def close(self) -> None:
        if self._announcement is not None:
            self._announcement.close()

    def _hosts(self) -> frozenset[str]:
        """As they stand in a Host header."""
        names = box_names(self._settings)
        addresses = {f"[{one}]" if one.version == 6 else str(one) for one in names.addresses}
        return frozenset({*names.dns, *addresses})

    def _fingerprint(self) -> str:
        authority = self._certificates.authority()
        return fingerprint(authority.certificate) if authority else ""
