"""The rental conversation: a caller, from a need to a booking."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from appliance.dialogue import misses, turns
from appliance.dialogue.actions import Action
from appliance.dialogue.gates import callback, manager, price, resuming
from appliance.dialogue.keypad import offering
from appliance.dialogue.keypad import reading as keypad
from appliance.dialogue.language import Language
from appliance.dialogue.state import RentalState
from appliance.dialogue.thinking import ModelPace, WatchedModel
from appliance.dialogue.work import Work
from appliance.domain.calls import Asks, Stage
from appliance.ports.clock import Clock
from appliance.ports.conversation import Heard
from appliance.ports.facts import Yard
from appliance.ports.opinion import FirstOpinion
from appliance.ports.speech import CancelToken, LanguageModel


class RentalMind:
    """Understands by rule and model, decides by the seven gates."""

    def __init__(
        self,
        model: LanguageModel,
        yard: Yard,
        clock: Clock,
        language: Language,
        opinion: FirstOpinion | None = None,
        pace: ModelPace | None = None,
    ) -> None:
        self._model = WatchedModel(model, pace or ModelPace())
        self._reader = language.reading(self._model, yard, opinion)
        self._tell = language.telling(self._model)
        self._words = language.words
        self._yard = yard
        self._clock = clock

    def opening(self) -> RentalState:
        return RentalState(
            asks=Asks.NEED, stage=Stage.DISCOVERY, question=self._words.greeting(self._yard)
        )

    def understand(
        self, heard: Heard, state: RentalState, cancel: CancelToken | None
    ) -> tuple[Action, ...]:
        now: datetime = self._clock.now()
        keyed = keypad.read(heard, state, now.date())
        if keyed is not None:
            return keyed
        return self._reader.read(heard, state, now.date(), cancel)

    def is_certain(self, heard: Heard, state: RentalState, actions: tuple[Action, ...]) -> bool:
        today = self._clock.now().date()
        keyed = keypad.read(heard, state, today)
        if keyed is not None:
            return keyed == actions
        # Of what was cut off in the middle, a lesser candidate may hold a whole number.
        return self._reader.is_certain(replace(heard, alternatives=()), state, today, actions)

    def prepare(self, state: RentalState) -> None:
        self._reader.prepare(state)

    @property
    def ready_in_s(self) -> float | None:
        return self._model.ready_in_s

    def decide(self, work: Work, actions: tuple[Action, ...]) -> None:
        work.tell = self._tell
        offering.notice(work)
        turns.decide(work, actions)
        resuming.note(work)
        offering.offer(work)

    def hides(self, heard: Heard, state: RentalState) -> bool:
        return False  # no caller is asked for a secret

    def advance(self, work: Work) -> None:
        turns.advance(work)
        resuming.note(work)
        offering.offer(work)

    def resume(self, work: Work) -> bool:
        if not manager.resume(work, price.accepted):
            return False
        offering.offer(work)
        return True

    def hand_over(self, work: Work) -> bool:
        """A person takes over; where one is to call already, it counts as not understood, and
        the call ends after the third time."""
        if work.state.callback_for is None:
            work.set(service=None)
            callback.to_a_person(work, "Agreed again and again before the end of what was asked")
        else:
            misses.missed(work)
        offering.offer(work)
        return True

    def unreachable(self, work: Work) -> None:
        work.set(override=None)
        callback.without_records(work)
        offering.offer(work)

    def booking_number(self, state: RentalState) -> str | None:
        return state.booking.number if state.booking else None
