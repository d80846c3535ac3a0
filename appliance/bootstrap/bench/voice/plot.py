"""The measurement as one SVG: where the time of a turn goes, and how the waits are spread."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from html import escape

from appliance.bootstrap.bench.voice.figures import waterfall
from appliance.bootstrap.bench.voice.measured import Part

WIDTH, LEFT, RIGHT = 900, 190, 40
BAR, STEP, TOP = 26, 44, 70
CDF_HEIGHT = 260
COLORS = {
    "end of turn": "#4c78a8",
    "thinking after it": "#f58518",
    "speech": "#54a24b",
    "line": "#9d9da3",
    "whole wait": "#b279a2",
}
LINES = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", "#9d9da3")


def draw(parts: Sequence[Part]) -> str:
    """The drawing of the parts that have spoken turns; an empty one where none has."""
    shown = [(part.part.replace("-", " "), _middles(part), _waits(part)) for part in parts]
    shown = [one for one in shown if one[2]]
    most = max((waits[-1] for _, _, waits in shown), default=1000.0)
    bars_end = TOP + STEP * len(shown)
    height = bars_end + CDF_HEIGHT + 110
    body = [_text(20, 28, "Last caller sample sent to the reply's first sample heard", 17)]
    body += _legend([name for name in COLORS if any(name in middles for _, middles, _ in shown)])
    widest = max((sum(middles.values()) for _, middles, _ in shown), default=1.0)
    for place, (name, middles, _) in enumerate(shown):
        body += _bar(TOP + STEP * place, name, middles, widest)
    body += _spread(bars_end + 40, most, [(name, waits) for name, _, waits in shown])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="sans-serif" font-size="13"><rect width="{WIDTH}" height="{height}" '
        f'fill="white"/>{"".join(body)}</svg>\n'
    )


def _waits(part: Part) -> list[float]:
    return sorted(t.answer_ms for t in part.spoken if t.answer_ms is not None and not t.cut_off)


def _middles(part: Part) -> Mapping[str, float]:
    """The median of each stage; one bar of the whole wait where the stages are not known."""
    falls = [found for turn in part.spoken if (found := waterfall(turn))]
    if falls:
        return {name: statistics.median(fall[name] for fall in falls) for name in falls[0]}
    waits = _waits(part)
    return {"whole wait": statistics.median(waits)} if waits else {}


def _legend(names: Sequence[str]) -> list[str]:
    found, x = [], LEFT
    for name in names:
        found.append(_box(x, 42, 12, 12, COLORS[name], name))
        found.append(_text(x + 18, 53, name))
        x += 40 + 8 * len(name)
    return found


def _bar(top: float, name: str, middles: Mapping[str, float], widest: float) -> list[str]:
    room = WIDTH - LEFT - RIGHT - 90
    found, x = [_text(LEFT - 10, top + 18, name, anchor="end")], float(LEFT)
    for stage, value in middles.items():
        width = room * value / widest
        found.append(_box(x, top, width, BAR, COLORS[stage], f"{name}, {stage}: {value:.0f} ms"))
        if width > 34:
            found.append(_text(x + width / 2, top + 18, f"{value:.0f}", 12, "middle", "white"))
        x += width
    found.append(_text(x + 8, top + 18, f"{sum(middles.values()):.0f} ms"))
    return found


def _spread(top: float, most: float, waits: Sequence[tuple[str, Sequence[float]]]) -> list[str]:
    """Share of turns answered within so many milliseconds."""
    room, base = WIDTH - LEFT - RIGHT, top + CDF_HEIGHT
    scale = max(1000.0, most * 1.02)
    found = [_text(20, top - 8, "Share of turns answered within", 15)]
    for step in range(5):
        y = base - CDF_HEIGHT * step / 4
        found.append(_line(LEFT, y, WIDTH - RIGHT, y, "#dddddd"))
        found.append(_text(LEFT - 10, y + 4, f"{25 * step} %", anchor="end"))
    every = next(step for step in (250, 500, 1000, 2000, 5000, 10**9) if scale / step <= 10)
    for tick in range(0, int(scale) + 1, every):
        x = LEFT + room * tick / scale
        found.append(_line(x, top, x, base, "#eeeeee"))
        found.append(_text(x, base + 18, f"{tick / 1000:g} s", anchor="middle"))
    for place, (name, values) in enumerate(waits):
        color = LINES[place % len(LINES)]
        points = [(float(LEFT), base)]
        for rank, value in enumerate(values, 1):
            x = LEFT + room * value / scale
            points += [(x, points[-1][1]), (x, base - CDF_HEIGHT * rank / len(values))]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        found.append(f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        x = LEFT + 130 * place
        found.append(_box(x, base + 34, 12, 12, color, name))
        found.append(_text(x + 18, base + 45, name))
    return found


def _box(x: float, y: float, width: float, height: float, color: str, tip: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'fill="{color}"><title>{escape(tip)}</title></rect>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, color: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"/>'


def _text(
    x: float, y: float, words: str, size: int = 13, anchor: str = "start", fill: str = "#222222"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" '
        f'fill="{fill}">{escape(words)}</text>'
    )
