"""Figures of how the agent takes turns: cut-offs, interruptions, and memory over many calls."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from appliance.bootstrap.bench import Result
from appliance.bootstrap.bench.voice.figures import share_of
from appliance.bootstrap.bench.voice.interrupting import WORDS
from appliance.bootstrap.bench.voice.measured import Memory, Part

WARM_UP_SHARE = 0.25
"""Of the calls, before memory is looked at: caches fill meanwhile."""


def pause_results(part: Part) -> list[Result]:
    """How many utterances with a pause in mid-sentence the agent broke into."""
    paused = [turn for turn in part.spoken if turn.paused_ms]
    if not paused:
        return []
    results = [share_of("pauses: utterances cut off", [turn.cut_off for turn in paused])]
    for length in sorted({turn.paused_ms for turn in paused}):
        cut = [turn.cut_off for turn in paused if turn.paused_ms == length]
        results.append(share_of(f"pauses: cut off, of {length} ms", cut))
    return results


def interruption_results(part: Part) -> list[Result]:
    """How soon words stop the agent, and whether sounds that ask for nothing do."""
    heard = [one for call in part.calls for one in call.interruptions]
    words = [one for one in heard if one.kind == WORDS]
    stops = [one.stop_ms for one in words if one.stop_ms is not None]
    results = []
    if stops:
        results.append(Result.of("interruptions: words stop the agent", stops))
    if words:
        results.append(
            share_of(
                "interruptions: words that did not stop it", [w.stop_ms is None for w in words]
            )
        )
    for kind in sorted({one.kind for one in heard} - {WORDS}):
        stopped = [not one.went_on or one.turn_taken for one in heard if one.kind == kind]
        results.append(share_of(f"interruptions: {kind} that stopped it for good", stopped))
    return results


def memory_results(part: Part) -> list[Result]:
    """The voice process over many short calls, several at once."""
    if not part.memory:
        return []
    most = max(one.calls for one in part.memory)
    settled = [one for one in part.memory if one.calls >= WARM_UP_SHARE * most]
    return [
        Result.once("memory: calls", len(part.calls), "calls"),
        Result.once("memory: voice, most", max(one.rss_mb for one in part.memory), "MB"),
        *_own(part),
        Result.once(
            "memory: change, first to last quarter of the settled calls", _drift(settled), "%"
        ),
        Result.once("memory: widest from the settled calls' mean", _widest(settled), "%"),
    ]


def _own(part: Part) -> list[Result]:
    own = part.own_mb
    return [] if own is None else [Result.once("memory: voice, its own at the end", own, "MB")]


def _drift(settled: Sequence[Memory]) -> float:
    quarter = max(1, len(settled) // 4)
    first = statistics.mean(one.rss_mb for one in settled[:quarter])
    last = statistics.mean(one.rss_mb for one in settled[-quarter:])
    return 100 * (last / first - 1)


def _widest(settled: Sequence[Memory]) -> float:
    mean = statistics.mean(one.rss_mb for one in settled)
    return max(abs(100 * (one.rss_mb / mean - 1)) for one in settled)
