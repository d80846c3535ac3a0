"""A small yard for tests: two customers, three classes, four units, and a clock that is set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from appliance.domain.catalogue import EquipmentClass, Unit, WeightClass
from appliance.domain.customers import (
    Approval,
    BusinessLicense,
    Certification,
    Customer,
    InsurancePolicy,
    Operator,
    Site,
)
from appliance.domain.periods import Period
from appliance.ports.booking import BookingRequest
from appliance.ports.store import Records, Store, YardPolicy
from appliance.rental.desk import LocalDesk

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=ZONE)
"""A Monday."""
SINCE, UNTIL = date(2020, 1, 1), date(2030, 1, 1)
FLOOR = Decimal(150)

LIFT = EquipmentClass(
    id="lift",
    name="Scissor Lift 26 ft",
    category="Aerial Lifts",
    weight_class=WeightClass.LIGHT,
    day_rate=Decimal(185),
    floor_day_rate=FLOOR,
    max_day_rate=Decimal(220),
    week_rate=Decimal(600),
    month_rate=Decimal(1600),
    make="Genie",
    model="GS-2646",
    uses=("painting ceilings", "hanging lights"),
    aliases=("sissor lift",),
    operator_certification="Aerial Lift",
    minimum_insurance=Decimal(500_000),
    deposit=Decimal(200),
)
BOOM = replace(
    LIFT,
    id="boom",
    name="Boom Lift 45 ft",
    weight_class=WeightClass.MEDIUM,
    day_rate=Decimal(320),
    floor_day_rate=Decimal(290),
    max_day_rate=Decimal(400),
    week_rate=None,
    month_rate=None,
    make="JLG",
    model="450AJ",
    uses=("reaching over a roof",),
    aliases=(),
)
DIGGER = replace(
    LIFT,
    id="digger",
    name="Excavator 20 ton",
    category="Earthmoving",
    weight_class=WeightClass.HEAVY,
    day_rate=Decimal(700),
    floor_day_rate=Decimal(600),
    max_day_rate=Decimal(800),
    make="CAT",
    model="320",
    uses=("digging a basement",),
    aliases=("digger",),
    operator_certification="Excavator",
    minimum_days=2,
)
CONES = EquipmentClass(
    id="cones",
    name="Traffic Cone",
    category="Safety",
    weight_class=WeightClass.LIGHT,
    day_rate=Decimal(2),
    floor_day_rate=Decimal(1),
    max_day_rate=Decimal(3),
    bulk_quantity=100,
)
ADDRESS = "4100 Industrial Parkway, Austin"
PERMISSIVE = (
    ("ground", True),
    ("overhead_lines", False),
    ("access", True),
    ("drop_offs", False),
    ("buried_lines", True),
)


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


def fill(records: Records) -> None:
    records.yard.put(replace(YardPolicy(), name="Test Yard", pickup_place="Gate 2"))
    for equipment in (LIFT, BOOM, DIGGER, CONES):
        records.classes.put(equipment)
    for number, class_id in ((1, "lift"), (2, "lift"), (3, "boom"), (4, "digger")):
        records.units.put(Unit(id=f"u{number}", asset_tag=f"EQ-{number:03}", class_id=class_id))
    for key, name in (("c1", "Summit Grading"), ("c2", "Bluebonnet Roofing")):
        records.customers.put(
            Customer(id=key, account=key.upper(), name=name, approval=Approval.APPROVED)
        )
    records.customers.put(
        replace(records.customers.get("c1") or _missing(), phones=("+1 512 555 0100",))
    )
    for number, customer in (("BL-204518", "c1"), ("BL-771393", "c2")):
        records.licenses.put(
            BusinessLicense(number=number, customer_id=customer, valid_from=SINCE, valid_to=UNTIL)
        )
    for key, customer, name in (("o1", "c1", "Maria Lopez"), ("o2", "c2", "Sam Dietrich")):
        records.operators.put(Operator(id=key, customer_id=customer, name=name))
    for number, operator, kind in (
        ("CERT-1001", "o1", "Aerial Lift"),
        ("CERT-1002", "o1", "Excavator"),
        ("CERT-2001", "o2", "Aerial Lift"),
    ):
        records.certifications.put(
            Certification(
                number=number, operator_id=operator, kind=kind, valid_from=SINCE, valid_to=UNTIL
            )
        )
    for number, customer in (("POL-550001", "c1"), ("POL-550002", "c2")):
        records.policies.put(
            InsurancePolicy(
                number=number,
                customer_id=customer,
                insurer="Lone Star Mutual",
                coverage=Decimal(1_000_000),
                valid_from=SINCE,
                valid_to=UNTIL,
            )
        )
    records.sites.put(
        Site(id="s1", customer_id="c1", address=ADDRESS, max_weight_class=WeightClass.MEDIUM)
    )


def _missing() -> Any:
    raise LookupError


def days(first: int, length: int, month: int = 3) -> Period:
    """From opening on a day of March 2027, for a number of days."""
    start = datetime(2027, month, first, 7, 0, tzinfo=ZONE)
    return Period(start, start + timedelta(days=length))


class TestYard:
    """The yard with its desk, and shortcuts for what most tests do."""

    __test__ = False

    def __init__(self, store: Store) -> None:
        self.store = store
        self.clock = SetClock()
        self.desk = LocalDesk(store, self.clock)
        self._changed = False
        store.write(fill)

    def call(self) -> str:
        return self.desk.open_call("sip", None).call_id

    def change(self, change: Callable[[Records], object]) -> None:
        def run(records: Records) -> None:
            change(records)

        self._changed = True
        self.store.write(run)

    def put_back(self) -> None:
        """Records as they were; what was added stays."""
        if self._changed:
            self.store.write(fill)
            self._changed = False

    def clear(self) -> None:
        """No bookings, no holds, and the clock where it was."""

        def run(records: Records) -> None:
            for booking in records.bookings.page(limit=1000).items:
                records.bookings.delete(booking.number)
            records.holds.delete_expired(self.clock.now() + timedelta(days=9999))

        self.store.write(run)
        self.clock.moment = NOW

    def request(self, call_id: str, key: str, **changes: Any) -> BookingRequest:
        request = BookingRequest(
            call_id=call_id,
            key=key,
            license_number="BL-204518",
            class_id="lift",
            quantity=1,
            period=days(2, 3),
            day_rate=LIFT.day_rate,
            operator_id="o1",
            certificate_number="CERT-1001",
            policy_number="POL-550001",
            site_address=ADDRESS,
            site_answers=(),
            callback_number="5125550100",
        )
        return replace(request, **changes)

    def bookings(self) -> int:
        return self.store.read(lambda records: records.bookings.count())
