"""A call in another language: its own voice, and the fixed phrases in its words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.voice import phrases
from tests.voice.calling import Desk, tone, until
from tests.voice.media import MemoryMedia
from tests.voice.scripted import ScriptedConversation


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    conversation = ScriptedConversation(lambda text: f"You said {text}. What else?")
    with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(2) as speaking:
        yield Desk(conversation, (hearing, speaking), tmp_path / "recordings-tmp")


def _call(desk: Desk) -> None:
    async def call() -> None:
        async with desk.call(MemoryMedia()) as media:
            greeted = len(media.played)
            media.say(tone(700))
            await until(lambda: len(media.played) > greeted)

    asyncio.run(asyncio.wait_for(call(), 60))


def test_every_fixed_phrase_is_there_in_spanish() -> None:
    assert set(phrases.SPANISH) == set(phrases.ALL)
    assert phrases.said_in("es", phrases.FILLER) == "Un momento."
    assert phrases.said_in("es", "Otra cosa.") == "Otra cosa."
    assert phrases.said_in("en", phrases.FILLER) == phrases.FILLER


def test_the_agents_own_voice_speaks(desk: Desk) -> None:
    desk.conversation.language, desk.conversation.voice = "es", "paz"
    desk.conversation.failure = RuntimeError("the model is gone")
    _call(desk)
    assert desk.conversation.greeting in desk.other_voice.spoken
    assert phrases.SPANISH[phrases.WENT_WRONG] in desk.other_voice.spoken
    assert desk.conversation.greeting not in desk.synthesizer.spoken


def test_a_voice_that_cannot_be_loaded_leaves_the_boxs_own(desk: Desk) -> None:
    desk.conversation.voice = "eva"
    _call(desk)
    assert desk.conversation.greeting in desk.synthesizer.spoken
