"""The range of a report as moments: from the first local midnight to the one after the last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from appliance.domain.reports import ReportAsk

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """Moments as microseconds since 1970 in UTC; `zone` is the yard's, by name."""

    start_us: int
    end_us: int
    now_us: int
    zone: str


def span_of(ask: ReportAsk, now: datetime, zone: ZoneInfo) -> Span:
    """Days are the yard's own: one with a change of the clocks has 23 or 25 hours."""
    start = datetime.combine(ask.first, time(), zone)
    end = datetime.combine(ask.last + timedelta(days=1), time(), zone)
    return Span(_us(start), _us(end), _us(now), zone.key)


def _us(moment: datetime) -> int:
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
