"""The socket's side: the token, the desk, recordings, heartbeats, and calls seen while they run."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from admin_yard import YardSite, sign_in
from litestar import Litestar
from litestar.testing import TestClient

from appliance.admin.events import QUEUE_LENGTH, CallEvent, LiveCalls, StreamEnded, TooManyWatchers
from appliance.admin.live_desk import AnnouncingDesk
from appliance.admin.lost_calls import end_lost_calls
from appliance.admin.pages.calls.routes import follow
from appliance.admin.voice_status import STALE_AFTER_S, VoiceStatus
from appliance.domain.calls import Asks, Call, Outcome, Stage, Timings, Turn
from appliance.domain.negotiation import OfferOutcome
from appliance.domain.verification import Gate, Verification, VerificationResult
from appliance.gateway.codec import METHODS
from appliance.ports.facts import EquipmentQuery, OfferAnswer

WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(range(200)) * 50


def desk_of(site: YardSite) -> AnnouncingDesk:
    return AnnouncingDesk(site.parts.store, site.parts.clock, site.parts.live)


def turn(call_id: str, number: int, heard: str = "", said: str = "Hello.") -> Turn:
    return Turn(
        call_id=call_id,
        number=number,
        at=datetime.now(UTC),
        heard=heard,
        said=said,
        asks=Asks.NEED,
        stage=Stage.DISCOVERY,
        actions=("find item=lift",) if number else (),
    )


@pytest.mark.parametrize(
    "header", [None, "", "Bearer ", "Bearer wrong", "Basic abc", "Bearer \xff"]
)
def test_without_the_token_of_this_boot_nothing_answers(
    site: YardSite, internal: TestClient[Litestar], header: str | None
) -> None:
    del internal.headers["authorization"]
    headers = {} if header is None else {"authorization": header.encode("latin-1")}
    for path in ("desk/unit", "voice-status", "recordings/abc"):
        answer = internal.post(f"/internal/v1/{path}", content=b"{}", headers=headers)
        assert answer.status_code == 401
        assert answer.json()["error"]["key"] == "not_signed_in"
    assert site.parts.voice.report().age_s is None


def test_the_socket_serves_no_page(internal: TestClient[Litestar]) -> None:
    for path in ("/login", "/today", "/static/app.css", "/health"):
        assert internal.get(path).status_code == 404


def test_a_method_of_the_desk_answers(internal: TestClient[Litestar]) -> None:
    method = METHODS["asset_tags"]
    answer = internal.post("/internal/v1/desk/asset_tags", content=method.encode_arguments())
    assert answer.status_code == 200
    assert "EQ001" in method.decode_result(answer.content)


def test_an_unknown_method_is_named(internal: TestClient[Litestar]) -> None:
    answer = internal.post("/internal/v1/desk/sell_everything", content=b"{}")
    assert answer.status_code == 404
    assert answer.json()["error"]["key"] == "record_not_found"


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"asset_tag": 7}', b"{}" * 900_000])
def test_a_bad_body_is_refused_without_a_stack(internal: TestClient[Litestar], body: bytes) -> None:
    answer = internal.post("/internal/v1/desk/unit", content=body)
    assert 400 <= answer.status_code < 500
    assert set(answer.json()["error"]) == {"key", "what", "do", "reference"}


def test_a_recording_is_kept_whole_and_noted_on_its_call(
    site: YardSite, internal: TestClient[Litestar], client: TestClient[Litestar]
) -> None:
    call_id = desk_of(site).open_call("sip", "+15125550100").call_id
    answer = internal.post(f"/internal/v1/recordings/{call_id}", content=WAV)
    assert answer.json() == {"recording": f"{call_id}.wav", "bytes": len(WAV)}
    path = site.parts.recordings_dir / f"{call_id}.wav"
    assert path.read_bytes() == WAV
    assert path.stat().st_mode & 0o777 == 0o600
    call = site.parts.store.read(lambda records: records.calls.get(call_id))
    assert call is not None
    assert call.recording == f"{call_id}.wav"

    sign_in(client, "clerk")
    whole = client.get(f"/calls/{call_id}/recording")
    assert whole.content == WAV
    assert whole.headers["accept-ranges"] == "bytes"
    part = client.get(f"/calls/{call_id}/recording", headers={"range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == WAV[10:20]
    assert part.headers["content-range"] == f"bytes 10-19/{len(WAV)}"
    tail = client.get(f"/calls/{call_id}/recording", headers={"range": "bytes=-5"})
    assert tail.content == WAV[-5:]
    rest = client.get(f"/calls/{call_id}/recording", headers={"range": "bytes=9000-"})
    assert rest.content == WAV[9000:]
    beyond = client.get(f"/calls/{call_id}/recording", headers={"range": "bytes=999999-"})
    assert beyond.status_code == 416


@pytest.mark.parametrize(
    "name, body",
    [
        ("nobody-called", WAV),
        ("..%2F..%2Fetc%2Fpasswd", WAV),
        ("a" * 80, WAV),
    ],
)
def test_a_recording_of_no_call_leaves_nothing_behind(
    site: YardSite, internal: TestClient[Litestar], name: str, body: bytes
) -> None:
    before = sorted(site.settings.data_dir.rglob("*"))
    answer = internal.post(f"/internal/v1/recordings/{name}", content=body)
    assert answer.status_code == 404
    assert sorted(site.settings.data_dir.rglob("*")) == before


@pytest.mark.parametrize("body", [b"", b"ID3 not a wave file", b"<script>"])
def test_what_is_no_wave_file_is_refused(
    site: YardSite, internal: TestClient[Litestar], body: bytes
) -> None:
    call_id = desk_of(site).open_call("sip", None).call_id
    answer = internal.post(f"/internal/v1/recordings/{call_id}", content=body)
    assert answer.status_code == 422
    left = list(site.parts.recordings_dir.glob(f"*{call_id}*"))
    assert left == []


def test_a_recording_over_the_bound_is_refused_and_leaves_nothing(
    site: YardSite, internal: TestClient[Litestar]
) -> None:
    call_id = desk_of(site).open_call("sip", None).call_id
    answer = internal.post(
        f"/internal/v1/recordings/{call_id}",
        content=WAV,
        headers={"content-length": str(600_000_000)},
    )
    assert answer.status_code == 413
    assert list(site.parts.recordings_dir.glob(f"*{call_id}*")) == []


def test_heartbeats_go_stale() -> None:
    moment = [100.0]
    voice = VoiceStatus(now=lambda: moment[0])
    assert not voice.report().fresh
    voice.heard({"ok": True})
    moment[0] += STALE_AFTER_S
    assert voice.report().fresh
    moment[0] += 0.1
    assert not voice.report().fresh


async def next_event(stream: object) -> tuple[str, dict[str, object]]:
    message = await asyncio.wait_for(anext(stream), 5)  # type: ignore[call-overload]
    return message.event, json.loads(message.data)


def test_a_watcher_sees_the_turns_so_far_then_each_as_it_happens_then_the_end(
    site: YardSite,
) -> None:
    desk = desk_of(site)
    call_id = desk.open_call("sip", "+15125550101").call_id
    desk.record_turn(turn(call_id, 0))

    async def watch() -> None:
        stream = follow(site.parts, call_id)
        assert await next_event(stream) == (
            "turn",
            {"turn": 0, "said": "Hello.", "asks": "need", "stage": "discovery"},
        )
        waiting = asyncio.ensure_future(next_event(stream))
        await asyncio.to_thread(desk.record_turn, turn(call_id, 1, "a lift", "Which one?"))
        assert await waiting == (
            "turn",
            {
                "turn": 1,
                "heard": "a lift",
                "actions": ["find item=lift"],
                "said": "Which one?",
                "asks": "need",
                "stage": "discovery",
            },
        )
        timings = Timings(understand_ms=610.04, voice_to_voice_ms=900.0)
        await asyncio.to_thread(desk.record_timings, call_id, 1, timings)
        assert await next_event(stream) == (
            "timings",
            {"turn": 1, "timings": {"understand_ms": 610.0, "voice_to_voice_ms": 900.0}},
        )
        await asyncio.to_thread(desk.close_call, call_id, Outcome.QUOTED)
        assert await next_event(stream) == ("ended", {"ended": True, "outcome": "quoted"})
        with pytest.raises(StopAsyncIteration):
            await anext(stream)

    asyncio.run(watch())
    assert site.parts.live._watches == {}


def test_the_stream_of_a_call_that_is_over_ends(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    desk = desk_of(site)
    call_id = desk.open_call("sip", None).call_id
    desk.record_turn(turn(call_id, 0))
    desk.close_call(call_id, Outcome.ABANDONED)
    sign_in(client, "clerk")
    with client.stream("GET", f"/calls/{call_id}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        body = "".join(answer.iter_text())
    assert "event: turn" in body
    assert '"outcome": "abandoned"' in body


def test_a_slow_watcher_loses_the_oldest_and_is_told() -> None:
    async def watch() -> None:
        live = LiveCalls()
        with live.watch("c") as slow:
            for number in range(QUEUE_LENGTH + 5):
                live.publish("c", CallEvent(kind="turn", data={"turn": number}))
            await asyncio.sleep(0)
            first = await slow.next(1)
            second = await slow.next(1)
        assert first is not None
        assert first.kind == "missed"
        assert second is not None
        assert second.data == {"turn": 5}

    asyncio.run(watch())


def test_watchers_end_when_the_process_stops() -> None:
    async def watch() -> None:
        live = LiveCalls()
        with live.watch("c") as one:
            live.close()
            with pytest.raises(StreamEnded):
                await one.next(5)
        with pytest.raises(TooManyWatchers), live.watch("c"):
            pass

    asyncio.run(watch())


def test_a_quiet_stream_says_that_it_is_still_there() -> None:
    async def watch() -> None:
        with LiveCalls().watch("c") as one:
            assert await one.next(0.01) is None

    asyncio.run(watch())


def test_a_calls_page_shows_what_was_said_checked_and_offered(
    site: YardSite, client: TestClient[Litestar]
) -> None:
    desk = desk_of(site)
    call_id = desk.open_call("sip", "+15125550102").call_id
    failed = Verification(
        gate=Gate.CUSTOMER,
        result=VerificationResult.FAIL,
        subject="BL000000",
        reason="That license is not on record.",
    )
    desk.record_turn(turn(call_id, 0))
    desk.record_turn(turn(call_id, 1, "a scissor lift", "Your license?"), (failed,))
    desk.record_timings(
        call_id, 1, Timings(transcribe_ms=240, understand_ms=610, voice_to_voice_ms=905)
    )
    lift = desk.find_equipment(EquipmentQuery(text="scissor lift"))[0].class_id
    answer = OfferAnswer(
        outcome=OfferOutcome.COUNTERED,
        day_rate=Decimal("137.75"),
        total=Decimal("413.25"),
        round=1,
        rounds_left=2,
    )
    desk.record_offer(call_id, "k", lift, Decimal("99.50"), answer)
    desk.close_call(call_id, Outcome.VERIFICATION_FAILED)
    sign_in(client, "clerk")
    page = client.get(f"/calls/{call_id}").text
    for expected in (
        "a scissor lift",
        "That license is not on record.",
        "$99.50",
        "$137.75",
        "905 ms",
        "Verification failed",
        "t-understand",
    ):
        assert expected in page
    turns = client.get(f"/api/v1/calls/{call_id}/turns").json()
    assert turns[1]["timings"] == {
        "transcribe_ms": 240,
        "understand_ms": 610,
        "voice_to_voice_ms": 905,
    }


def test_calls_that_died_with_the_voice_process_are_ended(site: YardSite) -> None:
    now = site.parts.clock.now()
    calls = {
        "lost": Call(id="lost", line="sip", caller=None, started_at=now - timedelta(minutes=5)),
        "new": Call(id="new", line="sip", caller=None, started_at=now),
        "chat": Call(id="chat", line="chat", caller=None, started_at=now - timedelta(minutes=5)),
    }
    for call in calls.values():
        site.parts.store.write(lambda records, call=call: records.calls.put(call))
    assert end_lost_calls(site.parts) == 0
    site.parts.voice.heard({"ok": True, "calls": 1, "sip": {"ok": True}})
    assert end_lost_calls(site.parts) == 0
    site.parts.voice.heard({"ok": True, "calls": 0, "sip": {"ok": True}})
    assert end_lost_calls(site.parts) == 1
    found = site.parts.store.read(lambda records: records.calls.get_many(tuple(calls)))
    assert found["lost"].outcome is Outcome.ERROR
    assert found["new"].ended_at is None
    assert found["chat"].ended_at is None


def test_after_a_crash_calls_under_way_are_ended_as_errors(site: YardSite) -> None:
    from appliance.bootstrap.web import clean_up

    call = Call(id="left", line="sip", caller=None, started_at=site.parts.clock.now())
    site.parts.store.write(lambda records: records.calls.put(call))
    clean_up(site.parts.store, site.parts.clock)
    found = site.parts.store.read(lambda records: records.calls.get("left"))
    assert found is not None
    assert found.ended_at is not None
    assert found.outcome is Outcome.ERROR
