"""The loop of a call keeps time while every model computes in the same process."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.bootstrap.engines import (
    build_language_model,
    build_synthesizer,
    build_transcriber,
    build_vad,
)
from appliance.bootstrap.keeping_pace import keep_pace
from appliance.config import Settings
from appliance.ports.speech import HearingHints
from appliance.voice.session import CallSessions, VoiceEngines
from appliance.voice.work import give_way
from tests.sip.callers import caller_says
from tests.voice.calling import until
from tests.voice.loop_guard import loop_guard
from tests.voice.media import RATE_HZ, MemoryMedia
from tests.voice.scripted import ScriptedConversation

pytestmark = [pytest.mark.models, pytest.mark.slow]

GRAMMAR = 'root ::= "find item=" [a-z ]+ "\\n"'


@pytest.fixture
def paced() -> Iterator[None]:
    before = sys.getswitchinterval()
    keep_pace()
    yield
    sys.setswitchinterval(before)
    gc.unfreeze()


def test_the_loop_keeps_time_while_all_models_compute(tmp_path: Path, paced: None) -> None:
    settings = Settings(data_dir=tmp_path)
    stop = threading.Event()
    rounds: dict[str, int] = {}

    def again(name: str, work: Callable[[int], object]) -> None:
        while not stop.is_set():
            rounds[name] = rounds.get(name, 0) + 1
            work(rounds[name])
            stop.wait(0.05)  # the call wants its turn as well

    with (
        ThreadPoolExecutor(3, initializer=give_way) as load,
        ThreadPoolExecutor(2, initializer=give_way) as hearing,
        ThreadPoolExecutor(2, initializer=give_way) as speaking,
    ):
        transcriber = load.submit(build_transcriber, settings).result()
        synthesizer = load.submit(build_synthesizer, settings).result()
        model = load.submit(build_language_model, settings).result()
        conversation = ScriptedConversation(answer=lambda _: "It is free on Monday. Shall we?")
        sessions = CallSessions(
            open_conversation=lambda line, caller: conversation,
            engines=VoiceEngines(
                transcriber=transcriber,
                synthesizer=synthesizer,
                new_detector=lambda: build_vad(settings),
                hearing=hearing,
                speaking=speaking,
            ),
        )
        pcm = caller_says("I would like to rent a mini excavator for three days")
        hints = HearingHints(alternatives=5, hotwords=("mini excavator", "skid steer"))

        async def call() -> None:
            await sessions.prepare(RATE_HZ)
            media = MemoryMedia()
            serving = asyncio.create_task(sessions(media))
            await until(lambda: len(media.played) > 0, 20)
            async with loop_guard() as lag:
                for name, work in {
                    "hearing": lambda _: transcriber.transcribe(pcm, RATE_HZ, hints),
                    "speaking": lambda n: b"".join(
                        synthesizer.synthesize(f"Number {n}, it is free on Monday.", RATE_HZ)
                    ),
                    "thinking": lambda n: model.complete(
                        "You are an agent.", f"Number {n}.", grammar=GRAMMAR, max_tokens=12
                    ),
                }.items():
                    load.submit(again, name, work)
                await asyncio.sleep(1.0)
                media.say(pcm)
                await until(lambda: len(conversation.confirmed) == 1, 60)
                stop.set()
            print(f"late by {lag.worst_ms:.1f} ms, {lag.worst_with_waits_ms:.1f} ms with waits")
            media.vanish()
            await asyncio.wait_for(serving, 20)

        try:
            asyncio.run(asyncio.wait_for(call(), 200))
        finally:
            stop.set()
    assert min(rounds.get(name, 0) for name in ("hearing", "speaking", "thinking")) >= 1, rounds
