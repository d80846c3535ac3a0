"""Callers who make themselves heard while the agent speaks: with words, or without any.

Words are those that answer the question to come, as impatient people say them. A sound that asks
for nothing must not stop the agent for good.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any, ClassVar, Final

from appliance.bootstrap.bench.voice.calling import QUIET_S, RecordedCall, Words
from appliance.bootstrap.bench.voice.measured import Interruption
from appliance.evaluation.phone.robot import SipRobot
from appliance.evaluation.phone.voices import cough, hum, line_noise

AFTER_S: Final = 1.0
"""How far into a reply the caller is heard."""
LEAST_LEFT_S: Final = 2.5
"""Of a reply, so that falling silent is not simply its end."""
SPEECH_RATE: Final = 15.0
"""Characters of a reply spoken in a second, about."""
WORDS: Final = "words"
KINDS: Final = (WORDS, "mm-hmm", WORDS, "cough", WORDS, "noise")
_JUDGED_S: Final = 25.0


class InterruptingCall(RecordedCall):
    """As RecordedCall, and heard over every reply that is long enough."""

    kinds: ClassVar = itertools.cycle(KINDS)
    """Shared by all calls, so that each kind gets its turn whatever ends a call."""

    def _converse(self, robot: SipRobot, began: float) -> None:
        asked, words = self._hear_out(robot, 0, 0)
        number = 0
        while words is not None and self._goes_on(robot, began):
            number = max(number, (asked or {"turn": 0})["turn"]) + 1
            asked, words = self._exchange(robot, words, asked, number)

    def _exchange(
        self, robot: SipRobot, words: Words, asked: dict[str, Any] | None, number: int
    ) -> tuple[dict[str, Any] | None, Words | None]:
        """Say the words, then be heard over the reply; what is asked then, and what to say."""
        if words.said.keys:
            robot.keys(f"{words.said.text}#")
            since = robot.now()
        else:
            robot.say(words.sound.pcm)
            since = robot.last_voice_sent_at
        turn, then = self._hear_out(robot, since, number, whole=False)
        if turn is None:
            return asked, words  # said again
        self._turns.append(self._measured(robot, words, asked, turn, since))
        if then is None:
            self._hear_out(robot, since, number)
            return turn, then
        if not self._interrupts(robot, turn, then, since):
            self._quiet(robot)
            return turn, then
        kind = next(self.kinds)
        if kind == WORDS:
            latest, after = self._speak_over(robot, then, turn)
            return (turn, then) if latest is None else (latest, after)
        self._sound_over(robot, kind, turn)
        return turn, then

    def _interrupts(self, robot: SipRobot, turn: dict[str, Any], then: Words, since: float) -> bool:
        """Wait until the reply has been heard for a while; whether enough of it is left."""
        left_s = len(turn["said"]) / SPEECH_RATE - AFTER_S
        if left_s < LEAST_LEFT_S or then.said.keys:
            return False
        onset = since + turn.get("timings", {}).get("voice_to_voice_ms", 0.0) / 1000
        while robot.now() < onset + AFTER_S and not robot.ended.is_set():
            robot.wait(0.02)
        last = robot.last_sound_at()
        return last is not None and robot.now() - last < 0.2

    def _speak_over(
        self, robot: SipRobot, words: Words, turn: dict[str, Any]
    ) -> tuple[dict[str, Any] | None, Words | None]:
        robot.say(words.sound.pcm)
        since = robot.last_voice_sent_at
        heard_from = robot.first_voice_sent_at
        latest, then = self._hear_out(robot, since, turn["turn"] + 1)
        self._interruptions.append(
            Interruption(
                kind=WORDS,
                stop_ms=self._stopped(robot, heard_from, since),
                went_on=False,
                turn_taken=latest is not None,
            )
        )
        return latest, then

    def _sound_over(self, robot: SipRobot, kind: str, turn: dict[str, Any]) -> None:
        robot.say(self._sound(kind))
        heard_from, since = robot.first_voice_sent_at, robot.last_voice_sent_at
        self._quiet(robot)
        latest = self._on_record(0) or turn
        last = robot.last_sound_at() or 0.0
        self._interruptions.append(
            Interruption(
                kind=kind,
                stop_ms=self._stopped(robot, heard_from, since),
                went_on=last > since + QUIET_S,
                turn_taken=latest["turn"] > turn["turn"],
            )
        )

    def _sound(self, kind: str) -> bytes:
        seed = len(self._interruptions)
        makes: dict[str, Callable[[], bytes]] = {
            "mm-hmm": lambda: hum(seed),
            "cough": lambda: cough(seed),
            "noise": lambda: line_noise(seed),
        }
        return makes[kind]()

    def _stopped(self, robot: SipRobot, heard_from: float, since: float) -> float | None:
        """Milliseconds until the sound that was under way ended; None where it outlasted what
        was said over it."""
        for sound in robot.heard.sounds(heard_from - 0.5, robot.now()):
            if sound.began <= heard_from <= sound.ended:
                stopped = sound.ended <= since or sound.ended - heard_from < 1.0
                return round((sound.ended - heard_from) * 1000, 1) if stopped else None
        return None

    def _quiet(self, robot: SipRobot) -> None:
        """Listen until the agent has ended."""
        end = time.monotonic() + _JUDGED_S
        since = robot.now()
        while time.monotonic() < end and not robot.ended.is_set():
            robot.wait(0.05)
            if robot.now() - max(robot.last_sound_at() or 0.0, since) >= 2 * QUIET_S:
                return
