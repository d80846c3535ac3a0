"""Health checks, one file each: what is looked at, what was found, and what mends it."""

from __future__ import annotations

from appliance.ops.doctor import (
    agents,
    audio,
    data_dir,
    database,
    disk,
    models,
    ports,
    program,
    tls,
    web,
)
from appliance.ops.doctor.finding import Box, Finding, Verdict

CHECKS = (
    program.check,
    data_dir.check,
    disk.check,
    models.check,
    ports.check,
    tls.check,
    web.check,
    database.check,
    agents.check,
    audio.check,
)


def examine(box: Box) -> tuple[Finding, ...]:
    """Every check in turn; a fault of one keeps none of the others from running."""
    return tuple(check(box) for check in CHECKS)


__all__ = ["CHECKS", "Box", "Finding", "Verdict", "examine"]
