"""What every engine of a role does, checked on the scripted and on the real ones."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from appliance.bootstrap.engines import build_vad
from appliance.domain.errors import ModelError
from appliance.ports.speech import (
    Cancelled,
    Embedder,
    HearingHints,
    LanguageModel,
    Synthesizer,
    Transcriber,
    VoiceActivityDetector,
)
from tests import real_engines
from tests.engines.callers import telephoned, word_errors
from tests.fakes.speech import (
    LoudnessDetector,
    ScriptedModel,
    ScriptedTranscriber,
    ToneSynthesizer,
    WordEmbedder,
)

SAID = "Do you have a mini excavator for this weekend?"
YES_OR_NO = 'root ::= "yes" | "no"'
PREFIX = "Answer yes or no.\nQuestion: Is the sky green?\nAnswer: no\nQuestion: Is snow white?\n"
ASKED = "Answer: "
RATE_HZ = 8000


def _set() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


@pytest.fixture(params=["scripted", "real"])
def transcriber(request: pytest.FixtureRequest) -> Transcriber:
    if request.param == "scripted":
        return ScriptedTranscriber([(SAID, "Do you have any excavator for this weekend?")] * 4)
    return real_engines.transcriber()


@pytest.fixture(params=["scripted", "real"])
def language_model(request: pytest.FixtureRequest) -> LanguageModel:
    if request.param == "scripted":
        return ScriptedModel(lambda _: "yes")
    return real_engines.language_model()


@pytest.fixture(params=["scripted", "real"])
def synthesizer(request: pytest.FixtureRequest) -> Synthesizer:
    return ToneSynthesizer() if request.param == "scripted" else real_engines.synthesizer()


@dataclass(frozen=True)
class Detectors:
    new: Callable[[], VoiceActivityDetector]


@pytest.fixture(params=["scripted", "real"])
def detectors(request: pytest.FixtureRequest) -> Detectors:
    if request.param == "scripted":
        return Detectors(LoudnessDetector)
    return Detectors(lambda: build_vad(real_engines.settings()))


@pytest.fixture(params=["scripted", "real"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return WordEmbedder() if request.param == "scripted" else real_engines.embedder()


class TestTranscriber:
    def test_speech_becomes_text(self, transcriber: Transcriber) -> None:
        audio = telephoned(SAID, "rms")
        heard = transcriber.transcribe(audio, RATE_HZ, HearingHints())
        assert word_errors(SAID, heard.text)[0] == 0
        assert heard.alternatives == (heard.text,)
        assert heard.audio_ms == pytest.approx(len(audio) / 16, abs=1)
        assert heard.elapsed_ms >= 0
        assert 0 <= heard.no_speech_probability < 0.5

    def test_silence_is_no_text(self, transcriber: Transcriber) -> None:
        heard = transcriber.transcribe(bytes(16000), RATE_HZ, HearingHints(alternatives=5))
        assert (heard.text, heard.alternatives) == ("", ())
        assert heard.no_speech_probability > 0.5

    def test_the_text_is_among_the_alternatives(self, transcriber: Transcriber) -> None:
        audio = telephoned(SAID, "rms")
        heard = transcriber.transcribe(audio, RATE_HZ, HearingHints(alternatives=3))
        assert heard.text == heard.alternatives[0]
        assert 2 <= len(heard.alternatives) <= 3
        assert len(set(heard.alternatives)) == len(heard.alternatives)

    def test_a_set_token_cancels(self, transcriber: Transcriber) -> None:
        with pytest.raises(Cancelled):
            transcriber.transcribe(telephoned(SAID, "rms"), RATE_HZ, HearingHints(), _set())


class TestLanguageModel:
    def test_the_answer_keeps_to_the_grammar(self, language_model: LanguageModel) -> None:
        answer = language_model.complete(PREFIX, ASKED, grammar=YES_OR_NO)
        assert answer.text == "yes"
        assert answer.generated_tokens >= 1
        assert answer.elapsed_ms >= 0

    def test_a_prefix_is_read_once(self, language_model: LanguageModel) -> None:
        prefix = f"{PREFIX}Question: Is water wet?\n"
        first = language_model.complete(prefix, ASKED, grammar=YES_OR_NO)
        again = language_model.complete(prefix, ASKED, grammar=YES_OR_NO)
        assert 0 < again.prompt_tokens < first.prompt_tokens
        assert again.text == first.text

    def test_a_stop_string_is_left_out(self, language_model: LanguageModel) -> None:
        answer = language_model.complete(PREFIX, ASKED, grammar=YES_OR_NO, stop=("es",))
        assert answer.text == "y"

    def test_the_limit_holds(self, language_model: LanguageModel) -> None:
        assert language_model.complete(PREFIX, ASKED, max_tokens=1).generated_tokens <= 1

    def test_a_wrong_grammar_is_refused(self, language_model: LanguageModel) -> None:
        with pytest.raises(ModelError, match="grammar"):
            language_model.complete(PREFIX, ASKED, grammar='start ::= "yes"')

    def test_a_set_token_cancels(self, language_model: LanguageModel) -> None:
        with pytest.raises(Cancelled):
            language_model.complete(PREFIX, ASKED, cancel=_set())

    def test_preparing_changes_no_answer(self, language_model: LanguageModel) -> None:
        prefix = f"{PREFIX}Question: Is grass green?\n"
        language_model.prepare(prefix, ASKED[:3])
        answer = language_model.complete(prefix, ASKED, grammar=YES_OR_NO)
        assert answer.text == "yes"
        language_model.prepare(prefix, "a word " * 9000)  # more than any context: no matter


class TestSynthesizer:
    def test_each_sentence_comes_as_a_chunk(self, synthesizer: Synthesizer) -> None:
        chunks = list(synthesizer.synthesize("Your booking is confirmed. Goodbye."))
        assert len(chunks) == 2
        assert all(len(chunk) % 2 == 0 and any(chunk) for chunk in chunks)

    @pytest.mark.parametrize("rate_hz", [8000, 16000, 48000])
    def test_the_rate_asked_for_is_kept(self, synthesizer: Synthesizer, rate_hz: int) -> None:
        text = "Your booking is confirmed."
        own = sum(map(len, synthesizer.synthesize(text))) / synthesizer.sample_rate_hz
        asked = sum(map(len, synthesizer.synthesize(text, rate_hz))) / rate_hz
        assert asked == pytest.approx(own, rel=0.35)

    def test_nothing_is_said_for_nothing(self, synthesizer: Synthesizer) -> None:
        assert list(synthesizer.synthesize("")) == []


class TestVoiceActivityDetector:
    @pytest.mark.parametrize("rate_hz", [8000, 16000])
    def test_speech_is_told_from_silence(self, detectors: Detectors, rate_hz: int) -> None:
        size = 2 * rate_hz // 50
        speech = telephoned(SAID, "rms", rate_hz)
        detector = detectors.new()
        frames = [speech[at : at + size] for at in range(0, len(speech) - size, size)]
        voiced = sum(detector.is_speech(frame, rate_hz) for frame in frames)
        assert voiced > len(frames) / 2
        assert not detectors.new().is_speech(bytes(size), rate_hz)

    def test_an_odd_frame_is_refused(self, detectors: Detectors) -> None:
        with pytest.raises(ValueError, match="no frame"):
            detectors.new().is_speech(bytes(100), RATE_HZ)


class TestEmbedder:
    def test_vectors_have_length_one_and_likeness_shows(self, embedder: Embedder) -> None:
        texts = ["a mini excavator for digging", "an excavator for digging holes", "good evening"]
        vectors = embedder.embed(texts)
        assert all(math.isclose(math.hypot(*vector), 1.0, abs_tol=1e-4) for vector in vectors)
        near, far = (
            sum(a * b for a, b in zip(vectors[0], other, strict=True)) for other in vectors[1:]
        )
        assert near > far

    def test_no_text_gives_no_vector(self, embedder: Embedder) -> None:
        assert embedder.embed([]) == []
