"""Heads of the audit trail printed outside the database, a line a day, each signed.

Whoever can write the database could recompute the whole chain, or cut its end and set the counter
back. The lines, in a file beside it and in the log, say what the chain was on each day; their
signature (HMAC-SHA256 with the box's own key) shows a line that was made up. Refuses nothing: a
file that is missing or changed is told, not mended.

A line: `2026-11-21T02:30:00+00:00 1234 <hash> <signature>`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from appliance.domain.errors import RecordError
from appliance.domain.people import TrailHead

_PARTS = 4
_MODE = 0o640


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One line: the trail's head at a moment. `signed` is False for a line that was made up."""

    at: str
    head: TrailHead
    signed: bool


class AnchorFile:
    """The file of printed heads."""

    def __init__(self, path: Path, key: str) -> None:
        self._path = path
        self._key = key.encode()

    def print_head(self, now: datetime, head: TrailHead) -> bool:
        """Add a line for this head, unless the last line has it; True when added.

        Raises RecordError when the file cannot be written."""
        last = None
        for last in self.lines():  # noqa: B007 - the last one is wanted
            pass
        if last is not None and last.head == head:
            return False
        text = f"{now.astimezone(UTC).isoformat(timespec='seconds')} {head.sequence} {head.hash}"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _MODE)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{text} {self._signature(text)}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RecordError(
                f"The head of the trail cannot be printed to {self._path}: {error.strerror}.",
                "See to the folder's owner and the disk's space.",
            ) from error
        return True

    def lines(self) -> Iterator[Anchor]:
        """Every line, oldest first; one that cannot be read comes unsigned with entry 0."""
        try:
            with self._path.open(encoding="ascii", errors="replace") as file:
                for line in file:
                    yield self._read(line.strip())
        except FileNotFoundError:
            return

    def disagreement(self, hash_of: Callable[[int], str | None]) -> str:
        """What of the lines the trail does not bear out, in a sentence; empty when nothing.

        `hash_of` gives the hash of an entry of the trail, None where there is no such entry."""
        for anchor in self.lines():
            if not anchor.signed:
                return f"A printed line ({anchor.at}) was changed or made up."
            if anchor.head.sequence == 0:
                continue
            found = hash_of(anchor.head.sequence)
            if found is None:
                return (
                    f"Entry {anchor.head.sequence} was there on {anchor.at} and is gone: the end "
                    "was cut off, or an older backup was restored."
                )
            if found != anchor.head.hash:
                return f"Up to entry {anchor.head.sequence} the trail is not that of {anchor.at}."
        return ""

    def _read(self, line: str) -> Anchor:
        parts = line.split(" ")
        if len(parts) != _PARTS or not parts[1].isdecimal():
            return Anchor(at=line[:25] or "an empty line", head=TrailHead(), signed=False)
        at, number, hashed, signature = parts
        expected = self._signature(f"{at} {number} {hashed}")
        head = TrailHead(sequence=int(number), hash=hashed)
        return Anchor(at=at, head=head, signed=hmac.compare_digest(signature, expected))

    def _signature(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
