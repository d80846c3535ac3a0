"""One call by a recorded caller: it answers what is asked, and times every turn on its own wire.

What is asked is looked up in the records once the agent speaks, and the next words are made
ready meanwhile; when to speak, and every time measured, come from the sound alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from appliance.bootstrap.bench.box import HOST
from appliance.bootstrap.bench.stops import Stops
from appliance.bootstrap.bench.voice.measured import Interruption, MeasuredCall, MeasuredTurn
from appliance.domain.calls import Asks
from appliance.evaluation.caller import Said, SimulatedCaller
from appliance.evaluation.phone.robot import CallRefused, SipRobot
from appliance.evaluation.phone.voices import Recorded, Voices
from appliance.evaluation.scenarios import Scenario
from appliance.evaluation.telephone import speaker_of

QUIET_S = 0.6
"""Silence after which a reply is over: longer than between its clauses."""
LOST_S = 8.0
"""Silence after some sound, with no turn on record: the agent has taken none."""
REPLY_S = 40.0
"""The longest wait for a reply and its end."""
ASK_EVERY_S = 0.25
ANSWER_S = 20.0
MOST_TURNS = 45
LATE_MS = 150.0
"""When the reply is on record so much later than the first sound, that sound was a filler: the
record counts no time on the line, so that it is never late by itself."""
ONSET_S = 0.15
ON_THE_LINE_S = 0.6
"""More than anything takes on the line, there and back."""
FULL_LENGTH_S = 420.0


class CalledBox(Protocol):
    """What a caller needs of the appliance that is called."""

    @property
    def sip_port(self) -> int: ...

    def get(self, path: str) -> Any: ...

    def turns(self, call_id: str) -> list[dict[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Words:
    """What the caller says next; keys have no sound."""

    said: Said
    sound: Recorded


class RecordedCall:
    """A caller of `scenario` on a box. `number` is the caller's own, unlike any other's now."""

    def __init__(
        self,
        box: CalledBox,
        scenario: Scenario,
        caller: SimulatedCaller,
        voices: Voices,
        number: str,
        ends: Callable[[], bool],
        stops: Stops,
    ) -> None:
        """`ends` says, before each of the caller's turns, whether to hang up instead."""
        self._box = box
        self._scenario = scenario
        self._caller = caller
        self._voices = voices
        self._number = number
        self._ends = ends
        self._stops = stops
        self._speaker = speaker_of(scenario.name)
        self._call_id = ""
        self._turns: list[MeasuredTurn] = []
        self._interruptions: list[Interruption] = []

    def play(self) -> MeasuredCall:
        """Hold the call to its end; what went wrong on the way stands in the result. Blocks."""
        robot = SipRobot(HOST, self._number, real_time=True)
        began = time.monotonic()
        failure = ""
        try:
            robot.call(HOST, self._box.sip_port, timeout_s=ANSWER_S)
            self._converse(robot, began)
        except (CallRefused, TimeoutError, httpx.HTTPError, OSError) as error:
            failure = f"{type(error).__name__}: {error}"
        finally:
            robot.hang_up()
        call = self._ended() if self._call_id else {}
        return self.so_far(
            outcome=call.get("outcome"),
            booking=call.get("booking_number"),
            seconds=round(time.monotonic() - began, 1),
            failure=failure,
        )

    def so_far(
        self,
        *,
        outcome: str | None = None,
        booking: str | None = None,
        seconds: float = 0.0,
        failure: str = "",
    ) -> MeasuredCall:
        """What has been measured up to now. Any thread may call."""
        return MeasuredCall(
            scenario=self._scenario.name,
            voice=self._speaker,
            outcome=outcome,
            booking=booking,
            seconds=seconds,
            turns=tuple(self._turns),
            interruptions=tuple(self._interruptions),
            failure=failure,
        )

    def _converse(self, robot: SipRobot, began: float) -> None:
        asked, words = self._hear_out(robot, 0, 0)
        while words is not None and self._goes_on(robot, began):
            number = (asked or {"turn": 0})["turn"] + 1
            if words.said.keys:
                robot.keys(f"{words.said.text}#")
                spoken_until = robot.now()
            else:
                robot.say(words.sound.pcm)
                spoken_until = robot.last_voice_sent_at
            latest, then = self._hear_out(robot, spoken_until, number)
            self._turns.append(self._measured(robot, words, asked, latest, spoken_until))
            if latest is None:
                continue  # the agent has asked for a repeat: the same words again
            asked, words = latest, then

    def _goes_on(self, robot: SipRobot, began: float) -> bool:
        if robot.ended.is_set() or len(self._turns) >= MOST_TURNS:
            return False
        return time.monotonic() - began < FULL_LENGTH_S and not self._ends()

    def _hear_out(
        self, robot: SipRobot, since: float, number: int, *, whole: bool = True
    ) -> tuple[dict[str, Any] | None, Words | None]:
        """Listen until the reply that is turn `number` has ended; the turn as it is on record,
        and what to say to it. None and None where the agent spoke without taking a turn. Unless
        `whole`, as soon as the turn is on record and the agent speaks."""
        end = time.monotonic() + REPLY_S
        turn: dict[str, Any] | None = None
        words: Words | None = None
        asked_at = seen_at = 0.0
        while time.monotonic() < end and not robot.ended.is_set():
            robot.wait(0.05)
            now = time.monotonic()
            last = robot.last_sound_at()
            if last is None or last <= since:
                continue
            if turn is None and now - asked_at >= ASK_EVERY_S:
                asked_at = now
                turn = self._on_record(number)
                if turn is not None:
                    seen_at = now
                    words = self._words(turn)
            quiet_s = time.monotonic() - max(last, seen_at)
            if turn is not None and (quiet_s >= QUIET_S or not whole):
                return turn, words
            if turn is None and now - last >= LOST_S:
                return None, None
        return turn or self._on_record(number, or_later=False), None

    def _on_record(self, number: int, *, or_later: bool = True) -> dict[str, Any] | None:
        """The latest turn, once it is `number` or a later one, and its times are known."""
        if not self._call_id:
            calls = self._box.get("/api/v1/calls?limit=20")["items"]
            mine = [one for one in calls if one["caller"] == self._number]
            if not mine:
                return None
            self._call_id = mine[0]["id"]
        latest = self._box.turns(self._call_id)[-1:]
        if not latest or latest[0]["turn"] < number:
            return None
        timed = not number or latest[0].get("timings", {}).get("voice_to_voice_ms") is not None
        return latest[0] if timed or not or_later else None

    def _words(self, turn: dict[str, Any]) -> Words | None:
        asks = Asks(turn["asks"]) if turn["asks"] else None
        if asks is None:
            return None
        said = self._caller.answer(asks, turn["said"])
        if said is None:
            return None
        silent = said.keys or not said.text.strip()
        return Words(said, Recorded(b"") if silent else self._voices.say(said.text, self._speaker))

    def _measured(
        self,
        robot: SipRobot,
        words: Words,
        asked: dict[str, Any] | None,
        latest: dict[str, Any] | None,
        spoken_until: float,
    ) -> MeasuredTurn:
        now = robot.now()
        first = robot.first_sound_after(spoken_until)
        first_ms = None if first is None else (first - spoken_until) * 1000
        timings = (latest or {}).get("timings", {})
        on_record_ms = timings.get("voice_to_voice_ms")
        filler = bool(first_ms is not None and on_record_ms and on_record_ms - first_ms > LATE_MS)
        answer_ms = first_ms
        if latest is None:
            answer_ms = None
        elif filler and on_record_ms is not None:
            reply = _reply_after(robot, spoken_until + on_record_ms / 1000, now)
            answer_ms = None if reply is None else (reply - spoken_until) * 1000
        gap = robot.heard.widest_gap(spoken_until, now)
        began = robot.first_voice_sent_at
        over_caller = bool(began and robot.heard.sounds(began + ONSET_S, spoken_until))
        twice = latest is not None and latest["turn"] > (asked or {"turn": 0})["turn"] + 1
        return MeasuredTurn(
            turn=latest["turn"] if latest else None,
            caller=words.said.text,
            keyed=words.said.keys,
            asked=(asked or {}).get("asks"),
            asks=(latest or asked or {}).get("asks"),
            actions=tuple((latest or {}).get("actions", ())),
            timings=timings,
            spoken_s=round(len(words.sound.pcm) / 16000, 2),
            paused_ms=words.sound.paused_ms,
            first_sound_ms=None if first_ms is None else round(first_ms, 1),
            answer_ms=None if answer_ms is None else round(answer_ms, 1),
            filler=filler,
            cut_off=not words.said.keys and (over_caller or twice),
            gap_ms=round((gap[1] - gap[0]) * 1000, 1),
            stopped_ms=round(self._stops.within_s(*gap) * 1000, 1),
        )

    def _ended(self) -> dict[str, Any]:
        """The call's record once it is closed, or as it stands after a while."""
        end = time.monotonic() + 15
        found: dict[str, Any] = {}
        while time.monotonic() < end:
            calls = self._box.get("/api/v1/calls?limit=20")["items"]
            found = next((one for one in calls if one["id"] == self._call_id), found)
            if found.get("ended_at"):
                return found
            time.sleep(0.3)
        return found


def _reply_after(robot: SipRobot, on_record: float, now: float) -> float | None:
    """When the reply was heard that by the record went out at a moment: the beginning of a sound
    soon after it, or some of one, where the reply follows what went before without a silence."""
    for sound in robot.heard.sounds(on_record - ONSET_S, now):
        if on_record - ONSET_S / 2 <= sound.began <= on_record + ON_THE_LINE_S:
            return sound.began
    return robot.first_sound_after(on_record)


class ShortCall(RecordedCall):
    """Says what is wanted into the greeting, hears the reply begin, and hangs up."""

    def _converse(self, robot: SipRobot, began: float) -> None:
        _, words = self._hear_out(robot, 0, 0, whole=False)
        if words is None or not self._goes_on(robot, began):
            return
        robot.say(words.sound.pcm)
        since = robot.last_voice_sent_at
        latest, _ = self._hear_out(robot, since, 1, whole=False)
        self._turns.append(self._measured(robot, words, None, latest, since))
