"""The rental desk as the gateway serves it: what a call says is also told to whoever watches it."""

from __future__ import annotations

from decimal import Decimal

from appliance.admin.events import OVERRIDES, CallEvent, LiveCalls
from appliance.admin.turn_json import ended_object, timings_object, turn_object
from appliance.domain.calls import Outcome, Timings, Turn
from appliance.domain.periods import Period
from appliance.domain.verification import Verification
from appliance.ports.clock import Clock
from appliance.ports.facts import OverrideFacts
from appliance.ports.store import Store
from appliance.rental.articles import TopicMeaning
from appliance.rental.desk import LocalDesk
from appliance.rental.ranking import Meaning


class AnnouncingDesk(LocalDesk):
    """A `LocalDesk` that publishes turns, ends of calls and requests for a manager's word once
    they are committed. Managers can be asked while one of them has a page open."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        live: LiveCalls,
        meaning: Meaning | None = None,
        topics: TopicMeaning | None = None,
    ) -> None:
        super().__init__(store, clock, meaning, lambda: live.watched(OVERRIDES), topics)
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
        self._tell_managers()

    def request_override(
        self,
        call_id: str,
        key: str,
        customer_id: str,
        class_id: str,
        period: Period,
        quantity: int,
        offered_day_rate: Decimal,
    ) -> OverrideFacts:
        facts = super().request_override(
            call_id, key, customer_id, class_id, period, quantity, offered_day_rate
        )
        self._tell_managers()
        return facts

    def withdraw_override(self, key: str, override_id: str) -> None:
        super().withdraw_override(key, override_id)
        self._tell_managers()

    def _tell_managers(self) -> None:
        self._live.publish(OVERRIDES, CallEvent(kind="overrides", data={}))
