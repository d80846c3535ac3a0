"""Results as JSON, as a table on the terminal and as a page with every failure's transcript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import Any

from appliance.evaluation.forbidden import Kind
from appliance.evaluation.playing import Played
from appliance.evaluation.scenarios import Set
from appliance.evaluation.shares import spread


def as_json(played: Sequence[Played], mode: str) -> dict[str, Any]:
    """The shape that `appliance eval run --json` prints."""
    turns = [turn.ms for one in played for turn in one.exchanges[1:]]
    counts = Counter(event.kind for one in played for event in one.events)
    return {
        "mode": mode,
        "sets": {
            half.value: {
                "scenarios": len(of_half),
                "passed": sum(one.passed for one in of_half),
            }
            for half in Set
            for of_half in [[one for one in played if one.scenario.set is half]]
        },
        "forbidden": {kind.value: counts[kind] for kind in Kind},
        "turn_ms": spread(turns),
        "failures": [_failure(one) for one in played if not one.passed],
    }


def _failure(one: Played) -> dict[str, Any]:
    return {
        "scenario": one.scenario.name,
        "set": one.scenario.set.value,
        "manner": one.scenario.manner.value,
        "outcome": one.outcome.value,
        "failures": list(one.failures),
        "forbidden": [f"{event.kind.value}: {event.what}" for event in one.events],
        "transcript": [
            {
                "caller": turn.caller,
                "heard": turn.heard,
                "actions": list(turn.actions),
                "said": turn.said,
                "asks": turn.asks,
                "ms": turn.ms,
            }
            for turn in one.exchanges
        ],
    }


def as_table(played: Sequence[Played]) -> Any:
    """A rich table, a scenario a row."""
    from rich.table import Table

    table = Table(title="Simulated callers")
    for name in ("scenario", "set", "manner", "outcome", "turns", "seconds", "result"):
        table.add_column(name, justify="right" if name in ("turns", "seconds") else "left")
    for one in played:
        wrong = "; ".join([*(event.what for event in one.events), *one.failures])
        table.add_row(
            one.scenario.name,
            one.scenario.set.value,
            one.scenario.manner.value,
            one.outcome.value,
            str(len(one.exchanges) - 1),
            f"{one.seconds:.1f}",
            "[green]passed" if one.passed else f"[red]{wrong}",
        )
    return table


def as_html(played: Sequence[Played], mode: str) -> str:
    """A whole page that needs nothing else."""
    from jinja2 import Environment, StrictUndefined

    source = (resources.files("appliance.evaluation") / "data" / "report.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(source).render(
        summary=as_json(played, mode), played=played, mode=mode
    )
