"""The rental desk as the speakers of a language name things: machines by their names there.

Whatever the desk tells of a machine carries its name in the call's language, so that hearing,
choosing and wording need not know that the records have another. Records keep their own names:
nothing is written through here that differs from what the desk would be told anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Self

from appliance.domain.periods import Period
from appliance.ports.booking import (
    Availability,
    BookedFacts,
    BookingRequest,
    BookingResult,
    EquipmentOption,
)
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import EquipmentQuery, HoldResult, ItemName, Yard
from appliance.ports.rental_life import ChangeOrder, ChangeResult


def named_yard(yard: Yard, language: str) -> Yard:
    """The yard with its machines' names in that language; what has none keeps its own. Uses and
    categories are in the yard's language, and would only mislead hearing."""
    named = tuple(_named_item(item, language) for item in yard.items)
    return replace(yard, items=named, categories=())


def _named_item(item: ItemName, language: str) -> ItemName:
    called = tuple(name for code, name in item.called if code == language)
    if not called:
        return replace(item, uses=())
    return replace(item, name=called[0], names=(*called[1:], item.name, *item.names), uses=())


class NamedDesk(RentalDesk):
    """A desk behind which another one stands. Its other methods are attached below. Make one with
    `around`."""

    def __init__(self, desk: RentalDesk, yard: Yard, searched: Callable[[str], str]) -> None:
        self._desk = desk
        self._names: Mapping[str, str] = {item.class_id: item.name for item in yard.items}
        self._searched = searched
        self._place = yard.pickup_place

    @classmethod
    def around(cls, desk: RentalDesk, yard: Yard, searched: Callable[[str], str]) -> Self:
        """`yard` holds the names; `searched` puts a wish into the words of the records."""
        return cls(desk, yard, searched)

    def find_equipment(self, query: EquipmentQuery) -> tuple[EquipmentOption, ...]:
        if query.text and not query.class_ids:
            query = replace(query, text=self._searched(query.text))
        return self._options(self._desk.find_equipment(query))

    def availability(
        self, class_id: str, period: Period, quantity: int, call_id: str
    ) -> Availability:
        return self._free(self._desk.availability(class_id, period, quantity, call_id))

    def hold(
        self, call_id: str, key: str, class_id: str, period: Period, quantity: int
    ) -> HoldResult:
        held = self._desk.hold(call_id, key, class_id, period, quantity)
        return replace(held, availability=self._free(held.availability))

    def book(self, request: BookingRequest) -> BookingResult:
        result = self._desk.book(request)
        return replace(
            result,
            booking=self._booked(result.booking) if result.booking else None,
            availability=self._free(result.availability) if result.availability else None,
        )

    def rentals(self, customer_id: str) -> tuple[BookedFacts, ...]:
        return tuple(self._booked(one) for one in self._desk.rentals(customer_id))

    def preview_extend(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        return self._changed(self._desk.preview_extend(order, end))

    def extend(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        return self._changed(self._desk.extend(order, end))

    def preview_return_early(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        return self._changed(self._desk.preview_return_early(order, end))

    def return_early(self, order: ChangeOrder, end: datetime) -> ChangeResult:
        return self._changed(self._desk.return_early(order, end))

    def preview_cancel(self, order: ChangeOrder) -> ChangeResult:
        return self._changed(self._desk.preview_cancel(order))

    def cancel(self, order: ChangeOrder, reason: str) -> ChangeResult:
        return self._changed(self._desk.cancel(order, reason))

    def _options(self, options: tuple[EquipmentOption, ...]) -> tuple[EquipmentOption, ...]:
        return tuple(replace(one, name=self._names.get(one.class_id, one.name)) for one in options)

    def _free(self, free: Availability) -> Availability:
        return replace(free, alternatives=self._options(free.alternatives))

    def _booked(self, facts: BookedFacts) -> BookedFacts:
        name = self._names.get(facts.class_id, facts.item)
        return replace(facts, item=name, pickup_place=self._place)

    def _changed(self, result: ChangeResult) -> ChangeResult:
        return replace(result, booking=self._booked(result.booking) if result.booking else None)


def _passed_on(name: str) -> Callable[..., Any]:
    def call(self: NamedDesk, *args: object, **kwargs: object) -> Any:
        return getattr(self._desk, name)(*args, **kwargs)

    call.__name__ = call.__qualname__ = name
    return call


for _name in dir(RentalDesk):
    if not _name.startswith("_") and _name not in vars(NamedDesk):
        setattr(NamedDesk, _name, _passed_on(_name))
