"""Where credentials are looked up: the yard's own records, or a registry on another server."""

from __future__ import annotations

from typing import Protocol

from appliance.domain.registries import RegistryAnswer, RegistryKind


class VerificationSource(Protocol):
    def look_up(self, kind: RegistryKind, number: str) -> RegistryAnswer:
        """The registry's answer for a number as it is on record or was said. Blocks for a bounded
        time, never inside a transaction; any thread may call. Raises nothing: what went wrong is
        the answer's `trouble`, which is never a yes."""
        ...
