"""The demo yard: as large and as mixed as promised, and harmless to load again."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from appliance.domain.bookings import BookingState
from appliance.domain.catalogue import WeightClass
from appliance.domain.confusion import confusion_cost
from appliance.domain.customers import Approval
from appliance.domain.errors import RecordError
from appliance.domain.gates import check_customer, check_insurance, check_operator
from appliance.domain.identifiers import common_shape
from appliance.domain.periods import Period
from appliance.domain.site_safety import judge_known
from appliance.domain.verification import VerificationResult
from appliance.ports.store import Records
from appliance.storage import DuckDbStore
from appliance.storage.demo import load_demo
from appliance.storage.demo.yard import demo_yard
from tests.storage.builders import DAY, NOW, furnish
from tests.storage.demo_guide import guide

TODAY = NOW.date()
YARD = demo_yard(TODAY)
PASS, FAIL = VerificationResult.PASS, VerificationResult.FAIL


@pytest.fixture
def store() -> Iterator[DuckDbStore]:
    opened = DuckDbStore(":memory:", wait_s=30)
    yield opened
    opened.close()


class TestData:
    def test_it_is_large_enough(self) -> None:
        assert len(YARD.classes) >= 25
        assert len({one.category for one in YARD.classes}) == 8
        assert len(YARD.units) >= 60
        assert len(YARD.customers) >= 10

    def test_tags_go_on_from_one(self) -> None:
        tags = [unit.asset_tag for unit in YARD.units]
        assert tags == [f"EQ{number:03d}" for number in range(1, len(tags) + 1)]

    @pytest.mark.parametrize("one", YARD.classes, ids=lambda one: one.id)
    def test_rates_fit(self, one: object) -> None:
        equipment = next(each for each in YARD.classes if each is one)
        assert equipment.week_rate is not None
        assert equipment.month_rate is not None
        assert equipment.day_rate < equipment.week_rate < 7 * equipment.day_rate
        assert equipment.week_rate < equipment.month_rate < 4 * equipment.week_rate
        assert equipment.floor_day_rate < equipment.day_rate < equipment.max_day_rate
        assert equipment.uses
        assert equipment.aliases

    def test_no_name_means_two_classes(self) -> None:
        names = Counter(
            name.casefold()
            for one in YARD.classes
            for name in {one.name, *one.aliases, f"{one.make} {one.model}"}
        )
        assert [name for name, count in names.items() if count > 1] == []

    def test_measured_mishearings_are_known(self) -> None:
        heard = {alias: one.name for one in YARD.classes for alias in one.aliases}
        assert heard["sissor lift"] == "Scissor Lift"
        assert heard["kid's tear"] == "Skid Steer"
        assert heard["mini-exclitor"] == "Mini Excavator"

    @pytest.mark.parametrize(
        "numbers, prefix, digits",
        [
            ([one.number for one in YARD.licenses], "BL", 6),
            ([one.number for one in YARD.certifications], "OC", 5),
            ([one.number for one in YARD.policies], "INS", 6),
        ],
        ids=["licenses", "certificates", "policies"],
    )
    def test_identifiers_have_one_shape_and_sound_far_apart(
        self, numbers: list[str], prefix: str, digits: int
    ) -> None:
        shape = common_shape(numbers)
        assert shape is not None
        assert (shape.prefix, shape.digits) == (prefix, digits)
        assert all(number.removeprefix(prefix).isdigit() for number in numbers)
        assert min(confusion_cost(*two) for two in itertools.combinations(numbers, 2)) >= 2

    def test_every_required_certificate_is_held_by_somebody(self) -> None:
        required = {one.operator_certification for one in YARD.classes} - {None}
        assert required <= {one.kind for one in YARD.certifications}

    def test_some_classes_have_exactly_one_unit(self) -> None:
        owned = Counter(unit.class_id for unit in YARD.units)
        assert owned["boom-lift"] == 1

    def test_there_is_a_bulk_class(self) -> None:
        assert [one.name for one in YARD.classes if one.bulk_quantity] == ["Pallet Jack"]


def _customer(license_number: str) -> VerificationResult:
    license_ = next(one for one in YARD.licenses if one.number == license_number)
    customer = next(one for one in YARD.customers if one.id == license_.customer_id)
    return check_customer(license_number, license_, customer, TODAY).result


def _operator(class_name: str, number: str, days: int = 3) -> VerificationResult:
    certificate = next(one for one in YARD.certifications if one.number == number)
    operator = next(one for one in YARD.operators if one.id == certificate.operator_id)
    last = TODAY + timedelta(days=days)
    equipment = YARD.class_named(class_name)
    return check_operator(equipment, number, operator, certificate, True, TODAY, last).result


def _insurance(class_name: str, number: str, days: int = 3, quantity: int = 1) -> object:
    policy = next(one for one in YARD.policies if one.number == number)
    last = TODAY + timedelta(days=days)
    equipment = YARD.class_named(class_name)
    return check_insurance(equipment, quantity, number, policy, TODAY, last).result


def _site(class_name: str, address: str) -> VerificationResult:
    site = next(one for one in YARD.sites if one.address == address)
    return judge_known(site, YARD.class_named(class_name)).result


class TestPaths:
    def test_one_customer_passes_every_gate_for_most_classes(self) -> None:
        assert _customer("BL782341") is PASS
        held = {
            one.kind: one.number
            for one in YARD.certifications
            if one.operator_id.startswith("northside") and one.valid_to > TODAY + timedelta(days=60)
        }
        passed = [
            one.name
            for one in YARD.classes
            if _site(one.name, "1420 Harbor Road") is PASS
            and _insurance(one.name, "INS550172", 30) is PASS
            and (
                one.operator_certification is None
                or _operator(one.name, held[one.operator_certification], 30) is PASS
            )
        ]
        assert set(YARD.class_named("Excavator").aliases)
        assert {one.name for one in YARD.classes} - set(passed) == {"Large Excavator"}
        assert _operator("Excavator", "OC48213", 60) is PASS

    @pytest.mark.parametrize(
        "license_number", ["BL174218", "BL793834", "BL145061", "BL728378", "BL814538"]
    )
    def test_customers_that_fail_the_first_gate(self, license_number: str) -> None:
        assert _customer(license_number) is FAIL

    def test_each_fails_for_its_own_reason(self) -> None:
        by_id = {one.id: one for one in YARD.customers}
        assert by_id["redline-demolition"].approval is Approval.SUSPENDED
        assert by_id["ironclad-steel"].approval is Approval.PENDING
        assert by_id["harper-roofing"].credit_hold

    def test_customers_that_fail_a_later_gate_pass_the_first(self) -> None:
        for number in ("BL630494", "BL102374", "BL979262", "BL701746", "BL619345", "BL328792"):
            assert _customer(number) is PASS

    def test_an_expired_and_a_revoked_certificate_and_one_of_another_kind(self) -> None:
        assert _operator("Excavator", "OC89171") is FAIL
        assert _operator("Excavator", "OC89857") is FAIL
        assert _operator("Excavator", "OC16028") is FAIL
        assert _operator("Excavator", "OC64703") is FAIL

    def test_a_policy_that_ends_mid_rental(self) -> None:
        assert _insurance("Scissor Lift", "INS079096", 3) is PASS
        assert _insurance("Scissor Lift", "INS079096", 7) is FAIL

    def test_coverage_that_is_too_low(self) -> None:
        assert _insurance("Skid Steer", "INS740542") is FAIL
        assert _insurance("Plate Compactor", "INS740542") is PASS
        assert _insurance("Skid Steer", "INS843646") is PASS
        assert _insurance("Skid Steer", "INS843646", quantity=2) is FAIL

    def test_sites_that_are_too_weak(self) -> None:
        assert _site("Excavator", "88 Mill Lane") is FAIL
        assert _site("Mini Excavator", "88 Mill Lane") is PASS
        assert _site("Mini Excavator", "9 Orchard Lane") is FAIL
        assert YARD.class_named("Excavator").weight_class is WeightClass.HEAVY


class TestLoading:
    def test_loading_twice_changes_nothing(self, store: DuckDbStore) -> None:
        first = store.write(lambda records: load_demo(records, NOW))
        assert first.bookings > 0
        before = store.read(_snapshot)
        again = store.write(lambda records: load_demo(records, NOW))
        assert (again.added, again.refreshed, again.bookings) == (0, 0, 0)
        assert store.read(_snapshot) == before

    def test_the_today_page_has_something_to_show(self, store: DuckDbStore) -> None:
        store.write(lambda records: load_demo(records, NOW))

        def look(records: Records) -> None:
            states = Counter(one.state for one in records.bookings.page(limit=100).items)
            assert states[BookingState.RESERVED] >= 3
            assert states[BookingState.OUT] >= 3
            overdue = [
                line
                for booking in records.bookings.out_due_by(NOW)
                for line in booking.lines
                if line.period.end <= NOW
            ]
            assert overdue
            midnight = NOW.replace(hour=0)
            assert records.bookings.starting_between(midnight, midnight + DAY)
            assert records.yard.get().name == "Ridgeline Equipment Rental"
            assert records.calls.page().total == 0

        store.read(look)

    @pytest.mark.parametrize("day", range(7))
    def test_no_unit_is_promised_twice_whatever_the_weekday(
        self, store: DuckDbStore, day: int
    ) -> None:
        moment = NOW + day * DAY
        store.write(lambda records: load_demo(records, moment))

        def look(records: Records) -> None:
            found = records.bookings.page(limit=100).items
            lines = [line for one in found if one.state.blocks for line in one.lines]
            for one, other in itertools.combinations(lines, 2):
                assert one.unit_id != other.unit_id or not one.period.overlaps(other.period)
            in_service = {unit.id for unit in records.units.page(limit=1000).items}
            assert {line.unit_id for line in lines} <= in_service
            assert all(line.period.start.weekday() != 6 for line in lines)
            free = {"boom-lift", "excavator", "scissor-lift", "mini-excavator"}
            for class_id in free:
                period = Period(moment, moment + 14 * DAY)
                kept = {one.unit_id for one in records.occupations((class_id,), period, moment)}
                assert len(records.units.of_class(class_id)) > len(kept)

        store.read(look)

    def test_dates_move_on_so_that_the_demo_never_ages(self, store: DuckDbStore) -> None:
        store.write(lambda records: load_demo(records, NOW))
        later = NOW + 400 * DAY
        report = store.write(lambda records: load_demo(records, later))
        assert report.added == 0
        assert report.refreshed == len(YARD.licenses) + len(YARD.certifications) + len(
            YARD.policies
        )
        moved = store.read(lambda records: records.policies.get("INS079096"))
        assert moved is not None
        assert moved.valid_to == later.date() + timedelta(days=4)

    def test_what_people_changed_stays(self, store: DuckDbStore) -> None:
        store.write(lambda records: load_demo(records, NOW))

        def change(records: Records) -> None:
            excavator = records.classes.by_name("Excavator")
            license_ = records.licenses.get("BL145061")
            assert excavator is not None
            assert license_ is not None
            values = {name: getattr(license_, name) for name in license_.__dataclass_fields__}
            renewed = type(license_)(**{**values, "valid_to": date(2030, 1, 1)})
            records.licenses.put(renewed)
            rates = {name: getattr(excavator, name) for name in excavator.__dataclass_fields__}
            records.classes.put(type(excavator)(**{**rates, "day_rate": Decimal(875)}))
            number = records.bookings.page(search="Plate Compactor").items[0].number
            records.bookings.delete(number)
            records.sites.delete("northside-paving-88-mill-lane")

        store.write(change)
        report = store.write(lambda records: load_demo(records, NOW + 30 * DAY))
        assert report.added == 1
        assert report.bookings == 0

        def look(records: Records) -> None:
            excavator = records.classes.by_name("Excavator")
            license_ = records.licenses.get("BL145061")
            assert excavator is not None
            assert license_ is not None
            assert excavator.day_rate == 875
            assert license_.valid_to == date(2030, 1, 1)
            assert records.bookings.page(search="Plate Compactor").items == ()
            assert records.sites.get("northside-paving-88-mill-lane") is not None

        store.read(look)

    def test_a_yard_of_ones_own_is_left_alone(self, store: DuckDbStore) -> None:
        store.write(furnish)
        with pytest.raises(RecordError, match="of its own"):
            store.write(lambda records: load_demo(records, NOW))
        assert store.read(lambda records: records.units.count()) == 2


def _snapshot(records: Records) -> list[object]:
    return [
        records.classes.all(),
        records.units.page(limit=1000),
        records.customers.page(limit=100),
        records.licenses.page(limit=100),
        records.certifications.page(limit=100),
        records.policies.page(limit=100),
        records.sites.page(limit=100),
        records.bookings.page(limit=100),
        records.downtimes.page(limit=100),
        records.yard.get(),
        records.audit.page(),
    ]


def test_the_guide_is_in_step_with_the_data() -> None:
    written = Path(__file__).resolve().parents[2] / "docs" / "demo.md"
    assert written.read_text("utf-8") == guide(), (
        "bring it up to date: python -m tests.storage.demo_guide > docs/demo.md"
    )


def test_identifiers_said_to_be_unknown_are() -> None:
    assert isinstance(NOW, datetime)
    known = {one.number for one in (*YARD.licenses, *YARD.certifications, *YARD.policies)}
    for number in ("BL540917", "OC47690", "INS669031"):
        assert f"`{number}`" in guide()
        assert min(confusion_cost(number, one) for one in known) >= 3
