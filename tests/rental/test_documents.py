"""The facts of paper equal the committed rows."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import Unit, UnitState
from appliance.domain.charges import ChargeKind
from appliance.domain.errors import RecordError, RecordNotFound
from appliance.domain.paper import LABEL_FORMATS, PaperKind
from appliance.domain.price_lists import CustomerRate
from appliance.ports.paper import BookingPaper, RatePart
from appliance.rental.charging import charge_booking
from appliance.rental.documents import (
    MOST_LABELS,
    booking_paper,
    label_sheets,
    papers_of,
    units_of_class,
)
from appliance.rental.quoting import make_quote
from tests.rental.yard import ADDRESS, FLOOR, LIFT, NOW, TestYard, days

PAGES = "https://yard.local"


def booked(yard: TestYard, **changes: Any) -> str:
    call = yard.call()
    yard.desk.hold(call, f"{call}:1", "lift", changes.get("period", days(2, 3)), 1)
    result = yard.desk.book(yard.request(call, f"{call}:2", **changes))
    assert result.booking is not None, result
    return result.booking.number


def paper(yard: TestYard, number: str, kind: PaperKind = PaperKind.CONTRACT) -> BookingPaper:
    return yard.store.read(lambda records: booking_paper(records, kind, number, PAGES))


def row(yard: TestYard, number: str) -> Booking:
    found = yard.store.read(lambda records: records.bookings.get(number))
    assert found is not None
    return found


def every_value(facts: Any) -> list[Any]:
    if is_dataclass(facts):
        return [each for one in fields(facts) for each in every_value(getattr(facts, one.name))]
    if isinstance(facts, tuple):
        return [each for one in facts for each in every_value(one)]
    return [facts]


def test_amounts_and_names_are_those_of_the_rows(yard: TestYard) -> None:
    number = booked(yard)
    facts, stored = paper(yard, number), row(yard, number)
    assert facts.number == number
    assert facts.created_at == stored.created_at
    assert facts.total == facts.subtotal == sum(line.total for line in stored.lines)
    assert facts.deposit == stored.deposit
    assert facts.link == f"{PAGES}/bookings/{number}"
    assert (facts.customer.name, facts.customer.license_number) == ("Summit Grading", "BL-204518")
    assert facts.customer.license_until is not None
    assert facts.operator is not None
    assert (facts.operator.name, facts.operator.certificate_kind) == ("Maria Lopez", "Aerial Lift")
    assert facts.insurance is not None
    assert facts.insurance.coverage == Decimal(1_000_000)
    assert facts.site_address == ADDRESS
    assert facts.yard.name == "Test Yard"
    (line,) = facts.lines
    assert line.asset_tag in ("EQ-001", "EQ-002")
    assert line.period == days(2, 3)
    assert line.total == stored.lines[0].total
    assert line.rates == (RatePart(3, "day", LIFT.day_rate),)


def test_the_mix_of_rates_makes_the_total(yard: TestYard) -> None:
    number = booked(yard, period=days(2, 9), day_rate=Decimal("107.78"))
    (line,) = paper(yard, number).lines
    assert sum(part.count * part.rate for part in line.rates) == line.total
    assert [(part.count, part.noun) for part in line.rates] == [(1, "week"), (2, "day")]


def test_an_agreed_rate_is_worded_by_the_day(yard: TestYard) -> None:
    number = booked(yard)
    stored = row(yard, number)
    agreed = replace(stored.lines[0], day_rate=Decimal(170), total=Decimal(510))
    yard.change(lambda records: records.bookings.put(replace(stored, lines=(agreed,))))
    (line,) = paper(yard, number).lines
    assert line.rates == (RatePart(3, "day", Decimal(170)),)
    assert line.total == 510


def test_a_total_that_no_mix_makes_is_an_agreed_price(yard: TestYard) -> None:
    number = booked(yard)
    stored = row(yard, number)
    odd = replace(stored.lines[0], total=Decimal("501.37"))
    yard.change(lambda records: records.bookings.put(replace(stored, lines=(odd,))))
    (line,) = paper(yard, number).lines
    assert line.rates == ()
    assert line.total == Decimal("501.37")


def test_a_customers_own_rates_are_named(yard: TestYard) -> None:
    own = CustomerRate(
        id="own",
        customer_id="c1",
        class_id="lift",
        day_rate=Decimal(175),
        week_rate=Decimal(590),
        valid_from=days(1, 1).start.date(),
    )
    yard.change(lambda records: records.customer_rates.put(own))
    number = booked(yard, day_rate=Decimal(175))
    (line,) = paper(yard, number).lines
    assert line.rates == (RatePart(3, "day", Decimal(175)),)


def test_tax_is_the_bookings_own_whatever_it_is_now(yard: TestYard) -> None:
    taxed = replace(yard.store.read(lambda r: r.yard.get()), tax_percent=Decimal("8.25"))
    yard.change(lambda records: records.yard.put(taxed))
    number = booked(yard)
    yard.change(lambda records: records.yard.put(replace(taxed, tax_percent=Decimal(20))))
    facts, stored = paper(yard, number), row(yard, number)
    assert [(one.label, one.amount) for one in facts.additions] == [
        ("Tax on the rental, 8.25 %", stored.tax)
    ]
    assert stored.tax == Decimal("45.79")
    assert facts.total == stored.total + stored.tax
    exempt = replace(stored, tax_percent=Decimal(0), tax_certificate="TX-1")
    yard.change(lambda records: records.bookings.put(exempt))
    facts = paper(yard, number)
    assert [one.label for one in facts.additions] == ["Tax exempt, certificate TX-1"]
    assert facts.total == stored.total


def returned(yard: TestYard) -> Booking:
    """Out on the first day with readings, and back in time."""
    number = booked(yard)
    tag = paper(yard, number).lines[0].asset_tag
    yard.clock.moment = days(2, 1).start
    out = yard.desk.check_out("k1", "cleo", tag, Decimal(12))
    assert out.refused == ""
    yard.clock.moment = days(4, 1).start
    back = yard.desk.check_in("k2", "sam", tag, Decimal("30.5"), "Dusty")
    assert back.refused == ""
    found = row(yard, number)
    assert found.state is BookingState.RETURNED
    return found


def test_a_receipt_has_readings_fees_and_the_deposit(yard: TestYard) -> None:
    number = returned(yard).number

    def charge(kind: ChargeKind, amount: int, note: str = "") -> None:
        yard.clock.forward(minutes=1)
        yard.store.write(
            lambda records: charge_booking(
                records,
                yard.clock.now(),
                "cleo",
                f"{kind}:{amount}",
                number,
                kind,
                Decimal(amount),
                note,
            )
        )

    charge(ChargeKind.DEPOSIT_TAKEN, 200)
    charge(ChargeKind.FUEL, 60, "12 gallons")
    charge(ChargeKind.CREDIT, 10)
    charge(ChargeKind.DEPOSIT_KEPT, 50)
    charge(ChargeKind.DEPOSIT_RETURNED, 150)
    stored, facts = row(yard, number), paper(yard, number, PaperKind.RECEIPT)
    assert [(one.label, one.amount) for one in facts.additions] == [
        ("Fuel: 12 gallons", 60),
        ("Credit", -10),
    ]
    assert facts.total == stored.total + 50
    assert [(one.label, one.amount) for one in facts.settled] == [
        ("Deposit returned", 150),
        ("Deposit kept towards the total", 50),
    ]
    assert [(one.back, one.meter_hours, one.by) for one in facts.handovers] == [
        (False, Decimal(12), "cleo"),
        (True, Decimal("30.5"), "sam"),
    ]
    assert facts.handovers[1].condition == "Dusty"
    contract = paper(yard, number)
    assert [one.back for one in contract.handovers] == [False]
    assert contract.additions == ()
    assert contract.settled == ()


def test_a_quote_says_until_when_its_prices_hold(yard: TestYard) -> None:
    call = yard.call()
    made = yard.store.write(
        lambda records: make_quote(records, yard.clock.now(), yard.request(call, f"{call}:q"))
    )
    assert made.booking is not None
    facts = paper(yard, made.booking.number, PaperKind.QUOTE)
    assert facts.holds_until == row(yard, made.booking.number).quote_until
    assert facts.holds_until is not None
    assert facts.handovers == ()


def test_no_floor_is_on_any_paper(yard: TestYard) -> None:
    number = booked(yard)
    values = every_value(paper(yard, number))
    assert LIFT.day_rate in values
    assert FLOOR not in values
    assert not any("floor" in one.name for one in fields(BookingPaper))


@pytest.mark.parametrize("state", list(BookingState))
def test_a_state_has_its_papers_and_refuses_the_others(
    shared_yard: TestYard, state: BookingState
) -> None:
    line = BookingLine(
        id=f"l-{state}",
        booking_number=f"P-{state}",
        class_id="lift",
        unit_id=None,
        quantity=1,
        period=days(2, 3),
        day_rate=Decimal(185),
        total=Decimal(555),
        returned_at=NOW if state is BookingState.RETURNED else None,
    )
    booking = Booking(
        number=f"P-{state}",
        customer_id="c1",
        state=state,
        created_at=NOW,
        channel="counter",
        made_by="test",
        lines=(line,),
    )
    shared_yard.change(lambda records: records.bookings.put(booking))
    wanted = {
        BookingState.QUOTE: (PaperKind.QUOTE,),
        BookingState.PENDING_REVIEW: (PaperKind.QUOTE,),
        BookingState.RESERVED: (PaperKind.QUOTE, PaperKind.CONTRACT),
        BookingState.OUT: (PaperKind.CONTRACT,),
        BookingState.RETURNED: (PaperKind.CONTRACT, PaperKind.RECEIPT),
    }
    assert papers_of(booking) == wanted.get(state, ())
    for kind in PaperKind:
        if kind in papers_of(booking):
            assert paper(shared_yard, booking.number, kind).kind is kind
        else:
            with pytest.raises(RecordError, match=booking.number):
                paper(shared_yard, booking.number, kind)
    shared_yard.change(lambda records: records.bookings.delete(booking.number))


def test_a_receipt_has_only_what_came_back(yard: TestYard) -> None:
    number = booked(yard)
    tag = paper(yard, number).lines[0].asset_tag
    yard.clock.forward(days=1)
    assert yard.desk.check_out("k1", "cleo", tag, None).refused == ""
    assert row(yard, number).state is BookingState.OUT
    with pytest.raises(RecordError, match="no receipt yet"):
        paper(yard, number, PaperKind.RECEIPT)
    stored = row(yard, number)
    second = replace(stored.lines[0], id="second", unit_id=None, returned_at=None)
    first = replace(stored.lines[0], returned_at=yard.clock.now())
    yard.change(lambda records: records.bookings.put(replace(stored, lines=(first, second))))
    facts = paper(yard, number, PaperKind.RECEIPT)
    assert len(facts.lines) == 1
    assert facts.lines[0].returned_at == yard.clock.now()
    assert facts.total == stored.lines[0].total


def test_an_unknown_booking_is_named(shared_yard: TestYard) -> None:
    with pytest.raises(RecordNotFound, match="R-9999"):
        paper(shared_yard, "R-9999")


def test_labels_are_by_tag_and_link_to_the_unit(shared_yard: TestYard) -> None:
    def read(records: Any) -> Any:
        units = units_of_class(records, "Scissor Lift 26 ft")
        return label_sheets(records, units[::-1], LABEL_FORMATS[0], PAGES, 3)

    sheets = shared_yard.store.read(read)
    assert [one.asset_tag for one in sheets.labels] == ["EQ-001", "EQ-002"]
    assert sheets.labels[0].link == f"{PAGES}/u/EQ-001"
    assert sheets.labels[0].make_and_model == "Genie GS-2646"
    assert sheets.skip == 3


def test_a_retired_unit_gets_no_label_with_its_class(yard: TestYard) -> None:
    retired = Unit(id="u1", asset_tag="EQ-001", class_id="lift", state=UnitState.RETIRED)
    yard.change(lambda records: records.units.put(retired))
    units = yard.store.read(lambda records: units_of_class(records, "scissor lift 26 FT"))
    assert [one.asset_tag for one in units] == ["EQ-002"]


@pytest.mark.parametrize("tag, segment", [("A B", "A%20B"), ("A/B-1", "AB1"), ("Ñ-7", "%C3%91-7")])
def test_odd_tags_are_one_segment_of_an_address(
    shared_yard: TestYard, tag: str, segment: str
) -> None:
    unit = Unit(id="odd", asset_tag=tag, class_id="lift")
    sheets = shared_yard.store.read(
        lambda records: label_sheets(records, [unit], LABEL_FORMATS[0], PAGES)
    )
    assert sheets.labels[0].link == f"{PAGES}/u/{segment}"


@pytest.mark.parametrize(
    "number, skip, said",
    [(0, 0, "no unit"), (MOST_LABELS + 1, 0, "too many"), (1, -1, "missing"), (1, 10, "missing")],
)
def test_what_cannot_be_on_a_sheet_is_refused(
    shared_yard: TestYard, number: int, skip: int, said: str
) -> None:
    units = [Unit(id=f"x{one}", asset_tag=f"X{one}", class_id="lift") for one in range(number)]
    with pytest.raises(RecordError, match=said):
        shared_yard.store.read(
            lambda records: label_sheets(records, units, LABEL_FORMATS[0], PAGES, skip)
        )
