"""A caller who answers what the agent asks for, in a voice that is not the agent's.

The caller hears the reply's end on the wire, and looks up in the records what it asked: a
person understands what is asked, a robot need not transcribe to show the agent works.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

from appliance.evaluation.phone.robot import SipRobot
from tests.box.appliance_box import Box
from tests.sip.callers import caller_says

_TURNS = 40
_REPLY_S = 30.0
_CALL_S = 420.0


@dataclass
class Caller:
    """What a caller knows. `answers` maps what is asked to sentences, one a time it is asked;
    the last is repeated. `keys` are keyed in from the second time on, where there are any."""

    answers: dict[str, tuple[str, ...]]
    keys: dict[str, str] = field(default_factory=dict)
    truths: tuple[str, ...] = ()
    """Identifiers and numbers that are right when read back, letters and digits alone."""
    voice: str = "slt"
    asked: dict[str, int] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)

    def call(self, box: Box) -> dict[str, Any]:
        """Hold the call to its end; the call's record."""
        robot = SipRobot()
        before = {call["id"] for call in box.get("/api/v1/calls")["items"]}
        began = time.monotonic()
        try:
            robot.call("127.0.0.1", box.sip_port, timeout_s=20)
            robot.listen_until_quiet(_REPLY_S)
            number = 0
            call = next(c for c in box.get("/api/v1/calls")["items"] if c["id"] not in before)
            while number < _TURNS and time.monotonic() - began < _CALL_S:
                latest = self._latest(box, call["id"], number)
                if latest["asks"] is None or robot.ended.is_set():
                    break
                number = latest["turn"] + 1
                robot.forget_heard()
                self._answer(robot, latest)
                self._hear_out(box, robot, call["id"], number)
            robot.ended.wait(8)
        finally:
            robot.hang_up()
        return self._ended(box, call["id"])

    def _hear_out(self, box: Box, robot: SipRobot, call_id: str, number: int) -> None:
        """Listen until the answer to turn `number` has been spoken, not just a filler."""
        robot.listen_until_quiet(_REPLY_S)
        if box.turns(call_id)[-1]["turn"] < number and not robot.ended.is_set():
            self._latest(box, call_id, number)
            robot.listen_until_quiet(_REPLY_S)

    def _latest(self, box: Box, call_id: str, number: int) -> dict[str, Any]:
        """The agent's answer to turn `number`; a filler ("one moment") is none."""
        end = time.monotonic() + _REPLY_S
        latest = box.turns(call_id)[-1]
        while latest["turn"] < number and time.monotonic() < end:
            time.sleep(0.2)
            latest = box.turns(call_id)[-1]
        if not self.log or self.log[-1] != latest["said"]:
            self.log += [f"  heard: {latest.get('heard')}", latest["said"]]
        return latest

    def _answer(self, robot: SipRobot, turn: dict[str, Any]) -> None:
        asks = turn["asks"]
        times = self.asked[asks] = self.asked.get(asks, 0) + 1
        if asks == "confirm":
            said = re.sub(r"[^a-z0-9]", "", turn["said"].lower())
            right = any(truth.lower() in said for truth in self.truths)
            robot.say(caller_says("yes that's right" if right else "no", self.voice))
            return
        keys = self.keys.get(asks)
        if keys and times > 1:
            robot.keys(f"{keys}#")
            return
        answers = self.answers.get(asks)
        assert answers, f"asked for {asks}, which this caller has no answer to: {turn['said']}"
        robot.say(caller_says(answers[min(times, len(answers)) - 1], self.voice))

    def _ended(self, box: Box, call_id: str) -> dict[str, Any]:
        end = time.monotonic() + 15
        while time.monotonic() < end:
            call = next(c for c in box.get("/api/v1/calls")["items"] if c["id"] == call_id)
            if call["ended_at"] is not None:
                return call
            time.sleep(0.3)
        raise AssertionError("the call's record was never closed:\n" + "\n".join(self.log))
