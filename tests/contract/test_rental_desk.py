"""One suite for the rental desk, on the records themselves and through the real socket."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from appliance.admin.people import new_person
from appliance.admin.pins import Pins
from appliance.bootstrap.records import build_gateway_desk, build_local_desk
from appliance.bootstrap.web import build_admin_parts
from appliance.config import Settings
from appliance.domain.calls import Asks, Outcome, Stage, Timings, Turn
from appliance.domain.catalogue import UnitState
from appliance.domain.errors import RecordNotFound
from appliance.domain.negotiation import OfferOutcome
from appliance.domain.people import Role
from appliance.domain.verification import Gate, VerificationResult
from appliance.ports.booking import BookingItem
from appliance.ports.counter import CounterBooking
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import EquipmentQuery
from appliance.ports.rental_life import BulkOrder, ChangeOrder, QuoteAcceptance
from appliance.ports.store import Records
from appliance.storage.store import DuckDbStore
from tests.gateway.served import served
from tests.rental.yard import ADDRESS, NOW, PERMISSIVE, ZONE, TestYard, days


@dataclass
class Case:
    """A desk by its port, and the yard behind it."""

    desk: RentalDesk
    yard: TestYard


@pytest.fixture(scope="module", params=["local", "gateway"])
def _opened(request: pytest.FixtureRequest) -> Iterator[Case]:
    with ExitStack() as stack:
        store = DuckDbStore(":memory:")
        stack.callback(store.close)
        yard = TestYard(store)
        desk: RentalDesk = build_local_desk(store, yard.clock)
        if request.param == "gateway":
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            settings = Settings(data_dir=folder)
            settings.run_dir.mkdir()
            parts = build_admin_parts(settings, store, yard.clock)
            stack.enter_context(served(parts, settings.web_socket))
            remote = build_gateway_desk(settings)
            stack.callback(remote.close)
            desk = remote
        yield Case(desk, yard)


@pytest.fixture
def case(_opened: Case) -> Iterator[Case]:
    yield _opened
    _opened.yard.clear()


def book(case: Case, call: str, key: str, **changes: Any) -> Any:
    return case.desk.book(case.yard.request(call, f"{call}:{key}", **changes))


def test_a_call_through_all_seven_gates(case: Case) -> None:
    desk, period = case.desk, days(2, 3)
    opened = desk.open_call("sip", "+1 512 555 0100")
    call = opened.call_id
    assert opened.yard.name == "Test Yard"
    assert opened.proposed_customer == "Summit Grading"
    assert desk.match_license(("BL204518",)).on_record == ("BL204518",)
    customer = desk.verify_customer("BL204518")
    assert customer.customer_id == "c1"
    (lift, *_) = desk.find_equipment(EquipmentQuery(text="sissor lift", period=period))
    assert (lift.class_id, lift.free, lift.day_rate) == ("lift", 2, 185)
    assert desk.availability("lift", period, 1, call).free == 2
    site = desk.check_site("c1", "lift", "9 Elm Street", ())
    assert len(site.questions) == 4
    done = desk.check_site("c1", "lift", "9 Elm Street", PERMISSIVE)
    assert done.verification is not None
    assert done.verification.passed
    quote = desk.quote("c1", "lift", period, 1)
    assert (quote.total, quote.mix, quote.period) == (555, "3 days", period)
    answer = desk.consider_offer(call, "c1", "lift", period, 1, Decimal(150))
    assert (answer.outcome, answer.day_rate) == (OfferOutcome.COUNTERED, 176)
    desk.record_offer(call, "o1", "lift", Decimal(150), answer)
    assert desk.hold(call, "h1", "lift", period, 1).held
    assert desk.operators("c1") == ("Maria Lopez",)
    assert {one.kind for one in desk.credentials("c1")} == {"certificate", "policy"}
    operator = desk.verify_operator("c1", "lift", period, "Maria Lopez", "CERT1001")
    assert operator.operator_id == "o1"
    assert desk.verify_insurance("c1", "lift", period, 1, "POL550001").passed
    result = book(
        case,
        call,
        "b",
        day_rate=answer.day_rate,
        site_address="9 Elm Street",
        site_answers=PERMISSIVE,
    )
    booked = result.booking
    assert booked is not None, result.refused
    assert (booked.total, booked.state, booked.item) == (528, "reserved", "Scissor Lift 26 ft")
    assert booked.period == period
    assert booked.period.start.tzinfo == ZONE
    turn = Turn(
        call_id=call,
        number=1,
        at=NOW,
        heard="yes",
        said=f"Booked, {booked.number}.",
        asks=Asks.ANYTHING_ELSE,
        stage=Stage.CONFIRMATION,
        actions=("yes",),
    )
    desk.record_turn(turn, (customer.verification,))
    desk.record_timings(call, 1, Timings(voice_to_voice_ms=812.5))
    desk.leave_task(call, "t1", "callback", "Call back", "about delivery")
    desk.close_call(call, Outcome.BOOKED)

    def look(records: Any) -> None:
        row = records.calls.get(call)
        assert (row.outcome, row.customer_id, row.booking_number) == (
            Outcome.BOOKED,
            "c1",
            booked.number,
        )
        (kept,) = records.calls.turns(call)
        assert kept.timings == Timings(voice_to_voice_ms=812.5)
        assert kept.actions == ("yes",)
        (entry,) = records.calls.verifications(call)
        assert entry.verification.gate is Gate.CUSTOMER
        assert records.tasks.get("t1").detail == "about delivery"

    case.yard.store.read(look)


def test_a_failed_gate_comes_with_its_verification(case: Case) -> None:
    call = case.desk.open_call("sip", None).call_id
    result = book(case, call, "b", certificate_number="CERT-1002")
    assert result.booking is None
    assert result.verification.gate is Gate.OPERATOR
    assert result.verification.result is VerificationResult.FAIL
    assert case.yard.bookings() == 0


def test_writes_are_idempotent_by_their_key(case: Case) -> None:
    call = case.desk.open_call("sip", None).call_id
    assert book(case, call, "b") == book(case, call, "b")
    assert case.yard.bookings() == 1


def test_the_last_unit_goes_to_one_of_many(case: Case) -> None:
    calls = [case.desk.open_call("sip", None).call_id for _ in range(8)]
    together = threading.Barrier(len(calls), timeout=20)

    def try_one(call: str) -> Any:
        together.wait()
        return book(case, call, "b", class_id="boom", day_rate=Decimal(320))

    with ThreadPoolExecutor(len(calls)) as pool:
        results = list(pool.map(try_one, calls))
    assert sum(one.booking is not None for one in results) == 1
    lost = next(one for one in results if one.booking is None)
    assert lost.availability.alternatives[0].class_id == "lift"
    assert lost.availability.next_free_from == date(2027, 3, 6)


def test_the_counter(case: Case) -> None:
    call = case.desk.open_call("desk", None).call_id
    tag = book(case, call, "b", site_address=ADDRESS).booking.asset_tags[0]
    case.yard.clock.moment = days(2, 3).start
    out = case.desk.check_out(f"{call}:out", "clerk", tag, None)
    assert (out.refused, out.unit.status) == ("", "out")
    assert [one.asset_tag for one in case.desk.due_back(date(2027, 3, 5))] == [tag]
    case.yard.clock.forward(days=4)
    assert [one.due for one in case.desk.overdue()] == [days(2, 3).end]
    back = case.desk.check_in(f"{call}:in", "clerk", tag, None, "fine")
    assert (back.late_days, back.late_fee) == (1, 185)
    down = case.desk.set_maintenance(f"{call}:m1", "clerk", tag, True, "oil")
    assert down.unit.status == "maintenance"
    up = case.desk.set_maintenance(f"{call}:m2", "clerk", tag, False, "")
    assert up.unit.status == "available"
    assert case.desk.unit(tag) == up.unit
    assert tag in case.desk.asset_tags()
    assert case.desk.unit("nothing") is None


def test_a_review_is_decided_by_pin(case: Case) -> None:
    hashed = Pins().hash("2580")
    boss = replace(new_person("boss", "The Boss", Role.MANAGER, "-"), pin_hash=hashed)
    clerk = new_person("ann", "Ann", Role.CLERK, "-")
    for one in (boss, clerk):
        case.yard.store.write(lambda records, one=one: records.users.put(one))
    call = case.desk.open_call("desk", None).call_id
    pending = [
        book(case, call, key, policy_number="POL-1", review=("insurance",)).booking.number
        for key in ("b1", "b2")
    ]
    wrong = case.desk.decide_review_by_pin(f"{call}:1", "9999", pending[0], True, "")
    assert (wrong.booking, wrong.pin_refused, wrong.tries_left) == (None, True, 4)
    assert case.desk.decide_review_by_pin(f"{call}:1", "9999", pending[0], True, "") == wrong
    done = case.desk.decide_review_by_pin(f"{call}:2", "2580", pending[0], True, "seen")
    assert done.booking is not None, done.refused
    assert (done.booking.state, done.decided_by) == ("reserved", "The Boss")
    assert done.booking.period == days(2, 3)
    assert done.booking.period.start.tzinfo == ZONE
    assert case.desk.decide_review_by_pin(f"{call}:2", "2580", pending[0], True, "seen") == done
    declined = case.desk.decide_review_by_pin(f"{call}:3", "2580", pending[1], False, "")
    assert declined.booking is not None, declined.refused
    assert declined.booking.state == "cancelled"
    again = case.desk.decide_review_by_pin(f"{call}:4", "2580", pending[1], True, "")
    assert "waits for no review" in again.refused
    trail = case.yard.store.read(lambda records: records.audit.page(limit=100)).items
    assert [entry.actor for entry in trail if entry.action == "counter_pin_refused"] == ["desk"]
    assert {entry.actor for entry in trail if entry.action.endswith("e_booking")} == {"boss"}
    assert all("2580" not in entry.after + entry.before for entry in trail)


def test_a_rental_is_quoted_booked_and_changed(case: Case) -> None:
    desk = case.desk
    call = desk.open_call("sip", None).call_id
    cones = BookingItem(class_id="cones", quantity=20, period=days(2, 3), day_rate=Decimal(2))
    request = case.yard.request(call, f"{call}:q", additional=(cones,))
    quote = desk.make_quote(request).booking
    assert quote is not None
    assert (quote.state, quote.total) == ("quote", 675)
    accepted = desk.accept_quote(
        QuoteAcceptance(key=f"{call}:a", actor="agent", number=quote.number, customer_id="c1")
    )
    assert accepted.booking is not None, accepted.refused
    assert [one.number for one in desk.rentals("c1")] == [quote.number]
    assert desk.rental(quote.number, "c2") is None

    def order(name: str, *lines: str) -> ChangeOrder:
        return ChangeOrder(
            key=f"{call}:{name}",
            actor="agent",
            number=quote.number,
            lines=lines,
            customer_id="c1",
            call_id=call,
        )

    longer = days(2, 7).end
    preview = desk.preview_extend(order("x"), longer)
    done = desk.extend(order("x"), longer)
    assert (done.refused, done.total) == ("", preview.total)
    assert done.booking is not None
    assert done.booking.due == longer
    assert done.booking.lines[0].period.end.tzinfo == ZONE
    assert desk.extend(order("x"), longer) == done
    assert desk.preview_return_early(order("y"), days(2, 3).end).difference < 0
    assert desk.return_early(order("y"), days(2, 3).end).refused == ""
    assert desk.preview_move(order("m"), days(9, 3)).refused == ""
    assert desk.move(order("m"), days(9, 3)).refused == ""
    tag = done.booking.asset_tags[0]
    assert desk.preview_swap(order("s", tag), None, None).refused == ""
    assert desk.swap_unit(order("s", tag), None, None).refused == ""
    assert "only starts" in desk.mark_no_show(order("n")).refused
    case.yard.clock.moment = days(9, 3).start
    tag = desk.rentals("c1")[0].asset_tags[0]
    assert desk.check_out(f"{call}:o", "clerk", tag, None).refused == ""
    pieces = BulkOrder(key=f"{call}:p", actor="clerk", number=quote.number, quantity=20)
    assert desk.check_out_quantity(pieces).refused == ""
    assert desk.report_breakdown(order("b"), tag, "stalls").noted
    back = desk.check_in_quantity(replace(pieces, key=f"{call}:i"))
    assert back.refused == ""
    assert desk.check_in(f"{call}:k", "clerk", tag, None, "").refused == ""
    again = book(case, call, "again", period=days(16, 2)).booking
    assert again is not None
    other = replace(order("c"), number=again.number)
    assert desk.preview_cancel(other).refused == ""
    assert desk.cancel(other, "rain").booking.state == "cancelled"
    case.yard.store.write(_tidy)


def _tidy(records: Records) -> None:
    """Leave the yard to the next test as it was."""
    for downtime in records.downtimes.page(limit=100).items:
        records.downtimes.delete(downtime.id)
    for unit in records.units.page(limit=100).items:
        records.units.put(replace(unit, state=UnitState.IN_SERVICE))


def test_what_is_not_on_record_says_so(case: Case) -> None:
    with pytest.raises(RecordNotFound):
        case.desk.availability("nothing", days(2, 1), 1, "")
    with pytest.raises(RecordNotFound):
        case.desk.close_call("nobody", Outcome.ABANDONED)


def counter_booking(case: Case, key: str, **changes: Any) -> CounterBooking:
    order = CounterBooking(
        key=key, actor="desk", customer_id="c1", class_id="lift", quantity=1, period=days(2, 3)
    )
    return replace(order, **changes)


def test_staff_book_for_a_named_customer_out_of_its_own_records(case: Case) -> None:
    names = {one.customer_id: one.name for one in case.desk.customers()}
    assert names == {"c1": "Summit Grading", "c2": "Bluebonnet Roofing"}
    order = counter_booking(case, "counter:1")
    seen = case.desk.preview_counter_booking(order)
    assert (seen.refused, seen.booking, seen.operator_name) == ("", None, "Maria Lopez")
    assert seen.site_address == ADDRESS  # the only one
    assert seen.quote is not None
    assert seen.quote.total == 555
    made = case.desk.book_at_counter(order)
    assert made.booking is not None, made.refused
    assert made.booking.state == "reserved"
    again = case.desk.book_at_counter(order)
    assert again.booking is not None
    assert again.booking.number == made.booking.number

    def look(records: Records) -> None:
        row = records.bookings.by_idempotency_key("counter:1")
        assert row is not None
        assert (row.made_by, row.channel, row.call_id) == ("desk", "counter", None)
        assert (row.license_number, row.policy_number) == ("BL-204518", "POL-550001")
        assert row.certificate_number == "CERT-1001"

    case.yard.store.read(look)


def test_a_counter_booking_asks_for_a_site_and_about_a_new_one(case: Case) -> None:
    nowhere = case.desk.preview_counter_booking(counter_booking(case, "x", customer_id="c2"))
    assert (nowhere.site_is_open, nowhere.sites) == (True, ())
    fresh = counter_booking(case, "x", customer_id="c2", site_address="9 Elm Street")
    asked = case.desk.preview_counter_booking(fresh)
    assert len(asked.questions) == 4
    done = case.desk.preview_counter_booking(replace(fresh, site_answers=PERMISSIVE))
    assert (done.questions, done.refused) == ((), "")


def test_a_counter_booking_passes_no_gate_by_default(case: Case) -> None:
    too_many = case.desk.preview_counter_booking(counter_booking(case, "x", quantity=3))
    assert too_many.refused
    no_operator = counter_booking(
        case, "y", customer_id="c2", class_id="digger", site_address="9 Elm Street",
        site_answers=PERMISSIVE,
    )  # fmt: skip
    refused = case.desk.book_at_counter(no_operator)
    assert refused.booking is None
    assert refused.refused
    case.yard.change(
        lambda records: records.customers.put(
            replace(records.customers.get("c1") or missing(), credit_hold=True)
        )
    )
    held = case.desk.book_at_counter(counter_booking(case, "z"))
    assert held.booking is None
    assert held.refused


def missing() -> Any:
    raise LookupError
