"""How many cores this process may use for arithmetic."""

from __future__ import annotations

import os

import psutil


def physical_cores() -> int:
    """Physical cores, no more than the process may run on; hyper-threads only slow matrices."""
    admitted = len(os.sched_getaffinity(0))
    return max(1, min(psutil.cpu_count(logical=False) or admitted, admitted))
