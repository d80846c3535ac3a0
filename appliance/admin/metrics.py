"""Figures of the web process in Prometheus's words. Labels are names of routes, states and jobs:
never a number, a name or an address, so that nothing personal is in them and they stay few."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from appliance.domain.bookings import BookingState
from appliance.domain.calls import Outcome, Timings
from appliance.domain.errors import ApplianceError
from appliance.domain.verification import Verification
from appliance.ports.store import Records, Store

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
_TURN_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
_FIGURE = re.compile(r"[a-z]+_[a-z]+")
_MOST_FIGURES = 32
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """Counters of one process, and gauges read when they are asked for. Any thread may call."""

    def __init__(
        self,
        store: Store,
        *,
        waiting: Callable[[], int],
        sessions: Callable[[], int],
        voice: Callable[[], Mapping[str, Any]],
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
        self._turns = Histogram(
            "appliance_turn_seconds",
            "Seconds of each stage of a spoken turn, and from voice to voice.",
            ("stage",),
            buckets=_TURN_SECONDS,
            registry=self.registry,
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
        self.registry.register(_Now(store, waiting, sessions, voice))
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

    def turn_timed(self, timings: Timings) -> None:
        for name, taken_ms in asdict(timings).items():
            if taken_ms is not None:
                self._turns.labels(name.removesuffix("_ms")).observe(taken_ms / 1000)

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
        self,
        store: Store,
        waiting: Callable[[], int],
        sessions: Callable[[], int],
        voice: Callable[[], Mapping[str, Any]],
    ) -> None:
        self._store = store
        self._waiting = waiting
        self._sessions = sessions
        self._voice = voice

    def describe(self) -> list[Metric]:
        """Nothing is asked of the records when it is registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        yield from self._speech()
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

    def _speech(self) -> Iterator[Metric]:
        """What the voice process last said that it has counted; it counts from its own start."""
        body = self._voice()
        yield GaugeMetricFamily(
            "appliance_calls_under_way",
            "Calls under way, as the voice process last said.",
            _count(body.get("calls")),
        )
        spoken = CounterMetricFamily(
            "appliance_speech_events",
            "Speculations, interruptions, a late event loop and other events of speech.",
            labels=["kind", "result"],
        )
        figures = body.get("figures")
        known = figures if isinstance(figures, dict) else {}
        for name, value in list(known.items())[:_MOST_FIGURES]:
            if _FIGURE.fullmatch(str(name)):
                spoken.add_metric(str(name).split("_"), _count(value))
        yield spoken


def _count(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0


def _bookings_by_state(records: Records) -> dict[str, int]:
    return {state.value: records.bookings.in_state(state, limit=1).total for state in BookingState}
