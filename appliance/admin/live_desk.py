"""The rental desk as the gateway serves it: what a call says is also told to whoever watches it."""

from __future__ import annotations

from appliance.admin.events import CallEvent, LiveCalls
from appliance.admin.turn_json import ended_object, timings_object, turn_object
from appliance.domain.calls import Outcome, Timings, Turn
from appliance.domain.verification import Verification
from appliance.ports.clock import Clock
from appliance.ports.store import Store
from appliance.rental.desk import LocalDesk
from appliance.rental.ranking import Meaning


class AnnouncingDesk(LocalDesk):
    """A `LocalDesk` that publishes turns and ends of calls once they are committed."""

    def __init__(
        self, store: Store, clock: Clock, live: LiveCalls, meaning: Meaning | None = None
    ) -> None:
        super().__init__(store, clock, meaning)
        self._live = live

    def record_turn(self, turn: Turn, verifications: tuple[Verification, ...] = ()) -> None:
        super().record_turn(turn, verifications)
        self._live.publish(turn.call_id, CallEvent(kind="turn", data=turn_object(turn)))

    def record_timings(self, call_id: str, turn: int, timings: Timings) -> None:
        super().record_timings(call_id, turn, timings)
        data = {"turn": turn, "timings": timings_object(timings)}
        self._live.publish(call_id, CallEvent(kind="timings", data=data))

    def close_call(self, call_id: str, outcome: Outcome, recording: str | None = None) -> None:
        super().close_call(call_id, outcome, recording)
        call = self._store.read(lambda records: records.calls.get(call_id))
        if call is not None:
            self._live.publish(call_id, CallEvent(kind="ended", data=ended_object(call)))
