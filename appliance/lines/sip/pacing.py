"""The threads that send a call's audio go before those that compute. Linux only.

baresip sends each call's 20 ms packets from two threads of its own, one that takes the audio and
one that sends it, and leaves a packet out where the first comes a few milliseconds after the
second. With four calls and the models at work that was one gap of 41 to 62 ms in nearly every
call (measured on two cores). They need less than a hundredth of a core, so nothing waits for them.

They keep to one processor. Linux moves a thread of real-time priority to another one as soon as
something more urgent runs on its own, and where that is a virtual machine's processor that its
host has just taken away, the thread waits there while its own is free: a packet was sent 26 ms
late so, with no processor standing still for more than 10.
"""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress

logger = logging.getLogger(__name__)

STACK_THREAD = "baresip-re"
"""baresip's own name for its event thread; the audio threads of every call are its children."""
PRIORITY = 10
"""Before everything that has no real-time priority, and before what takes the lowest one."""


def audio_first() -> None:
    """Give the SIP stack's thread, and those that it starts from now on, real-time priority and
    one processor, the last of those that the caller may use. Without the right to the priority
    (`LimitRTPRIO` of the unit) all stays as it was: what has to wait is better moved."""
    for thread in threading.enumerate():
        if thread.name == STACK_THREAD and thread.native_id is not None:
            try:
                os.sched_setscheduler(thread.native_id, os.SCHED_RR, os.sched_param(PRIORITY))
            except OSError as failure:
                logger.info("the telephone's audio has no real-time priority: %s", failure)
                return
            with suppress(OSError):
                os.sched_setaffinity(thread.native_id, {max(os.sched_getaffinity(0))})
            return
    logger.warning("the SIP stack has no thread named %s: its audio has no priority", STACK_THREAD)
