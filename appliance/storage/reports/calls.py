"""Calls: how many, what came of them, how long they took, how fast the agent answered.

A call under way has no minutes yet. The median is over spoken turns, not over calls.
"""

from __future__ import annotations

from typing import Any

from appliance.storage.reports.span import Span
from appliance.storage.session import Session

# $1 start, $2 end in microseconds, $3 the yard's zone.
_CALLS = """
WITH within AS (
    SELECT id, line, coalesce(outcome, 'under_way') AS outcome,
        CAST(timezone($3, started_at) AS DATE) AS day,
        (epoch_us(ended_at) - epoch_us(started_at)) / 60e6 AS minutes
    FROM call WHERE epoch_us(started_at) >= $1 AND epoch_us(started_at) < $2
),
spoken AS (
    SELECT w.{by} AS key, median(t.timings.voice_to_voice_ms) AS reply_ms
    FROM turn t JOIN within w ON w.id = t.call_id
    WHERE t.timings.voice_to_voice_ms IS NOT NULL
    GROUP BY w.{by}
)
SELECT w.{by}, count(*)::BIGINT, count(*) FILTER (w.outcome = 'booked')::BIGINT,
    round(100.0 * count(*) FILTER (w.outcome = 'booked') / count(*), 1),
    round(coalesce(sum(w.minutes), 0), 1), round(any_value(s.reply_ms))::BIGINT
FROM within w LEFT JOIN spoken s ON s.key = w.{by}
GROUP BY w.{by}
ORDER BY {order}
"""
_ORDER = {"day": "1", "line": "2 DESC, 1", "outcome": "2 DESC, 1"}


def calls(session: Session, by: str, span: Span) -> list[tuple[Any, ...]]:
    """Rows by `day`, `line` or `outcome`; the days in order, else the most first."""
    sql = _CALLS.format(by=by, order=_ORDER[by])
    return session.rows(sql, (span.start_us, span.end_us, span.zone))
