"""The audio source that keeps a packet in reserve, in baresip's own stack."""

from __future__ import annotations

import ctypes
import logging
import threading
from dataclasses import dataclass, field

import pytest
from baresip import _native

from appliance.evaluation.phone.robot import SipRobot
from appliance.lines.sip.reserve import Reserve
from appliance.ports.media import CallMedia
from tests.lines.test_sip_line import wait_for
from tests.sip.line_process import HOST, RunningLine, running_line

PACKET_BYTES = 320


async def listen(media: CallMedia) -> None:
    await media.answer()
    while await media.read() is not None:
        pass


class Frame(ctypes.Structure):
    """baresip's `struct auframe`, as far as it is read here."""

    _fields_ = (
        ("sample_format", ctypes.c_int),
        ("rate_hz", ctypes.c_uint32),
        ("samples", ctypes.c_void_p),
        ("count", ctypes.c_size_t),
    )


@dataclass
class Seen:
    """What went through the sources that were registered while this was looking."""

    sources: list[Reserve] = field(default_factory=list)
    added: list[bytes] = field(default_factory=list)

    @property
    def under_way(self) -> int:
        return sum(len(one._calls) for one in self.sources)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    seen = Seen()
    begin, add = Reserve.__init__, Reserve._added

    def begun(source: Reserve) -> None:
        begin(source)
        seen.sources.append(source)

    def added(source: Reserve, own: int) -> None:
        audio = source._calls[own]
        give = audio.take_frame

        def take(frame: int, argument: int) -> None:
            one = Frame.from_address(frame)
            seen.added.append(ctypes.string_at(one.samples, one.count * 2))
            give(frame, argument)

        audio.take_frame = take
        add(source, own)

    monkeypatch.setattr(Reserve, "__init__", begun)
    monkeypatch.setattr(Reserve, "_added", added)
    return seen


def call(line: RunningLine) -> SipRobot:
    robot = SipRobot(HOST)
    robot.call(HOST, line.port)
    return robot


def test_a_packet_of_silence_is_added_once_a_call(
    seen: Seen, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), running_line(listen) as line:
        first, second = call(line), call(line)
        wait_for(lambda: len(seen.added) == 2)
        assert seen.under_way == 2
        first.hang_up()
        second.hang_up()
        wait_for(lambda: seen.under_way == 0)
    assert seen.added == [bytes(PACKET_BYTES)] * 2
    assert "no packet in reserve" not in caplog.text


def test_nothing_is_added_to_a_call_that_has_ended(
    seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.lines.sip.reserve.ADDED_AFTER_MS", 400)
    with running_line(listen) as line:
        call(line).hang_up()
        wait_for(lambda: bool(seen.sources) and seen.under_way == 0)
        threading.Event().wait(0.6)
        assert seen.added == []
        call(line).hang_up()  # the stack lives


def test_a_binding_without_it_does_without(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Bare:
        """A library that keeps its functions to itself."""

        def __init__(self, path: str) -> None:
            assert path == _native.__file__

    monkeypatch.setattr("appliance.lines.sip.reserve.ctypes.CDLL", Bare)
    with caplog.at_level(logging.WARNING), running_line(listen) as line:
        robot = call(line)
        wait_for(lambda: len(robot.heard) > 5)
        robot.hang_up()
    assert "no packet in reserve" in caplog.text
