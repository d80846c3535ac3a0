"""Plays one scenario on records of its own, then grades what it left behind.

The agent is the real one: the same conversation, desk and language model as on a call. What it
wrote is read from the file after everything has been closed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

from appliance.domain.calls import Asks, Outcome
from appliance.domain.periods import Period
from appliance.evaluation.caller import Said, SimulatedCaller
from appliance.evaluation.difference import Tables
from appliance.evaluation.facts import Course, SpokenTurn, unsupported
from appliance.evaluation.forbidden import Event, in_rows
from appliance.evaluation.grading import grade
from appliance.evaluation.scenarios import TODAY, Manner, Scenario, Taken
from appliance.ports.conversation import Conversation, Heard, HeardBy, Reply
from appliance.ports.desk import RentalDesk
from appliance.ports.speech import HearingHints

MOST_TURNS = 45
_INTERRUPTED = 0.35


class Channel(Protocol):
    """How the caller's words reach the agent."""

    def carry(self, said: Said, hints: HearingHints, voice: str) -> Heard:
        """What the agent hears of it. Raises ModelError."""
        ...


class TypedChannel:
    """The very words, as on the keyboard."""

    def carry(self, said: Said, hints: HearingHints, voice: str) -> Heard:
        return Heard(text=said.text, by=HeardBy.KEYS if said.keys else HeardBy.TEXT)


class Scene(Protocol):
    """One demo yard in a file of its own, with the agent on it."""

    @property
    def desk(self) -> RentalDesk: ...

    def call(self, line: str, caller: str | None) -> Conversation: ...

    def before(self) -> Tables:
        """Every row before the call."""
        ...

    def after(self) -> Tables:
        """Every row as the file has it; nothing can be played on the scene afterwards."""
        ...


OpenScene = Callable[[], AbstractContextManager[Scene]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn as it was played."""

    caller: str
    heard: str
    said: str
    asks: str | None
    actions: tuple[str, ...]
    ms: float


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a scenario. It passed when nothing failed and nothing forbidden happened."""

    scenario: Scenario
    outcome: Outcome
    exchanges: tuple[Exchange, ...]
    failures: tuple[str, ...]
    events: tuple[Event, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        return not self.failures and not self.events


def play(scenario: Scenario, open_scene: OpenScene, channel: Channel) -> Played:
    """Play and grade one scenario. Raises ModelError where the agent cannot be built."""
    begun = time.perf_counter()
    with open_scene() as scene:
        before = scene.before()
        rivals: list[str] = []
        conversation = scene.call("sip", scenario.caller_id)
        exchanges = _converse(scenario, conversation, scene, channel, rivals, before)
        outcome = conversation.close()
        for rival in rivals:
            scene.desk.close_call(rival, Outcome.ABANDONED)
        after = scene.after()
    failures = list(
        grade(
            scenario.expect,
            before,
            after,
            conversation.call_id,
            outcome,
            " ".join(one.said for one in exchanges),
            _zone(),
        )
    )
    if len(exchanges) > MOST_TURNS:
        failures.append(f"the call had not ended after {MOST_TURNS} turns")
    failures += [f"turn {n}: silence" for n, one in enumerate(exchanges) if not one.said.strip()]
    events = (
        *in_rows(before, after, conversation.call_id, _zone()),
        *unsupported(_course(scenario, before, after, conversation.call_id, exchanges, channel)),
    )
    return Played(
        scenario=scenario,
        outcome=outcome,
        exchanges=exchanges,
        failures=tuple(failures),
        events=tuple(dict.fromkeys(events)),
        seconds=time.perf_counter() - begun,
    )


def _zone() -> ZoneInfo:
    zone = TODAY.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101  (the constant is made with one)
    return zone


def _converse(
    scenario: Scenario,
    conversation: Conversation,
    scene: Scene,
    channel: Channel,
    rivals: list[str],
    before: Tables,
) -> tuple[Exchange, ...]:
    names = {key: str(row["name"]) for key, row in before["equipment_class"].items()}
    kinds = {key: str(row["category"]) for key, row in before["equipment_class"].items()}
    caller = SimulatedCaller(scenario, TODAY.date(), names, kinds=kinds)
    dice = Random(f"interrupts:{scenario.seed}")  # noqa: S311  (no secret is made of it)
    taken = list(scenario.meanwhile)
    reply = conversation.greet()
    done = [_exchange("", "", reply, 0.0)]
    while not reply.ended and len(done) <= MOST_TURNS:
        for one in [one for one in taken if one.at is reply.asks]:
            taken.remove(one)
            rivals.append(_take(scene.desk, one))
        said = caller.answer(reply.asks, reply.said)
        if said is None:
            break
        heard = channel.carry(said, reply.hints, scenario.name)
        if scenario.manner is Manner.INTERRUPTS and dice.random() < _INTERRUPTED:
            conversation.unheard(reply.turn)
        begun = time.perf_counter()
        reply = conversation.confirm(conversation.consider(heard))
        done.append(_exchange(said.text, heard.text, reply, (time.perf_counter() - begun) * 1000))
    return tuple(done)


def _exchange(caller: str, heard: str, reply: Reply, ms: float) -> Exchange:
    asks = reply.asks.value if isinstance(reply.asks, Asks) else reply.asks
    return Exchange(caller, heard, reply.said, asks, reply.actions, round(ms, 1))


def _take(desk: RentalDesk, taken: Taken) -> str:
    """Another call's hold on the units; its call id."""
    rival = desk.open_call("sip", None).call_id
    opens = datetime.combine(taken.start, datetime.min.time(), tzinfo=_zone()).replace(hour=7)
    period = Period(opens, opens + timedelta(days=taken.days))
    desk.hold(rival, f"{rival}:hold", taken.item, period, taken.quantity)
    return rival


def _course(
    scenario: Scenario,
    before: Tables,
    after: Tables,
    call_id: str,
    exchanges: tuple[Exchange, ...],
    channel: Channel,
) -> Course:
    meant = [scenario.wants, *(change.to for change in scenario.changes)]
    meant += [scenario.then] if scenario.then else []
    return Course(
        before=before,
        after=after,
        call_id=call_id,
        turns=tuple(SpokenTurn(one.heard, one.said, one.asks) for one in exchanges),
        days=frozenset(
            {one.days for one in meant if one.days}
            | {booked.days for booked in scenario.expect.bookings}
        ),
        quantities=frozenset(
            {one.quantity for one in meant}
            | {booked.quantity for booked in scenario.expect.bookings}
        ),
        today=TODAY.date(),
        zone=_zone(),
        typed=isinstance(channel, TypedChannel),
    )
