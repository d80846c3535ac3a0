"""What was written stands on the disk before anything relies on it."""

from __future__ import annotations

import os
from pathlib import Path


def synced(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
