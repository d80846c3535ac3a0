"""Figures of the wait for a reply: percentiles by case, and what held it up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from appliance.bootstrap.bench import Result
from appliance.bootstrap.bench.voice.measured import MeasuredTurn, Part

STAGES: Final = ("endpoint_ms", "transcribe_ms", "understand_ms", "decide_ms", "speak_ms")
"""As they are stored with each turn. They overlap where work ran ahead of the turn's end."""


def load_results(part: Part) -> list[Result]:
    """Everything of calls at once, by case; empty where nothing was measured."""
    name = part.part.replace("-", " ")
    turns = [turn for turn in part.spoken if not turn.cut_off]
    working = [turn for turn in turns if turn.works]
    results = [
        *_of(f"{name}: to the reply", (turn.answer_ms for turn in turns)),
        *_of(
            f"{name}: to the reply, turns that moved the rental on", (t.answer_ms for t in working)
        ),
        *_of(f"{name}: to the first sound, fillers included", (t.first_sound_ms for t in turns)),
        *[
            result
            for stage in STAGES
            for result in _of(
                f"{name}: stage {stage.removesuffix('_ms')}",
                (turn.timings.get(stage) for turn in turns),
            )
        ],
        *_of(f"{name}: on record as voice to voice", (_stored(turn) for turn in turns)),
        *_of(f"{name}: longest gap in a reply", (turn.gap_ms for turn in part.spoken)),
        *_of(
            f"{name}: longest gap in a reply, less the machine's own stop in it",
            (turn.gap_ms - turn.stopped_ms for turn in part.spoken),
        ),
    ]
    if part.spoken:
        results += _counts(name, part)
    return results


def _counts(name: str, part: Part) -> list[Result]:
    spoken = part.spoken
    booked = sum(call.booking is not None for call in part.calls)
    found = [
        Result.once(f"{name}: widest gap of all replies", max(t.gap_ms for t in spoken), "ms"),
        Result.once(
            f"{name}: widest, less the machine's own stop in it",
            round(max(t.gap_ms - t.stopped_ms for t in spoken), 1),
            "ms",
        ),
        Result.once(f"{name}: longest stop of the machine itself", part.longest_stop_ms, "ms"),
        share_of(f"{name}: turns answered after a filler", [turn.filler for turn in spoken]),
        share_of(f"{name}: turns cut off", [turn.cut_off for turn in spoken]),
        share_of(f"{name}: turns asked to be said again", [turn.turn is None for turn in spoken]),
        share_of(f"{name}: turns that moved the rental on", [turn.works for turn in spoken]),
        Result.once(f"{name}: calls that came to a booking", booked, f"of {len(part.calls)}"),
        Result.once(f"{name}: calls broken off", sum(bool(c.failure) for c in part.calls), "calls"),
    ]
    started = part.counts.get("speculation started", 0.0)
    if started:
        dropped = part.counts.get("speculation dropped", 0.0)
        found.append(Result.once(f"{name}: speculations begun", started, "times"))
        found.append(
            Result.once(f"{name}: speculations wasted", 100 * dropped / started, "% of them")
        )
    if "loop late" in part.counts:
        late = part.counts["loop late"]
        found.append(Result.once(f"{name}: event loop late by a packet", late, "times"))
    if part.memory:
        found.append(
            Result.once(f"{name}: voice memory, most", max(m.rss_mb for m in part.memory), "MB")
        )
    if (own := part.own_mb) is not None:
        found.append(Result.once(f"{name}: voice memory, its own at the end", own, "MB"))
    return found


def waterfall(turn: MeasuredTurn) -> Mapping[str, float]:
    """The turn's milliseconds one after another, on the wire: the silence that ended the turn,
    what was left to think after it, making the reply's first sound, and the line both ways."""
    if turn.answer_ms is None or (stored := _stored(turn)) is None:
        return {}
    endpoint = min(turn.timings.get("endpoint_ms", 0.0), stored)
    speak = min(turn.timings.get("speak_ms", 0.0), stored - endpoint)
    return {
        "end of turn": endpoint,
        "thinking after it": max(0.0, stored - endpoint - speak),
        "speech": speak,
        "line": max(0.0, turn.answer_ms - stored),
    }


def _stored(turn: MeasuredTurn) -> float | None:
    return turn.timings.get("voice_to_voice_ms")


def _of(case: str, values: Iterable[float | None]) -> list[Result]:
    measured = [value for value in values if value is not None]
    return [Result.of(case, measured)] if measured else []


def share_of(case: str, flags: Sequence[bool]) -> Result:
    """Per cent of `n`. Raises ZeroDivisionError for none."""
    percent = round(100 * sum(flags) / len(flags), 1)
    return Result(case, len(flags), percent, percent, "%")
