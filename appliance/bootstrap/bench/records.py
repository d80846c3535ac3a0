"""How quick the records are: a large yard in a file, asked and written through the real desk.

The yard is built by another process, so that the memory stated is that of the records alone.
A booking passes all its gates and is measured up to its commit on the disk, each under a key of
its own. Each case is measured after some rounds that are not counted.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from appliance.bootstrap.bench import Report, Result, machine_facts
from appliance.bootstrap.bench.large_yard import (
    NOW,
    Size,
    asset_tag,
    build,
    class_id,
)
from appliance.domain.errors import ApplianceError
from appliance.domain.periods import Period
from appliance.ports.booking import BookingRequest
from appliance.ports.desk import RentalDesk
from appliance.ports.facts import EquipmentQuery

if TYPE_CHECKING:
    from appliance.rental.ranking import Meaning

Told = Callable[[str, int, int], None]
"""Hears what is being done, and how far it is of how much."""

Spent = tuple[float, float]
"""Milliseconds waited, and milliseconds of processor time that this process took meanwhile."""
Ask = Callable[[int], Spent]

_WARM_UP: Final = 5
_TRIES: Final = 20
"""Classes tried, at most, to find one that is free."""
_BUILD_WAIT_S: Final = 1800.0
_ASKED: Final = (
    "a scissor lift",
    "something for digging a trench",
    "we need to reach over a roof",
    "skid steer bobcat",
    "I have to compact gravel for a patio",
    "lighting for a site at night",
    "sissor lift",
    "unloading trucks with pallets",
)


@dataclass(frozen=True, slots=True)
class _Still:
    """A clock that stands at the moment for which the yard was made."""

    def now(self) -> datetime:
        return NOW


class BuildFailed(ApplianceError):
    """The yard to be measured could not be built."""

    key = "bench_build"


def measure_records(
    size: Size,
    *,
    growth_from: Size | None,
    rounds: int,
    meaning: Meaning | None = None,
    told: Told | None = None,
) -> Report:
    """Measure a yard of `size`, and first one of `growth_from` to compare it with.

    The ratios are those of the medians. `meaning` measures searches with it besides. Raises
    BuildFailed.
    """
    machine = machine_facts()
    sizes = [growth_from, size] if growth_from is not None else [size]
    found = [_measure(one, rounds, meaning, told) for one in sizes]
    ratios = {}
    if growth_from is not None:
        step = f"{size.units:,} to {growth_from.units:,} units"
        for small, large in zip(*found, strict=True):
            name = large.case.partition(",")[0]
            ratios[f"{name}: {step}"] = round(large.p50 / small.p50, 2) if small.p50 else 0.0
    return Report("records", machine, tuple(one for part in found for one in part), ratios)


def _measure(size: Size, rounds: int, meaning: Meaning | None, told: Told | None) -> list[Result]:
    with tempfile.TemporaryDirectory(prefix="appliance-bench-") as folder:
        path = Path(folder) / "records.duckdb"
        _build_apart(path, size, told)
        return _measured(path, size, rounds, meaning, told)


def _build_apart(path: Path, size: Size, told: Told | None) -> None:
    """Build in a process of its own. Raises BuildFailed."""
    context = multiprocessing.get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_build_and_tell, args=(str(path), size, sending), daemon=True)
    process.start()
    sending.close()
    end = time.monotonic() + _BUILD_WAIT_S
    try:
        while time.monotonic() < end:
            if not receiving.poll(1.0):
                continue
            done, total = receiving.recv()
            if told is not None:
                told(f"building {size.units:,} units", done, total)
    except EOFError:
        process.join(_BUILD_WAIT_S)
    finally:
        receiving.close()
        if process.is_alive():
            process.kill()
            process.join()
    if process.exitcode != 0:
        raise BuildFailed(
            f"The yard of {size.units:,} units could not be built.",
            "See what was printed above, and whether the disk has room.",
        )


def _build_and_tell(path: str, size: Size, sending: multiprocessing.connection.Connection) -> None:
    build(Path(path), size, lambda done, total: sending.send((done, total)))
    sending.close()


def _measured(
    path: Path, size: Size, rounds: int, meaning: Meaning | None, told: Told | None
) -> list[Result]:
    from appliance.bootstrap.records import build_local_desk, build_store

    file_mb = path.stat().st_size / 1e6
    before_mb = _memory_mb()
    begun = time.perf_counter()
    store = build_store(path, _Still().now)
    try:
        store.read(lambda records: records.classes.count())
        opened_ms = (time.perf_counter() - begun) * 1000
        desk = build_local_desk(store, _Still())
        minded = build_local_desk(store, _Still(), meaning) if meaning is not None else None
        results = [
            result
            for name, ask in _cases(size, desk, minded, rounds).items()
            for result in _timed(name, rounds, ask, told)
        ]
    finally:
        after_mb = _memory_mb()
        store.close()
    return [
        Result(f"{one.case}, {size.units:,} units", one.n, one.p50, one.p95, one.unit)
        for one in (
            *results,
            Result.once("opening the records", opened_ms, "ms"),
            Result.once("database file", file_mb, "MB"),
            Result.once("memory of the records", after_mb - before_mb, "MB"),
            Result.once("memory of the process", after_mb, "MB"),
        )
    ]


def _memory_mb() -> float:
    import psutil

    return float(psutil.Process(os.getpid()).memory_info().rss) / 1e6


def _timed(name: str, rounds: int, ask: Ask, told: Told | None) -> list[Result]:
    """What a caller waits, and what it costs: on a busy box the two differ."""
    for number in range(-_WARM_UP, 0):
        ask(number)
    waits, costs = [], []
    for number in range(rounds):
        wait, cost = ask(number)
        waits.append(wait)
        costs.append(cost)
        if told is not None:
            told(name, number + 1, rounds)
    return [Result.of(name, waits), Result.of(f"{name} (processor time)", costs)]


def _cases(size: Size, desk: RentalDesk, minded: RentalDesk | None, rounds: int) -> dict[str, Ask]:
    """By name, a function that does it once, for the numbered round."""
    draw = random.Random(rounds)  # noqa: S311 (no secret)

    def period() -> Period:
        start = NOW.replace(hour=8) + timedelta(days=draw.randint(1, 50))
        return Period(start, start + timedelta(days=draw.randint(1, 7)))

    def any_class() -> str:
        return class_id(draw.randrange(size.classes))

    def availability(_: int) -> Spent:
        return _ms(partial(desk.availability, any_class(), period(), 1, ""))

    def search(over: RentalDesk, number: int) -> Spent:
        # The number keeps an embedding from being anybody's earlier one.
        text = f"{_ASKED[number % len(_ASKED)]} {number}"
        return _ms(partial(over.find_equipment, EquipmentQuery(text=text, period=period())))

    def book(number: int) -> Spent:
        return _book(desk, size, number, draw, period, asked_before=True)

    def book_cold(number: int) -> Spent:
        return _book(desk, size, number, draw, period, asked_before=False)

    def unit(_: int) -> Spent:
        return _ms(partial(desk.unit, asset_tag(draw.randrange(size.units))))

    cases: dict[str, Ask] = {
        "availability of a class": availability,
        "search by text": partial(search, desk),
        "booking commit": book,
        "booking commit without earlier checks": book_cold,
        "a unit by its tag": unit,
        "due back today": lambda _: _ms(partial(desk.due_back, NOW.date())),
        "overdue": lambda _: _ms(desk.overdue),
    }
    if minded is not None:
        cases["search by text and meaning"] = partial(search, minded)
    return cases


def _book(
    desk: RentalDesk,
    size: Size,
    number: int,
    draw: random.Random,
    period: Callable[[], Period],
    *,
    asked_before: bool,
) -> Spent:
    """One booking of a call, all gates passed in it; `asked_before` as callers do, who go through
    each gate and have the unit held before they book. Raises BuildFailed where nothing is free."""
    customer = draw.randrange(size.customers)
    call = desk.open_call("sip", None).call_id
    for attempt in range(_TRIES):
        wanted, when = class_id(draw.randrange(size.classes)), period()
        if desk.availability(wanted, when, 1, call).free == 0:
            continue
        license_number, certificate = f"BL-{customer:06}", f"CERT-{customer:06}"
        policy, address = f"POL-{customer:06}", f"{100 + customer} Industrial Parkway, Austin"
        account = f"customer-{customer}"
        if asked_before:
            desk.verify_customer(license_number)
            desk.hold(call, f"{call}:{attempt}", wanted, when, 1)
            desk.check_site(account, wanted, address, ())
            name = f"Maria Lopez {customer}"
            desk.verify_operator(account, wanted, when, name, certificate)
            desk.verify_insurance(account, wanted, when, 1, policy)
        request = BookingRequest(
            call_id=call,
            key=f"{call}:{number}:{attempt}",
            license_number=license_number,
            class_id=wanted,
            quantity=1,
            period=when,
            day_rate=desk.quote(account if asked_before else "", wanted, when, 1).day_rate,
            operator_id=f"operator-{customer}",
            certificate_number=certificate,
            policy_number=policy,
            site_address=address,
            site_answers=(),
            callback_number="5125550100",
        )
        return _ms(partial(_booked, desk, request))
    raise BuildFailed(f"Nothing was free in {_TRIES} tries.", "Measure a larger yard.")


def _booked(desk: RentalDesk, request: BookingRequest) -> None:
    result = desk.book(request)
    if result.booking is None:
        raise BuildFailed(f"A booking to be measured was refused: {result.refused}")


def _ms(use: Callable[[], object]) -> Spent:
    cost, begun = time.process_time(), time.perf_counter()
    use()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - cost) * 1000


def smaller(size: Size, units: int) -> Size:
    """A yard of `units` with the same shares of everything else."""
    share = Decimal(units) / size.units
    return Size(
        units=units,
        customers=max(1, int(size.customers * share)),
        bookings=max(1, int(size.bookings * share)),
    )
