"""The counter on a virtual sound card: spoken orders change the records and are answered aloud.

The whole appliance runs under `serve`: the talk button, real hearing and speech, real records.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from appliance.lines.desk import DeskControl
from appliance.ports.speech import HearingHints
from tests import real_engines
from tests.box.appliance_box import Box, appliance, running_box
from tests.desk.sound import RATE_HZ, SoundCard, virtual_sound_card
from tests.sip.callers import caller_says

pytestmark = [pytest.mark.models, pytest.mark.timeout(600)]

UNIT = "EQ009"
ANSWER_S = 30.0


def unit(box: Box, tag: str) -> dict[str, Any]:
    (found,) = box.get(f"/api/v1/units?q={tag}")["items"]
    assert found["asset_tag"] == tag
    return dict(found)


@dataclass
class Visit:
    """A clerk's conversation at the counter, and the records about it."""

    before: dict[str, Any]
    after: dict[str, Any] = field(default_factory=dict)
    turns: list[dict[str, Any]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    """What the loudspeaker played after each order, as the real transcriber hears it."""
    listed: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The units as the command line lists them, the appliance having been stopped."""


def order(box: Box, card: SoundCard, button: DeskControl, words: str) -> bytes:
    """Hold the button, speak, let go; what was played from then to the answer's end."""
    known = len(turns(box))
    assert button.send("press") == "listening"
    with card.listening() as ear:
        card.say(caller_says(words, "rms", RATE_HZ))
        released = time.monotonic()
        assert button.send("release") == "in conversation"
        _wait_until(lambda: len(turns(box)) > max(known, 1))
        return ear.wait_until_spoken(released, ANSWER_S, quiet_s=1.5)


def turns(box: Box) -> list[dict[str, Any]]:
    """The latest call's turns; none where there was no call."""
    calls = box.get("/api/v1/calls?limit=1")["items"]
    return box.turns(calls[0]["id"]) if calls else []


def _wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + ANSWER_S
    pause = threading.Event()
    while not true():
        assert time.monotonic() < end, "it did not come about"
        pause.wait(0.1)


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    data_dir = tmp_path_factory.mktemp("counter") / "data"
    answers = []
    with (
        virtual_sound_card() as card,
        running_box(data_dir, settings="[desk]\nenabled = true\n") as box,
    ):
        visit = Visit(before=unit(box, UNIT))
        with DeskControl(data_dir / "run" / "desk.sock") as button:
            _wait_until(lambda: button.send("status") == "waiting")  # the card is being opened
            for words in ("Check in unit nine, meter two thousand.", "Yes."):
                answers.append(order(box, card, button, words))
        visit.after = unit(box, UNIT)
        visit.turns = turns(box)
    visit.listed = {
        row["asset_tag"]: row for row in json.loads(appliance(data_dir, "units", "list", "--json"))
    }
    visit.answers = [
        real_engines.transcriber().transcribe(answer, RATE_HZ, HearingHints()).text.lower()
        for answer in answers
    ]
    print(visit.answers, [turn["heard"] for turn in visit.turns if "heard" in turn])
    return visit


def test_a_spoken_check_in_changes_the_row(visit: Visit) -> None:
    assert visit.before["status"] in {"out", "overdue"}  # by the time of day it is run
    assert visit.after["status"] == "available"
    assert float(visit.before["meter_hours"]) < 2000 == float(visit.after["meter_hours"])


def test_the_row_stands_when_the_appliance_has_been_stopped(visit: Visit) -> None:
    row = visit.listed[UNIT]
    assert (row["status"], float(row["meter_hours"])) == ("available", 2000)
    assert row["booking"] is None


def test_it_is_said_back_and_done_only_on_a_yes(visit: Visit) -> None:
    assert [turn["asks"] for turn in visit.turns] == ["need", "confirm", "need"]
    assert {turn["stage"] for turn in visit.turns} == {"counter"}
    assert "two thousand hours" in visit.turns[1]["said"]


def test_it_is_answered_aloud(visit: Visit) -> None:
    said_back, done = visit.answers
    assert "right" in said_back
    assert "checked in" in done


def test_every_answer_was_timed(visit: Visit) -> None:
    timed = [turn["timings"] for turn in visit.turns[1:]]
    print([timings["voice_to_voice_ms"] for timings in timed])
    assert all(timings["transcribe_ms"] > 0 for timings in timed)
    assert all(0 < timings["voice_to_voice_ms"] < 10_000 for timings in timed)
