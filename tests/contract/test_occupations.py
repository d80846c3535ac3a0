"""What every `Store` says occupies units, for every reason there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from appliance.domain.bookings import BookingState, Hold
from appliance.domain.catalogue import Downtime, DowntimeKind, UnitState
from appliance.domain.periods import Period
from appliance.ports.repositories import Occupation
from appliance.ports.store import Records, Store
from appliance.storage import DuckDbStore
from tests.storage.builders import DAY, NOW, a_booking, a_class, a_line, a_unit, furnish


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    where = ":memory:" if request.param == "memory" else tmp_path / "records.duckdb"
    opened: Store = DuckDbStore(where, wait_s=30)
    opened.write(furnish)
    yield opened
    opened.close()


Change = Callable[[Records], None]


def _book(number: str = "R-1", **changes: Any) -> Change:
    line = {name: changes.pop(name) for name in ("out_at", "period") if name in changes}
    return lambda records: records.bookings.put(
        a_booking(number, a_line(number, **line), **changes)
    )


def _hold(**changes: Any) -> Change:
    facts: dict[str, Any] = {
        "id": "h1",
        "call_id": "call-1",
        "class_id": "lift",
        "unit_id": "u1",
        "quantity": 1,
        "period": Period(NOW, NOW + DAY),
        "expires_at": NOW + timedelta(minutes=5),
    }
    return lambda records: records.holds.put(Hold(**{**facts, **changes}))


def _downtime(end: datetime | None) -> Change:
    return lambda records: records.downtimes.put(
        Downtime(id="d1", unit_id="u1", kind=DowntimeKind.BREAKDOWN, start=NOW, end=end)
    )


class TestOccupations:
    HOUR = timedelta(hours=1)
    PERIOD = Period(NOW, NOW + DAY)

    def taken(
        self, store: Store, change: Change, period: Period = PERIOD, **ignored: str
    ) -> tuple[Occupation, ...]:
        store.write(change)
        return store.read(lambda records: records.occupations(("lift",), period, NOW, **ignored))

    def test_nothing_is_taken_at_first(self, store: Store) -> None:
        assert self.taken(store, lambda _records: None) == ()
        assert store.read(lambda records: records.occupations((), self.PERIOD, NOW)) == ()

    def test_a_booking_with_its_turnaround(self, store: Store) -> None:
        (one,) = self.taken(store, _book())
        assert (one.source, one.reference, one.unit_id) == ("booking", "R-1", "u1")
        assert (one.start, one.end) == (NOW, NOW + DAY + self.HOUR)

    def test_the_turnaround_reaches_into_the_next_rental(self, store: Store) -> None:
        touching = Period(NOW + DAY, NOW + 2 * DAY)
        assert len(self.taken(store, _book(), touching)) == 1
        behind = Period(NOW + DAY + self.HOUR, NOW + 2 * DAY)
        assert self.taken(store, _book(), behind) == ()

    def test_what_ends_when_the_period_starts_is_free(self, store: Store) -> None:
        assert self.taken(store, _book(), Period(NOW - DAY, NOW)) == ()

    @pytest.mark.parametrize("state", [one for one in BookingState if not one.blocks])
    def test_bookings_that_are_over_take_nothing(self, store: Store, state: BookingState) -> None:
        assert self.taken(store, _book(state=state)) == ()

    def test_a_review_keeps_its_units_until_its_time_is_over(self, store: Store) -> None:
        waiting = {"state": BookingState.PENDING_REVIEW, "review_until": NOW + self.HOUR}
        assert len(self.taken(store, _book(**waiting))) == 1
        waiting["review_until"] = NOW
        assert self.taken(store, _book(**waiting)) == ()

    def test_out_and_overdue_has_no_end_whatever_was_planned(self, store: Store) -> None:
        overdue = _book(
            state=BookingState.OUT, out_at=NOW - 3 * DAY, period=Period(NOW - 3 * DAY, NOW - DAY)
        )
        next_month = Period(NOW + 30 * DAY, NOW + 31 * DAY)
        (one,) = self.taken(store, overdue, next_month)
        assert one.end is None

    def test_reserved_and_past_its_end_does_not_block_for_good(self, store: Store) -> None:
        past = _book(period=Period(NOW - 3 * DAY, NOW - DAY))
        assert self.taken(store, past) == ()

    def test_out_before_its_planned_start_is_taken_from_then(self, store: Store) -> None:
        early = _book(
            state=BookingState.OUT,
            out_at=NOW - self.HOUR,
            period=Period(NOW + 2 * DAY, NOW + 3 * DAY),
        )
        (one,) = self.taken(store, early)
        assert one.start == NOW - self.HOUR

    def test_a_hold_until_it_expires(self, store: Store) -> None:
        (one,) = self.taken(store, _hold())
        assert (one.source, one.reference, one.end) == ("hold", "h1", NOW + DAY)
        assert self.taken(store, _hold(expires_at=NOW)) == ()

    def test_expired_holds_are_deleted_and_counted(self, store: Store) -> None:
        store.write(_hold(expires_at=NOW))
        store.write(_hold(id="h2"))
        assert store.write(lambda records: records.holds.delete_expired(NOW)) == 1
        assert store.read(lambda records: records.holds.of_call("call-1")) != ()
        store.write(lambda records: records.holds.delete_of_call("call-1"))
        assert store.read(lambda records: records.holds.count()) == 0

    def test_the_callers_own_hold_and_booking_can_be_left_out(self, store: Store) -> None:
        assert self.taken(store, _hold(), ignore_call="call-1") == ()
        assert len(self.taken(store, _hold(), ignore_call="call-2")) == 1
        store.write(lambda records: records.holds.delete("h1"))
        assert self.taken(store, _book(), ignore_booking="R-1") == ()
        assert len(self.taken(store, _book(), ignore_booking="R-2")) == 1

    def test_a_downtime_with_and_without_an_end(self, store: Store) -> None:
        later = Period(NOW + 30 * DAY, NOW + 31 * DAY)
        assert self.taken(store, _downtime(NOW + DAY), later) == ()
        (one,) = self.taken(store, _downtime(None), later)
        assert (one.source, one.unit_id, one.end) == ("downtime", "u1", None)

    @pytest.mark.parametrize("state", [UnitState.MAINTENANCE, UnitState.RETIRED])
    def test_a_unit_out_of_service(self, store: Store, state: UnitState) -> None:
        (one,) = self.taken(store, lambda records: records.units.put(a_unit("u1", state=state)))
        assert (one.source, one.unit_id, one.end) == ("downtime", "u1", None)

    def test_part_of_a_bulk_class(self, store: Store) -> None:
        def use(records: Records) -> None:
            records.classes.put(a_class("jack", bulk_quantity=12))
            line = a_line("R-9", None, class_id="jack", quantity=5)
            records.bookings.put(a_booking("R-9", line))

        store.write(use)
        (one,) = store.read(lambda records: records.occupations(("jack",), self.PERIOD, NOW))
        assert (one.unit_id, one.quantity, one.class_id) == (None, 5, "jack")
        assert store.read(lambda records: records.occupations(("lift",), self.PERIOD, NOW)) == ()
