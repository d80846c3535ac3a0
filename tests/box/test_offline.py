"""With the cable cut everything works: the whole appliance in a network of loopback alone."""

from __future__ import annotations

import json
import os
import wave
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from appliance.evaluation.phone.robot import SipRobot
from tests.box import network
from tests.box.appliance_box import Box, appliance, running_box
from tests.box.chatting import chatting
from tests.sip.callers import caller_says

pytestmark = [
    pytest.mark.models,
    pytest.mark.timeout(900),
    pytest.mark.skipif(os.geteuid() != 0, reason="making a network namespace needs root"),
]
SENTENCE = "Please bring your license and a photo of the machine."


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """An appliance whose yard was loaded, and which was started, with the cable cut already."""
    with network.cut_off(), running_box(tmp_path_factory.mktemp("cut") / "data") as box:
        yield box


def test_there_is_no_way_out(box: Box) -> None:
    assert network.network_of() != network.network_of(os.getppid())
    assert network.routes() == ""


def test_every_process_of_the_appliance_is_cut_off(box: Box) -> None:
    ours = [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(box.data_dir) in word for word in process.info["cmdline"] or ())
    ]
    names = {word for process in ours for word in process.info["cmdline"]}
    assert {"web", "voice", "supervisor.supervisord"} <= names
    assert {network.network_of(str(process.pid)) for process in ours} == {network.network_of()}


def test_every_part_is_ready(box: Box) -> None:
    parts = box.get("/ready")["parts"]
    assert {name: part["ok"] for name, part in parts.items()} == {
        "database": True,
        "models": True,
        "voice": True,
        "sip": True,
        "disk": True,
        "upkeep": True,
    }


def test_a_booking_by_keyboard_through_the_running_appliance(box: Box) -> None:
    before = {booking["number"] for booking in box.bookings()}
    with chatting(box.data_dir) as chat:
        end = chat.book()
        assert chat.wait() == 0, chat.complaints
    assert (end["ended"], end["outcome"]) == (True, "booked"), chat.objects
    made = [booking for booking in box.bookings() if booking["number"] not in before]
    assert [booking["number"] for booking in made] == [end["booking"]]
    assert box.latest_call()["booking_number"] == end["booking"]
    assert end["booking"] in box.page("/bookings")


def test_a_caller_is_answered_and_understood(box: Box) -> None:
    robot = SipRobot()
    try:
        robot.call("127.0.0.1", box.sip_port, timeout_s=20)
        robot.listen_until_quiet(30)
        robot.say(caller_says("I would like to rent a scissor lift.", "rms"))
        robot.listen_until_quiet(60)
    finally:
        robot.hang_up()
    greeting, reply = box.turns(box.latest_call()["id"])[:2]
    assert greeting["asks"] == "need"
    assert "scissor lift" in reply["heard"].lower()
    assert reply["asks"] == "business_license"
    assert reply["timings"]["voice_to_voice_ms"] > 0


def test_each_engine_works_alone(box: Box, tmp_path: Path) -> None:
    said = tmp_path / "said.wav"
    appliance(box.data_dir, "say", SENTENCE, "-o", str(said), "--rate", "16000")
    with wave.open(str(said), "rb") as file:
        assert file.getframerate() == 16000
        assert 1.0 < file.getnframes() / 16000 < 6.0
    heard = json.loads(appliance(box.data_dir, "transcribe", str(said), "--json"))
    assert heard["text"].strip().lower() == SENTENCE.lower(), heard


def test_nothing_of_it_tried_to_leave(box: Box) -> None:
    """From the making of the network on, through all that went before: not one packet."""
    assert network.tries_to_leave() == 0
    assert network.reachable() == []
    assert network.tries_to_leave() > 0, "what was looked at does count"
