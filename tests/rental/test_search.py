"""Finding equipment by any way of saying it, and what is free of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest

from appliance.domain.catalogue import EquipmentClass
from appliance.domain.errors import RecordError
from appliance.ports import desk as port
from appliance.ports.facts import EquipmentQuery
from appliance.rental.desk import LocalDesk
from tests.rental.yard import FLOOR, LIFT, TestYard, days


def found(yard: TestYard, **query: object) -> list[str]:
    return [one.class_id for one in yard.desk.find_equipment(EquipmentQuery(**query))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text, first",
    [
        ("a scissor lift please", "lift"),
        ("sissor lifts", "lift"),
        ("the Genie GS-2646", "lift"),
        ("I need something for painting a ceiling", "lift"),
        ("boom lift", "boom"),
        ("something that reaches over a roof", "boom"),
        ("I want to dig a basement", "digger"),
        ("a twenty ton excavator", "digger"),
        ("cones", "cones"),
    ],
)
def test_by_name_make_use_and_mishearing(shared_yard: TestYard, text: str, first: str) -> None:
    assert found(shared_yard, text=text)[:1] == [first]


def test_what_the_yard_has_not_is_not_found(shared_yard: TestYard) -> None:
    assert found(shared_yard, text="a grand piano") == []


def test_by_category_ceiling_and_limit(shared_yard: TestYard) -> None:
    assert found(shared_yard, category="aerial lifts") == ["lift", "boom"]
    assert found(shared_yard, max_day_rate=Decimal(185)) == ["cones", "lift"]
    assert found(shared_yard, limit=1) == ["cones"]
    assert found(shared_yard, class_ids=("boom",), text="whatever was heard") == ["boom"]
    assert found(shared_yard, text="lift", quantity=2) == ["lift"]


def test_only_what_is_free_for_the_period(yard: TestYard) -> None:
    yard.desk.hold(yard.call(), "h", "boom", days(2, 3), 1)
    assert found(yard, category="Aerial Lifts", period=days(2, 3)) == ["lift"]
    assert found(yard, category="Aerial Lifts", period=days(5, 1)) == ["lift"], "turnaround"
    assert found(yard, category="Aerial Lifts", period=days(6, 1)) == ["lift", "boom"]
    assert found(yard, category="Aerial Lifts", period=days(2, 3), quantity=3) == []


def test_too_few_free_says_when_and_what_else(yard: TestYard) -> None:
    yard.desk.hold(yard.call(), "h", "lift", days(2, 3), 2)
    stands = yard.desk.availability("lift", days(2, 3), 1, yard.call())
    assert (stands.owned, stands.free) == (2, 0)
    assert stands.next_free_from == date(2027, 3, 6)
    assert [one.class_id for one in stands.alternatives] == ["boom"]


def test_more_than_there_are_is_never_free(shared_yard: TestYard) -> None:
    stands = shared_yard.desk.availability("boom", days(2, 1), 2, "")
    assert (stands.owned, stands.free, stands.next_free_from) == (1, 1, None)


def test_meaning_adds_to_the_ranking(shared_yard: TestYard) -> None:
    def meaning(text: str, classes: Sequence[EquipmentClass]) -> Mapping[str, float]:
        return {one.id: 0.9 if one.id == "digger" else 0.1 for one in classes}

    desk = LocalDesk(shared_yard.store, shared_yard.clock, meaning)
    (best, *_) = desk.find_equipment(EquipmentQuery(text="a hole for a swimming pool"))
    assert best.class_id == "digger"


def test_nonsense_is_refused(shared_yard: TestYard) -> None:
    for query in (EquipmentQuery(quantity=0), EquipmentQuery(limit=0)):
        with pytest.raises(RecordError):
            shared_yard.desk.find_equipment(query)
    with pytest.raises(RecordError):
        shared_yard.desk.availability("lift", days(2, 1), 0, "")
    with pytest.raises(RecordError):
        shared_yard.desk.quote("c1", "lift", days(2, 1), -1)


def test_no_answer_of_the_desk_has_a_place_for_the_floor(shared_yard: TestYard) -> None:
    for kind in vars(port).values():
        if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
            assert not [one.name for one in fields(kind) if "floor" in one.name]
    options = shared_yard.desk.find_equipment(EquipmentQuery(class_ids=(LIFT.id,)))
    quote = shared_yard.desk.quote("c1", LIFT.id, days(2, 3), 1)
    yard = shared_yard.desk.open_call("sip", None).yard  # a call id may hold any digits
    assert f"{FLOOR}" not in repr((options, quote, yard))


def test_a_call_opens_with_the_yards_own_vocabulary(shared_yard: TestYard) -> None:
    opened = shared_yard.desk.open_call("sip", "+1 (512) 555-0100")
    assert opened.proposed_customer == "Summit Grading"
    rules = {one.name: (one.prefix, one.digits) for one in opened.yard.identifiers}
    assert rules == {
        "business_license": ("BL", 6),
        "certificate": ("CERT", 4),
        "policy": ("POL", 6),
        "asset_tag": ("EQ", 3),
    }
    assert "Monday to Saturday" in opened.yard.opening_hours
    assert opened.yard.categories == ("Aerial Lifts", "Earthmoving", "Safety")
    assert not any(number in repr(opened) for number in ("204518", "550001", "1001"))
