"""Measurements of the product on this box, each printed by `appliance bench NAME`.

Every measurement runs the real parts on data of its own in a temporary folder and leaves the
box's records alone. Refuses nothing but nonsense sizes; it holds nothing to a limit itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """One case: the middle and the 95th percentile of `n` measurements."""

    case: str
    n: int
    p50: float
    p95: float
    unit: str = "ms"

    @classmethod
    def of(cls, case: str, measured: list[float], unit: str = "ms") -> Result:
        """Nearest-rank percentiles. Raises ValueError for no measurements."""
        if not measured:
            raise ValueError(f"nothing was measured of {case}")
        ordered = sorted(measured)
        return cls(case, len(ordered), _rank(ordered, 50), _rank(ordered, 95), unit)

    @classmethod
    def once(cls, case: str, value: float, unit: str) -> Result:
        return cls(case, 1, round(value, 3), round(value, 3), unit)


def _rank(ordered: list[float], percent: int) -> float:
    return round(ordered[max(0, -(-len(ordered) * percent // 100) - 1)], 3)


@dataclass(frozen=True, slots=True)
class Report:
    """What `--json` prints."""

    bench: str
    machine: Mapping[str, Any]
    results: tuple[Result, ...]
    ratios: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "bench": self.bench,
            "machine": dict(self.machine),
            "results": [
                {"case": one.case, "n": one.n, "p50": one.p50, "p95": one.p95, "unit": one.unit}
                for one in self.results
            ],
            "ratios": dict(self.ratios),
        }


def machine_facts() -> dict[str, Any]:
    """The cores this process may use, the processor, memory, and how busy the box was."""
    import os
    import platform

    from appliance.ops.models.machine import Machine

    here = Machine.here()
    return {
        "cores": here.cores,
        "processor": _processor() or platform.machine(),
        "memory_mb": here.memory_mb,
        "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    from pathlib import Path

    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else ""
