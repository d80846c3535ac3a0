"""Figures and the drawing of spoken turns, from turns made up here."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from pathlib import Path

import pytest

from appliance.bootstrap.bench.voice.behaviour import (
    interruption_results,
    memory_results,
    pause_results,
)
from appliance.bootstrap.bench.voice.figures import load_results, waterfall
from appliance.bootstrap.bench.voice.measured import (
    Interruption,
    MeasuredCall,
    MeasuredTurn,
    Memory,
    Part,
    read_part,
    write_part,
)
from appliance.bootstrap.bench.voice.plot import draw
from appliance.bootstrap.bench.voice.scenarios import booking_scenarios
from appliance.evaluation.scenarios import load_scenarios

TIMINGS = {
    "endpoint_ms": 260.0,
    "transcribe_ms": 240.0,
    "understand_ms": 400.0,
    "decide_ms": 3.0,
    "speak_ms": 60.0,
    "voice_to_voice_ms": 700.0,
}


def turn(answer_ms: float | None = 760.0, **given: object) -> MeasuredTurn:
    values: dict[str, object] = {
        "turn": 1,
        "caller": "a mini excavator",
        "asked": "need",
        "asks": "business_license",
        "actions": ("find item=mini excavator",),
        "timings": TIMINGS,
        "spoken_s": 1.4,
        "first_sound_ms": answer_ms,
        "answer_ms": answer_ms,
        "gap_ms": 21.0,
    }
    return MeasuredTurn(**{**values, **given})  # type: ignore[arg-type]


def part(*turns: MeasuredTurn) -> Part:
    call = MeasuredCall(
        scenario="plain",
        voice="flite:awb",
        outcome="booked",
        booking="R-1",
        seconds=60,
        turns=turns,
    )
    memory = Memory(at_s=5, calls=1, rss_mb=2100, pss_mb=1900)
    return Part(part="calls-1", runs=1, calls=[call], memory=[memory])


def test_a_filler_is_no_answer_and_a_cut_off_turn_is_no_measurement() -> None:
    results = {
        one.case: one
        for one in load_results(
            part(
                turn(),
                turn(2400.0, first_sound_ms=1500.0, filler=True),
                turn(90.0, cut_off=True),
                turn(keyed=True),
            )
        )
    }
    reply = results["calls 1: to the reply"]
    assert (reply.n, reply.p50, reply.p95) == (2, 760.0, 2400.0)
    assert results["calls 1: to the first sound, fillers included"].p95 == 1500.0
    assert results["calls 1: turns answered after a filler"].p50 == pytest.approx(33.3)
    assert results["calls 1: turns cut off"].p50 == pytest.approx(33.3)
    assert results["calls 1: stage understand"].p50 == 400.0
    assert results["calls 1: calls that came to a booking"].p50 == 1


def test_what_the_machine_took_is_told_apart_from_a_gap() -> None:
    measured = part(turn(gap_ms=62.0, stopped_ms=30.0), turn(gap_ms=35.0))
    measured.longest_stop_ms = 31.5
    results = {one.case: one.p50 for one in load_results(measured)}
    assert results["calls 1: widest gap of all replies"] == 62.0
    assert results["calls 1: widest, less the machine's own stop in it"] == 35.0
    assert results["calls 1: longest stop of the machine itself"] == 31.5


def test_an_answer_that_never_came_counts_as_none() -> None:
    results = {one.case: one for one in load_results(part(turn(), turn(None, turn=None)))}
    assert results["calls 1: to the reply"].n == 1
    assert results["calls 1: turns asked to be said again"].p50 == 50.0


def test_the_waterfall_adds_up_to_the_wait() -> None:
    fall = waterfall(turn())
    assert sum(fall.values()) == pytest.approx(760.0)
    assert fall == {
        "end of turn": 260.0,
        "thinking after it": 380.0,
        "speech": 60.0,
        "line": 60.0,
    }


def test_a_turn_moves_the_rental_on_by_an_action_or_another_question() -> None:
    assert turn().works
    assert turn(actions=()).works
    assert not turn(actions=(), asks="need").works


def test_only_utterances_with_a_pause_count_among_the_pauses() -> None:
    cut, heard_out = turn(paused_ms=700, cut_off=True), turn(paused_ms=300)
    results = {one.case: one for one in pause_results(part(cut, heard_out, turn(cut_off=True)))}
    assert results["pauses: utterances cut off"].p50 == 50.0
    assert results["pauses: utterances cut off"].n == 2
    assert results["pauses: cut off, of 700 ms"].p50 == 100.0
    assert pause_results(part(turn())) == []


def test_a_sound_stops_the_agent_for_good_when_it_does_not_go_on_or_takes_a_turn() -> None:
    call = MeasuredCall(
        scenario="plain",
        voice="flite:awb",
        outcome=None,
        booking=None,
        seconds=60,
        turns=(),
        interruptions=(
            Interruption(kind="words", stop_ms=180.0, went_on=False, turn_taken=True),
            Interruption(kind="words", stop_ms=None, went_on=False, turn_taken=True),
            Interruption(kind="cough", stop_ms=150.0, went_on=True, turn_taken=False),
            Interruption(kind="cough", stop_ms=150.0, went_on=False, turn_taken=False),
            Interruption(kind="mm-hmm", stop_ms=None, went_on=True, turn_taken=True),
        ),
    )
    found = interruption_results(Part(part="interruptions", calls=[call]))
    results = {one.case: (one.n, one.p50) for one in found}
    assert results == {
        "interruptions: words stop the agent": (1, 180.0),
        "interruptions: words that did not stop it": (2, 50.0),
        "interruptions: cough that stopped it for good": (2, 50.0),
        "interruptions: mm-hmm that stopped it for good": (1, 100.0),
    }


def test_memory_is_judged_once_it_has_settled() -> None:
    sizes = [500.0, 900.0, *[1000.0] * 6, *[1020.0] * 2]
    memory = [
        Memory(at_s=5.0 * at, calls=10 * at, rss_mb=size, pss_mb=size - 100)
        for at, size in enumerate(sizes)
    ]
    results = {one.case: one.p50 for one in memory_results(Part(part="memory", memory=memory))}
    assert results["memory: voice, most"] == 1020.0
    assert results["memory: voice, its own at the end"] == 920.0
    drift = results["memory: change, first to last quarter of the settled calls"]
    assert drift == pytest.approx(2.0)
    assert results["memory: widest from the settled calls' mean"] == pytest.approx(1.5, abs=0.1)


def test_what_was_measured_is_read_back(tmp_path: Path) -> None:
    measured = part(turn(), turn(None, turn=None))
    write_part(tmp_path, measured)
    assert read_part(tmp_path, "calls-1") == measured
    assert read_part(tmp_path, "calls-2").calls == []


def test_the_drawing_is_svg_with_each_part() -> None:
    drawn = draw([part(turn(), turn(900.0)), Part(part="calls-4")])
    words = [element.text for element in ET.fromstring(drawn).iter() if element.text]  # noqa: S314
    assert words.count("calls 1") == 3
    assert "calls 4" not in words
    ET.fromstring(draw([]))  # noqa: S314


@pytest.mark.parametrize("today", [date(2026, 11, 26), date(2027, 3, 1), date(2031, 1, 5)])
def test_callers_want_the_same_weekdays_from_today_on(today: date) -> None:
    written = {one.name: one for one in load_scenarios()}
    moved = booking_scenarios(today)
    assert len(moved) > 25
    for one in moved:
        start, was = one.wants.start, written[one.name].wants.start
        assert (start is None) == (was is None)
        if start is not None and was is not None:
            assert start.weekday() == was.weekday()
            assert today <= start <= today + timedelta(days=31)
        assert one.wants.days == written[one.name].wants.days
        for change, as_written in zip(one.changes, written[one.name].changes, strict=True):
            assert set(change.to.model_fields_set) == set(as_written.to.model_fields_set)
    assert all(one.set == "build" for one in moved)
