"""Whatever happens in whatever order: no unit is promised twice, no bulk class beyond its stock.

A machine drives the real desk over a real database; an oracle that shares no code with it looks at
the rows after every step, and counts what is free on its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from appliance.domain.bookings import Booking, BookingLine, BookingState
from appliance.domain.catalogue import UnitState
from appliance.domain.periods import Period
from appliance.ports.booking import BookingItem
from appliance.ports.rental_life import BulkOrder, ChangeOrder, QuoteAcceptance
from appliance.ports.store import Records
from appliance.rental.cancelling import sweep_no_shows
from appliance.rental.holding import expire_stale
from appliance.storage.store import DuckDbStore
from tests.rental.yard import NOW, ZONE, TestYard

RATES = {"lift": Decimal(185), "boom": Decimal(320), "cones": Decimal(2)}
BUFFER = timedelta(hours=1)
FOREVER = datetime(2100, 1, 1, tzinfo=ZONE)
TAGS = ("EQ-001", "EQ-002", "EQ-003")

classes = st.sampled_from(["lift", "lift", "boom", "boom", "cones"])
first_days = st.integers(0, 12)
lengths = st.integers(1, 9)
picks = st.integers(0, 1000)


@dataclass(frozen=True)
class Span:
    """Something that keeps a unit, or a quantity, as the oracle sees it."""

    owner: str
    class_id: str
    unit_id: str | None
    quantity: int
    start: datetime
    end: datetime
    """With what has to lie between it and the next."""
    planned: datetime
    """The same, had it come back in time."""


def back_by(end: datetime) -> datetime:
    """Sundays are closed: what ends then is due on Monday at seven."""
    local = end.astimezone(ZONE)
    if local.weekday() != 6:
        return local
    return (local + timedelta(days=1)).replace(hour=7, minute=0)


def at_seven(day: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, 7, tzinfo=ZONE)


class RentalMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.store = DuckDbStore(":memory:", wait_s=60)
        self.yard = TestYard(self.store)
        self.desk = self.yard.desk
        self.lost = 0
        self.count = 0
        self.store.write(self._widen)

    def _widen(self, records: Records) -> None:
        policy = records.policies.get("POL-550001")
        assert policy is not None
        records.policies.put(replace(policy, coverage=Decimal(90_000_000)))

    def teardown(self) -> None:
        assert self.store.read(lambda records: records.audit.verify()) is None
        self.store.close()

    @property
    def now(self) -> datetime:
        return self.yard.clock.now()

    def key(self) -> str:
        self.count += 1
        return f"k{self.count}"

    def period(self, first: int, length: int) -> Period:
        start = at_seven(self.now + timedelta(days=first))
        return Period(start, at_seven(start + timedelta(days=length)))

    def rows(self) -> tuple[Booking, ...]:
        found = self.store.read(lambda records: records.bookings.page(limit=1000)).items
        return tuple(sorted(found, key=lambda one: one.number))

    def pick(self, pick: int, *states: BookingState) -> Booking | None:
        found = [one for one in self.rows() if one.state in states]
        return found[pick % len(found)] if found else None

    def order(self, booking: Booking, *lines: str) -> ChangeOrder:
        return ChangeOrder(key=self.key(), actor="clerk", number=booking.number, lines=lines)

    # what happens

    @rule(class_id=classes, first=first_days, length=lengths, quantity=st.integers(1, 2))
    def hold(self, class_id: str, first: int, length: int, quantity: int) -> None:
        many = quantity * 40 if class_id == "cones" else quantity
        self.desk.hold(self.yard.call(), self.key(), class_id, self.period(first, length), many)

    @rule(
        class_id=classes,
        first=first_days,
        length=lengths,
        quantity=st.integers(1, 2),
        second=st.none() | classes,
        later=st.integers(0, 3),
        review=st.booleans(),
        quoted=st.booleans(),
    )
    def book(
        self,
        class_id: str,
        first: int,
        length: int,
        quantity: int,
        second: str | None,
        later: int,
        review: bool,
        quoted: bool,
    ) -> None:
        changes: dict[str, Any] = {"class_id": class_id, "period": self.period(first, length)}
        changes["quantity"] = quantity * 35 if class_id == "cones" else quantity
        changes["day_rate"] = self.list_rate(class_id, changes["period"])
        if second is not None:
            period = self.period(first + later, length)
            item = BookingItem(
                class_id=second,
                quantity=30 if second == "cones" else 1,
                period=period,
                day_rate=self.list_rate(second, period),
            )
            changes["additional"] = (item,)
        if review:
            changes |= {"policy_number": "POL-1", "review": ("insurance",)}
        request = self.yard.request(self.yard.call(), self.key(), **changes)
        if not quoted:
            self._none_lost(self.desk.book(request).booking is not None, request.key)
            return
        quote = self.desk.make_quote(request).booking
        if quote is not None:
            self.desk.accept_quote(
                QuoteAcceptance(
                    key=self.key(), actor="clerk", number=quote.number, review=request.review
                )
            )

    def _none_lost(self, booked: bool, key: str) -> None:
        """What was booked stands in the records; what was refused does not."""
        row = self.store.read(lambda records: records.bookings.by_idempotency_key(key))
        assert (row is not None) is booked

    def list_rate(self, class_id: str, period: Period) -> Decimal:
        return self.desk.quote("c1", class_id, period, 1).day_rate

    @rule(pick=picks, more=st.integers(-3, 8))
    def extend(self, pick: int, more: int) -> None:
        booking = self.pick(pick, BookingState.RESERVED, BookingState.OUT)
        if booking is None:
            return
        end = at_seven(booking.lines[0].period.end + timedelta(days=more))
        if more <= 0:
            self.desk.return_early(self.order(booking), end)
            return
        asked = self.order(booking)
        seen = self.desk.preview_extend(asked, end)
        done = self.desk.extend(asked, end)
        assert (seen.refused, seen.total) == (done.refused, done.total)
        if done.refused and done.nearest_end is not None:
            again = self.desk.extend(self.order(booking), done.nearest_end)
            assert not again.refused, "what was offered instead has to be possible"

    @rule(pick=picks, first=first_days, length=lengths)
    def move(self, pick: int, first: int, length: int) -> None:
        booking = self.pick(pick, BookingState.RESERVED, BookingState.OUT)
        if booking is not None:
            self.desk.move(self.order(booking), self.period(first, length))

    @rule(pick=picks, other=st.sampled_from([None, "lift", "boom"]))
    def swap(self, pick: int, other: str | None) -> None:
        booking = self.pick(pick, BookingState.RESERVED, BookingState.OUT)
        if booking is not None:
            line = booking.lines[pick % len(booking.lines)]
            self.desk.swap_unit(self.order(booking, line.id), None, other)

    @rule(pick=picks)
    def cancel(self, pick: int) -> None:
        booking = self.pick(pick, BookingState.RESERVED, BookingState.PENDING_REVIEW)
        if booking is not None:
            assert not self.desk.cancel(self.order(booking), "").refused

    @rule(tag=st.sampled_from(TAGS))
    def check_out(self, tag: str) -> None:
        self.desk.check_out(self.key(), "clerk", tag, None)

    @rule(tag=st.sampled_from(TAGS))
    def check_in(self, tag: str) -> None:
        self.desk.check_in(self.key(), "clerk", tag, None, "")

    @rule(tag=st.sampled_from(TAGS), into=st.booleans())
    def maintain(self, tag: str, into: bool) -> None:
        self.desk.set_maintenance(self.key(), "clerk", tag, into, "")

    @rule(pick=picks, quantity=st.integers(1, 40), lost=st.integers(0, 1), out=st.booleans())
    def pieces(self, pick: int, quantity: int, lost: int, out: bool) -> None:
        booking = self.pick(pick, BookingState.RESERVED, BookingState.OUT)
        if booking is None:
            return
        order = BulkOrder(
            key=self.key(),
            actor="clerk",
            number=booking.number,
            quantity=quantity,
            lost=0 if out else lost,
        )
        if out:
            self.desk.check_out_quantity(order)
        elif not self.desk.check_in_quantity(order).refused:
            self.lost += lost

    @rule(tag=st.sampled_from(TAGS), pick=picks)
    def break_down(self, tag: str, pick: int) -> None:
        booking = self.pick(pick, BookingState.OUT)
        if booking is not None:
            self.desk.report_breakdown(self.order(booking), tag, "broken")

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.yard.clock.forward(hours=hours)

    @precondition(lambda self: self.now > NOW)
    @rule()
    def sweep(self) -> None:
        self.store.write(lambda records: expire_stale(records, self.now))
        self.store.write(lambda records: sweep_no_shows(records, self.now))

    # what must hold

    def spans(self) -> Iterator[Span]:
        for booking in self.rows():
            if booking.state is BookingState.PENDING_REVIEW:
                if booking.review_until is None or booking.review_until <= self.now:
                    continue
            elif booking.state not in (BookingState.RESERVED, BookingState.OUT):
                continue
            for line in booking.lines:
                if line.returned_at is None:
                    yield self._span(booking, line)
        for hold in self.store.read(lambda records: records.holds.page(limit=1000)).items:
            if hold.expires_at > self.now:
                end = back_by(hold.period.end) + BUFFER
                yield Span(
                    f"hold {hold.id}",
                    hold.class_id,
                    hold.unit_id,
                    hold.quantity,
                    hold.period.start,
                    end,
                    end,
                )

    def _span(self, booking: Booking, line: BookingLine) -> Span:
        planned = back_by(line.period.end) + BUFFER
        overdue = line.out_at is not None and back_by(line.period.end) <= self.now
        start = min(line.period.start, line.out_at) if line.out_at else line.period.start
        return Span(
            f"{booking.number} {line.id}",
            line.class_id,
            line.unit_id,
            line.quantity,
            start,
            FOREVER if overdue else planned,
            planned,
        )

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        spans = list(self.spans())
        by_unit: dict[str, list[Span]] = {}
        for span in spans:
            if span.unit_id is not None:
                assert span.quantity == 1
                by_unit.setdefault(span.unit_id, []).append(span)
        for kept in by_unit.values():
            for one, other in combinations(kept, 2):
                apart = one.planned <= other.start or other.planned <= one.start
                assert apart, f"{one} and {other} want the same unit"
        pieces = [span for span in spans if span.class_id == "cones"]
        stock = self.store.read(lambda records: records.classes.get("cones"))
        assert stock is not None
        assert stock.bulk_quantity == 100 - self.lost
        for at in {span.start for span in pieces}:
            together = sum(one.quantity for one in pieces if one.start <= at < one.planned)
            assert together <= 100, f"{together} pieces are promised at {at}"

    @invariant()
    def what_is_free_is_free(self) -> None:
        probe = self.period(2, 3)
        end = back_by(probe.end) + BUFFER
        spans = [one for one in self.spans() if one.start < end and probe.start < one.end]
        units = self.store.read(lambda records: records.units.page(limit=10)).items
        downtimes = self.store.read(lambda records: records.downtimes.page(limit=1000)).items
        down = {
            one.unit_id
            for one in downtimes
            if one.start < end and (one.end is None or probe.start < one.end)
        }
        for class_id in ("lift", "boom"):
            free = [
                unit
                for unit in units
                if unit.class_id == class_id
                and unit.state is UnitState.IN_SERVICE
                and unit.id not in down
                and not any(one.unit_id == unit.id for one in spans)
            ]
            told = self.desk.availability(class_id, probe, 1, "").free
            assert told == len(free), f"{told} of {class_id} are told free, {len(free)} are"


LONG = bool(os.environ.get("APPLIANCE_LONG_TESTS"))
TestRentalMachine = RentalMachine.TestCase
TestRentalMachine.settings = settings(
    max_examples=40 if LONG else 6,
    stateful_step_count=40 if LONG else 20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
