"""Who runs before whom, where the right to it is granted; memory that stays with the process."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from appliance.bootstrap.keeping_pace import run_loop_first


def _policy() -> int:
    return os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK


def _first_and_its_child() -> tuple[int, int]:
    run_loop_first()
    with ThreadPoolExecutor(1) as pool:
        return _policy(), pool.submit(_policy).result()


@pytest.mark.skipif(
    os.geteuid() != 0 and resource.getrlimit(resource.RLIMIT_RTPRIO)[0] < 1,
    reason="real-time priority is not granted here",
)
def test_the_loops_thread_goes_first_and_those_that_it_starts_do_not() -> None:
    with ThreadPoolExecutor(1) as loop:
        assert loop.submit(_first_and_its_child).result() == (os.SCHED_RR, os.SCHED_OTHER)
    assert _policy() == os.SCHED_OTHER


_FREES_64_MB = """
import numpy, resource
from appliance.bootstrap.keeping_pace import keep_memory
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() >> 20
if {kept}:
    keep_memory()
before = resident()
pieces = [numpy.ones(1 << 17) for _ in range(64)]
most = resident()
del pieces
print(most - before, resident() - before)
"""


@pytest.mark.parametrize("kept", [True, False])
def test_memory_that_is_freed_is_kept_for_what_comes(kept: bool) -> None:
    program = [sys.executable, "-c", _FREES_64_MB.format(kept=kept)]
    told = subprocess.run(program, capture_output=True, text=True, timeout=60, check=True)
    most, after = map(int, told.stdout.split())
    assert most >= 60
    assert (after >= 60) is kept
