"""What a measurement has started ends with it."""

from __future__ import annotations

import os
import signal

import pytest

from appliance.cli.bench import ending_on_sigterm


def told_to_end(cleaned: list[bool]) -> None:
    with ending_on_sigterm():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            cleaned.append(True)


def test_a_measurement_that_is_told_to_end_cleans_up() -> None:
    before = signal.getsignal(signal.SIGTERM)
    cleaned: list[bool] = []
    with pytest.raises(SystemExit) as ended:
        told_to_end(cleaned)
    assert ended.value.code == 128 + signal.SIGTERM
    assert cleaned
    assert signal.getsignal(signal.SIGTERM) is before
