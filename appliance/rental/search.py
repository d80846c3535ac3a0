"""Gate 2: what the yard may offer, and how much of it is free.

Only what is free for the asked period is found. Nothing here carries a floor price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from appliance.domain.availability import (
    LOOK_AHEAD_DAYS,
    free_count,
    free_units,
    most_at_once,
    next_free_day,
    owned_count,
    reach,
)
from appliance.domain.bookings import Booking
from appliance.domain.catalogue import EquipmentClass, Unit
from appliance.domain.errors import RecordError
from appliance.domain.periods import Period
from appliance.ports.booking import Availability, EquipmentOption
from appliance.ports.facts import EquipmentQuery
from appliance.ports.repositories import Occupation
from appliance.ports.store import Records
from appliance.rental.ranking import NEAR_BEST, RELEVANT
from appliance.rental.yard import class_of, hours_of

_ALTERNATIVES = 3
_AT_ONCE = 6
"""Classes whose stock is read in one go."""


class Stock:
    """Units and what keeps them, read once for many classes and a period."""

    def __init__(
        self,
        records: Records,
        now: datetime,
        classes: Sequence[EquipmentClass],
        period: Period,
        *,
        ignore_call: str | None = None,
        ignore_booking: str | None = None,
        ignore: frozenset[str] = frozenset(),
    ) -> None:
        self._records = records
        self._hours = hours_of(records)
        self._buffers = {one.id: timedelta(minutes=one.buffer_minutes) for one in classes}
        self._units: dict[str, tuple[Unit, ...]] = {}
        buffer = max(self._buffers.values(), default=timedelta(0))
        span = reach(self._hours.kept(period), buffer)
        self._taken: dict[str, list[Occupation]] = {one.id: [] for one in classes}
        found = records.occupations(
            tuple(self._taken),
            Period(span.start - self._hours.look_back(span.start), span.end),
            now,
            ignore_call=ignore_call,
            ignore_booking=ignore_booking,
        )
        for taken in self._not_yet_due(found, now):
            if taken.reference not in ignore:
                self.add(taken)

    def _not_yet_due(self, found: Sequence[Occupation], now: datetime) -> Sequence[Occupation]:
        """What ended on a closed day is not overdue before the next opening: it has an end."""
        if self._hours.due(now) <= now and self._hours.look_back(now) <= timedelta(days=1):
            return found
        numbers = {one.reference for one in found if one.source == "booking" and one.end is None}
        bookings = self._records.bookings.get_many(tuple(numbers))
        return [self._ending(one, bookings.get(one.reference), now) for one in found]

    def _ending(self, taken: Occupation, booking: Booking | None, now: datetime) -> Occupation:
        if taken.source != "booking" or taken.end is not None or booking is None:
            return taken
        ends = [
            line.period.end
            for line in booking.lines
            if (line.class_id, line.unit_id) == (taken.class_id, taken.unit_id)
            and line.out_at is not None
            and line.returned_at is None
        ]
        if not ends or any(self._hours.due(end) <= now for end in ends):
            return taken
        return replace(taken, end=max(ends) + self._buffers[taken.class_id])

    def add(self, taken: Occupation) -> None:
        """Count this in as well. What is due back on a closed day comes back at the next
        opening, and keeps its machine until then."""
        if taken.end is not None and taken.source != "downtime":
            behind = self._buffers[taken.class_id] if taken.source == "booking" else timedelta(0)
            due = self._hours.due(taken.end - behind)
            taken = replace(taken, end=due + behind)
        self._taken[taken.class_id].append(taken)

    def units(self, equipment: EquipmentClass) -> tuple[Unit, ...]:
        if equipment.bulk_quantity is not None:
            return ()
        if equipment.id not in self._units:
            self._units[equipment.id] = self._records.units.of_class(equipment.id)
        return self._units[equipment.id]

    def taken(self, equipment: EquipmentClass) -> Sequence[Occupation]:
        return self._taken[equipment.id]

    def owned(self, equipment: EquipmentClass) -> int:
        return owned_count(equipment, self.units(equipment))

    def free(self, equipment: EquipmentClass, period: Period) -> int:
        kept = self._hours.kept(period)
        return free_count(equipment, self.units(equipment), self.taken(equipment), kept)

    def short(self, equipment: EquipmentClass, period: Period) -> bool:
        """Whether more of a bulk class is promised at some moment than the yard has."""
        most = most_at_once(self.taken(equipment), period, self._buffers[equipment.id])
        return most > (equipment.bulk_quantity or 0)

    def free_units(self, equipment: EquipmentClass, period: Period) -> tuple[Unit, ...]:
        """The units that are free; none for a bulk class."""
        return free_units(
            self.units(equipment),
            self.taken(equipment),
            self._hours.kept(period),
            self._buffers[equipment.id],
        )


def option_of(
    equipment: EquipmentClass, owned: int, free: int | None, score: float = 0.0
) -> EquipmentOption:
    """A class as it may be offered."""
    return EquipmentOption(
        class_id=equipment.id,
        name=equipment.name,
        make=equipment.make,
        model=equipment.model,
        category=equipment.category,
        description=equipment.description,
        weight_class=equipment.weight_class,
        day_rate=equipment.day_rate,
        week_rate=equipment.week_rate,
        month_rate=equipment.month_rate,
        deposit=equipment.deposit,
        operator_certification=equipment.operator_certification,
        minimum_insurance=equipment.minimum_insurance,
        minimum_days=equipment.minimum_days,
        owned=owned,
        free=free,
        score=round(score, 4),
    )


def find_equipment(
    records: Records,
    now: datetime,
    query: EquipmentQuery,
    scores: Mapping[str, float],
) -> tuple[EquipmentOption, ...]:
    """Best first, at most `query.limit`; free in the asked quantity where a period is given.

    `scores` by class id say how well each answers to the query's text (see `ranking`); a class
    without one answers to nothing."""
    if query.quantity < 1 or query.limit < 1:
        raise RecordError("Ask for at least one machine and one option.")
    every = records.classes.all()
    by_words = bool(query.text.strip()) and not query.class_ids and query.category is None
    scores = {one.id: scores.get(one.id, 0.0) for one in every}
    bar = max(RELEVANT, NEAR_BEST * max(scores.values(), default=0.0))
    candidates = [
        one for one in every if _narrowed(one, query) and (not by_words or scores[one.id] >= bar)
    ]
    candidates.sort(key=lambda one: (-round(scores[one.id], 2), one.day_rate, one.name))
    if query.period is None:
        owned = records.units.counts_by_class()
        options = (
            option_of(
                one,
                owned.get(one.id, 0) if one.bulk_quantity is None else one.bulk_quantity,
                None,
                scores[one.id],
            )
            for one in candidates
        )
        return tuple(option for option in options if option.owned >= query.quantity)[: query.limit]
    period = hours_of(records).local_period(query.period)
    free_ones = (
        option_of(one, stock.owned(one), free, scores[one.id])
        for one, stock in _stocked(records, now, candidates, period, None)
        if (free := stock.free(one, period)) >= query.quantity
    )
    return tuple(islice(free_ones, query.limit))


def _stocked(
    records: Records,
    now: datetime,
    classes: Sequence[EquipmentClass],
    period: Period,
    call_id: str | None,
) -> Iterator[tuple[EquipmentClass, Stock]]:
    """Each class with its stock, read for some at a time: mostly the first few are enough."""
    for start in range(0, len(classes), _AT_ONCE):
        some = classes[start : start + _AT_ONCE]
        stock = Stock(records, now, some, period, ignore_call=call_id)
        for one in some:
            yield one, stock


def _narrowed(one: EquipmentClass, query: EquipmentQuery) -> bool:
    """True when the class lies within what the query allows, whatever its words."""
    if query.class_ids and one.id not in query.class_ids:
        return False
    if query.category is not None and one.category.casefold() != query.category.casefold():
        return False
    return query.max_day_rate is None or one.day_rate <= query.max_day_rate


def availability(
    records: Records,
    now: datetime,
    class_id: str,
    period: Period,
    quantity: int,
    call_id: str | None,
) -> Availability:
    """How many are free; where too few, the next free day and the nearest alternatives.

    The call's own holds do not count against it."""
    if quantity < 1:
        raise RecordError("Ask for at least one machine.")
    equipment = class_of(records, class_id)
    hours = hours_of(records)
    period = hours.local_period(period)
    stock = Stock(records, now, (equipment,), period, ignore_call=call_id)
    free, owned = stock.free(equipment, period), stock.owned(equipment)
    if free >= quantity:
        return Availability(class_id=class_id, owned=owned, free=free)
    next_day = None
    if owned >= quantity:
        ahead = Period(period.start, period.end + timedelta(days=LOOK_AHEAD_DAYS))
        later = Stock(records, now, (equipment,), ahead, ignore_call=call_id)
        next_day = next_free_day(
            equipment, later.units(equipment), later.taken(equipment), period, quantity, hours
        )
    return Availability(
        class_id=class_id,
        owned=owned,
        free=free,
        next_free_from=next_day,
        alternatives=_alternatives(records, now, equipment, period, quantity, call_id),
    )


def _alternatives(
    records: Records,
    now: datetime,
    wanted: EquipmentClass,
    period: Period,
    quantity: int,
    call_id: str | None,
) -> tuple[EquipmentOption, ...]:
    """Free classes of the same category, the nearest in weight and price first."""
    others = [
        one
        for one in records.classes.all()
        if one.category == wanted.category and one.id != wanted.id
    ]
    others.sort(
        key=lambda one: (
            abs(one.weight_class.rank - wanted.weight_class.rank),
            abs(one.day_rate - wanted.day_rate),
            one.name,
        )
    )
    free_ones = (
        option_of(one, stock.owned(one), free)
        for one, stock in _stocked(records, now, others, period, call_id)
        if (free := stock.free(one, period)) >= quantity
    )
    return tuple(islice(free_ones, _ALTERNATIVES))
