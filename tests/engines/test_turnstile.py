from __future__ import annotations

import threading

import pytest

from appliance.domain.errors import ModelError
from appliance.engines.turnstile import Turnstile
from appliance.ports.speech import Cancelled


def test_one_at_a_time_and_a_bounded_wait() -> None:
    turnstile = Turnstile("engine", wait_s=0.05, queue=1)
    with turnstile.enter(), pytest.raises(ModelError, match=r"busy for 0\.05 s"), turnstile.enter():
        pass
    with turnstile.enter():
        pass


def test_a_full_queue_turns_away_at_once() -> None:
    turnstile = Turnstile("engine", wait_s=30, queue=0)
    with turnstile.enter(), pytest.raises(ModelError, match="queue is full"), turnstile.enter():
        pass


def test_who_waits_leaves_when_cancelled() -> None:
    turnstile = Turnstile("engine", wait_s=30, queue=1)
    given_up = threading.Event()
    left: list[BaseException] = []

    def wait() -> None:
        try:
            with turnstile.enter(given_up):
                pass
        except Cancelled as cancelled:
            left.append(cancelled)

    with turnstile.enter():
        waiting = threading.Thread(target=wait)
        waiting.start()
        given_up.set()
        waiting.join(5)
        assert not waiting.is_alive()
    assert len(left) == 1
    with turnstile.enter():
        pass


def test_a_cancelled_caller_does_not_enter() -> None:
    given_up = threading.Event()
    given_up.set()
    with pytest.raises(Cancelled), Turnstile("engine", wait_s=1, queue=1).enter(given_up):
        pytest.fail("entered")
