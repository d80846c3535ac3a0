"""Which fields of a record have changed since somebody looked at it.

A stamp holds a short digest of each field, so that an edit from a stale page can be refused with
what changed. It is no secret and no signature: it says nothing that the page did not show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

_BYTES: Final = 5


def stamp_of(record: object, names: Sequence[str]) -> str:
    """The fields as they stand, digest by digest in the order of `names`."""
    return ".".join(_digest(getattr(record, name)) for name in names)


def changed_since(record: object, names: Sequence[str], stamp: str) -> tuple[str, ...]:
    """The fields that differ from the stamp; all of them where it is no stamp of these."""
    seen = stamp.split(".")
    if len(seen) != len(names):
        return tuple(names)
    return tuple(
        name
        for name, digest in zip(names, seen, strict=True)
        if _digest(getattr(record, name)) != digest
    )


def _digest(value: object) -> str:
    return hashlib.blake2b(repr(value).encode(), digest_size=_BYTES).hexdigest()
