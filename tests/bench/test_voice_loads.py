from __future__ import annotations

import subprocess
import sys
import time

import psutil

from appliance.bootstrap.bench.voice.loads import wait_until_at_rest

BUSY_S = 1.5
SCRIPT = f"""
import time
end = time.monotonic() + {BUSY_S}
while time.monotonic() < end:
    pass
time.sleep(60)
"""


def test_a_box_that_still_warms_up_is_not_measured_yet() -> None:
    with subprocess.Popen([sys.executable, "-c", SCRIPT]) as working:
        began = time.monotonic()
        wait_until_at_rest(psutil.Process(working.pid))
        waited = time.monotonic() - began
        working.kill()
    assert BUSY_S < waited < 30
