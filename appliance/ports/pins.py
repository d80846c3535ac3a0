"""Hashes of counter PINs: made and compared outside the records, for it takes long on purpose."""

from __future__ import annotations

from typing import Protocol


class PinHashes(Protocol):
    """Any thread may call; a call computes for some 30 ms."""

    def hash(self, pin: str) -> str:
        """The hash to keep. Raises RecordError for what may not be a PIN."""
        ...

    def matches(self, pin_hash: str, pin: str) -> bool:
        """True when it is this PIN's. Takes as long for somebody who has none (empty)."""
        ...
