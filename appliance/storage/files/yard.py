"""What the rows of a file are checked against, looked up in a few queries however long it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from appliance.domain.bookings import Booking
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.customers import Customer, Operator
from appliance.domain.periods import Period
from appliance.ports.repositories import Repository
from appliance.ports.store import Records

T = TypeVar("T")

_PAGE: Final = 1000
_FAR: Final = timedelta(days=36500)


def every(repository: Repository[T]) -> Iterator[T]:
    """All records of a type, read a page at a time."""
    offset = 0
    while True:
        page = repository.page(offset=offset, limit=_PAGE)
        yield from page.items
        offset += _PAGE
        if offset >= page.total:
            return


class Yard:
    """The records that a file may name, each kind read once and only when it is asked for."""

    def __init__(self, records: Records, now: datetime) -> None:
        self.records = records
        self.zone = ZoneInfo(records.yard.get().timezone)
        self.now = now.astimezone(self.zone)

    @classmethod
    def around(cls, records: Records, now: datetime, bookings: Sequence[Booking]) -> Yard:
        """Only what these bookings name, so that a few of many are written out quickly."""
        yard = cls(records, now)
        lines = [line for booking in bookings for line in booking.lines]
        operators = records.operators.get_many(
            tuple(one.operator_id for one in bookings if one.operator_id)
        )
        owners = {one.customer_id for one in bookings}
        owners |= {one.customer_id for one in operators.values()}
        yard.__dict__.update(
            operators=operators,
            customers=records.customers.get_many(tuple(owners)),
            classes=records.classes.get_many(tuple({line.class_id for line in lines})),
            units=records.units.get_many(tuple({line.unit_id for line in lines if line.unit_id})),
        )
        return yard

    @cached_property
    def customers(self) -> dict[str, Customer]:
        return {one.id: one for one in every(self.records.customers)}

    @cached_property
    def customer_by_account(self) -> dict[str, str]:
        return {one.account.casefold(): one.id for one in self.customers.values()}

    @cached_property
    def classes(self) -> dict[str, EquipmentClass]:
        return {one.id: one for one in self.records.classes.all()}

    @cached_property
    def class_by_name(self) -> dict[str, str]:
        return {one.name.casefold(): one.id for one in self.classes.values()}

    @cached_property
    def units(self) -> dict[str, Unit]:
        return {one.id: one for one in every(self.records.units)}

    @cached_property
    def unit_by_tag(self) -> dict[str, str]:
        return {one.asset_tag.casefold(): one.id for one in self.units.values()}

    @cached_property
    def units_by_class(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.units.values():
            found.setdefault(unit.class_id, []).append(unit)
        return found

    @cached_property
    def operators(self) -> dict[str, Operator]:
        return {one.id: one for one in every(self.records.operators)}

    @cached_property
    def operators_by_name(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for one in self.operators.values():
            found.setdefault((one.customer_id, one.name.casefold()), []).append(one.id)
        return found

    @cached_property
    def bookings_by_unit(self) -> dict[str, list[Booking]]:
        """Bookings that keep a unit from now on."""
        taken = self.records.occupations(
            tuple(self.classes), Period(self.now, self.now + _FAR), self.now
        )
        kept = [one for one in taken if one.source == "booking" and one.unit_id]
        bookings = self.records.bookings.get_many(tuple(one.reference for one in kept))
        found: dict[str, list[Booking]] = {}
        for one in kept:
            found.setdefault(one.unit_id or "", []).append(bookings[one.reference])
        return found
