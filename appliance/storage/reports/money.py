"""Revenue, and prices agreed under list. No floor is read here.

Rentals count on the day that the machine left the yard, whole; fees on the day they were charged,
credits against them; a deposit that was kept pays for fees and is none itself. The list
price of a line is the cheapest mix of months, weeks and days at today's rates, as `domain.rates`
has it.
"""

from __future__ import annotations

from typing import Any

from appliance.storage.mapping import moment
from appliance.storage.reports.span import Span
from appliance.storage.session import Session

# $1 start, $2 end in microseconds, $3 the yard's zone.
_EARNED = """
WITH earned AS (
    SELECT b.customer_id, l.class_id, coalesce(l.out_at, l.starts_at) AS "at",
        CASE WHEN l.out_at IS NULL AND b.state <> 'returned' THEN 0 ELSE l.total END AS rental,
        0::DECIMAL(12, 2) AS fees,
        CASE WHEN l.out_at IS NULL AND b.state <> 'returned' THEN l.total ELSE 0 END AS reserved
    FROM booking_line l JOIN booking b ON b.number = l.booking_number
    WHERE b.state IN ('reserved', 'out', 'returned')
    UNION ALL
    SELECT b.customer_id, l.class_id, c."at", 0,
        CASE WHEN c.kind = 'credit' THEN -c.amount ELSE c.amount END, 0
    FROM charge c JOIN booking b ON b.number = c.booking_number
    LEFT JOIN booking_line l ON l.id = c.line_id
    WHERE c.kind NOT IN ('deposit_taken', 'deposit_returned', 'deposit_kept')
),
within AS (
    SELECT *, strftime(timezone($3, "at"), '%Y-%m') AS month FROM earned
    WHERE epoch_us("at") >= $1 AND epoch_us("at") < $2
)
"""
_SUMS = (
    "sum(rental)::DECIMAL(18, 2), sum(fees)::DECIMAL(18, 2), "
    "sum(rental + fees)::DECIMAL(18, 2), sum(reserved)::DECIMAL(18, 2)"
)
_REVENUE = {
    "month": f"SELECT month, {_SUMS} FROM within GROUP BY month ORDER BY month",  # noqa: S608
    "class": f"SELECT coalesce(c.name, 'No class'), {_SUMS} FROM within x "  # noqa: S608
    "LEFT JOIN equipment_class c ON c.id = x.class_id "
    "GROUP BY c.id, c.name ORDER BY 4 DESC, 1",
    "customer": f"SELECT c.name, c.account, {_SUMS} FROM within x "  # noqa: S608
    "JOIN customer c ON c.id = x.customer_id GROUP BY c.id, c.name, c.account ORDER BY 5 DESC, 2",
}

# A number of months leaves a rest that is cheapest in whole weeks and days, or in weeks alone.
_LISTED = """
WITH line AS (
    SELECT l.booking_number, l.position, b.customer_id, b.channel, b.made_by, c.name,
        l.quantity, l.total, c.day_rate AS d, c.week_rate AS w, c.month_rate AS m,
        greatest(1, ceil((epoch_us(timezone($3, l.ends_at)) - epoch_us(timezone($3, l.starts_at)))
            / 86400e6))::BIGINT AS days
    FROM booking_line l
    JOIN booking b ON b.number = l.booking_number
    JOIN equipment_class c ON c.id = l.class_id
    WHERE b.state IN ('reserved', 'out', 'returned')
        AND epoch_us(b.created_at) >= $1 AND epoch_us(b.created_at) < $2
),
mix AS (
    SELECT line.*, x.months, greatest(0, days - 28 * x.months) AS rest
    FROM line, LATERAL (SELECT unnest(range(0,
        CASE WHEN m IS NULL THEN 1 ELSE (days + 27) // 28 + 1 END)) AS months) x
),
priced AS (
    SELECT booking_number, position, customer_id, channel, made_by, name, days, total,
        min(quantity * (coalesce(m, 0) * months + least(
            d * rest,
            w * (rest // 7) + d * (rest % 7),
            w * ((rest + 6) // 7))))::DECIMAL(18, 2) AS listed
    FROM mix GROUP BY ALL
),
conceded AS (SELECT * FROM priced WHERE total <> listed)
"""
_GIVEN = (
    "sum(listed)::DECIMAL(18, 2), sum(total)::DECIMAL(18, 2), "
    "sum(listed - total)::DECIMAL(18, 2), round(100.0 * sum(listed - total) / sum(listed), 1)"
)
_CONCESSIONS = {
    "line": f"SELECT x.booking_number, x.name, c.name, x.channel, x.made_by, x.days, "  # noqa: S608
    f"{_GIVEN} FROM conceded x JOIN customer c ON c.id = x.customer_id "
    "GROUP BY x.booking_number, x.position, x.name, c.name, x.channel, x.made_by, x.days "
    "ORDER BY 9 DESC, 1, x.position",
    "customer": f"SELECT c.name, c.account, count(*)::BIGINT, {_GIVEN} "  # noqa: S608
    "FROM conceded x JOIN customer c ON c.id = x.customer_id "
    "GROUP BY c.id, c.name, c.account ORDER BY 6 DESC, 2",
}


# No floor: it is on record there, for managers who decide, and never leaves in a report.
_OVERRIDES = """
SELECT epoch_us(o.asked_at), c.name, coalesce(k.name, ''), o.list_day_rate, o.offered_day_rate,
    o.granted_day_rate, o.state, o.decided_by,
    CASE WHEN o.state IN ('accepted', 'countered') THEN o.list_day_rate - o.granted_day_rate
        ELSE 0 END
FROM override_request o
JOIN equipment_class c ON c.id = o.class_id
LEFT JOIN customer k ON k.id = o.customer_id
WHERE epoch_us(o.asked_at) >= $1 AND epoch_us(o.asked_at) < $2
ORDER BY o.asked_at DESC, o.id
"""


def overrides(session: Session, span: Span) -> list[tuple[Any, ...]]:
    """What managers were asked to decide in the range, the latest first."""
    zone = session.zone
    rows = session.rows(_OVERRIDES, (span.start_us, span.end_us))
    return [(moment(row[0], zone), *row[1:]) for row in rows]


def revenue(session: Session, by: str, span: Span) -> list[tuple[Any, ...]]:
    """Rows by `month`, `class` or `customer`; the months in order, else the most first."""
    return session.rows(_EARNED + _REVENUE[by], (span.start_us, span.end_us, span.zone))


def concessions(session: Session, by: str, span: Span) -> list[tuple[Any, ...]]:
    """Rows by `line` or `customer` of bookings made in the range, the most conceded first."""
    return session.rows(_LISTED + _CONCESSIONS[by], (span.start_us, span.end_us, span.zone))
