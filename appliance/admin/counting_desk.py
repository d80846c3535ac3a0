"""The rental desk as the gateway serves it, with what happens on calls counted."""

from __future__ import annotations

from appliance.admin.events import LiveCalls
from appliance.admin.live_desk import AnnouncingDesk
from appliance.admin.metrics import Metrics
from appliance.domain.calls import Outcome, Timings, Turn
from appliance.domain.verification import Verification
from appliance.ports.booking import BookingRequest, BookingResult
from appliance.ports.clock import Clock
from appliance.ports.store import Store
from appliance.rental.articles import TopicMeaning
from appliance.rental.ranking import Meaning


class CountingDesk(AnnouncingDesk):
    """Counts once what was committed; what failed is not counted."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        live: LiveCalls,
        meaning: Meaning | None,
        metrics: Metrics,
        topics: TopicMeaning | None = None,
    ) -> None:
        super().__init__(store, clock, live, meaning, topics)
        self._metrics = metrics

    def record_turn(self, turn: Turn, verifications: tuple[Verification, ...] = ()) -> None:
        super().record_turn(turn, verifications)
        self._metrics.verified(verifications)

    def record_timings(self, call_id: str, turn: int, timings: Timings) -> None:
        super().record_timings(call_id, turn, timings)
        self._metrics.turn_timed(timings)

    def close_call(self, call_id: str, outcome: Outcome, recording: str | None = None) -> None:
        super().close_call(call_id, outcome, recording)
        self._metrics.call_ended(outcome)

    def book(self, request: BookingRequest) -> BookingResult:
        result = super().book(request)
        self._metrics.booked(result.booking.state if result.booking else "refused")
        return result
