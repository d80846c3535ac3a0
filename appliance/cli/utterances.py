"""Lines of standard input as utterances, read so that a wait for one can have an end."""

from __future__ import annotations

import io
import os
import select
import sys

from appliance.domain.errors import RecordError

LONGEST_LINE_BYTES = 16_384
_CHUNK_BYTES = 4096


class Utterances:
    """Reads standard input past Python's own buffer, which hides lines from `select`."""

    def __init__(self) -> None:
        self._kept = b""
        self._over = False
        try:
            self._file: int | None = sys.stdin.fileno()
        except (io.UnsupportedOperation, AttributeError):
            self._file = None  # No file: a test's buffer, which never waits.

    def next(self, timeout_s: float | None = None) -> str | None:
        """The next line; None at the end of input. Raises TimeoutError when none has come in
        time, RecordError on one too long."""
        while b"\n" not in self._kept and not self._over:
            if len(self._kept) > LONGEST_LINE_BYTES:
                break
            self._read(timeout_s)
        line, newline, rest = self._kept.partition(b"\n")
        if len(line) > LONGEST_LINE_BYTES:
            raise RecordError(
                f"A line of more than {LONGEST_LINE_BYTES} bytes came in; that is no utterance.",
                "Send one utterance a line.",
            )
        if not line and not newline:
            return None
        self._kept = rest
        return line.decode("utf-8", errors="replace").strip()

    def _read(self, timeout_s: float | None) -> None:
        if self._file is None:
            chunk = sys.stdin.buffer.read(_CHUNK_BYTES)
        else:
            if not select.select([self._file], [], [], timeout_s)[0]:
                raise TimeoutError
            chunk = os.read(self._file, _CHUNK_BYTES)
        self._kept += chunk
        self._over = not chunk
