"""Two hundred callers want the last unit at the same moment, through the real API."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from appliance.bootstrap.clock import SystemClock
from appliance.domain.periods import Period
from appliance.gateway.client import GatewayDesk
from appliance.ports.booking import BookingRequest, BookingResult
from tests.gateway.web_process import WebProcess
from tests.rental.yard import ADDRESS, BOOM, ZONE, fill

CALLERS, DESKS = 200, 4
MOST_S = 60.0


@pytest.fixture
def web() -> Iterator[WebProcess]:
    with tempfile.TemporaryDirectory() as folder:
        process = WebProcess(Path(folder), fill)
        process.start()
        try:
            yield process
        finally:
            process.stop()


def soon() -> Period:
    """Three days from next Monday's opening on."""
    now = SystemClock(ZONE).now()
    start = now.replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(
        days=7 - now.weekday()
    )
    return Period(start, start + timedelta(days=3))


def wanted(call_id: str, key: str, period: Period) -> BookingRequest:
    return BookingRequest(
        call_id=call_id,
        key=key,
        license_number="BL-204518",
        class_id=BOOM.id,
        quantity=1,
        period=period,
        day_rate=BOOM.day_rate,
        operator_id="o1",
        certificate_number="CERT-1001",
        policy_number="POL-550001",
        site_address=ADDRESS,
        site_answers=(),
        callback_number="5125550100",
    )


def test_one_of_two_hundred_gets_the_last_unit(web: WebProcess) -> None:
    desks = [web.desk() for _ in range(DESKS)]
    request = wanted("", "", soon())
    calls = [desks[0].open_call("sip", None).call_id for _ in range(CALLERS)]
    ready = threading.Barrier(CALLERS)

    def book(number: int) -> tuple[BookingResult, float]:
        desk: GatewayDesk = desks[number % DESKS]
        ready.wait(MOST_S)
        begun = time.monotonic()
        result = desk.book(replace(request, call_id=calls[number], key=f"last:{number}"))
        return result, time.monotonic() - begun

    with ThreadPoolExecutor(CALLERS) as pool:
        found = list(pool.map(book, range(CALLERS), timeout=MOST_S))

    won = [result.booking for result, _ in found if result.booking is not None]
    lost = [result for result, _ in found if result.booking is None]
    waits = sorted(took for _, took in found)
    print(
        f"{CALLERS} at once: {len(won)} won, {len(lost)} told it was taken; waits: median "
        f"{waits[CALLERS // 2] * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms"
    )
    assert len(won) == 1
    assert {result.refused for result in lost} == {f"The {BOOM.name} was taken a moment ago."}
    assert all(result.availability and result.availability.free == 0 for result in lost)
    (tag,) = won[0].asset_tags
    unit = desks[0].unit(tag)
    assert unit is not None
    assert desks[0].availability(BOOM.id, request.period, 1, "").free == 0
    winner = next(number for number, (result, _) in enumerate(found) if result.booking)
    again = desks[1].book(replace(request, call_id=calls[winner], key=f"last:{winner}"))
    assert again.booking is not None
    assert again.booking.number == won[0].number, "the same key gives the same booking"
    for desk in desks:
        desk.close()
