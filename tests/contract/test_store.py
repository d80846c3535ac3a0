"""What every `Store` promises: transactions, paging, look-ups, and what occupies units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from appliance.domain.bookings import Booking, BookingState
from appliance.domain.calls import Call
from appliance.domain.catalogue import UnitState
from appliance.domain.errors import RecordError
from appliance.domain.negotiation import NegotiationPolicy
from appliance.domain.people import Task, TaskState
from appliance.domain.periods import Period
from appliance.ports.store import Records, Store, YardPolicy
from appliance.storage import DuckDbStore
from tests.storage.builders import (
    DAY,
    NOW,
    a_booking,
    a_class,
    a_customer,
    a_line,
    a_unit,
    furnish,
)


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    where = ":memory:" if request.param == "memory" else tmp_path / "records.duckdb"
    opened: Store = DuckDbStore(where, wait_s=30)
    opened.write(furnish)
    yield opened
    opened.close()


class TestTransactions:
    def test_a_write_is_kept(self, store: Store) -> None:
        store.write(lambda records: records.units.put(a_unit("u3")))
        assert store.read(lambda records: records.units.count()) == 3

    def test_a_write_that_raises_leaves_nothing(self, store: Store) -> None:
        def use(records: Records) -> None:
            records.units.put(a_unit("u3"))
            records.bookings.put(a_booking(records.bookings.next_number()))
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            store.write(use)
        assert store.read(lambda records: records.units.count()) == 2
        assert store.read(lambda records: records.bookings.count()) == 0

    def test_a_refused_record_takes_the_whole_transaction_back(self, store: Store) -> None:
        def use(records: Records) -> None:
            records.units.put(a_unit("u3"))
            records.units.put(a_unit("u4", asset_tag="T-u3"))

        with pytest.raises(RecordError):
            store.write(use)
        assert store.read(lambda records: records.units.tags()) == ("T-u1", "T-u2")

    def test_use_gives_back_its_result(self, store: Store) -> None:
        assert store.read(lambda records: records.classes.count()) == 1
        assert store.write(lambda _records: "done") == "done"

    def test_booking_numbers_go_up_and_are_never_given_twice(self, store: Store) -> None:
        def book(records: Records) -> str:
            number = records.bookings.next_number()
            records.bookings.put(a_booking(number))
            return number

        numbers = [store.write(book) for _ in range(3)]
        store.write(lambda records: records.bookings.delete(numbers[-1]))
        numbers.append(store.write(book))
        assert numbers == ["R-1001", "R-1002", "R-1003", "R-1004"]


class TestLookUps:
    def test_classes_and_units(self, store: Store) -> None:
        def use(records: Records) -> None:
            assert records.classes.by_name(" class LIFT ") == a_class()
            assert records.classes.by_name("other") is None
            assert [one.id for one in records.classes.all()] == ["lift"]
            assert records.units.by_tag("t-U2") == a_unit("u2")
            assert [one.id for one in records.units.of_class("lift")] == ["u1", "u2"]
            records.units.put(a_unit("u2", state=UnitState.RETIRED))
            assert records.units.counts_by_class() == {"lift": 1}

        store.write(use)

    @pytest.mark.parametrize(
        "said", ["+13125550142", "312-555-0142", "(312) 555 0142", "1 312 555.0142"]
    )
    def test_customers_by_the_digits_of_a_phone(self, store: Store, said: str) -> None:
        customer = a_customer("c2", phones=("555-0199", "+1 (312) 555-0142"))
        store.write(lambda records: records.customers.put(customer))
        assert store.read(lambda records: records.customers.by_phone(said)) == customer

    @pytest.mark.parametrize("said", ["", "anonymous", "0142", "3125550143", "sip:"])
    def test_no_customer_by_half_a_phone(self, store: Store, said: str) -> None:
        customer = a_customer("c2", phones=("+13125550142",))
        store.write(lambda records: records.customers.put(customer))
        assert store.read(lambda records: records.customers.by_phone(said)) is None

    def test_a_phone_that_two_accounts_share_proposes_neither(self, store: Store) -> None:
        def use(records: Records) -> None:
            for key in ("c2", "c3"):
                records.customers.put(a_customer(key, phones=("3125550142",)))
            assert records.customers.by_phone("3125550142") is None

        store.write(use)

    def test_bookings_by_what_is_asked_of_them(self, store: Store) -> None:
        later = Period(NOW + 2 * DAY, NOW + 3 * DAY)

        def use(records: Records) -> None:
            out = a_booking("R-1", a_line("R-1", out_at=NOW), state=BookingState.OUT)
            coming = a_booking("R-2", a_line("R-2", period=later), idempotency_key="call:3")
            over = a_booking("R-3", state=BookingState.RETURNED)
            for booking in (over, coming, out):
                records.bookings.put(booking)
            numbers = _numbers(records.bookings.open_for_unit("u1"))
            assert numbers == ["R-1", "R-2"]
            assert records.bookings.by_idempotency_key("call:3") == coming
            assert records.bookings.by_idempotency_key("call:4") is None
            assert _numbers(records.bookings.out_due_by(NOW + DAY)) == ["R-1"]
            assert records.bookings.out_due_by(NOW + DAY - timedelta(seconds=1)) == ()
            found = records.bookings.starting_between(NOW + 2 * DAY, NOW + 3 * DAY)
            assert _numbers(found) == ["R-2"]
            assert records.bookings.starting_between(NOW + DAY, NOW + 2 * DAY) == ()
            mine = records.bookings.of_customer("c1", (BookingState.OUT, BookingState.RETURNED))
            assert set(_numbers(mine)) == {"R-1", "R-3"}

        store.write(use)

    def test_a_line_that_is_back_no_longer_counts(self, store: Store) -> None:
        def use(records: Records) -> None:
            back = a_line("R-1", out_at=NOW, returned_at=NOW + timedelta(hours=2))
            still_out = a_line("R-1", "u2", out_at=NOW)
            records.bookings.put(a_booking("R-1", back, still_out, state=BookingState.OUT))
            assert records.bookings.open_for_unit("u1") == ()
            assert _numbers(records.bookings.open_for_unit("u2")) == ["R-1"]
            taken = records.occupations(("lift",), Period(NOW, NOW + DAY), NOW)
            assert [one.unit_id for one in taken] == ["u2"]

        store.write(use)

    def test_lines_are_replaced_whole_and_keep_their_order(self, store: Store) -> None:
        def use(records: Records) -> None:
            records.bookings.put(a_booking("R-1", a_line("R-1", "u2"), a_line("R-1", "u1")))
            found = records.bookings.get("R-1")
            assert found is not None
            assert [line.unit_id for line in found.lines] == ["u2", "u1"]
            records.bookings.put(replace(found, lines=found.lines[1:]))
            again = records.bookings.get("R-1")
            assert again is not None
            assert [line.unit_id for line in again.lines] == ["u1"]

        store.write(use)

    def test_calls_latest_first_and_those_under_way(self, store: Store) -> None:
        def use(records: Records) -> None:
            for hour in range(3):
                ended = None if hour == 1 else NOW + DAY
                records.calls.put(
                    Call(
                        id=f"call-{hour}",
                        line="sip",
                        caller=None,
                        started_at=NOW + timedelta(hours=hour),
                        ended_at=ended,
                    )
                )
            page = records.calls.recent(limit=2)
            assert ([one.id for one in page.items], page.total) == (["call-2", "call-1"], 3)
            assert [one.id for one in records.calls.under_way()] == ["call-1"]

        store.write(use)

    def test_open_tasks_oldest_first(self, store: Store) -> None:
        def use(records: Records) -> None:
            for number, state in enumerate((TaskState.OPEN, TaskState.DONE, TaskState.OPEN)):
                records.tasks.put(
                    Task(
                        id=f"t{number}",
                        kind="callback",
                        created_at=NOW - number * DAY,
                        call_id=None,
                        subject="Call back",
                        detail="",
                        state=state,
                    )
                )
            assert [one.id for one in records.tasks.open()] == ["t2", "t0"]

        store.write(use)


def _numbers(bookings: tuple[Booking, ...]) -> list[str]:
    return [booking.number for booking in bookings]


class TestPages:
    def test_every_word_must_be_found_in_any_case(self, store: Store) -> None:
        store.write(lambda records: records.units.put(a_unit("u3", location="North Row")))

        def tags(search: str) -> list[str]:
            page = store.read(lambda records: records.units.page(search=search))
            assert page.total == len(page.items)
            return [unit.asset_tag for unit in page.items]

        assert tags("row NORTH") == ["T-u3"]
        assert tags("row south") == []
        assert tags("class lift") == ["T-u1", "T-u2", "T-u3"]
        assert tags("") == ["T-u1", "T-u2", "T-u3"]
        assert tags("100% _") == []

    def test_pages_make_up_the_whole(self, store: Store) -> None:
        store.write(lambda records: records.units.put_many([a_unit(f"v{n}") for n in range(7)]))
        seen: list[str] = []
        pages = store.read(
            lambda records: [records.units.page(offset=start, limit=4) for start in (0, 4, 8)]
        )
        for offset, page in zip((0, 4, 8), pages, strict=True):
            assert (page.total, page.offset, page.limit) == (9, offset, 4)
            seen += [unit.id for unit in page.items]
        assert len(seen) == len(set(seen)) == 9

    @pytest.mark.parametrize("offset, limit", [(-1, 10), (0, 0), (0, 100_000)])
    def test_pages_are_bounded(self, store: Store, offset: int, limit: int) -> None:
        with pytest.raises(RecordError):
            store.read(lambda records: records.units.page(offset=offset, limit=limit))

    def test_bookings_are_found_by_customer_and_tag_and_state(self, store: Store) -> None:
        def use(records: Records) -> None:
            records.bookings.put(a_booking("R-1"))
            cancelled = a_booking("R-2", a_line("R-2", "u2"), state=BookingState.CANCELLED)
            records.bookings.put(cancelled)
            find = records.bookings.in_state
            assert _numbers(find(None, search="t-u2 customer").items) == ["R-2"]
            assert _numbers(find(BookingState.CANCELLED).items) == ["R-2"]
            assert find(BookingState.RESERVED, search="t-u2").items == ()
            assert find(None).total == 2

        store.write(use)


class TestYardPolicy:
    def test_defaults_until_something_is_set(self, store: Store) -> None:
        assert store.read(lambda records: records.yard.get()) == YardPolicy()

    def test_every_field_comes_back(self, store: Store) -> None:
        policy = YardPolicy(
            name="Ridgeline",
            greeting="Hello",
            timezone="Europe/Berlin",
            currency="EUR",
            pickup_place="the gate",
            opens_at="06:30",
            closes_at="18:00",
            closed_weekdays=(5, 6),
            hold_minutes=7,
            review_hours=12,
            license_tries=2,
            floor_percent=Decimal("7.5"),
            late_fee_percent=Decimal(150),
            transfer_extension="200",
            negotiation=NegotiationPolicy(
                rounds=2, step_percent=Decimal("2.5"), authority_percent=Decimal(10)
            ),
        )
        store.write(lambda records: records.yard.put(policy))
        assert store.read(lambda records: records.yard.get()) == policy

    def test_moments_follow_the_zone(self, store: Store) -> None:
        store.write(lambda records: records.bookings.put(a_booking("R-1")))
        store.write(lambda records: records.yard.put(YardPolicy(timezone="Europe/Berlin")))
        booking = store.read(lambda records: records.bookings.get("R-1"))
        assert booking is not None
        assert booking.created_at == NOW
        assert booking.created_at.isoformat() == "2026-03-02T16:00:00+01:00"

    @pytest.mark.parametrize(
        "policy",
        [
            YardPolicy(timezone="Mars/Base"),
            YardPolicy(opens_at="7 o'clock"),
            YardPolicy(opens_at="18:00", closes_at="17:00"),
            YardPolicy(closed_weekdays=(7,)),
            YardPolicy(floor_percent=Decimal(101)),
            YardPolicy(negotiation=NegotiationPolicy(authority_percent=Decimal(-1))),
            YardPolicy(hold_minutes=0),
        ],
    )
    def test_what_cannot_be_is_refused(self, store: Store, policy: YardPolicy) -> None:
        with pytest.raises(RecordError):
            store.write(lambda records: records.yard.put(policy))
        assert store.read(lambda records: records.yard.get()) == YardPolicy()
