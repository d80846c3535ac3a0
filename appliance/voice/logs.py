"""Pipecat's own log, which goes through loguru, into the one logger of this program."""

from __future__ import annotations

import logging

from loguru import logger as loguru_logger


def route_pipecat_logs(level: int = logging.WARNING) -> None:
    """Send what Pipecat logs at `level` or above to the logger `pipecat`, and nowhere else."""
    target = logging.getLogger("pipecat")

    def forward(message: object) -> None:
        record = getattr(message, "record", None)
        if record is not None:
            target.log(record["level"].no, "%s", record["message"])

    loguru_logger.remove()
    loguru_logger.add(forward, level=level, format="{message}")
