"""A program of its own that prints when its processor stood still: `witness.py CPU`.

It runs before everything else on that processor and sleeps 4 ms at a time; what wakes it more
than 4 ms late is the host of a virtual machine, which had given the processor away. Each line is
the beginning and the end of such a stop, on the monotonic clock. Nothing is printed, and it ends,
where it may not run before everything else: its lateness would then say nothing.
"""

from __future__ import annotations

import os
import sys
import time

SLEEP_S = 0.004
LATE_S = 0.004


def main() -> None:
    os.sched_setaffinity(0, {int(sys.argv[1])})
    try:
        first = os.sched_get_priority_max(os.SCHED_FIFO)
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(first))
    except OSError:
        return
    while os.getppid() != 1:
        due = time.monotonic() + SLEEP_S
        time.sleep(SLEEP_S)
        now = time.monotonic()
        if now - due > LATE_S:
            print(f"{due:.6f} {now:.6f}", flush=True)


if __name__ == "__main__":
    main()
