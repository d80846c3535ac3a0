"""The one scheduler of daily jobs: runs what is due on a thread of its own, one after another.

`tick` is called often and returns at once. What a job did last is kept in the records, so that a
day missed while the box was off is caught up, a failure is tried again hourly, and a day's run
happens once. A job fails for a known reason without ending the others.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from appliance.domain.errors import ApplianceError, RecordNotFound
from appliance.domain.upkeep import JobRun, is_due, is_late, slot_of
from appliance.ports.clock import Clock
from appliance.ports.store import Store, YardPolicy

logger = logging.getLogger("appliance.admin.daily")

_CONTAINED = (OSError, ArithmeticError, LookupError, ValueError, TypeError, AttributeError)
_STOP_S = 6.0


@dataclass(frozen=True, slots=True)
class DailyJob:
    """`run` does the day's work and says what it did, in a few words without personal data.

    `urgent` is asked at every tick: True runs the job whatever the hour."""

    name: str
    label: str
    run: Callable[[datetime], str]
    urgent: Callable[[], bool] = bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """A job as the page and `/ready` show it; `run` is None before its first time."""

    name: str
    label: str
    run: JobRun | None
    late: bool

    @property
    def ok(self) -> bool:
        return self.run is None or (self.run.ok and not self.late)


class DailyJobs:
    """Runs each job once a day, from the hour that the yard's policy names."""

    def __init__(self, store: Store, clock: Clock, jobs: tuple[DailyJob, ...]) -> None:
        self._store = store
        self._clock = clock
        self._jobs = jobs
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def tick(self) -> int:
        """Start what is due, unless something still runs; how many jobs were started. Blocks
        for one read."""
        due = self._due()
        with self._lock:
            if not due or self._stopping.is_set() or self.running:
                return 0
            self._thread = threading.Thread(
                target=self._run_all, args=(due,), name="daily-jobs", daemon=True
            )
            self._thread.start()
        return len(due)

    def run_now(self, name: str = "") -> tuple[JobRun, ...]:
        """Run one job, or all, on this thread, due or not. Raises RecordNotFound."""
        chosen = [job for job in self._jobs if name in ("", job.name)]
        if not chosen:
            raise RecordNotFound(f"There is no daily job `{name[:40]}`.")
        return tuple(self._run(job) for job in chosen)

    @property
    def running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        """Until what runs has ended, or the time is up."""
        if self._thread is not None:
            self._thread.join(seconds)

    def stop(self) -> None:
        """Start nothing more; give what runs some seconds to end."""
        self._stopping.set()
        self.wait(_STOP_S)

    def states(self) -> tuple[JobState, ...]:
        """Every job with its last run. Blocks for one read."""
        now = self._clock.now()
        policy, runs = self._known()
        at, zone = policy.retention.daily_at, ZoneInfo(policy.timezone)
        return tuple(
            JobState(
                name=job.name,
                label=job.label,
                run=(run := runs.get(job.name)),
                late=run is not None and is_late(run, now, at, zone),
            )
            for job in self._jobs
        )

    def _known(self) -> tuple[YardPolicy, dict[str, JobRun]]:
        policy, runs = self._store.read(lambda records: (records.yard.get(), records.jobs.all()))
        return policy, {run.name: run for run in runs}

    def _due(self) -> tuple[DailyJob, ...]:
        now = self._clock.now()
        policy, runs = self._known()
        at, zone = policy.retention.daily_at, ZoneInfo(policy.timezone)
        return tuple(
            job for job in self._jobs if is_due(runs.get(job.name), now, at, zone) or job.urgent()
        )

    def _run_all(self, due: tuple[DailyJob, ...]) -> None:
        for job in due:
            if self._stopping.is_set():
                return
            try:
                self._run(job)
            except ApplianceError:
                # The records are away: nothing can be noted, and the next tick tries again.
                logger.exception("the daily job %s could not be noted", job.name)
                return

    def _run(self, job: DailyJob) -> JobRun:
        started = self._clock.now()
        policy, _ = self._known()
        slot = slot_of(started, policy.retention.daily_at, ZoneInfo(policy.timezone))
        try:
            summary, ok = job.run(started), True
        except (ApplianceError, *_CONTAINED) as error:
            logger.exception("the daily job %s failed", job.name)
            what = error.what if isinstance(error, ApplianceError) else type(error).__name__
            summary, ok = what[:300], False
        run = JobRun(
            name=job.name,
            ran_for=slot,
            started_at=started,
            finished_at=self._clock.now(),
            ok=ok,
            summary=summary,
        )
        self._store.write(lambda records: records.jobs.put(run))
        logger.info("daily job %s: %s", job.name, summary)
        return run
