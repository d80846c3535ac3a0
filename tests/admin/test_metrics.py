"""Figures and logs of the web process: they count what happens and name nobody."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import json
import logging
import os
import signal
import sys
from datetime import UTC, datetime
from typing import Any, cast

import httpx
import pytest
from admin_yard import PASSWORD, YardSite, csrf_token, sign_in
from litestar import Litestar
from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families

from appliance.admin import serving
from appliance.admin.front import Front
from appliance.admin.serving import listen_on_port, listen_on_socket, serve
from appliance.config import request_id
from appliance.config.logs import JsonLines, PlainLines
from appliance.domain.calls import Asks, Outcome, Stage, Timings, Turn
from appliance.domain.errors import RecordError
from appliance.domain.verification import Gate, Verification, VerificationResult
from appliance.gateway.codec import method_of
from appliance.ports.desk import RentalDesk
from appliance.rental.calls import open_call


def figures(text: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def read(site: YardSite) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    return figures(site.parts.metrics.text().decode())


def value(site: YardSite, name: str, **labels: str) -> float:
    return read(site).get((name, tuple(sorted(labels.items()))), 0.0)


def ask(site: YardSite, *paths: str, address: str = "192.168.1.9") -> list[httpx.Response]:
    app = Front(cast("Any", site.people_app), "pages", site.parts.metrics)

    async def go() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=cast("Any", app), client=(address, 4000))
        async with httpx.AsyncClient(transport=transport, base_url="http://yard.test") as client:
            token = csrf_token((await client.get("/login")).text)
            form = {"username": "admin", "password": PASSWORD, "_csrf_token": token}
            await client.post("/login", data=form)
            return [await client.get(path) for path in paths]

    return asyncio.run(go())


def test_requests_are_counted_by_route_and_never_by_what_stood_in_it(site: YardSite) -> None:
    labels = {"app": "pages", "method": "GET", "route": "/bookings/{number}", "status": "200"}
    before = value(site, "appliance_requests_total", **labels)
    answers = ask(site, "/bookings/R-1001", "/bookings/R-1002", "/nowhere/at/all", "/bookings?q=x")
    assert [one.status_code for one in answers] == [200, 200, 404, 200]
    assert value(site, "appliance_requests_total", **labels) == before + 2
    text = site.parts.metrics.text().decode()
    assert "R-1001" not in text
    assert "nowhere" not in text
    assert 'route="none",status="404"' in text


def test_each_answer_has_its_own_id(site: YardSite) -> None:
    answers = ask(site, "/today", "/today", "/nowhere")
    ids = [one.headers["x-request-id"] for one in answers]
    assert len(set(ids)) == 3


def test_what_happens_on_calls_is_counted(site: YardSite) -> None:
    def desk(method: str, *args: Any) -> None:
        found = method_of(method, getattr(RentalDesk, method))
        site.parts.gateway(method, found.encode_arguments(*args))

    turn = Turn(
        call_id="metrics-call",
        number=0,
        at=datetime.now(UTC),
        heard="BL 782341",
        said="Northside Paving, is that right?",
        asks=Asks.CONFIRM,
        stage=Stage.CUSTOMER_VERIFICATION,
        actions=(),
    )
    check = Verification(
        gate=Gate.CUSTOMER,
        result=VerificationResult.FAIL,
        subject="BL 782341",
        reason="Northside Paving is suspended.",
    )
    labels = {"gate": "customer", "result": "fail"}
    before = value(site, "appliance_verifications_total", **labels)
    opened = site.parts.store.write(
        lambda records: open_call(records, site.parts.clock.now(), "sip", "+13125550101")
    )
    desk("record_turn", dataclasses.replace(turn, call_id=opened.call_id), (check,))
    desk("close_call", opened.call_id, Outcome.VERIFICATION_FAILED, None)
    assert value(site, "appliance_verifications_total", **labels) == before + 1
    assert value(site, "appliance_calls_ended_total", outcome="verification_failed") >= 1
    text = site.parts.metrics.text().decode()
    for personal in ("Northside", "782341", "5550101", "Lopez"):
        assert personal not in text


def test_stages_of_spoken_turns_and_events_of_turn_taking_are_counted(site: YardSite) -> None:
    before = value(site, "appliance_turn_seconds_count", stage="voice_to_voice")
    opened = site.parts.store.write(
        lambda records: open_call(records, site.parts.clock.now(), "sip", None)
    )
    desk = site.parts.gateway
    record = method_of("record_turn", RentalDesk.record_turn)
    time = method_of("record_timings", RentalDesk.record_timings)
    turn = Turn(
        call_id=opened.call_id,
        number=1,
        at=datetime.now(UTC),
        heard="yes",
        said="Good.",
        asks=None,
        stage=Stage.CLOSED,
    )
    timings = Timings(endpoint_ms=300.0, voice_to_voice_ms=750.0)
    desk("record_turn", record.encode_arguments(turn, ()))
    desk("record_timings", time.encode_arguments(opened.call_id, 1, timings))
    site.parts.voice.heard(
        {
            "ok": True,
            "calls": 2,
            "figures": {"speculation_dropped": 7, "Maria Lopez": 1, "speech_held": "many"},
        }
    )
    found = read(site)
    assert found["appliance_turn_seconds_count", (("stage", "voice_to_voice"),)] == before + 1
    assert found["appliance_turn_seconds_bucket", (("le", "0.8"), ("stage", "voice_to_voice"))] >= 1
    assert ("appliance_turn_seconds_count", (("stage", "transcribe"),)) not in found
    labels = (("kind", "speculation"), ("result", "dropped"))
    assert found["appliance_speech_events_total", labels] == 7
    assert found["appliance_speech_events_total", (("kind", "speech"), ("result", "held"))] == 0
    assert found["appliance_calls_under_way", ()] == 2
    assert "Lopez" not in site.parts.metrics.text().decode()


def test_what_is_done_for_a_call_is_logged_with_the_ids_of_call_and_turn(
    site: YardSite, lines: Any
) -> None:
    app = cast("Any", site.people_app)
    sent = {"x-call-id": "ab12", "x-turn-number": "3"}

    async def go(*, serves_calls: bool, headers: dict[str, str]) -> None:
        front = Front(app, "either", site.parts.metrics, serves_calls=serves_calls)
        transport = httpx.ASGITransport(app=cast("Any", front), client=("192.168.1.9", 4000))
        async with httpx.AsyncClient(transport=transport, base_url="http://yard.test") as client:
            await client.get("/login", headers=headers)

    asyncio.run(go(serves_calls=True, headers=sent))
    asyncio.run(go(serves_calls=True, headers={"x-call-id": "not an id", "x-turn-number": "many"}))
    asyncio.run(go(serves_calls=False, headers=sent))
    answered = [one for one in lines() if one["message"] == "answered"]
    assert [(one.get("call"), one.get("turn")) for one in answered] == [
        ("ab12", 3),
        (None, None),
        (None, None),
    ]


def test_bookings_sessions_and_the_queue_are_as_they_stand(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    sign_in(client, "clerk")
    cancelled = site.parts.store.read(lambda records: records.bookings.count())
    found = read(site)
    by_state = {labels: n for (name, labels), n in found.items() if name == "appliance_bookings"}
    assert sum(by_state.values()) == cancelled
    assert found["appliance_store_answers", ()] == 1
    assert found["appliance_store_waiting", ()] >= 0
    assert found["appliance_sessions", ()] == len(site.parts.sessions) > 0
    assert found["process_resident_memory_bytes", ()] > 1e6


def test_metrics_are_for_this_box_and_for_administrators(site: YardSite) -> None:
    app = cast("Any", site.people_app)

    async def status(address: str, username: str = "") -> int:
        transport = httpx.ASGITransport(app=app, client=(address, 4000))
        async with httpx.AsyncClient(transport=transport, base_url="http://yard.test") as client:
            if username:
                token = csrf_token((await client.get("/login")).text)
                form = {"username": username, "password": PASSWORD, "_csrf_token": token}
                await client.post("/login", data=form)
            headers = {"x-forwarded-for": "127.0.0.1", "host": "127.0.0.1"}
            return (await client.get("/metrics", headers=headers)).status_code

    assert asyncio.run(status("127.0.0.1")) == 200
    assert asyncio.run(status("::1")) == 200
    assert asyncio.run(status("192.168.1.9")) == 401
    assert asyncio.run(status("192.168.1.9", "clerk")) == 403
    assert asyncio.run(status("192.168.1.9", "manager")) == 403
    assert asyncio.run(status("192.168.1.9", "admin")) == 200


def test_jobs_are_counted_by_name(
    site: YardSite, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "JOB_EVERY_S", 0.01)
    runs = 0

    def sweeping() -> None:
        nonlocal runs
        runs += 1
        if runs == 2:
            raise RecordError("Not this time.")
        if runs == 3:
            raise KeyError("the end of the test") from None
        if runs > 3:
            os.kill(os.getpid(), signal.SIGTERM)

    with listen_on_port("127.0.0.1", 0) as port, listen_on_socket(tmp_path / "web.sock") as unix:
        asyncio.run(serve(site.parts, port, unix, jobs=(sweeping,)))
    assert value(site, "appliance_job_runs_total", job="sweeping", result="failed") == 2
    assert value(site, "appliance_job_runs_total", job="sweeping", result="done") >= 2


@pytest.fixture
def lines() -> Any:
    """What is logged meanwhile, as JSON objects."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root, before = logging.getLogger(), logging.getLogger().level
    access = logging.getLogger("appliance.admin.access")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    access.setLevel(logging.INFO)
    yield lambda: [
        found
        for line in out.getvalue().splitlines()
        if (found := json.loads(line))["logger"].startswith("appliance")
    ]
    root.removeHandler(handler)
    root.setLevel(before)
    access.setLevel(logging.WARNING)


def test_log_lines_carry_the_requests_id_through_threads(site: YardSite, lines: Any) -> None:
    (answer,) = ask(site, "/bookings/R-9999")
    mine = [one for one in lines() if one.get("request") == answer.headers["x-request-id"]]
    assert {one["message"] for one in mine} == {"request refused", "answered"}
    (access,) = [one for one in mine if one["message"] == "answered"]
    assert access["route"] == "/bookings/{number}"
    assert access["status"] == 404
    assert access["ms"] >= 0
    assert request_id.get() == ""


def test_no_log_line_names_anybody(site: YardSite, lines: Any) -> None:
    customer = site.parts.store.read(lambda records: records.customers.page(limit=1)).items[0]
    ask(site, f"/customers?q={customer.name}", f"/customers/{customer.id}", "/bookings?q=5550101")
    said = json.dumps(lines(), ensure_ascii=False)
    assert said != "[]"
    for personal in (customer.name, customer.id, *customer.phones, "5550101", PASSWORD):
        assert personal not in said


def test_both_forms_of_a_line() -> None:
    record = logging.LogRecord("appliance.x", logging.WARNING, "f", 1, "%s left", ("One",), None)
    record.reference = "AB-CD"
    token = request_id.set("0123456789ab")
    try:
        line = json.loads(JsonLines().format(record))
        plain = PlainLines().format(record)
    finally:
        request_id.reset(token)
    assert line["message"] == "One left"
    assert (line["level"], line["reference"]) == ("warning", "AB-CD")
    assert line["request"] == "0123456789ab"
    assert line["at"].endswith("+00:00")
    assert plain.endswith("WARNING appliance.x One left [0123456789ab]")
    try:
        int("odd")
    except ValueError:
        record.exc_info = sys.exc_info()
    assert "ValueError: invalid literal" in json.loads(JsonLines().format(record))["error"]
