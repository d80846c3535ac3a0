"""The SIP line as another phone meets it: answers, keys, hold, hang-ups, bounds."""

from __future__ import annotations

import os
import resource
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.domain.errors import ConfigurationError
from appliance.evaluation.phone.robot import LOUD_RMS, CallRefused, SipRobot
from appliance.evaluation.phone.ulaw import rms
from appliance.lines.sip import SipSettings
from appliance.lines.sip.media import caller_of
from appliance.lines.sip.pacing import PRIORITY
from appliance.ports.media import CallMedia
from tests.sip.callers import caller_says
from tests.sip.line_process import HOST, running_line


class Echo:
    """Plays back what it hears; keeps what happened."""

    def __init__(self) -> None:
        self.callers: list[str | None] = []
        self.called: list[str] = []
        self.keys: list[str] = []
        self.gone = threading.Event()
        self.frames = 0

    async def __call__(self, media: CallMedia) -> None:
        await media.answer()
        self.callers.append(media.caller)
        self.called.append(media.called)
        media.on_key(self.keys.append)
        while (frame := await media.read()) is not None:
            assert len(frame) == media.sample_rate_hz // 50 * 2
            self.frames += 1
            await media.write(frame)
        self.gone.set()


async def speak_and_hang_up(media: CallMedia) -> None:
    await media.answer()
    audio = caller_says("Goodbye and thank you")
    size = media.sample_rate_hz // 50 * 2
    for at in range(0, len(audio), size):
        await media.write(audio[at : at + size])
    await media.hang_up()


def wait_for(condition: Callable[[], bool], timeout_s: float = 5.0) -> None:
    deadline = time.monotonic() + timeout_s
    tick = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        tick.wait(0.02)


def test_a_call_is_answered_heard_and_played_to() -> None:
    echo = Echo()
    with running_line(echo) as line:
        robot = SipRobot(user="5550123")
        robot.call(HOST, line.port)
        robot.say(caller_says("I would like to rent a skid steer"))
        heard = robot.listen_until_quiet(5)
        robot.keys("19*#")
        wait_for(lambda: len(echo.keys) == 4)
        robot.hang_up()
        assert echo.gone.wait(3)
    assert echo.callers == ["5550123"]
    assert echo.called == ["desk"], "the number that the robot dialed"
    assert echo.keys == ["1", "9", "*", "#"]
    assert len(heard) > 8000
    assert rms(heard) > 500


def may_go_first() -> bool:
    return os.geteuid() == 0 or resource.getrlimit(resource.RLIMIT_RTPRIO)[0] >= PRIORITY


@pytest.mark.skipif(not may_go_first(), reason="real-time priority is not granted here")
def test_the_threads_that_send_audio_go_first_and_keep_to_one_processor() -> None:
    echo = Echo()
    with running_line(echo) as line:
        robot = SipRobot()
        robot.call(HOST, line.port)
        wait_for(lambda: echo.frames > 0)
        threads = {
            (task / "comm").read_text().strip(): (
                os.sched_getscheduler(int(task.name)),
                os.sched_getaffinity(int(task.name)),
            )
            for task in Path("/proc/self/task").iterdir()
        }
        robot.hang_up()
    everywhere = os.sched_getaffinity(0)
    assert threads["Audio TX"] == threads["aumem_src"] == (os.SCHED_RR, {max(everywhere)})
    assert os.sched_getscheduler(0) == os.SCHED_OTHER, "the event loop's thread does not"


def test_time_goes_on_for_the_listener_while_nothing_arrives() -> None:
    echo = Echo()
    with running_line(echo) as line:
        robot = SipRobot()
        robot.call(HOST, line.port)
        wait_for(lambda: echo.frames > 10)
        before = echo.frames
        robot.vanish()
        wait_for(lambda: echo.frames > before + 25, 2)


def test_a_call_on_hold_goes_on_when_it_is_taken_back() -> None:
    echo = Echo()
    with running_line(echo) as line:
        robot = SipRobot()
        robot.call(HOST, line.port)
        wait_for(lambda: echo.frames > 5)
        assert robot.hold() == 200
        held = echo.frames
        wait_for(lambda: echo.frames > held + 20, 2)
        assert robot.hold(resume=True) == 200
        robot.forget_heard()
        robot.say(caller_says("I am back on the line"))
        assert len(robot.listen_until_quiet(5)) > 8000
        robot.hang_up()
        assert echo.gone.wait(3)


def test_what_is_queued_plays_out_before_the_hang_up() -> None:
    with running_line(speak_and_hang_up) as line:
        robot = SipRobot()
        robot.call(HOST, line.port)
        heard = robot.listen_until_quiet(8)
        assert robot.ended.wait(5)
        robot.close()
    said = caller_says("Goodbye and thank you")
    loud = [at for at in range(0, len(said), 320) if rms(said[at : at + 320]) >= LOUD_RMS]
    assert abs(len(heard) - (loud[-1] - loud[0])) <= 3 * 320


def test_a_caller_over_the_limit_is_told_busy_and_the_next_is_served() -> None:
    echo = Echo()
    with running_line(echo, max_calls=1) as line:
        first = SipRobot()
        first.call(HOST, line.port)
        with pytest.raises(CallRefused) as refused:
            SipRobot().call(HOST, line.port)
        assert refused.value.status == 486
        first.hang_up()
        wait_for(lambda: line.line.calls == 0)
        second = SipRobot()
        second.call(HOST, line.port)
        second.hang_up()
    assert len(echo.callers) == 2


def test_a_phone_that_vanishes_is_noticed() -> None:
    echo = Echo()
    with running_line(echo, rtp_timeout_s=2) as line:
        robot = SipRobot()
        robot.call(HOST, line.port)
        robot.say(caller_says("hello"))
        robot.vanish()
        assert echo.gone.wait(8)


def test_stopping_hangs_up_on_the_callers() -> None:
    echo = Echo()
    with running_line(echo) as line:
        robot = SipRobot()
        robot.call(HOST, line.port)
        began = time.monotonic()
        line.stop()
        assert time.monotonic() - began < 8
        assert robot.ended.wait(2)
        robot.close()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((HOST, line.port))


def test_a_taken_port_is_refused_with_a_clear_line() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]

        async def nobody(media: CallMedia) -> None:
            raise AssertionError("no call was placed")

        import asyncio

        from appliance.lines.sip import SipLine

        line = SipLine(SipSettings(host=HOST, port=port))
        with pytest.raises(ConfigurationError, match=str(port)):
            asyncio.run(line.start(nobody))


@pytest.mark.parametrize(
    "wrong",
    [{"max_calls": 0}, {"max_calls": 65}, {"rtp_first_port": 10000, "rtp_last_port": 10003}],
)
def test_settings_out_of_bounds_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ConfigurationError):
        SipSettings(host=HOST, **wrong)


@pytest.mark.parametrize(
    "peer, caller",
    [
        ("sip:201@10.0.0.5:5060", "201"),
        ('"Ann" <sips:+15550100@pbx.example>', "+15550100"),
        ("sip:10.0.0.5", None),
        (None, None),
        ("sip:" + "9" * 500 + "@x", "9" * 64),
    ],
)
def test_the_caller_is_the_user_part_of_the_address(peer: str | None, caller: str | None) -> None:
    assert caller_of(peer) == caller
