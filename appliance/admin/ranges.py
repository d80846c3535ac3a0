"""Serves a file in byte ranges (RFC 9110, section 14), as players ask for recordings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from litestar import Response
from litestar.response import Stream

CHUNK_BYTES = 64 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single-range `Range` header; None when it cannot be satisfied.

    An absent, malformed or multiple range means the whole file, as the standard allows.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return 0, size - 1
    first, last = match.groups()
    if not first:
        length = int(last)
        return (max(0, size - length), size - 1) if length else None
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    return (start, end) if start < size and start <= end else None


def serve_file(path: Path, media_type: str, range_header: str | None) -> Response[bytes] | Stream:
    """The file or the part of it that was asked for. Blocks shortly. Raises FileNotFoundError."""
    size = path.stat().st_size
    headers = {"accept-ranges": "bytes", "cache-control": "private, no-store"}
    wanted = byte_range(range_header, size) if range_header else (0, size - 1)
    if wanted is None:
        headers["content-range"] = f"bytes */{size}"
        return Response(b"", status_code=416, headers=headers, media_type=media_type)
    first, last = wanted
    headers["content-length"] = str(last - first + 1)
    if range_header:
        headers["content-range"] = f"bytes {first}-{last}/{size}"
    return Stream(
        _read(path, first, last),
        status_code=206 if range_header else 200,
        headers=headers,
        media_type=media_type,
    )


def _read(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0:
            chunk = file.read(min(CHUNK_BYTES, left))
            if not chunk:
                return
            left -= len(chunk)
            yield chunk
