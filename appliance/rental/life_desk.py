"""The part of `LocalDesk` that quotes and that changes what was agreed."""

from __future__ import annotations

from datetime import datetime

from appliance.domain.periods import Period
from appliance.ports.booking import BookedFacts, BookingRequest, BookingResult
from appliance.ports.clock import Clock
from appliance.ports.rental_life import (
    BreakdownResult,
    BulkOrder,
    ChangeOrder,
    ChangeResult,
)
from appliance.ports.store import Store
from appliance.rental import (
    asked_about,
    breakdowns,
    bulk,
    cancelling,
    extending,
    moving,
    quoting,
    returning,
    swapping,
)
from appliance.rental.confirming import Answers, Registries


class LifeDesk:
    """Implements `RentalLife` over a store."""

    _store: Store
    _clock: Clock
    _registries: Registries | None

    def rentals(self, customer_id: str) -> tuple[BookedFacts, ...]:
        return self._store.read(
            lambda records: quoting.rentals(records, self._clock.now(), customer_id)
        )

    def rental(self, number: str, customer_id: str | None) -> BookedFacts | None:
        return self._store.read(lambda records: quoting.rental(records, number, customer_id))

    def make_quote(self, request: BookingRequest) -> BookingResult:
        return self._store.write(
            lambda records: quoting.make_quote(records, self._clock.now(), request)
        )

    def _asked_about(self, order: ChangeOrder) -> Answers:
        """The registries' word on everyone concerned, asked before the transaction."""
        return asked_about.answers_for(
            self._registries,
            self._store,
            lambda records: asked_about.numbers_of_booking(records, order.number),
        )

    def preview_extend(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        answers = self._asked_about(order)
        return self._store.read(
            lambda records: extending.extend(
                records, self._clock.now(), order, end, commit=False, answers=answers
            )
        )

    def extend(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        answers = self._asked_about(order)
        return self._store.write(
            lambda records: extending.extend(
                records, self._clock.now(), order, end, answers=answers
            )
        )

    def preview_return_early(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        return self._store.read(
            lambda records: returning.return_early(
                records, self._clock.now(), order, end, commit=False
            )
        )

    def return_early(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        return self._store.write(
            lambda records: returning.return_early(records, self._clock.now(), order, end)
        )

    def preview_move(self, order: ChangeOrder, period: Period) -> ChangeResult:
        answers = self._asked_about(order)
        return self._store.read(
            lambda records: moving.move(
                records, self._clock.now(), order, period, commit=False, answers=answers
            )
        )

    def move(self, order: ChangeOrder, period: Period) -> ChangeResult:
        answers = self._asked_about(order)
        return self._store.write(
            lambda records: moving.move(records, self._clock.now(), order, period, answers=answers)
        )

    def preview_swap(
        self, order: ChangeOrder, asset_tag: str | None, class_id: str | None
    ) -> ChangeResult:
        answers = self._asked_about(order)
        return self._store.read(
            lambda records: swapping.swap_unit(
                records,
                self._clock.now(),
                order,
                asset_tag,
                class_id,
                commit=False,
                answers=answers,
            )
        )

    def swap_unit(
        self, order: ChangeOrder, asset_tag: str | None, class_id: str | None
    ) -> ChangeResult:
        answers = self._asked_about(order)
        return self._store.write(
            lambda records: swapping.swap_unit(
                records, self._clock.now(), order, asset_tag, class_id, answers=answers
            )
        )

    def preview_cancel(self, order: ChangeOrder) -> ChangeResult:
        return self._store.read(
            lambda records: cancelling.cancel(records, self._clock.now(), order, commit=False)
        )

    def cancel(self, order: ChangeOrder, reason: str) -> ChangeResult:
        return self._store.write(
            lambda records: cancelling.cancel(records, self._clock.now(), order, reason)
        )

    def mark_no_show(self, order: ChangeOrder) -> ChangeResult:
        return self._store.write(
            lambda records: cancelling.mark_no_show(records, self._clock.now(), order)
        )

    def report_breakdown(self, order: ChangeOrder, asset_tag: str, note: str) -> BreakdownResult:
        return self._store.write(
            lambda records: breakdowns.report_breakdown(
                records, self._clock.now(), order, asset_tag, note
            )
        )

    def check_out_quantity(self, order: BulkOrder) -> ChangeResult:
        return self._store.write(
            lambda records: bulk.check_out_quantity(records, self._clock.now(), order)
        )

    def check_in_quantity(self, order: BulkOrder) -> ChangeResult:
        return self._store.write(
            lambda records: bulk.check_in_quantity(records, self._clock.now(), order)
        )
