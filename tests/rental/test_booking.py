"""Holding and booking: every gate again, once, and never a unit twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.domain.availability import overlaps
from appliance.domain.bookings import BookingState
from appliance.domain.calls import Asks, Outcome, Stage, Timings, Turn
from appliance.domain.customers import Approval
from appliance.domain.errors import RecordNotFound
from appliance.domain.periods import Period
from appliance.domain.verification import Gate
from appliance.ports.repositories import Occupation
from appliance.ports.store import Records
from tests.rental.yard import LIFT, NOW, PERMISSIVE, TestYard, days


def test_a_booking_stands_as_it_was_agreed(yard: TestYard) -> None:
    call = yard.call()
    assert yard.desk.hold(call, "h", "lift", days(2, 9), 2).held
    result = yard.desk.book(
        yard.request(call, "b", quantity=2, period=days(2, 9), day_rate=Decimal("107.78"))
    )
    booked = result.booking
    assert booked is not None, result.refused
    assert booked.number == "R-1001"
    assert booked.state == "reserved"
    assert booked.total == 2 * (600 + 2 * 185)
    assert booked.deposit == 400
    assert booked.asset_tags == ("EQ-001", "EQ-002")
    assert booked.customer_name == "Summit Grading"
    assert booked.operator_name == "Maria Lopez"
    assert booked.pickup_place == "Gate 2"
    assert booked.period == days(2, 9)

    def look(records: Records) -> None:
        row = records.bookings.get("R-1001")
        assert row is not None
        assert sum(line.total for line in row.lines) == booked.total
        assert row.license_number == "BL-204518"
        assert row.channel == "sip"
        assert records.holds.of_call(call) == ()
        kept = records.calls.get(call)
        assert kept is not None
        assert (kept.customer_id, kept.booking_number) == ("c1", "R-1001")
        assert records.audit.page(record="booking:R-1001").total == 1
        assert records.audit.verify() is None

    yard.store.read(look)


def test_the_same_key_books_once(yard: TestYard) -> None:
    request = yard.request(yard.call(), "once")
    first, second = yard.desk.book(request), yard.desk.book(request)
    assert first == second
    assert yard.bookings() == 1


def _suspend(records: Records) -> None:
    record = records.customers.get("c1")
    assert record is not None
    records.customers.put(replace(record, approval=Approval.SUSPENDED))


def _expire_certificate(records: Records) -> None:
    record = records.certifications.get("CERT-1001")
    assert record is not None
    records.certifications.put(replace(record, valid_to=date(2027, 3, 4)))


def _end_insurance(records: Records) -> None:
    record = records.policies.get("POL-550001")
    assert record is not None
    records.policies.put(replace(record, valid_to=date(2027, 3, 3)))


def _nothing(_records: Records) -> None:
    """Leave the yard as it is."""


REFUSALS: list[tuple[Callable[[Records], None], dict[str, Any], Gate | None, str]] = [
    (_nothing, {"license_number": "BL-000001"}, Gate.CUSTOMER, "not on record"),
    (_suspend, {}, Gate.CUSTOMER, "suspended"),
    (_nothing, {"site_address": "9 Elm Street"}, None, "questions about the site"),
    (_nothing, {"site_address": ""}, Gate.SITE, "no address"),
    (
        _nothing,
        {"site_address": "9 Elm Street", "site_answers": (("ground", False),)},
        Gate.SITE,
        "not level",
    ),
    (_expire_certificate, {}, Gate.OPERATOR, "expires"),
    (_nothing, {"certificate_number": None}, Gate.OPERATOR, "No operator certificate"),
    (_nothing, {"operator_id": "o2"}, Gate.OPERATOR, "another operator"),
    (_end_insurance, {}, Gate.INSURANCE, "ends on March 3"),
    (_nothing, {"policy_number": "POL-550002"}, Gate.INSURANCE, "not on record"),
    (_nothing, {"day_rate": Decimal(149)}, Gate.PRICE, "not agreed"),
    (_nothing, {"day_rate": Decimal(175)}, Gate.PRICE, "not agreed"),
    (_nothing, {"day_rate": Decimal(190)}, Gate.PRICE, "not agreed"),
    (_nothing, {"day_rate": Decimal("NaN")}, Gate.PRICE, "not agreed"),
    (_nothing, {"period": Period(days(1, 1).start - timedelta(days=9), NOW)}, None, "in the past"),
    (_nothing, {"period": days(7, 2)}, None, "closed on Sundays"),
    (_nothing, {"class_id": "digger", "period": days(2, 1)}, None, "at least 2 days"),
    (_nothing, {"quantity": 3}, Gate.INSURANCE, "1,500,000"),
    (_nothing, {"class_id": "boom", "quantity": 2, "day_rate": Decimal(320)}, None, "1 unit"),
]


@pytest.mark.parametrize("change, request_changes, gate, words", REFUSALS)
def test_every_gate_is_checked_again(
    shared_yard: TestYard,
    change: Callable[[Records], None],
    request_changes: dict[str, Any],
    gate: Gate | None,
    words: str,
) -> None:
    shared_yard.change(change)
    result = shared_yard.desk.book(shared_yard.request(shared_yard.call(), "b", **request_changes))
    assert result.booking is None
    assert words in result.refused
    assert (result.verification.gate if result.verification else None) is gate
    assert shared_yard.bookings() == 0


def test_a_refusal_consumes_no_number(yard: TestYard) -> None:
    yard.desk.book(yard.request(yard.call(), "x", license_number="nobody"))
    booked = yard.desk.book(yard.request(yard.call(), "y")).booking
    assert booked is not None
    assert booked.number == "R-1001"


def test_what_nobody_can_decide_is_booked_for_review_and_runs_out(yard: TestYard) -> None:
    call = yard.call()
    request = yard.request(
        call,
        "r",
        policy_number="POL-777777",
        site_address="9 Elm Street",
        site_answers=PERMISSIVE,
        review=("insurance",),
    )
    booked = yard.desk.book(request).booking
    assert booked is not None
    assert booked.state == "pending_review"
    (task,) = yard.store.read(lambda records: records.tasks.open())
    assert (task.kind, task.booking_number) == ("review", booked.number)
    assert "insurance" in task.subject
    assert yard.desk.availability("lift", days(2, 3), 1, "").free == 1
    yard.clock.forward(hours=25)
    assert yard.desk.availability("lift", days(3, 2), 1, "").free == 2
    other = yard.desk.book(yard.request(yard.call(), "n", period=days(3, 2), quantity=2))
    assert other.booking is not None
    row = yard.store.read(lambda records: records.bookings.get(booked.number))
    assert row is not None
    assert row.state is BookingState.EXPIRED


def test_a_review_that_was_not_announced_is_a_refusal(yard: TestYard) -> None:
    request = yard.request(yard.call(), "r", policy_number="POL-777777", review=("site",))
    assert yard.desk.book(request).booking is None


def test_a_conceded_price_can_be_booked_and_only_on_its_call(yard: TestYard) -> None:
    call = yard.call()
    offered = Decimal(180)
    answer = yard.desk.consider_offer(call, "c1", "lift", days(2, 3), 1, offered)
    assert answer.day_rate == 180
    request = yard.request(call, "b", day_rate=answer.day_rate)
    assert yard.desk.book(request).booking is None, "the offer has not been recorded yet"
    yard.desk.record_offer(call, "o", "lift", offered, answer)
    yard.desk.record_offer(call, "o", "lift", offered, answer)
    elsewhere = yard.desk.book(yard.request(yard.call(), "e", day_rate=answer.day_rate))
    assert elsewhere.booking is None
    booked = yard.desk.book(request).booking
    assert booked is not None
    assert booked.total == 540


def test_a_made_up_answer_does_not_get_under_the_floor(yard: TestYard) -> None:
    call = yard.call()
    answer = yard.desk.consider_offer(call, "c1", "lift", days(2, 3), 1, Decimal(180))
    yard.desk.record_offer(call, "o", "lift", Decimal(20), replace(answer, day_rate=Decimal(20)))
    for rate in (Decimal(20), Decimal("157.24")):
        assert yard.desk.book(yard.request(call, f"b{rate}", day_rate=rate)).booking is None


def test_taken_in_the_last_second_says_what_else_is_free(yard: TestYard) -> None:
    first, second = yard.call(), yard.call()
    boom = {"class_id": "boom", "day_rate": Decimal(320)}
    assert yard.desk.book(yard.request(first, "a", **boom)).booking is not None
    result = yard.desk.book(yard.request(second, "b", **boom))
    assert result.booking is None
    assert "taken a moment ago" in result.refused
    assert result.availability is not None
    assert result.availability.next_free_from == date(2027, 3, 6)
    assert [one.class_id for one in result.availability.alternatives] == ["lift"]


def test_twenty_calls_for_the_last_unit_end_with_one_booking(yard: TestYard) -> None:
    calls = [yard.call() for _ in range(20)]
    together = threading.Barrier(len(calls), timeout=10)

    def book(call: str) -> bool:
        together.wait()
        request = yard.request(call, call, class_id="boom", day_rate=Decimal(320))
        return yard.desk.book(request).booking is not None

    with ThreadPoolExecutor(len(calls)) as pool:
        assert sum(pool.map(book, calls)) == 1
    assert yard.bookings() == 1


def test_a_hold_keeps_a_unit_from_others_and_runs_out(yard: TestYard) -> None:
    mine, other = yard.call(), yard.call()
    held = yard.desk.hold(mine, "h", "boom", days(2, 3), 1)
    assert held.held
    assert held.until == NOW + timedelta(minutes=10)
    assert yard.desk.availability("boom", days(2, 3), 1, mine).free == 1
    refused = yard.desk.hold(other, "h", "boom", days(2, 3), 1)
    assert not refused.held
    assert refused.availability.free == 0
    assert yard.desk.hold(mine, "h2", "boom", days(3, 3), 1).held
    yard.clock.forward(minutes=11)
    assert yard.desk.hold(other, "h3", "boom", days(2, 3), 1).held


def test_closing_a_call_lets_its_holds_go(yard: TestYard) -> None:
    call = yard.call()
    yard.desk.hold(call, "h", "boom", days(2, 3), 1)
    yard.desk.close_call(call, Outcome.ABANDONED)
    yard.desk.close_call(call, Outcome.BOOKED, "a.wav")
    assert yard.desk.availability("boom", days(2, 3), 1, "").free == 1
    row = yard.store.read(lambda records: records.calls.get(call))
    assert row is not None
    assert (row.outcome, row.recording, row.ended_at) == (Outcome.ABANDONED, "a.wav", NOW)


def test_bulk_is_counted(yard: TestYard) -> None:
    changes: dict[str, Any] = {
        "class_id": "cones",
        "day_rate": Decimal(2),
        "certificate_number": None,
        "policy_number": "",
        "operator_id": None,
    }
    first = yard.desk.book(yard.request(yard.call(), "a", quantity=60, **changes)).booking
    assert first is not None
    assert (first.quantity, first.total, first.asset_tags) == (60, 360, ())
    refused = yard.desk.book(yard.request(yard.call(), "b", quantity=41, **changes))
    assert "Only 40 of 100" in refused.refused
    assert yard.desk.book(yard.request(yard.call(), "c", quantity=40, **changes)).booking


def test_turns_are_replaced_and_keep_their_timings(yard: TestYard) -> None:
    call = yard.call()
    turn = Turn(
        call_id=call,
        number=0,
        at=NOW,
        heard="",
        said="Hello.",
        asks=Asks.NEED,
        stage=Stage.DISCOVERY,
    )
    check = yard.desk.verify_customer("BL-204518").verification
    yard.desk.record_turn(turn, (check,))
    yard.desk.record_timings(call, 0, Timings(decide_ms=1.5))
    yard.desk.record_turn(replace(turn, said="Hi."), (check,))
    rows = yard.store.read(lambda records: records.calls.turns(call))
    assert rows == (replace(turn, said="Hi.", timings=Timings(decide_ms=1.5)),)
    kept = yard.store.read(lambda records: records.calls.get(call))
    assert kept is not None
    assert kept.customer_id == "c1"
    assert len(yard.store.read(lambda records: records.calls.verifications(call))) == 1
    with pytest.raises(RecordNotFound):
        yard.desk.record_timings(call, 7, Timings())
    with pytest.raises(RecordNotFound):
        yard.desk.record_turn(replace(turn, call_id="nobody"))


steps = st.lists(
    st.tuples(
        st.sampled_from(["hold", "book", "wait", "end"]),
        st.integers(0, 3),
        st.integers(2, 12),
        st.integers(1, 5),
        st.integers(1, 2),
    ),
    max_size=25,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps)
def test_no_sequence_of_holds_and_bookings_books_a_unit_twice(
    shared_yard: TestYard, sequence: list[tuple[str, int, int, int, int]]
) -> None:
    yard = shared_yard
    yard.clear()
    calls = [yard.call() for _ in range(4)]
    for number, (verb, who, first, length, quantity) in enumerate(sequence):
        period, call = days(first, length), calls[who]
        if verb == "hold":
            yard.desk.hold(call, f"h{number}", "lift", period, quantity)
        elif verb == "book":
            rate = yard.desk.quote("c1", "lift", period, quantity).day_rate
            key = f"{call}:{number}"
            yard.desk.book(yard.request(call, key, period=period, quantity=quantity, day_rate=rate))
        elif verb == "wait":
            yard.clock.forward(minutes=length * 3)
        else:
            yard.desk.close_call(call, Outcome.ABANDONED)
    _no_unit_is_kept_twice(yard)
    yard.clear()


def _no_unit_is_kept_twice(yard: TestYard) -> None:
    def kept(records: Records) -> tuple[Occupation, ...]:
        return records.occupations((LIFT.id,), days(1, 60), yard.clock.now())

    found = yard.store.read(kept)
    for index, one in enumerate(found):
        assert one.end is not None
        for other in found[index + 1 :]:
            if one.unit_id == other.unit_id:
                assert not overlaps(one, Period(other.start, other.end or one.end), timedelta(0))
