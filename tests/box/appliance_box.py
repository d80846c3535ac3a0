"""A whole appliance for tests: the one that measurements run on too."""

from __future__ import annotations

from appliance.bootstrap.bench.box import Box, free_port, running_box
from appliance.bootstrap.bench.box import run_appliance as appliance

__all__ = ["Box", "appliance", "free_port", "running_box"]
