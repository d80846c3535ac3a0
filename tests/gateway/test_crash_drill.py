"""`kill -9` of the real web process at random moments: see `crash_drill`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.gateway.crash_drill import drill

KILLS = int(os.environ.get("APPLIANCE_TEST_KILLS", "6"))


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there() -> None:
    with tempfile.TemporaryDirectory() as folder:
        outcome = drill(Path(folder), KILLS, seed=KILLS)
    assert outcome.kills == KILLS
    assert outcome.bookings
    assert set(outcome.refused) <= {"The Scissor Lift 26 ft was taken a moment ago."}
