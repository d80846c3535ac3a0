"""Utilization: rented unit-days of those that were to be had.

A unit is rented from the moment it left until it came back (until now at least while it is out;
reserved time counts from now on, as planned), and while an import says that it is out. Service
time, inspections and breakdowns are not to be had, unless the machine was rented meanwhile; nor is
what lies ahead of a unit that now stands in maintenance. Overlaps count once. A retired unit counts
as much as it was rented. Staff's open-ended holds are time that was to be had. A unit-day is 24
hours.
"""

from __future__ import annotations

from typing import Any

from appliance.storage.reports.span import Span
from appliance.storage.session import Session

# $1 start, $2 end, $3 now, all in microseconds.
_LINES = """
line AS (
    SELECT l.unit_id, l.class_id, l.quantity,
        CASE WHEN l.out_at IS NOT NULL THEN epoch_us(l.out_at)
            WHEN b.state = 'returned' THEN epoch_us(l.starts_at)
            ELSE greatest(epoch_us(l.starts_at), $3) END AS s,
        CASE WHEN l.returned_at IS NOT NULL THEN epoch_us(l.returned_at)
            WHEN b.state = 'out' AND l.out_at IS NOT NULL THEN greatest(epoch_us(l.ends_at), $3)
            ELSE epoch_us(l.ends_at) END AS e
    FROM booking_line l JOIN booking b ON b.number = l.booking_number
    WHERE b.state IN ('reserved', 'out', 'returned')
),
rent AS (
    SELECT unit_id, greatest(s, $1) AS s, least(e, $2) AS e FROM line
    WHERE unit_id IS NOT NULL AND s < $2 AND e > $1 AND e > s
    UNION ALL
    SELECT unit_id, greatest(epoch_us("start"), $1), least(coalesce(epoch_us("end"), $2), $2)
    FROM downtime
    WHERE kind = 'out_unknown' AND epoch_us("start") < $2
        AND coalesce(epoch_us("end"), $2) > $1
),
"""
_DOWN = """
down AS (
    SELECT unit_id, greatest(epoch_us("start"), $1) AS s,
        least(coalesce(epoch_us("end"), $2), $2) AS e
    FROM downtime
    WHERE kind IN ('maintenance', 'inspection', 'breakdown') AND epoch_us("start") < $2
        AND coalesce(epoch_us("end"), $2) > $1
    UNION ALL
    SELECT id, greatest($3, $1), $2 FROM unit
    WHERE state = 'maintenance' AND $3 < $2
),
taken AS (
    SELECT unit_id, 'rent' AS what, s, e FROM rent
    UNION ALL SELECT unit_id, 'any', s, e FROM rent
    UNION ALL SELECT unit_id, 'any', s, e FROM down
),
met AS (
    SELECT unit_id, what, s, e, max(e) OVER (
        PARTITION BY unit_id, what ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS met FROM taken
),
covered AS (
    SELECT unit_id,
        sum(greatest(0, e - greatest(s, coalesce(met, s)))) FILTER (what = 'rent') AS rented,
        sum(greatest(0, e - greatest(s, coalesce(met, s)))) FILTER (what = 'any') AS taken
    FROM met GROUP BY unit_id
),
use AS (
    SELECT u.asset_tag, u.class_id, u.state,
        coalesce(c.rented, 0) AS rented,
        coalesce(c.taken, 0) - coalesce(c.rented, 0) AS down,
        CASE WHEN u.state = 'retired' THEN coalesce(c.rented, 0)
            ELSE ($2 - $1) - coalesce(c.taken, 0) + coalesce(c.rented, 0) END AS available
    FROM unit u LEFT JOIN covered c ON c.unit_id = u.id
    WHERE u.state <> 'retired' OR c.rented > 0
)
"""
_UNITS = f"WITH {_LINES} {_DOWN}"
_SHOWN = """
    round(sum(available) / 86400e6, 2), round(sum(rented) / 86400e6, 2),
    round(sum(down) / 86400e6, 2),
    CASE WHEN sum(available) > 0 THEN round(100.0 * sum(rented) / sum(available), 1) END
"""
_BY_UNIT = f"""
{_UNITS}
SELECT x.asset_tag, c.name, {_SHOWN}
FROM use x JOIN equipment_class c ON c.id = x.class_id
GROUP BY x.asset_tag, c.name
ORDER BY 6 DESC NULLS LAST, 1
"""  # noqa: S608 - nothing here is input
_BY_CLASS = f"""
{_UNITS},
bulk AS (
    SELECT c.id AS class_id, c.bulk_quantity AS units, coalesce(sum(
            l.quantity * greatest(0, least(l.e, $2) - greatest(l.s, $1))), 0) AS rented
    FROM equipment_class c LEFT JOIN line l ON l.class_id = c.id AND l.unit_id IS NULL
    WHERE c.bulk_quantity IS NOT NULL
    GROUP BY c.id, c.bulk_quantity
),
counted AS (
    SELECT class_id, 1 AS units, rented, down, available FROM use
    UNION ALL
    SELECT class_id, units, rented, 0, units * ($2 - $1) FROM bulk
)
SELECT c.name, c.category, sum(x.units)::BIGINT, {_SHOWN}
FROM counted x JOIN equipment_class c ON c.id = x.class_id
GROUP BY c.id, c.name, c.category
ORDER BY 7 DESC NULLS LAST, 1
"""  # noqa: S608 - nothing here is input


def utilization(session: Session, by: str, span: Span) -> list[tuple[Any, ...]]:
    """Rows by `class` or `unit`, the busiest first."""
    sql = _BY_UNIT if by == "unit" else _BY_CLASS
    return session.rows(sql, (span.start_us, span.end_us, span.now_us))
