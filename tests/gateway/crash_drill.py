"""Kills the real web process while it writes, and looks at what is left.

Writers take calls through the gateway as the voice process does, and note what was acknowledged.
After each kill the file is opened and held against the notes. Run at length with
`python -m tests.gateway.crash_drill --kills 100`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

from appliance.bootstrap.clock import SystemClock
from appliance.bootstrap.records import build_store
from appliance.domain.bookings import Booking
from appliance.domain.calls import Stage, Turn
from appliance.domain.catalogue import Unit
from appliance.domain.errors import DeskUnreachable
from appliance.domain.periods import Period
from appliance.ports.booking import BookingRequest
from appliance.ports.desk import RentalDesk
from appliance.ports.store import Records
from tests.gateway.web_process import WebProcess
from tests.rental.yard import ADDRESS, LIFT, ZONE, fill

WRITERS = 4
LIFTS = 40
DAYS = 300
LONGEST_S = 2.0
"""Between the first write and the kill."""
_PAGE = 1000


@dataclass
class Notes:
    """What the web process said it had done. Each writer adds to its own."""

    calls: list[str] = field(default_factory=list)
    turns: list[tuple[str, int]] = field(default_factory=list)
    holds: list[str] = field(default_factory=list)
    bookings: dict[str, str] = field(default_factory=dict)
    """Numbers by key."""
    tasks: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return (
            len(self.calls)
            + len(self.turns)
            + len(self.holds)
            + len(self.bookings)
            + len(self.tasks)
        )


def furnish(records: Records) -> None:
    fill(records)
    records.units.put_many(
        [Unit(id=f"x{n}", asset_tag=f"EQ-1{n:02}", class_id=LIFT.id) for n in range(LIFTS)]
    )


def call_after_call(desk: RentalDesk, notes: Notes, draw: random.Random) -> None:
    """Until the web process is gone. Raises what it is not expected to answer."""
    while True:
        try:
            take_call(desk, notes, draw)
        except DeskUnreachable:
            return


def take_call(desk: RentalDesk, notes: Notes, draw: random.Random) -> None:
    opened = desk.open_call("sip", None).call_id
    notes.calls.append(opened)
    now = SystemClock(ZONE).now()
    start = now.replace(hour=8, minute=0, second=0, microsecond=0)
    start += timedelta(days=draw.randint(1, DAYS))
    start += timedelta(days=1 if start.weekday() == 6 else 0)
    period = Period(start, start + timedelta(days=draw.randint(1, 3)))
    turn = Turn(
        call_id=opened, number=1, at=now, heard="hello", said="hi", asks=None, stage=Stage.DISCOVERY
    )
    desk.record_turn(turn)
    notes.turns.append((opened, 1))
    if desk.hold(opened, f"{opened}:hold", LIFT.id, period, 1).held:
        notes.holds.append(opened)
    key = f"{opened}:book"
    result = desk.book(
        BookingRequest(
            call_id=opened,
            key=key,
            license_number="BL-204518",
            class_id=LIFT.id,
            quantity=1,
            period=period,
            day_rate=desk.quote("c1", LIFT.id, period, 1).day_rate,
            operator_id="o1",
            certificate_number="CERT-1001",
            policy_number="POL-550001",
            site_address=ADDRESS,
            site_answers=(),
            callback_number="5125550100",
        )
    )
    if result.booking is None:
        notes.refused[result.refused or ""] += 1
    else:
        notes.bookings[key] = result.booking.number
    desk.leave_task(opened, f"{opened}:task", "callback", "Call back", "5125550100")
    notes.tasks.append(f"{opened}:task")


def write_until_killed(web: WebProcess, draw: random.Random) -> list[Notes]:
    """Start writers, kill the process at a random moment, wait for the writers."""
    desks = [web.desk() for _ in range(WRITERS)]
    notes = [Notes() for _ in desks]
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [
            pool.submit(call_after_call, desk, own, random.Random(draw.random()))
            for desk, own in zip(desks, notes, strict=True)
        ]
        time.sleep(draw.uniform(0.0, LONGEST_S))
        web.kill()
        for writer in writers:
            writer.result(30)
    for desk in desks:
        desk.close()
    return notes


def everything(records: Records) -> tuple[Booking, ...]:
    found: list[Booking] = []
    while True:
        page = records.bookings.page(offset=len(found), limit=_PAGE)
        found += page.items
        if len(found) >= page.total:
            return tuple(found)


def check(records: Records, notes: list[Notes]) -> int:
    """Every acknowledged write is there, and there is half of none; how many bookings stand."""
    for own in notes:
        calls = records.calls.get_many(tuple(own.calls))
        assert set(calls) == set(own.calls)
        for call_id, number in own.turns:
            assert [turn.number for turn in records.calls.turns(call_id)] == [number]
        for call_id in own.holds:
            assert records.audit.page(record=f"call:{call_id}").total
        kept = records.bookings.get_many(tuple(own.bookings.values()))
        assert {one.idempotency_key: one.number for one in kept.values()} == own.bookings
        assert set(records.tasks.get_many(tuple(own.tasks))) == set(own.tasks)
    bookings = everything(records)
    by_number = {one.number: one for one in bookings}
    for one in bookings:
        assert one.lines, f"{one.number} has no line"
        assert one.call_id is not None
        call = records.calls.get(one.call_id)
        assert call is not None
        assert call.booking_number == one.number
    told = {
        entry.record.removeprefix("booking:")
        for entry in audited(records, "booking:")
        if entry.action == "book"
    }
    assert told == set(by_number), "each booking has its entry in the audit trail, and no other"
    taken = sorted(
        (line.unit_id or "", line.period.start, line.period.end)
        for one in bookings
        for line in one.lines
    )
    for (unit, _, end), (other, start, _) in pairwise(taken):
        assert unit != other or end <= start, f"{unit} is booked twice"
    assert records.audit.verify() is None
    return len(bookings)


def audited(records: Records, record: str) -> list[object]:
    found: list[object] = []
    while True:
        page = records.audit.page(record=record, offset=len(found), limit=_PAGE)
        found += page.items
        if len(found) >= page.total:
            return found


@dataclass
class Outcome:
    """Of a whole drill."""

    kills: int = 0
    acknowledged: int = 0
    bookings: int = 0
    longest_opening_s: float = 0.0
    refused: Counter[str] = field(default_factory=Counter)


def drill(folder: Path, kills: int, seed: int, told: bool = False) -> Outcome:
    """Kill and check so many times; every fifth time also while the process starts."""
    draw = random.Random(seed)
    web = WebProcess(folder, furnish)
    outcome = Outcome()
    every: list[Notes] = []
    for number in range(kills):
        if number % 5 == 4:
            web.start_and_kill(draw.uniform(0.5, 4.0))
        web.start()
        try:
            every += write_until_killed(web, draw)
        finally:
            web.stop()
        begun = time.monotonic()
        store = build_store(web.settings)
        try:
            opening_s = time.monotonic() - begun
            outcome.bookings = store.read(partial(check, notes=every), wait_s=120)
        finally:
            store.close()
        outcome.kills = number + 1
        outcome.longest_opening_s = max(outcome.longest_opening_s, opening_s)
        outcome.acknowledged = sum(own.count for own in every)
        if told:
            print(
                f"kill {outcome.kills}: {outcome.acknowledged} acknowledged writes, "
                f"{outcome.bookings} bookings, all there",
                flush=True,
            )
    for own in every:
        outcome.refused += own.refused
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        print(drill(Path(folder), given.kills, given.seed, told=True))


if __name__ == "__main__":
    main()
