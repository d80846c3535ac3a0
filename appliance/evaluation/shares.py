"""Shares of what was right, and how times spread."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def share(right: Sequence[bool]) -> float | None:
    """How much of it was right, 0 to 1; None of nothing."""
    return round(sum(right) / len(right), 4) if right else None


def spread(values: Sequence[float]) -> dict[str, float | int | None]:
    """How many there are, their middle and their 95th percentile; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return {"n": 0, "p50": None, "p95": None}
    return {
        "n": len(ordered),
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
    }
