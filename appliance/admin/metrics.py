"""Figures of the web process in Prometheus's words. Labels are names of routes, states and jobs:
never a number, a name or an address, so that nothing personal is in them and they stay few."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily

from appliance.domain.bookings import BookingState
from appliance.domain.calls import Outcome
from appliance.domain.errors import ApplianceError
from appliance.domain.verification import Verification
from appliance.ports.store import Records, Store

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Counters of one process, and gauges read when they are asked for. Any thread may call."""

    def __init__(
        self,
        store: Store,
        *,
        waiting: Callable[[], int],
        sessions: Callable[[], int],
    ) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "appliance_requests",
            "Requests answered.",
            ("app", "method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "appliance_request_seconds",
            "Seconds from a request to the beginning of its answer.",
            ("app", "route"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._limited = Counter(
            "appliance_requests_limited",
            "Requests refused because their client made too many.",
            registry=self.registry,
        )
        self._verifications = Counter(
            "appliance_verifications",
            "Checks made on calls.",
            ("gate", "result"),
            registry=self.registry,
        )
        self._calls = Counter(
            "appliance_calls_ended", "Calls ended.", ("outcome",), registry=self.registry
        )
        self._booked = Counter(
            "appliance_bookings_made",
            "Bookings asked for on calls, and what became of them.",
            ("result",),
            registry=self.registry,
        )
        self._jobs = Counter(
            "appliance_job_runs",
            "Runs of periodic jobs.",
            ("job", "result"),
            registry=self.registry,
        )
        self._job_seconds = Histogram(
            "appliance_job_seconds",
            "Seconds that a periodic job took.",
            ("job",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_Now(store, waiting, sessions))
        ProcessCollector(registry=self.registry)

    def request(self, app: str, method: str, route: str, status: int, seconds: float) -> None:
        known = method if method in _METHODS else "OTHER"
        self._requests.labels(app, known, route, str(status)).inc()
        self._seconds.labels(app, route).observe(seconds)

    def limited(self) -> None:
        self._limited.inc()

    def verified(self, checks: tuple[Verification, ...]) -> None:
        for check in checks:
            self._verifications.labels(check.gate.value, check.result.value).inc()

    def call_ended(self, outcome: Outcome) -> None:
        self._calls.labels(outcome.value).inc()

    def booked(self, result: str) -> None:
        """`result` is the booking's state, or `refused`."""
        self._booked.labels(result).inc()

    def job(self, name: str, seconds: float, *, failed: bool) -> None:
        self._jobs.labels(name, "failed" if failed else "done").inc()
        self._job_seconds.labels(name).observe(seconds)

    def text(self) -> bytes:
        """Everything, in the exposition format. Blocks: it asks the records."""
        return generate_latest(self.registry)


class _Now:
    """What is counted at the moment of asking."""

    def __init__(
        self, store: Store, waiting: Callable[[], int], sessions: Callable[[], int]
    ) -> None:
        self._store = store
        self._waiting = waiting
        self._sessions = sessions

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing is asked of the records when it is registered."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily(
            "appliance_store_waiting", "Pieces of work that wait for the records.", self._waiting()
        )
        yield GaugeMetricFamily("appliance_sessions", "People signed in.", self._sessions())
        try:
            found = self._store.read(_bookings_by_state)
        except ApplianceError:
            yield GaugeMetricFamily("appliance_store_answers", "Whether the records answer.", 0)
            return
        yield GaugeMetricFamily("appliance_store_answers", "Whether the records answer.", 1)
        bookings = GaugeMetricFamily(
            "appliance_bookings", "Bookings on record, by state.", labels=["state"]
        )
        for state, number in found.items():
            bookings.add_metric([state], number)
        yield bookings


def _bookings_by_state(records: Records) -> dict[str, int]:
    return {state.value: records.bookings.in_state(state, limit=1).total for state in BookingState}
