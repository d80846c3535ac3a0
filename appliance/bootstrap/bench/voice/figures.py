"""The figures of what was measured: percentiles by case, and what held them up."""

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
            f"{name}: turns answered after a filler", _share(t.filler for t in spoken), "%"
        ),
        Result.once(f"{name}: turns cut off", _share(t.cut_off for t in spoken), "%"),
        Result.once(f"{name}: turns asked to be said again", _share(_again(spoken)), "%"),
        Result.once(
            f"{name}: turns that moved the rental on", _share(t.works for t in spoken), "%"
        ),
        Result.once(f"{name}: calls that came to a booking", booked, f"of {len(part.calls)}"),
        Result.once(f"{name}: calls broken off", sum(bool(c.failure) for c in part.calls), "calls"),
    ]
    if part.memory:
        found.append(
            Result.once(f"{name}: voice memory, most", max(m.rss_mb for m in part.memory), "MB")
        )
        found.append(
            Result.once(
                f"{name}: voice memory, most of its own", max(m.pss_mb for m in part.memory), "MB"
            )
        )
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


def _again(turns: Sequence[MeasuredTurn]) -> Iterable[bool]:
    return (turn.turn is None for turn in turns)


def _of(case: str, values: Iterable[float | None]) -> list[Result]:
    measured = [value for value in values if value is not None]
    return [Result.of(case, measured)] if measured else []


def _share(flags: Iterable[bool]) -> float:
    found = list(flags)
    return round(100 * sum(found) / len(found), 1) if found else 0.0
