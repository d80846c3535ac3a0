"""Daily jobs: when one is due, and how its last run went. A day missed is caught up, once.
Backups, as they describe themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

RETRY_AFTER = timedelta(hours=1)
LATE_AFTER_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """The last run of a job, for the yard's day `ran_for`. A failed one is tried again hourly."""

    name: str
    ran_for: date
    started_at: datetime
    finished_at: datetime
    ok: bool
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy of the records' file, as it was found when it was made: `sha256` of the file, the
    program's version, and the last entry of its trail (0 where it was empty)."""

    name: str
    made_at: datetime
    size_bytes: int
    sha256: str
    program: str
    trail_entry: int
    trail_hash: str
    bookings: int


def slot_of(now: datetime, daily_at: str, zone: ZoneInfo) -> date:
    """The day whose run ought to have happened by now: today from `daily_at` on, else yesterday."""
    local = now.astimezone(zone)
    reached = local.time().replace(tzinfo=None) >= time.fromisoformat(daily_at)
    return local.date() if reached else local.date() - timedelta(days=1)


def is_due(run: JobRun | None, now: datetime, daily_at: str, zone: ZoneInfo) -> bool:
    """True when the day's run is missing, or failed an hour ago or earlier."""
    slot = slot_of(now, daily_at, zone)
    if run is None or run.ran_for < slot:
        return True
    return not run.ok and now - run.finished_at >= RETRY_AFTER


def is_late(run: JobRun, now: datetime, daily_at: str, zone: ZoneInfo) -> bool:
    """True when a day was missed and not caught up."""
    return (slot_of(now, daily_at, zone) - run.ran_for).days >= LATE_AFTER_DAYS
