"""The part of `LocalDesk` that staff at the counter speak with."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from appliance.ports.clock import Clock
from appliance.ports.counter import CounterBooking, CounterBookingResult, NamedCustomer
from appliance.ports.facts import CounterResult, UnitFacts
from appliance.ports.store import Store
from appliance.rental import asked_about, at_counter, counter, units
from appliance.rental.confirming import Answers, Registries


class StaffDesk:
    """Implements `CounterDesk` over a store."""

    _store: Store
    _clock: Clock
    _registries: Registries | None

    def unit(self, asset_tag: str) -> UnitFacts | None:
        return self._store.read(lambda records: units.unit(records, self._clock.now(), asset_tag))

    def asset_tags(self) -> tuple[str, ...]:
        return self._store.read(units.asset_tags)

    def due_back(self, day: date) -> tuple[UnitFacts, ...]:
        return self._store.read(lambda records: units.due_back(records, self._clock.now(), day))

    def overdue(self) -> tuple[UnitFacts, ...]:
        return self._store.read(lambda records: units.overdue(records, self._clock.now()))

    def check_out(
        self, key: str, actor: str, asset_tag: str, meter_hours: Decimal | None
    ) -> CounterResult:
        return self._store.write(
            lambda records: counter.check_out(
                records, self._clock.now(), key, actor, asset_tag, meter_hours
            )
        )

    def check_in(
        self, key: str, actor: str, asset_tag: str, meter_hours: Decimal | None, condition: str
    ) -> CounterResult:
        return self._store.write(
            lambda records: counter.check_in(
                records, self._clock.now(), key, actor, asset_tag, meter_hours, condition
            )
        )

    def set_maintenance(
        self, key: str, actor: str, asset_tag: str, in_maintenance: bool, note: str
    ) -> CounterResult:
        return self._store.write(
            lambda records: counter.set_maintenance(
                records, self._clock.now(), key, actor, asset_tag, in_maintenance, note
            )
        )

    def customers(self) -> tuple[NamedCustomer, ...]:
        return self._store.read(at_counter.customers)

    def preview_counter_booking(self, order: CounterBooking) -> CounterBookingResult:
        answers = self._asked_for(order)
        return self._store.read(
            lambda records: at_counter.book_at_counter(
                records, self._clock.now(), order, commit=False, answers=answers
            )
        )

    def book_at_counter(self, order: CounterBooking) -> CounterBookingResult:
        answers = self._asked_for(order)
        return self._store.write(
            lambda records: at_counter.book_at_counter(
                records, self._clock.now(), order, answers=answers
            )
        )

    def _asked_for(self, order: CounterBooking) -> Answers:
        """The registries' word on everyone concerned, asked before the transaction."""
        return asked_about.answers_for(
            self._registries,
            self._store,
            lambda records: asked_about.numbers_of_request(
                records, at_counter.request_of(records, order)
            ),
        )
