"""Bookings with several lines, quotes, kits, and quantities at the counter."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from appliance.domain.bookings import BookingState
from appliance.domain.charges import ChargeKind
from appliance.domain.errors import RecordError
from appliance.domain.kits import Kit, KitPart
from appliance.domain.verification import Gate
from appliance.ports.booking import BookingItem
from appliance.ports.rental_life import BulkOrder, QuoteAcceptance
from appliance.ports.store import Records
from appliance.rental.kits import delete_kit, kit_items, kits_free, put_kit
from tests.rental.test_life import KEYS, booked, charges, order, row
from tests.rental.yard import CONES, TestYard, days

ITEM = BookingItem(class_id="boom", quantity=1, period=days(3, 2), day_rate=Decimal(320))
CONE_ITEM = BookingItem(class_id="cones", quantity=40, period=days(2, 3), day_rate=Decimal(2))


def test_several_items_are_one_booking(yard: TestYard) -> None:
    result = yard.desk.book(yard.request(yard.call(), "b", additional=(ITEM, CONE_ITEM)))
    made = result.booking
    assert made is not None, result.refused
    assert [(line.item, line.quantity) for line in made.lines] == [
        ("Scissor Lift 26 ft", 1),
        ("Boom Lift 45 ft", 1),
        ("Traffic Cone", 40),
    ]
    assert made.total == 555 + 640 + 240
    assert (made.quantity, made.item, made.deposit) == (1, "Scissor Lift 26 ft", 400)
    assert made.lines[1].period == days(3, 2)


@pytest.mark.parametrize(
    "item, words",
    [
        (replace(ITEM, quantity=2), "1,500,000"),
        (replace(ITEM, day_rate=Decimal(100)), "not agreed"),
        (replace(ITEM, certificate_number="CERT-1002", operator_id="o1"), "needs Aerial Lift"),
        (replace(ITEM, period=days(7, 2)), "closed on Sundays"),
        (replace(CONE_ITEM, quantity=101), "100 units"),
        (replace(ITEM, day_rate=Decimal(0), included_in="nokit"), "not agreed"),
    ],
)
def test_all_lines_or_none(yard: TestYard, item: BookingItem, words: str) -> None:
    result = yard.desk.book(yard.request(yard.call(), "b", additional=(item,)))
    assert result.booking is None
    assert words in result.refused
    assert yard.bookings() == 0


def test_two_items_of_one_class_share_its_units(yard: TestYard) -> None:
    two = BookingItem(class_id="boom", quantity=1, period=days(3, 2), day_rate=Decimal(320))
    request = yard.request(
        yard.call(), "b", class_id="boom", day_rate=Decimal(320), additional=(two,)
    )
    assert yard.desk.book(request).booking is None
    apart = replace(two, period=days(8, 2))
    assert yard.desk.book(replace(request, additional=(apart,))).booking is not None


def test_the_policy_covers_the_sum_of_the_minimums(yard: TestYard) -> None:
    def halve(records: Records) -> None:
        record = records.policies.get("POL-550001")
        assert record is not None
        records.policies.put(replace(record, coverage=Decimal(600_000)))

    yard.change(halve)
    assert yard.desk.book(yard.request(yard.call(), "a")).booking is not None
    both = yard.desk.book(yard.request(yard.call(), "b", additional=(ITEM,)))
    assert both.verification is not None
    assert both.verification.gate is Gate.INSURANCE


def test_lines_are_changed_one_by_one(yard: TestYard) -> None:
    number = booked(yard, additional=(ITEM,))
    boom = next(line for line in row(yard, number).lines if line.class_id == "boom")
    assert yard.desk.extend(order(number, boom.id), days(3, 6).end).refused == ""
    lift, boom = row(yard, number).lines
    assert (lift.period, boom.period.days) == (days(2, 3), 6)
    assert "which of the units" in yard.desk.swap_unit(order(number), None, None).refused


def test_what_was_never_fetched_is_dropped_with_the_last_return(yard: TestYard) -> None:
    number = booked(yard, additional=(ITEM,))
    yard.clock.moment = days(2, 3).start
    assert not yard.desk.check_out("o", "clerk", "EQ-001", None).refused
    yard.clock.moment = days(2, 3).end
    yard.desk.check_in("i", "clerk", "EQ-001", None, "")
    booking = row(yard, number)
    assert booking.state is BookingState.RETURNED
    assert [line.class_id for line in booking.lines] == ["lift"]


def test_a_quote_keeps_no_units_and_becomes_a_booking(yard: TestYard) -> None:
    quote = yard.desk.make_quote(yard.request(yard.call(), "q", additional=(CONE_ITEM,))).booking
    assert quote is not None
    assert (quote.state, quote.asset_tags, quote.total) == ("quote", (), 795)
    assert yard.desk.availability("lift", days(2, 3), 2, "").free == 2

    def dearer(records: Records) -> None:
        lift = records.classes.get("lift")
        assert lift is not None
        records.classes.put(replace(lift, day_rate=Decimal(200)))

    yard.change(dearer)
    accepted = QuoteAcceptance(key="a", actor="agent", number=quote.number, customer_id="c1")
    made = yard.desk.accept_quote(accepted)
    assert made.booking is not None, made.refused
    assert (made.booking.number, made.booking.state) == (quote.number, "reserved")
    assert made.booking.total == 795, "the quoted prices stand"
    assert made.booking.asset_tags == ("EQ-001",)
    assert yard.desk.accept_quote(accepted) == made
    again = yard.desk.accept_quote(replace(accepted, key="b"))
    assert "no quote" in again.refused


def test_a_quote_expires_by_itself(yard: TestYard) -> None:
    quote = yard.desk.make_quote(yard.request(yard.call(), "q", period=days(20, 3))).booking
    assert quote is not None
    assert [one.number for one in yard.desk.rentals("c1")] == [quote.number]
    yard.clock.forward(days=8)
    assert yard.desk.rentals("c1") == ()
    late = yard.desk.accept_quote(QuoteAcceptance(key="a", actor="agent", number=quote.number))
    assert "expired" in late.refused
    booked(yard, period=days(20, 3))
    assert row(yard, quote.number).state is BookingState.EXPIRED


def test_a_quote_is_checked_again_when_it_is_accepted(yard: TestYard) -> None:
    request = yard.request(
        yard.call(), "q", class_id="boom", day_rate=Decimal(320), policy_number=""
    )
    quote = yard.desk.make_quote(request).booking
    assert quote is not None
    acceptance = QuoteAcceptance(key="a", actor="agent", number=quote.number)
    assert "insurance" in yard.desk.accept_quote(acceptance).refused
    booked(yard, class_id="boom", day_rate=Decimal(320))
    taken = yard.desk.accept_quote(replace(acceptance, policy_number="POL-550001"))
    assert "taken a moment ago" in taken.refused
    assert row(yard, quote.number).state is BookingState.QUOTE


KIT = Kit(
    id="k1",
    name="Lift with cones",
    class_id="lift",
    parts=(KitPart("cones", 10, included=True), KitPart("boom", 1, included=False)),
)


def test_a_kit_is_booked_whole(yard: TestYard) -> None:
    yard.change(lambda records: put_kit(records, "m", KIT))
    free = yard.store.read(lambda records: kits_free(records, yard.clock.now(), "k1", days(2, 3)))
    assert free == 1, "there is one boom"
    first, *others = yard.store.read(lambda records: kit_items(records, "c1", "k1", days(2, 3), 1))
    result = yard.desk.book(
        yard.request(yard.call(), "b", day_rate=first.day_rate, additional=tuple(others))
    )
    assert result.booking is not None, result.refused
    assert [line.total for line in result.booking.lines] == [555, 0, 960]
    longer = yard.desk.extend(order(result.booking.number), days(2, 4).end)
    assert longer.refused == ""
    assert longer.booking is not None
    assert longer.booking.lines[1].total == 0, "what is included stays included"


def test_only_what_a_kit_includes_is_free(yard: TestYard) -> None:
    yard.change(lambda records: put_kit(records, "m", KIT))
    cones = BookingItem(
        class_id="cones", quantity=11, period=days(2, 3), day_rate=Decimal(0), included_in="k1"
    )
    for wrong in (cones, replace(cones, quantity=10, period=days(2, 4))):
        assert yard.desk.book(yard.request(yard.call(), "b", additional=(wrong,))).booking is None
    right = replace(cones, quantity=10)
    assert yard.desk.book(yard.request(yard.call(), "b", additional=(right,))).booking is not None


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"name": " "}, "name"),
        ({"parts": ()}, "1 to 20 parts"),
        ({"parts": (KitPart("lift", 1, included=True),)}, "twice"),
        ({"parts": (KitPart("cones", 0, included=True),)}, "between 1 and 1000"),
        ({"class_id": "nothing"}, "not on record"),
        ({"id": "k2"}, "Another kit"),
    ],
)
def test_a_kit_that_does_not_hold_together(
    shared_yard: TestYard, changes: dict[str, Any], words: str
) -> None:
    shared_yard.change(lambda records: put_kit(records, "m", KIT))
    with pytest.raises(RecordError, match=words):
        shared_yard.change(lambda records: put_kit(records, "m", replace(KIT, **changes)))
    shared_yard.change(lambda records: delete_kit(records, "m", "k1"))


def cones(yard: TestYard, quantity: int = 60) -> str:
    number = booked(yard, class_id="cones", day_rate=Decimal(2), quantity=quantity)
    yard.clock.moment = days(2, 3).start
    return number


def bulk(number: str, quantity: int, lost: int = 0, **changes: Any) -> BulkOrder:
    made = BulkOrder(
        key=f"q{next(KEYS)}", actor="clerk", number=number, quantity=quantity, lost=lost
    )
    return replace(made, **changes)


def test_pieces_leave_and_come_back_in_parts(yard: TestYard) -> None:
    number = cones(yard)
    first = bulk(number, 45)
    gone = yard.desk.check_out_quantity(first)
    assert gone.refused == ""
    assert yard.desk.check_out_quantity(first) == gone
    assert [(one.quantity, one.out_at is None) for one in row(yard, number).lines] == [
        (45, False),
        (15, True),
    ]
    assert (
        "15 of the Traffic Cone are waiting"
        in yard.desk.check_out_quantity(bulk(number, 16)).refused
    )
    assert yard.desk.availability("cones", days(2, 3), 1, "").free == 40
    back = yard.desk.check_in_quantity(bulk(number, 20))
    assert back.refused == ""
    assert yard.desk.availability("cones", days(2, 3), 1, "").free == 60
    assert sum(line.quantity for line in row(yard, number).lines) == 60
    assert row(yard, number).state is BookingState.OUT


def test_lost_pieces_are_charged_and_leave_the_stock(yard: TestYard) -> None:
    yard.change(
        lambda records: records.classes.put(replace(CONES, replacement_value=Decimal("12.50")))
    )
    number = cones(yard)
    booked(
        yard,
        class_id="cones",
        day_rate=Decimal(2),
        quantity=98,
        period=days(8, 2),
    )
    yard.desk.check_out_quantity(bulk(number, 60))
    yard.clock.moment = days(2, 3).end
    done = yard.desk.check_in_quantity(bulk(number, 55, lost=5))
    assert (done.refused, done.fee) == ("", Decimal("62.50"))
    assert [one.kind for one in charges(yard, number)] == [ChargeKind.LOSS]
    assert row(yard, number).state is BookingState.RETURNED
    kept = yard.store.read(lambda records: records.classes.get("cones"))
    assert kept is not None
    assert kept.bulk_quantity == 95
    (task,) = yard.store.read(lambda records: records.tasks.open())
    assert "Too few" in task.subject
    assert "returned" in yard.desk.check_in_quantity(bulk(number, 1)).refused


def test_late_pieces_owe_for_each(yard: TestYard) -> None:
    number = cones(yard, 10)
    yard.desk.check_out_quantity(bulk(number, 10))
    yard.clock.moment = days(2, 3).end.replace(hour=12)
    assert yard.desk.check_in_quantity(bulk(number, 10)).fee == 20
