from __future__ import annotations

import threading

import pytest

from appliance.dialogue.thinking import FIRST_GUESS_S, ModelPace, WatchedModel
from appliance.domain.errors import ModelError
from appliance.ports.speech import Completion
from tests.fakes.speech import ScriptedModel


class SlowModel(ScriptedModel):
    """Answers once it is let go."""

    def __init__(self, failure: ModelError | None = None) -> None:
        super().__init__(lambda _: "unclear")
        self.asked = threading.Event()
        self.let_go = threading.Event()
        self.failure = failure

    def complete(self, *args: object, **options: object) -> Completion:
        self.asked.set()
        assert self.let_go.wait(5)
        if self.failure is not None:
            raise self.failure
        return super().complete("", "")


def asked(model: WatchedModel) -> threading.Thread:
    thread = threading.Thread(target=model.complete, args=("", ""), daemon=True)
    thread.start()
    return thread


def test_a_model_that_is_not_asked_is_not_waited_for() -> None:
    model = WatchedModel(ScriptedModel(lambda _: "unclear"), ModelPace())
    assert model.ready_in_s is None
    model.complete("", "")
    assert model.ready_in_s is None


def test_a_model_that_is_asked_is_expected_to_take_as_long_as_ever() -> None:
    slow = SlowModel()
    model = WatchedModel(slow, ModelPace())
    thread = asked(model)
    assert slow.asked.wait(5)
    expected = model.ready_in_s
    slow.let_go.set()
    thread.join(5)
    assert expected is not None
    assert 0 < expected <= FIRST_GUESS_S


def test_it_is_overdue_once_its_usual_time_has_passed() -> None:
    pace = ModelPace()
    for _ in range(20):
        pace.took(0.0)
    slow = SlowModel()
    model = WatchedModel(slow, pace)
    thread = asked(model)
    assert slow.asked.wait(5)
    assert model.ready_in_s == 0.0
    slow.let_go.set()
    thread.join(5)


def test_calls_share_what_is_usual_and_failures_do_not_count() -> None:
    pace = ModelPace()
    WatchedModel(ScriptedModel(lambda _: "unclear"), pace).complete("", "")
    assert pace.typical_s < FIRST_GUESS_S
    fresh = ModelPace()
    broken = SlowModel(ModelError("It is busy."))
    broken.let_go.set()
    model = WatchedModel(broken, fresh)
    with pytest.raises(ModelError):
        model.complete("", "")
    assert model.ready_in_s is None
    assert fresh.typical_s == FIRST_GUESS_S
