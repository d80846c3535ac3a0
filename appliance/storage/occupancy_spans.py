"""What `Occupancy` reads when it is built, and the spans that it keeps: times are microseconds
since 1970 in UTC, compared as numbers."""

from __future__ import annotations

from dataclasses import dataclass

LINES = """
SELECT b.number, b.state, epoch_us(b.review_until), l.class_id, l.unit_id, l.quantity,
    epoch_us(least(l.starts_at, l.out_at)), epoch_us(l.ends_at), l.out_at IS NOT NULL
FROM booking b JOIN booking_line l ON l.booking_number = b.number
WHERE b.state IN ('reserved', 'out', 'pending_review') AND l.returned_at IS NULL
ORDER BY b.number, l.position
"""
LAPSING = """
SELECT number, epoch_us(CASE state WHEN 'quote' THEN quote_until ELSE review_until END)
FROM booking WHERE state IN ('pending_review', 'quote')
"""
KEYS = "SELECT idempotency_key FROM booking WHERE idempotency_key IS NOT NULL"
HOLDS = """
SELECT id, call_id, class_id, unit_id, quantity, epoch_us(starts_at), epoch_us(ends_at),
    epoch_us(expires_at)
FROM hold
"""
DOWNTIMES = 'SELECT id, unit_id, epoch_us("start"), epoch_us("end") FROM downtime'
UNITS = "SELECT id, class_id, state FROM unit"
BUFFERS = "SELECT id, buffer_minutes FROM equipment_class"


@dataclass(frozen=True, slots=True)
class LineSpan:
    """A line that keeps its unit, or its part of a bulk class, unless its review has ended."""

    unit_id: str | None
    quantity: int
    start: int
    end: int
    left: bool
    """It has left the yard, and keeps its unit until it is back."""
    review_until: int | None
    """None where there is no review, or one without an end."""


@dataclass(frozen=True, slots=True)
class HoldSpan:
    call_id: str
    class_id: str
    unit_id: str | None
    quantity: int
    start: int
    end: int
    expires: int


@dataclass(frozen=True, slots=True)
class DownSpan:
    unit_id: str
    start: int
    end: int | None


Found = tuple[str, str, str, str | None, int, int, int | None]
"""Source, reference, class, unit, quantity, start, end."""
