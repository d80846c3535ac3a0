"""What stands now: machines that should be back, and credentials that end soon."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from appliance.storage.mapping import moment
from appliance.storage.reports.span import Span
from appliance.storage.session import Session

# $1 now, in microseconds.
_OVERDUE = """
SELECT coalesce(u.asset_tag, ''), c.name, l.quantity, k.name,
    coalesce(nullif(b.callback_number, ''), k.phones[1], ''), b.number, epoch_us(l.ends_at),
    round(($1 - epoch_us(l.ends_at)) / 86400e6, 1)
FROM booking_line l
JOIN booking b ON b.number = l.booking_number
JOIN equipment_class c ON c.id = l.class_id
JOIN customer k ON k.id = b.customer_id
LEFT JOIN unit u ON u.id = l.unit_id
WHERE b.state = 'out' AND l.out_at IS NOT NULL AND l.returned_at IS NULL
    AND epoch_us(l.ends_at) <= $1
ORDER BY l.ends_at, b.number, l.position
"""
# $1 and $2 the first and last day.
_EXPIRING = """
WITH ending AS (
    SELECT number, 'License' AS what, '' AS holder, customer_id, valid_to, state
    FROM business_license
    UNION ALL
    SELECT c.number, c.kind, o.name, o.customer_id, c.valid_to, c.state
    FROM certification c JOIN operator o ON o.id = c.operator_id
    UNION ALL
    SELECT number, 'Policy of ' || insurer, '', customer_id, valid_to, state
    FROM insurance_policy
)
SELECT e.number, e.what, coalesce(nullif(e.holder, ''), k.name), k.name,
    coalesce(k.phones[1], ''), e.valid_to, (e.valid_to - $1::DATE)::BIGINT
FROM ending e JOIN customer k ON k.id = e.customer_id
WHERE e.state = 'active' AND e.valid_to >= $1 AND e.valid_to <= $2
ORDER BY e.valid_to, k.name, e.number
"""


def overdue(session: Session, span: Span) -> list[tuple[Any, ...]]:
    """Rows of what is late, the longest first."""
    zone = session.zone
    return [
        (*row[:6], moment(row[6], zone), row[7]) for row in session.rows(_OVERDUE, (span.now_us,))
    ]


def expiring(session: Session, today: date, ahead: int) -> list[tuple[Any, ...]]:
    """Rows of active credentials that end from today on, within so many days, the next first."""
    return session.rows(_EXPIRING, (today, today + timedelta(days=ahead)))
