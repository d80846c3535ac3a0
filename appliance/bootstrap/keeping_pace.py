"""What a process does once, when all is loaded, so that its event loop keeps time under load."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from contextlib import suppress

SWITCH_S = 0.001
"""How long a thread that computes in Python may keep the others waiting; Python's own is 5 ms."""
KEPT_BYTES = 1 << 30
MAPPED_FROM_BYTES = 8 << 20
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3
"""Of glibc's `malloc.h`."""


def keep_pace() -> None:
    """Leave all that is loaded out of garbage collections, and let threads take turns sooner.

    A whole collection of a process with its libraries loaded stops every thread for 100 to 300 ms
    (measured with 114,000 objects on two cores); of what came after, well under one.
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_S)


def keep_memory() -> None:
    """Have glibc keep the memory that is freed from now on, up to KEPT_BYTES, instead of giving it
    back to the system; pieces of MAPPED_FROM_BYTES and more come and go on their own. Nothing
    changes with another C library.

    What is given back is given back under the allocator's lock. A model's thread, which has no
    priority, held it for 28 ms so, and the thread that sends every call's audio waited for it: 50
    ms without a packet (measured with four calls at once on two cores).
    """
    library = ctypes.CDLL(None)
    with suppress(AttributeError):
        library.malloc_trim(0)  # what loading has left
        library.mallopt(_M_TRIM_THRESHOLD, KEPT_BYTES)
        library.mallopt(_M_MMAP_THRESHOLD, MAPPED_FROM_BYTES)


def run_loop_first() -> None:
    """Give the calling thread, which runs the event loop, the lowest real-time priority, where it
    is granted; threads that it starts do not inherit it.

    The loop shares locks with the threads that send audio, which have more of it
    (`lines/sip/pacing.py`): stopped while it holds one, it must not wait behind a model.
    """
    policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
    with suppress(OSError):
        os.sched_setscheduler(0, policy, os.sched_param(os.sched_get_priority_min(os.SCHED_RR)))
