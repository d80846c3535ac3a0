"""The stock pipeline called by the same recorded callers, with the words they said to us.

Three ways: without tools, with tools to be called freely, and with the right tool forced. Which
tool is right goes by what our agent had asked when the words were said to it.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from appliance.bootstrap.bench import Result
from appliance.bootstrap.bench.box import HOST, BoxFailed, free_port
from appliance.bootstrap.bench.voice.figures import share_of
from appliance.bootstrap.bench.voice.measured import MeasuredCall, MeasuredTurn, Part
from appliance.evaluation.phone.robot import CallRefused, SipRobot
from appliance.evaluation.phone.voices import Voices

PLAIN, FREE, FORCED = "stock-plain", "stock-free", "stock-forced"
READY_S = 180.0
STOP_S = 15.0
REPLY_S = 30.0
QUIET_S = 1.2
"""Its sentences are made one at a time and may lie further apart than ours."""
ANSWER_S = 60.0
"""Its services are loaded for each call."""
TURNS_A_CALL = 8
RIGHT_TOOLS: Final[Mapping[str, str]] = {
    "need": "find_equipment",
    "business_license": "verify_license",
    "site_address": "check_site",
    "start_date": "quote",
    "duration": "quote",
    "price_ok": "hold",
    "operator_name": "verify_operator",
    "operator_certificate": "verify_operator",
    "policy_number": "verify_insurance",
    "final_confirmation": "book",
}
"""The tool that an answer calls for, by what was asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a caller says, and what our agent had asked."""

    text: str
    voice: str
    asked: str | None

    @property
    def tool(self) -> str | None:
        """The tool that it calls for; None for none."""
        return RIGHT_TOOLS.get(self.asked or "")


def lines_of(ours: Part) -> list[Line]:
    """What was said to us, in its order, without keys and repeats; empty before we are measured."""
    said: dict[tuple[str, str], Line] = {}
    for call in ours.calls:
        for turn in call.turns:
            if not turn.keyed and turn.turn is not None:
                line = Line(turn.caller, call.voice, turn.asked)
                said.setdefault((turn.caller, call.voice), line)
    return list(said.values())


class StockLine:
    """The running process: orders go in, and what it tells is kept."""

    def __init__(self, process: subprocess.Popen[str], sip_port: int) -> None:
        self.sip_port = sip_port
        self._process = process
        self._told: list[dict[str, Any]] = []
        self._arrived = threading.Condition()
        threading.Thread(target=self._listen, daemon=True).start()

    def order(self, **wanted: Any) -> None:
        if self._process.stdin is None:
            raise BoxFailed("The stock pipeline takes no orders.")
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()

    def wait_for(self, key: str, seconds: float) -> bool:
        """Whether it has told `key` by then."""
        end = time.monotonic() + seconds
        with self._arrived:
            while not any(key in event for event in self._told):
                left = end - time.monotonic()
                if left <= 0 or self._process.poll() is not None:
                    return False
                self._arrived.wait(min(left, 0.5))
        return True

    def tools_since(self, moment: float) -> list[str]:
        with self._arrived:
            return [one["tool"] for one in self._told if one.get("at", 0.0) >= moment]

    def _listen(self) -> None:
        for text in self._process.stdout or ():
            try:
                event = json.loads(text)
            except ValueError:
                continue  # a library's own words
            with self._arrived:
                self._told.append(event)
                self._arrived.notify_all()


@contextmanager
def stock_line(data_dir: Path, log: Path) -> Iterator[StockLine]:
    """The process until the block ends; its log goes to a file. Raises BoxFailed."""
    port = free_port()
    module = "appliance.bootstrap.bench.voice.stock_line"
    with log.open("w") as errors:
        process = subprocess.Popen(  # noqa: S603 (this program itself)
            [sys.executable, "-m", module, str(data_dir), str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    line = StockLine(process, port)
    try:
        if not line.wait_for("ready", READY_S):
            raise BoxFailed(
                f"The stock pipeline did not start: {log.read_text(errors='replace')[-1500:]}",
                "Its packages: pip install --no-deps --require-hashes -r requirements-bench.lock",
            )
        yield line
    finally:
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_S)


def play_stock(
    line: StockLine,
    part: Part,
    lines: Sequence[Line],
    goal: int,
    voices: Voices,
    until: float,
    told: Callable[[str, int, int], None],
) -> None:
    """Add calls to `part` until it has `goal` turns or `until` (monotonic) has come.

    Raises BoxFailed when the line takes no call.
    """
    mode = part.part.removeprefix("stock-")
    line.order(mode=mode)
    while (done := len(part.spoken)) < goal and time.monotonic() < until:
        told(part.part, done, goal)
        turns = [lines[(done + place) % len(lines)] for place in range(TURNS_A_CALL)]
        call = _call(line, mode, turns[: goal - done], voices, until)
        part.calls.append(call)
        if not call.turns:
            raise BoxFailed(f"The stock pipeline answered nothing: {call.failure}")


def _call(
    line: StockLine, mode: str, turns: Sequence[Line], voices: Voices, until: float
) -> MeasuredCall:
    robot = SipRobot(HOST, "5559900", real_time=True)
    began = time.monotonic()
    measured: list[MeasuredTurn] = []
    failure = ""
    try:
        robot.call(HOST, line.sip_port, timeout_s=ANSWER_S)
        robot.listen_until_quiet(ANSWER_S, QUIET_S)
        for turn in turns:
            if robot.ended.is_set() or time.monotonic() >= until:
                break
            if mode == "forced":
                line.order(expect=turn.tool)
            measured.append(_turn(line, robot, turn, voices))
    except (CallRefused, TimeoutError, OSError) as error:
        failure = f"{type(error).__name__}: {error}"
    finally:
        robot.hang_up()
    return MeasuredCall(
        scenario=mode,
        voice=turns[0].voice,
        outcome=None,
        booking=None,
        seconds=round(time.monotonic() - began, 1),
        turns=tuple(measured),
        failure=failure,
    )


def _turn(line: StockLine, robot: SipRobot, turn: Line, voices: Voices) -> MeasuredTurn:
    sound = voices.say(turn.text, turn.voice)
    asked_at = time.monotonic()
    robot.forget_heard()
    robot.say(sound.pcm)
    until = robot.last_voice_sent_at
    with suppress(TimeoutError):  # it may say nothing at all: a turn without an answer
        robot.listen_until_quiet(REPLY_S, QUIET_S)
    first = robot.first_sound_after(until)
    wait_ms = None if first is None else round((first - until) * 1000, 1)
    gap = robot.heard.widest_gap(until, robot.now())
    return MeasuredTurn(
        turn=None if first is None else 1,
        caller=turn.text,
        asked=turn.asked,
        asks=None,
        actions=tuple(line.tools_since(asked_at)),
        spoken_s=round(len(sound.pcm) / 16000, 2),
        first_sound_ms=wait_ms,
        answer_ms=wait_ms,
        cut_off=bool(robot.heard.sounds(robot.first_voice_sent_at, until)),
        gap_ms=round((gap[1] - gap[0]) * 1000, 1),
    )


def stock_results(part: Part) -> list[Result]:
    """Its waits, and whether it called the right tool; empty where nothing was measured."""
    name = part.part.replace("-", " ")
    turns = [turn for turn in part.spoken if not turn.cut_off]
    waits = [turn.answer_ms for turn in turns if turn.answer_ms is not None]
    if not waits:
        return []
    results = [
        Result.of(f"{name}: to the first sound", waits),
        share_of(f"{name}: turns not answered", [t.answer_ms is None for t in part.spoken]),
        share_of(f"{name}: turns cut off", [turn.cut_off for turn in part.spoken]),
    ]
    needed = [turn for turn in part.spoken if turn.asked in RIGHT_TOOLS]
    if part.part != PLAIN and needed:
        right = [RIGHT_TOOLS[turn.asked or ""] in turn.actions for turn in needed]
        results.append(share_of(f"{name}: right tool called", right))
    return results


def ratios(ours: Part, plain: Part, forced: Part) -> dict[str, float]:
    """How many times longer its median wait is than ours, where both are known."""
    found = {}
    for name, stock, turns in (
        ("stock without tools to ours", plain, ours.spoken),
        ("stock with the right tool forced to ours", forced, [t for t in ours.spoken if t.works]),
    ):
        its = [t.answer_ms for t in stock.spoken if t.answer_ms is not None and not t.cut_off]
        our = [t.answer_ms for t in turns if t.answer_ms is not None and not t.cut_off]
        if its and our:
            found[name] = round(statistics.median(its) / statistics.median(our), 2)
    return found
