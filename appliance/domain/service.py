"""Services that come back, by days or by meter hours: when one is due, from the last one done.

What has never been done counts its days from the day the plan was made, and its hours from a
meter at zero: a machine that has run further without a service on record is due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicePlan:
    """A service of every unit of a class, or of one unit: every so many days, or meter hours, or
    whichever comes first."""

    id: str
    name: str
    since: datetime
    class_id: str | None = None
    unit_id: str | None = None
    every_days: int | None = None
    every_hours: Decimal | None = None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDone:
    """A service carried out, with the meter at that time."""

    id: str
    plan_id: str
    unit_id: str
    at: datetime
    meter_hours: Decimal
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When a service of a unit is due: on a day, at a meter reading, or both, the first counts."""

    on: datetime | None
    at_hours: Decimal | None

    def is_due(self, now: datetime, meter_hours: Decimal) -> bool:
        by_days = self.on is not None and self.on <= now
        return by_days or (self.at_hours is not None and self.at_hours <= meter_hours)

    def is_near(self, now: datetime, ahead: timedelta) -> bool:
        """Due within this time, as far as days tell."""
        return self.on is not None and self.on <= now + ahead


def next_due(plan: ServicePlan, last: ServiceDone | None) -> Due:
    """When the plan's service of a unit is due after the last one."""
    start = last.at if last else plan.since
    meter = last.meter_hours if last else Decimal(0)
    return Due(
        on=None if plan.every_days is None else start + timedelta(days=plan.every_days),
        at_hours=None if plan.every_hours is None else meter + plan.every_hours,
    )
