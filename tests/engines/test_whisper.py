from __future__ import annotations

import shutil
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from appliance.bootstrap.ops import model_path
from appliance.domain.errors import ModelError
from appliance.engines.hearing_passes import FULL_WINDOW_FRAMES
from appliance.engines.whisper import WhisperTranscriber
from appliance.evaluation.phone.voices import hum
from appliance.evaluation.telephone import on_the_line, spoken
from appliance.ports.speech import Cancelled, HearingHints
from appliance.voice.backchannels import is_backchannel, listening
from tests import real_engines
from tests.engines.callers import VOICES, noise, telephoned, word_errors

SAID = (
    "Do you have a mini excavator for this weekend?",
    "Yes, that is correct.",
    "I would like to rent a generator from Monday until Friday.",
    "How much does it cost per day?",
    "We are working at the old mill on River Road.",
)
YARD = ("scissor lift", "skid steer", "boom lift", "mini excavator", "telehandler", "trencher")
NOTHING = HearingHints()


@pytest.fixture(scope="module")
def ear() -> WhisperTranscriber:
    return real_engines.transcriber()


def _heard(ear: WhisperTranscriber, text: str, voice: str, hints: HearingHints = NOTHING) -> str:
    return ear.transcribe(telephoned(text, voice), 8000, hints).text


def test_telephone_speech_in_four_voices_is_understood(ear: WhisperTranscriber) -> None:
    errors = words = 0
    for at, said in enumerate(SAID * 2):
        wrong, count = word_errors(said, _heard(ear, said, VOICES[at % len(VOICES)]))
        errors, words = errors + wrong, words + count
    assert errors / words <= 0.25


@pytest.mark.parametrize("rate_hz", [16000, 22050, 48000])
def test_any_rate_is_heard_alike(ear: WhisperTranscriber, rate_hz: int) -> None:
    heard = ear.transcribe(telephoned(SAID[0], "rms", rate_hz), rate_hz, NOTHING)
    assert word_errors(SAID[0], heard.text)[0] == 0
    assert heard.audio_ms == pytest.approx(len(telephoned(SAID[0], "rms")) / 16, abs=5)


def test_the_trimmed_window_hears_the_same_in_less_time(ear: WhisperTranscriber) -> None:
    whole = WhisperTranscriber(
        model_path(real_engines.settings(), "transcriber"),
        shortest_window_frames=FULL_WINDOW_FRAMES,
    )
    trimmed_ms = full_ms = 0.0
    for said, voice in ((SAID[0], "rms"), (SAID[1], "kal16"), (SAID[3], "slt")):
        audio = telephoned(said, voice)
        trimmed = ear.transcribe(audio, 8000, NOTHING)
        full = whole.transcribe(audio, 8000, NOTHING)
        assert trimmed.text == full.text
        trimmed_ms, full_ms = trimmed_ms + trimmed.elapsed_ms, full_ms + full.elapsed_ms
    assert trimmed_ms < full_ms


@pytest.mark.parametrize(
    "said, hotword, voice",
    [
        ("I need a power trowel for two days.", "power trowel", "awb"),
        ("I need a trencher for two days.", "trencher", "rms"),
        ("It is for Tremblay Tile.", "Tremblay Tile", "kal"),
    ],
)
def test_hotwords_mend_the_yards_own_words(
    ear: WhisperTranscriber, said: str, hotword: str, voice: str
) -> None:
    hints = HearingHints(hotwords=(hotword,))
    assert hotword in _heard(ear, said, voice, hints)
    assert hotword not in _heard(ear, said, voice)


def test_more_hotwords_than_there_is_room_for_do_no_harm(ear: WhisperTranscriber) -> None:
    hints = HearingHints(hotwords=YARD * 60, prompt="My license is B-L 7-8-2-3-4-1.")
    heard = _heard(ear, SAID[0], "rms", hints)
    assert word_errors(SAID[0], heard)[0] <= 1


def test_the_n_best_are_different_texts_best_first(ear: WhisperTranscriber) -> None:
    said = "My license number is B L seven eight two three four one."
    heard = ear.transcribe(telephoned(said, "awb"), 8000, HearingHints(alternatives=10))
    assert 3 <= len(heard.alternatives) <= 10
    assert len(set(heard.alternatives)) == len(heard.alternatives)
    assert heard.text == heard.alternatives[0]
    assert any("782341" in "".join(filter(str.isdigit, text)) for text in heard.alternatives)


def test_a_prompt_is_not_taken_for_what_was_said(ear: WhisperTranscriber) -> None:
    prompt = "Yes, that is correct."
    heard = ear.transcribe(
        telephoned("How much does it cost per day?", "rms"), 8000, HearingHints(prompt=prompt)
    )
    assert heard.text != prompt
    assert word_errors("How much does it cost per day?", heard.text)[0] <= 1


LICENSE = "It's B L seven eight two three four one."
PRIMED = HearingHints(
    prompt="B-L-1-2-3-4-5-6.", second_prompt="The number is BL 987 654.", alternatives=10
)


def _blurred(text: str) -> bytes:
    return on_the_line(spoken(text, "flite:slt"), snr_db=6.0)


def test_two_prompts_hear_a_number_and_make_up_none(ear: WhisperTranscriber) -> None:
    heard = ear.transcribe(_blurred(LICENSE), 8000, PRIMED)
    assert any("782341" in "".join(filter(str.isdigit, text)) for text in heard.alternatives)
    assert list(heard.log_probabilities) == sorted(heard.log_probabilities, reverse=True)
    other = ear.transcribe(telephoned("How much does it cost per day?", "rms"), 8000, PRIMED)
    assert word_errors("How much does it cost per day?", other.text)[0] <= 1


def test_the_second_prompt_is_spared_where_the_first_suffices(ear: WhisperTranscriber) -> None:
    said = _blurred(LICENSE)
    shown: list[tuple[str, ...]] = []

    def suffices(texts: Sequence[str]) -> bool:
        shown.append(tuple(texts))
        return True

    spared = ear.transcribe(said, 8000, replace(PRIMED, suffices=suffices))
    alone = ear.transcribe(said, 8000, replace(PRIMED, second_prompt=""))
    assert spared.alternatives == alone.alternatives
    assert len(shown) == 1
    wanted = ear.transcribe(said, 8000, replace(PRIMED, suffices=lambda _: False))
    assert wanted.alternatives == ear.transcribe(said, 8000, PRIMED).alternatives


def test_the_second_prompt_is_spared_where_the_first_leaves_no_doubt(
    ear: WhisperTranscriber,
) -> None:
    def suffices(texts: Sequence[str]) -> bool:
        raise AssertionError("the records were asked")

    said = telephoned(LICENSE, "rms")
    spared = ear.transcribe(said, 8000, replace(PRIMED, suffices=suffices))
    alone = ear.transcribe(said, 8000, replace(PRIMED, second_prompt=""))
    assert spared.alternatives == alone.alternatives


@pytest.mark.parametrize("seed", range(3))
def test_a_hum_over_the_agent_is_a_hum(ear: WhisperTranscriber, seed: int) -> None:
    quiet = bytes(6400)
    heard = ear.transcribe(quiet + hum(seed) + quiet, 8000, listening("en"))
    assert is_backchannel(heard.text)


@pytest.mark.parametrize("said", ["No.", "Wait.", "Hello?"])
def test_a_word_over_the_agent_is_a_word(ear: WhisperTranscriber, said: str) -> None:
    heard = ear.transcribe(telephoned(said, "rms"), 8000, listening("en"))
    assert not is_backchannel(heard.text)


@pytest.mark.parametrize("level_dbfs", [-90.0, -55.0, -45.0, -35.0, -25.0])
@pytest.mark.parametrize("hints", [NOTHING, HearingHints(hotwords=YARD)], ids=["plain", "primed"])
def test_noise_is_nobody_speaking(
    ear: WhisperTranscriber, level_dbfs: float, hints: HearingHints
) -> None:
    heard = ear.transcribe(noise(2.5, level_dbfs), 8000, hints)
    assert heard.text == ""
    assert heard.alternatives == ()
    assert heard.no_speech_probability > 0.5


@pytest.mark.parametrize("size", [0, 1, 2, 400, 1599])
def test_a_scrap_of_audio_is_no_speech(ear: WhisperTranscriber, size: int) -> None:
    assert ear.transcribe(b"\x7f" * size, 8000, NOTHING).text == ""


@pytest.mark.parametrize("said, voice", [("No.", "rms"), ("Stop.", "slt"), ("Yes.", "awb")])
def test_one_short_word_neither_loops_nor_vanishes(
    ear: WhisperTranscriber, said: str, voice: str
) -> None:
    heard = _heard(ear, said, voice)
    assert 1 <= len(heard.split()) <= 3


def test_of_too_long_audio_the_end_is_heard(ear: WhisperTranscriber) -> None:
    silence = bytes(2 * 8000 * 32)
    heard = ear.transcribe(silence + telephoned(SAID[0], "rms"), 8000, NOTHING)
    assert word_errors(SAID[0], heard.text)[0] <= 1
    assert heard.audio_ms > 30_000


def test_cancelled_work_gives_nothing(ear: WhisperTranscriber) -> None:
    given_up = threading.Event()
    given_up.set()
    with pytest.raises(Cancelled):
        ear.transcribe(telephoned(SAID[0], "rms"), 8000, NOTHING, given_up)


class _SetAfter:
    """A token that is set once it has been looked at so many times."""

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def is_set(self) -> bool:
        self._looks -= 1
        return self._looks < 0


@pytest.mark.parametrize("looks", [2, 3])
def test_work_under_way_is_given_up_between_steps(ear: WhisperTranscriber, looks: int) -> None:
    with pytest.raises(Cancelled):
        ear.transcribe(telephoned(SAID[0], "rms"), 8000, NOTHING, _SetAfter(looks))
    assert _heard(ear, SAID[0], "rms")


def test_calls_at_once_are_all_heard(ear: WhisperTranscriber) -> None:
    with ThreadPoolExecutor(4) as callers:
        heard = list(callers.map(lambda at: _heard(ear, SAID[at], "rms"), range(4)))
    for said, text in zip(SAID, heard, strict=False):
        errors, words = word_errors(said, text)
        assert errors / words <= 0.35, text


def test_a_missing_or_damaged_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"lacks model\.bin, tokenizer\.json"):
        WhisperTranscriber(tmp_path)
    good = model_path(real_engines.settings(), "transcriber")
    for name in ("tokenizer.json", "vocabulary.txt", "config.json"):
        shutil.copy(good / name, tmp_path)
    (tmp_path / "model.bin").write_bytes(b"no model at all")
    with pytest.raises(ModelError, match="cannot be loaded"):
        WhisperTranscriber(tmp_path)


def test_an_unknown_language_or_window_is_refused() -> None:
    good = model_path(real_engines.settings(), "transcriber")
    with pytest.raises(ModelError, match="cannot be loaded: 'xx'"):
        WhisperTranscriber(good, language="xx")
    with pytest.raises(ValueError, match="300 to 3000"):
        WhisperTranscriber(good, shortest_window_frames=200)
