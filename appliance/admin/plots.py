"""Plots of reports as geometry: where bars, labels and marks of an SVG lie, in its own units.

Templates draw them; colors are classes of the style sheet, so both themes hold. What a plot shows
always stands in a table beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 760.0
_BAR_LABEL = 210.0
_BAR_VALUE = 92.0
_BAR_STEP = 27.0
_COLUMN_HEIGHT = 220.0
_COLUMN_LEFT = 62.0
_COLUMN_FOOT = 24.0
_COLUMN_TOP = 10.0
_MOST_LABELS = 12
_LONGEST_LABEL = 30
MOST_BARS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One group of a plot: a bar or a column, of one or several parts stacked."""

    label: str
    values: tuple[float, ...]
    text: str
    """What stands at the end of a bar, and in the tip of a column."""
    tone: str = ""
    """A class in place of the part's own color."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle of class `fill`."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A whole plot. `summary` says it in words, for who cannot see it."""

    height: float
    boxes: tuple[Box, ...]
    words: tuple[Words, ...]
    lines: tuple[Line, ...]
    legend: tuple[tuple[str, str], ...]
    """Fill class and label of each part; empty for a single one."""
    summary: str


_FILLS = ("plot-a", "plot-b")
CALM_FILLS = ("plot-a", "plot-calm")
"""For a second part that is no part to look for."""


def bars(
    marks: Sequence[Mark], parts: Sequence[str], title: str, most: float | None = None
) -> Drawing:
    """Ranked bars, the first `MOST_BARS`; lengths from zero to `most`, else to the longest."""
    shown = marks[:MOST_BARS]
    longest = max((sum(max(0.0, v) for v in mark.values) for mark in shown), default=0.0) or 1.0
    most = longest if most is None else max(most, longest)
    room = WIDTH - _BAR_LABEL - _BAR_VALUE
    boxes: list[Box] = []
    words: list[Words] = []
    for place, mark in enumerate(shown):
        top, x = place * _BAR_STEP, _BAR_LABEL
        middle = top + _BAR_STEP / 2 + 4
        words.append(Words(x=_BAR_LABEL - 10, y=middle, text=_short(mark.label), anchor="end"))
        boxes.append(
            Box(
                x=_BAR_LABEL,
                y=top + 5,
                width=room,
                height=_BAR_STEP - 10,
                fill="plot-track",
                tip=f"{mark.label}: {mark.text}",
            )
        )
        for part, value in enumerate(mark.values):
            width = room * max(0.0, value) / most
            boxes.append(
                Box(
                    x=x,
                    y=top + 5,
                    width=round(width, 2),
                    height=_BAR_STEP - 10,
                    fill=mark.tone or _FILLS[part],
                    tip=f"{mark.label}: {mark.text}",
                )
            )
            x += width
        words.append(Words(x=WIDTH, y=middle, text=mark.text, anchor="end", strong=True))
    return Drawing(
        height=max(1, len(shown)) * _BAR_STEP,
        boxes=tuple(boxes),
        words=tuple(words),
        lines=(),
        legend=_legend(parts),
        summary=_summary(title, shown),
    )


def columns(
    marks: Sequence[Mark],
    parts: Sequence[str],
    title: str,
    sign: str = "",
    fills: Sequence[str] = _FILLS,
) -> Drawing:
    """Columns in their order over a scale from zero."""
    top = nice_ceiling(max((sum(max(0.0, v) for v in mark.values) for mark in marks), default=0.0))
    inner = _COLUMN_HEIGHT - _COLUMN_TOP - _COLUMN_FOOT
    base = _COLUMN_TOP + inner
    lines, words = [], []
    for step in range(5):
        y = round(base - inner * step / 4, 2)
        lines.append(Line(x1=_COLUMN_LEFT, y1=y, x2=WIDTH, y2=y))
        words.append(
            Words(x=_COLUMN_LEFT - 8, y=y + 4, text=_tick(top * step / 4, sign), anchor="end")
        )
    pitch = (WIDTH - _COLUMN_LEFT) / max(1, len(marks))
    width = min(46.0, pitch * 0.7)
    every = max(1, math.ceil(len(marks) / _MOST_LABELS))
    boxes: list[Box] = []
    for place, mark in enumerate(marks):
        center = _COLUMN_LEFT + pitch * (place + 0.5)
        y = base
        for part, value in enumerate(mark.values):
            height = inner * max(0.0, value) / top
            y -= height
            if height > 0:
                boxes.append(
                    Box(
                        x=round(center - width / 2, 2),
                        y=round(y, 2),
                        width=round(width, 2),
                        height=round(height, 2),
                        fill=mark.tone or fills[part],
                        tip=f"{mark.label}: {mark.text}",
                    )
                )
        if place % every == 0:
            words.append(
                Words(x=round(center, 2), y=_COLUMN_HEIGHT - 6, text=mark.label, anchor="middle")
            )
    return Drawing(
        height=_COLUMN_HEIGHT,
        boxes=tuple(boxes),
        words=tuple(words),
        lines=tuple(lines),
        legend=_legend(parts, fills),
        summary=_summary(title, marks),
    )


def nice_ceiling(most: float) -> float:
    """The next round number from 4 up: 1, 2, 2.5, 4, 5 or 8 times a power of ten."""
    if most <= 4:
        return 4.0
    power = 10.0 ** math.floor(math.log10(most))
    for step in (1, 2, 2.4, 4, 6, 8, 10):
        if most <= step * power:
            return step * power
    return 10 * power


def _tick(value: float, sign: str) -> str:
    if value >= 1_000_000:
        return f"{sign}{value / 1_000_000:g}M"
    if value >= 10_000:
        return f"{sign}{value / 1000:g}k"
    return f"{sign}{value:,.0f}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"


def _legend(parts: Sequence[str], fills: Sequence[str] = _FILLS) -> tuple[tuple[str, str], ...]:
    return tuple(zip(fills, parts, strict=False)) if len(parts) > 1 else ()


def _summary(title: str, marks: Sequence[Mark]) -> str:
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks[:MOST_BARS])
    return f"{title}. {said}. All figures are in the table below." if said else title
