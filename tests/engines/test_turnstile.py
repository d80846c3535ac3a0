from __future__ import annotations

import threading
import time

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


def test_who_came_first_goes_first_and_who_leaves_holds_up_nobody() -> None:
    turnstile = Turnstile("engine", wait_s=30, queue=8)
    order: list[int] = []
    given_up = threading.Event()

    def wait(number: int) -> None:
        try:
            with turnstile.enter(given_up if number == 1 else None):
                order.append(number)
        except Cancelled:
            order.append(-number)

    threads = [threading.Thread(target=wait, args=(number,), daemon=True) for number in range(6)]
    with turnstile.enter():
        for at, thread in enumerate(threads):
            thread.start()
            while turnstile.waiting <= at:
                time.sleep(0.001)
        given_up.set()
        threads[1].join(5)
    for thread in threads:
        thread.join(5)
    assert order == [-1, 0, 2, 3, 4, 5]


def test_so_many_at_once_as_there_are_places() -> None:
    turnstile = Turnstile("engine", wait_s=0.05, queue=0, places=2)
    with turnstile.enter(), turnstile.enter():
        assert turnstile.waiting == 0
        with pytest.raises(ModelError, match="queue is full"), turnstile.enter():
            pass
    with turnstile.enter(), turnstile.enter():
        pass


def test_a_place_that_is_left_goes_to_who_waits() -> None:
    turnstile = Turnstile("engine", wait_s=30, queue=1, places=2)
    entered = threading.Event()

    def wait() -> None:
        with turnstile.enter():
            entered.set()

    waiting = threading.Thread(target=wait, daemon=True)
    with turnstile.enter():
        with turnstile.enter():
            waiting.start()
            while not turnstile.waiting:
                time.sleep(0.001)
            assert not entered.is_set()
        assert entered.wait(5)
    waiting.join(5)
