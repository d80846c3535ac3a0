"""No dead air: whatever fails or hangs, the caller hears something and can go on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.domain.errors import ModelError
from appliance.ports.conversation import Heard
from appliance.ports.speech import CancelToken, HearingHints, Transcription
from appliance.voice import phrases, tuning
from appliance.voice.session import CallSessions, VoiceEngines
from tests.voice.calling import quiet, tone, until
from tests.voice.marked import MarkedSynthesizer
from tests.voice.media import RATE_HZ, MemoryMedia
from tests.voice.scripted import (
    CountingTranscriber,
    LevelDetector,
    ScriptedConversation,
    ScriptedDraft,
)

REPLY = "A mini excavator is free on Monday."


class HangingSynthesizer(MarkedSynthesizer):
    """Fails, or hangs, on a reply; knows the fixed phrases."""

    def __init__(self, release: threading.Event, *, hangs: bool) -> None:
        super().__init__()
        self._release = release
        self._hangs = hangs

    def synthesize(self, text: str, sample_rate_hz: int | None = None) -> Iterator[bytes]:
        if text == REPLY:
            if not self._hangs:
                raise ModelError("The voice is broken.")
            self._release.wait(20)
        yield from super().synthesize(text, sample_rate_hz)


class HangingTranscriber(CountingTranscriber):
    """Hangs whatever its token says, the first time."""

    def __init__(self, release: threading.Event) -> None:
        super().__init__()
        self._release = release

    def transcribe(
        self,
        audio: bytes,
        sample_rate_hz: int,
        hints: HearingHints,
        cancel: CancelToken | None = None,
    ) -> Transcription:
        if not self.heard:
            self.heard.append((audio, hints))
            self._release.wait(20)
        return super().transcribe(audio, sample_rate_hz, hints, cancel)


class HangingConversation(ScriptedConversation):
    """Thinks without end, whatever its token says."""

    release: threading.Event = threading.Event()

    def consider(self, heard: Heard, cancel: CancelToken | None = None) -> ScriptedDraft:
        self.release.wait(20)
        return super().consider(heard, cancel)


class BuggyConversation(ScriptedConversation):
    """Gives a draft that nobody can read."""

    def consider(self, heard: Heard, cancel: CancelToken | None = None) -> ScriptedDraft:
        draft = super().consider(heard, cancel)
        object.__setattr__(draft, "understand_ms", None)
        return draft


@pytest.fixture
def release() -> Iterator[threading.Event]:
    """What hangs is let go at the test's end."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRANSCRIBE_TIMEOUT_S", "CONSIDER_TIMEOUT_S", "CLAUSE_TIMEOUT_S"):
        monkeypatch.setattr(tuning, name, 2.5)


def hold(
    conversation: ScriptedConversation,
    folder: Path,
    *wanted: str,
    never: str = "",
    release: threading.Event | None = None,
    transcriber: CountingTranscriber | None = None,
    synthesizer: MarkedSynthesizer | None = None,
) -> float:
    """One call with one utterance; returns once each wanted text was heard, and `never` not. How
    long the silence before the first was, from the utterance's end."""
    synthesizer = synthesizer or MarkedSynthesizer()

    async def call() -> float:
        with ThreadPoolExecutor(2) as hearing, ThreadPoolExecutor(4) as speaking:
            sessions = CallSessions(
                open_conversation=lambda *_: conversation,
                engines=VoiceEngines(
                    transcriber=transcriber or CountingTranscriber(),
                    synthesizer=synthesizer,
                    new_detector=LevelDetector,
                    hearing=hearing,
                    speaking=speaking,
                ),
            )
            await sessions.prepare(RATE_HZ)
            media = MemoryMedia()
            serving = asyncio.create_task(sessions(media))
            await until(lambda: len(media.played) > 0 and media.queued_ms() == 0)
            greeted = len(media.played)
            spoke_s = media.say(tone(600) + quiet(100))
            waited = await until(lambda: len(media.played) > greeted)
            for text in wanted:
                await until(lambda text=text: text in synthesizer.texts_in(media.played), 15)
            assert never not in synthesizer.texts_in(media.played)
            if release is not None:
                release.set()
            media.vanish()
            await asyncio.wait_for(serving, 20)
            return waited - spoke_s

    return asyncio.run(asyncio.wait_for(call(), 60))


LONGEST_SILENCE_S = 0.8 + tuning.FILLER_AFTER_S + 0.8


def test_a_transcriber_that_hangs(tmp_path: Path, release: threading.Event) -> None:
    conversation = ScriptedConversation(answer=lambda _: REPLY)
    transcriber = HangingTranscriber(release)
    waited = hold(
        conversation,
        tmp_path,
        phrases.FILLER,
        phrases.SAY_AGAIN,
        release=release,
        transcriber=transcriber,
    )
    assert waited <= LONGEST_SILENCE_S
    assert conversation.confirmed == []


def test_a_model_that_hangs(tmp_path: Path, release: threading.Event) -> None:
    conversation = HangingConversation(answer=lambda _: REPLY)
    conversation.release = release
    waited = hold(conversation, tmp_path, phrases.FILLER, phrases.WENT_WRONG, release=release)
    assert waited <= LONGEST_SILENCE_S
    assert conversation.confirmed == []


@pytest.mark.parametrize("hangs", [False, True])
def test_a_voice_that_fails_or_hangs_on_a_reply(
    tmp_path: Path, release: threading.Event, hangs: bool
) -> None:
    conversation = ScriptedConversation(answer=lambda _: REPLY)
    hold(
        conversation,
        tmp_path,
        phrases.WENT_WRONG,
        release=release,
        synthesizer=HangingSynthesizer(release, hangs=hangs),
    )
    assert len(conversation.confirmed) == 1


def test_a_bug_of_ours_in_the_midst_of_a_turn(tmp_path: Path) -> None:
    conversation = BuggyConversation(answer=lambda _: REPLY)
    waited = hold(conversation, tmp_path, phrases.WENT_WRONG)
    assert waited <= LONGEST_SILENCE_S


def test_a_word_at_once_where_the_model_is_known_to_take_long(
    tmp_path: Path, release: threading.Event
) -> None:
    conversation = HangingConversation(answer=lambda _: REPLY, ready_in_s=3.0)
    conversation.release = release
    waited = hold(conversation, tmp_path, phrases.FILLER, release=release)
    assert waited < tuning.TURN_OVER_MS[conversation.patience] / 1000 + tuning.FILLER_AFTER_S


def test_no_word_where_the_model_is_about_to_answer(tmp_path: Path) -> None:
    conversation = ScriptedConversation(answer=lambda _: REPLY, thinking_s=1.2, ready_in_s=0.3)
    hold(conversation, tmp_path, REPLY, never=phrases.FILLER)
    assert len(conversation.confirmed) == 1
