"""What is made of the stock pipeline's calls: its lines, its figures, and the process's words."""

from __future__ import annotations

import subprocess
import sys
import time

from appliance.bootstrap.bench.voice.measured import MeasuredCall, MeasuredTurn, Part
from appliance.bootstrap.bench.voice.stock import (
    Line,
    StockLine,
    lines_of,
    ratios,
    stock_results,
)

TELLS = """
import json, sys, time
print("a library's own words")
print(json.dumps({"ready": True}), flush=True)
for text in sys.stdin:
    print(json.dumps({"tool": json.loads(text)["expect"], "at": time.monotonic()}), flush=True)
"""


def turn(caller: str, asked: str, answer_ms: float | None, **given: object) -> MeasuredTurn:
    values: dict[str, object] = {
        "turn": None if answer_ms is None else 1,
        "caller": caller,
        "asked": asked,
        "asks": None,
        "spoken_s": 1.0,
        "first_sound_ms": answer_ms,
        "answer_ms": answer_ms,
    }
    return MeasuredTurn(**{**values, **given})  # type: ignore[arg-type]


def part(name: str, *turns: MeasuredTurn) -> Part:
    call = MeasuredCall(
        scenario="s", voice="flite:awb", outcome=None, booking=None, seconds=1, turns=turns
    )
    return Part(part=name, calls=[call])


def test_the_same_words_are_said_once_without_keys_and_repeats() -> None:
    ours = part(
        "calls-1",
        turn("a trencher", "need", 700.0),
        turn("what", "need", None),
        turn("782341", "business_license", 500.0, keyed=True),
        turn("yes", "confirm", 600.0),
        turn("a trencher", "need", 800.0),
    )
    lines = lines_of(ours)
    assert lines == [
        Line("a trencher", "flite:awb", "need"),
        Line("yes", "flite:awb", "confirm"),
    ]
    assert [line.tool for line in lines] == ["find_equipment", None]


def test_the_right_tool_is_judged_only_where_one_is_needed() -> None:
    free = part(
        "stock-free",
        turn("a trencher", "need", 3000.0, actions=("find_equipment",)),
        turn("B L 1", "business_license", 2000.0, actions=("book",)),
        turn("yes", "confirm", 2500.0),
        turn("no", "anything_else", None),
    )
    results = {one.case: (one.n, one.p50) for one in stock_results(free)}
    assert results["stock free: to the first sound"] == (3, 2500.0)
    assert results["stock free: right tool called"] == (2, 50.0)
    assert results["stock free: turns not answered"] == (4, 25.0)
    assert stock_results(Part(part="stock-plain")) == []


def test_ratios_compare_medians_and_tools_with_turns_that_did_something() -> None:
    ours = part(
        "calls-1",
        turn("a trencher", "need", 800.0, actions=("find item=trencher",)),
        turn("hm", "need", 400.0, asks="need"),
        turn("yes", "confirm", 600.0, asks="start_date"),
    )
    plain = part("stock-plain", turn("yes", "confirm", 2400.0))
    forced = part("stock-forced", turn("a trencher", "need", 4900.0))
    assert ratios(ours, plain, forced) == {
        "stock without tools to ours": 4.0,
        "stock with the right tool forced to ours": 7.0,
    }
    assert ratios(ours, Part(part="stock-plain"), Part(part="stock-forced")) == {}


def test_the_process_is_ordered_and_heard() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", TELLS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        line = StockLine(process, 5060)
        assert line.wait_for("ready", 20)
        asked_at = time.monotonic()
        line.order(expect="book")
        assert line.wait_for("tool", 20)
        assert line.tools_since(asked_at) == ["book"]
        assert line.tools_since(time.monotonic()) == []
        assert not line.wait_for("ended", 0.1)
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)
