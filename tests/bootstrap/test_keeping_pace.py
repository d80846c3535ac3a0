"""Who runs before whom, where the right to it is granted."""

from __future__ import annotations

import os
import resource
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
