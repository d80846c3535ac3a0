"""When the machine stood still, and what of a gap between packets that explains."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from appliance.bootstrap.bench import stops as watching
from appliance.bootstrap.bench.stops import Stops, watched_stops

LATE = """
import sys, time
print(f"{time.monotonic():.6f} {time.monotonic() + 0.03:.6f}", flush=True)
time.sleep(60)
"""


def test_a_stop_counts_as_far_as_it_lies_within() -> None:
    stops = Stops([(1.0, 1.02), (2.0, 2.05), (3.0, 3.01)])
    assert stops.within_s(1.9, 2.03) == pytest.approx(0.03)
    assert stops.within_s(1.5, 1.6) == 0.0
    assert stops.within_s(0.0, 9.0) == pytest.approx(0.05)
    assert stops.longest_s() == pytest.approx(0.05)
    assert Stops().longest_s() == 0.0


def test_every_processor_is_watched_until_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    witness = tmp_path / "witness.py"
    witness.write_text(LATE, encoding="utf-8")
    monkeypatch.setattr(watching, "WITNESS", witness)
    monkeypatch.setattr(watching.os, "sched_getaffinity", lambda _: {0, 1, 2})
    with watched_stops() as stops:
        end = time.monotonic() + 10
        while len(stops.found) < 3 and time.monotonic() < end:
            time.sleep(0.01)
    assert len(stops.found) == 3
    assert stops.longest_s() == pytest.approx(0.03, abs=0.01)


def test_the_real_witness_starts_and_ends() -> None:
    began = time.monotonic()
    with watched_stops() as stops:
        time.sleep(0.3)
    assert time.monotonic() - began < 5
    assert all(began <= begin < end for begin, end in stops.found)
