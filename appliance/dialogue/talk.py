"""Turn-taking, the same for every kind of conversation: consider, then confirm.

A `Mind` brings what differs: its first words, its understanding and its decisions. This module
owns the order of things: reads while a turn is considered, writes once it is confirmed, one
record a turn, and a spoken way on whenever the model or the records fail.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from appliance.dialogue import hearing
from appliance.dialogue.actions import Act, Action
from appliance.dialogue.completeness import completeness
from appliance.dialogue.recognized import on_record
from appliance.dialogue.state import TalkState
from appliance.dialogue.unheard import Owed, Unheard
from appliance.dialogue.work import CallFacts, DeskWrite, TurnWork
from appliance.domain.calls import Asks, Outcome, Timings, Turn
from appliance.domain.errors import ApplianceError, DeskUnreachable, ModelError
from appliance.ports.clock import Clock
from appliance.ports.conversation import Completeness, Draft, Heard, Reply
from appliance.ports.desk import RentalDesk
from appliance.ports.speech import CancelToken, HearingHints

_log = logging.getLogger(__name__)
_PENDING_STEPS = 4
_OUTBOX = 64
NOT_KEPT = "(not kept)"
"""Stands in the transcript for what was heard where a secret was asked for."""
S = TypeVar("S", bound=TalkState)


class Mind(Protocol[S]):
    """What one kind of conversation knows and does; it reads the desk and the model alone."""

    def opening(self) -> S:
        """The state after the greeting; `question` is the greeting itself."""
        ...

    def understand(
        self, heard: Heard, state: S, cancel: CancelToken | None
    ) -> tuple[Action, ...]: ...

    def is_certain(self, heard: Heard, state: S, actions: tuple[Action, ...]) -> bool:
        """Whether the words alone, without a model, mean exactly these actions."""
        ...

    def prepare(self, state: S) -> None:
        """Work ahead on what will be understood in this state; returns at once."""
        ...

    @property
    def ready_in_s(self) -> float | None:
        """The time until the model is likely to have answered; None while it is not asked."""
        ...

    def decide(self, work: TurnWork[S], actions: tuple[Action, ...]) -> None: ...

    def hides(self, heard: Heard, state: S) -> bool:
        """Whether what was heard may be a secret, and is kept nowhere."""
        ...

    def advance(self, work: TurnWork[S]) -> None:
        """Go on after a pending write has answered."""
        ...

    def resume(self, work: TurnWork[S]) -> bool:
        """Go on with what has come of the wait; False as long as nothing has."""
        ...

    def hand_over(self, work: TurnWork[S]) -> bool:
        """Somebody else takes over, since what binds is never heard to its end; False where
        nobody can: it is said again."""
        ...

    def unreachable(self, work: TurnWork[S]) -> None:
        """The records are away: say so, and offer what can be done without them."""
        ...

    def booking_number(self, state: S) -> str | None: ...


@dataclass(slots=True)
class ConsideredTurn(Generic[S]):
    """A turn thought through and not yet carried out."""

    work: TurnWork[S]
    actions: tuple[Action, ...]
    failed: str | None
    """What to say instead, when the model or the records failed."""
    understand_ms: float
    decide_ms: float
    completeness: Completeness
    owed: Owed | None = None
    """What binds and was not heard before this turn."""
    used: bool = False

    @property
    def certain_said(self) -> str | None:
        """The reply's text when no write can change it."""
        if self.failed is not None:
            return self.failed
        return None if self.work.pending else self.work.said()


class Talk(Generic[S]):
    """A conversation on one call. Not thread-safe: one call at a time, from any thread."""

    def __init__(self, call: CallFacts, desk: RentalDesk, mind: Mind[S], clock: Clock) -> None:
        self._call = call
        self._desk = desk
        self._mind = mind
        self._clock = clock
        self._state = mind.opening()
        self._turn = 0
        self._unheard = Unheard()
        self._closed: Outcome | None = None
        self._outbox: deque[DeskWrite] = deque(maxlen=_OUTBOX)
        """Records not written yet, oldest first; beyond the bound the oldest go."""

    @property
    def call_id(self) -> str:
        return self._call.call_id

    @property
    def language(self) -> str:
        return self._call.language.code

    @property
    def voice(self) -> str:
        return self._call.voice

    def greet(self) -> Reply:
        """Turn 0: the greeting."""
        said = self._state.question
        self._state = self._state.but(said=said)
        reply = self._reply(said, ())
        self._record(Heard(text=""), reply, ())
        return reply

    def consider(self, heard: Heard, cancel: CancelToken | None = None) -> ConsideredTurn[S]:
        """Understand and decide without writing. Raises Cancelled and nothing else."""
        work = self._new_work(heard)
        started = time.perf_counter()
        actions: tuple[Action, ...] = (Action(Act.UNCLEAR),)
        failed = None
        understood = started
        owed = self._unheard.owed(self._state, self._turn)
        try:
            actions = self._mind.understand(heard, self._state, cancel)
            understood = time.perf_counter()
            owed = self._decide(work, actions, owed)
        except ModelError as error:
            failed = self._trouble(error, self._call.language.words.thinking_trouble())
        except DeskUnreachable as error:
            work = self._without_records(work, error)
        except ApplianceError as error:
            failed = self._trouble(error, self._call.language.words.thinking_trouble())
        understood = max(understood, started)
        done = time.perf_counter()
        return ConsideredTurn(
            work=work,
            actions=actions,
            failed=failed,
            understand_ms=(understood - started) * 1000,
            decide_ms=(done - understood) * 1000,
            completeness=self._completeness(heard, actions, failed),
            owed=owed,
        )

    def _decide(
        self, work: TurnWork[S], actions: tuple[Action, ...], owed: Owed | None
    ) -> Owed | None:
        """Decide a turn; what is owed after it, one yes that came too early counted."""
        if owed is None or not owed.is_agreed_to(self._state, actions):
            self._mind.decide(work, actions)
        elif not (owed.is_worn_out and self._mind.hand_over(work)):
            owed.say(work)
            return replace(owed, early=owed.early + 1)
        if owed is not None and owed.is_left_open(self._state, work, actions):
            owed.say(work)
        return owed

    def confirm(self, draft: Draft) -> Reply:
        """Carry out a draft, once; its writes come before its words. A draft that is used,
        foreign or of an earlier turn changes nothing: the last reply is given again."""
        self.keep()
        if not isinstance(draft, ConsideredTurn) or draft.used or draft.work.turn != self._turn + 1:
            return self._reply(self._state.said, ())
        draft.used = True
        before = self._state
        said = self._again(draft.failed) if draft.failed else self._carry_out(draft.work)
        self._unheard.keep(draft.owed, before, self._state, said)
        lines = tuple(
            action.act.value if draft.work.private else action.line() for action in draft.actions
        )
        return self._finished(draft.work, said, lines)

    @property
    def ready_in_s(self) -> float | None:
        """The time until the model is likely to have answered; None while it is not asked."""
        return self._mind.ready_in_s

    def prepare(self) -> None:
        """Let the mind work ahead on the answer to the open question; returns at once."""
        if not self._state.ended:
            self._mind.prepare(self._state)

    def poll(self) -> Reply | None:
        """While the last reply waits: the next turn once there is one, nothing heard in it."""
        until = self._state.waits_until
        if until is None or self._state.ended:
            return None
        work = self._new_work(Heard(text=""))
        try:
            if not self._mind.resume(work):
                return None
        except DeskUnreachable as error:
            if work.now < until:
                return None  # asked again at the next poll
            work = self._without_records(work, error)
        except ApplianceError as error:
            self._trouble(error, "")
            self._mind.unreachable(work)
        before, owed = self._state, self._unheard.owed(self._state, self._turn)
        said = self._carry_out(work)
        self._unheard.keep(owed, before, self._state, said)
        return self._finished(work, said, ())

    def _finished(self, work: TurnWork[S], said: str, lines: tuple[str, ...]) -> Reply:
        self._turn += 1
        self._state = self._state.but(said=said)
        reply = self._reply(said, lines)
        self._record(work.heard, reply, lines, work)
        return reply

    def note_timings(self, turn: int, timings: Timings) -> None:
        """Keep a turn's timings with its record."""
        self._write(lambda desk: desk.record_timings(self.call_id, turn, timings))

    def unheard(self, turn: int) -> None:
        """The reply of that turn was not heard to its end: a bare yes has it said again."""
        self._unheard.note(turn)

    def close(self, recording: str | None = None) -> Outcome:
        """End the call's record; safe to repeat."""
        if self._closed is None:
            self._closed = self._state.achieved or self._state.outcome or Outcome.ABANDONED
        outcome = self._closed
        self._write(lambda desk: desk.close_call(self.call_id, outcome, recording))
        return outcome

    def _carry_out(self, work: TurnWork[S]) -> str:
        """Do the turn's writes; commit its state only if they went through."""
        try:
            for write in work.writes:
                write(work.desk)
            for _ in range(_PENDING_STEPS):
                if work.pending is None:
                    break
                step: Callable[[TurnWork[S]], None] = work.pending
                work.pending = None
                step(work)
                self._mind.advance(work)
        except DeskUnreachable as error:
            work = self._without_records(work, error)
        except ApplianceError as error:
            return self._again(self._trouble(error, self._call.language.words.thinking_trouble()))
        self._state = work.state
        self._outbox.extend(work.notes)
        return work.said()

    def _completeness(
        self, heard: Heard, actions: tuple[Action, ...], failed: str | None
    ) -> Completeness:
        certain = failed is None and self._mind.is_certain(heard, self._state, actions)
        goes_on = self._call.language.phrases.goes_on
        return completeness(heard.text, self._state.asks, actions, goes_on, certain=certain)

    def _new_work(self, heard: Heard) -> TurnWork[S]:
        return TurnWork(
            call=self._call,
            desk=self._desk,
            now=self._clock.now(),
            turn=self._turn + 1,
            state=self._state,
            heard=heard,
            private=self._mind.hides(heard, self._state),
        )

    def _without_records(self, failed: TurnWork[S], error: DeskUnreachable) -> TurnWork[S]:
        """The same turn, decided knowing only that the records are away."""
        self._trouble(error, "")
        work = self._new_work(failed.heard)
        self._mind.unreachable(work)
        return work

    def _again(self, said: str) -> str:
        """Words of trouble, then the question that is still open."""
        return f"{said} {self._state.question}".strip() if not self._state.ended else said

    def _trouble(self, error: ApplianceError, say: str) -> str:
        _log.warning("turn failed: %s", error, extra={"call_id": self.call_id})
        return say

    def _reply(self, said: str, lines: tuple[str, ...]) -> Reply:
        s = self._state
        return Reply(
            turn=self._turn,
            said=said,
            asks=s.asks,
            stage=s.stage,
            actions=lines,
            hints=self._hints(),
            patience=hearing.patience(s.asks),
            takes_one_key=s.takes_one_key,
            ended=s.ended,
            waits=s.waits_until is not None and not s.ended,
            outcome=s.outcome if s.ended else None,
            booking=self._mind.booking_number(s),
            private=s.asks is Asks.PIN,
        )

    def _hints(self) -> HearingHints:
        s, yard, language = self._state, self._call.yard, self._call.language
        hints = hearing.hints(s, yard, language, self._clock.now().date())
        return replace(hints, suffices=on_record(s, yard, language.values, self._desk))

    def _record(
        self, heard: Heard, reply: Reply, lines: tuple[str, ...], work: TurnWork[S] | None = None
    ) -> None:
        turn = Turn(
            call_id=self.call_id,
            number=reply.turn,
            at=self._clock.now(),
            heard=NOT_KEPT if work is not None and work.private else heard.text,
            said=reply.said,
            asks=reply.asks,
            stage=reply.stage,
            actions=lines,
        )
        checks = tuple(work.verifications) if work else ()
        self._outbox.append(lambda desk: desk.record_turn(turn, checks))

    def _write(self, write: DeskWrite) -> None:
        """Write a record now, or later in order when the records are away."""
        self._outbox.append(write)
        self.keep()

    def keep(self) -> None:
        """Write what is on record of the turns so far; what the records refuse is logged."""
        while self._outbox:
            try:
                self._outbox[0](self._desk)
            except DeskUnreachable as error:
                _log.warning(
                    "record kept for later: %s", error.what, extra={"call_id": self.call_id}
                )
                return
            except ApplianceError as error:
                _log.error("record refused: %s", error.what, extra={"call_id": self.call_id})
            self._outbox.popleft()
