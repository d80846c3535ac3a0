"""Spanish over the telephone: heard in the call's language, and read as what it means.

The caller is espeak-ng, a formant synthesizer that no Spanish speaker sounds like and that Whisper
hears far worse than people: what this shows is that the language reaches the transcriber and that
hints in Spanish mend the yard's own words, not how well people are understood.
"""

from __future__ import annotations

import subprocess
import tempfile
import wave
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from appliance.dialogue.spanish import days, machines, patterns, yesno
from appliance.dialogue.spanish.folding import fold
from appliance.engines.pcm import resample, to_pcm, to_samples
from appliance.engines.whisper import WhisperTranscriber
from appliance.ports.facts import ItemName
from appliance.ports.speech import HearingHints
from tests import real_engines
from tests.dialogue.reading import BARE_YARD
from tests.engines.callers import TELEPHONE_HZ, companded

MONDAY = date(2027, 3, 1)
HINTS = HearingHints(
    language="es",
    hotwords=("miniexcavadora", "martes", "lunes", "próximo", "días", "semana"),
    alternatives=5,
)
YARD = replace(
    BARE_YARD,
    items=(
        ItemName(class_id="mini", name="miniexcavadora", category=""),
        ItemName(class_id="lift", name="elevador de tijera", category=""),
    ),
)


@pytest.fixture(scope="module")
def ear() -> WhisperTranscriber:
    return real_engines.transcriber()


def telephoned(text: str) -> bytes:
    """`text` in espeak-ng's Latin American Spanish, through 8 kHz µ-law."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        subprocess.run(
            ["espeak-ng", "-v", "es-419", "-s", "150", "-w", str(path), text],
            check=True,
            timeout=30,
            capture_output=True,
        )
        with wave.open(str(path)) as said:
            spoken = to_samples(said.readframes(said.getnframes()))
            rate_hz = said.getframerate()
    quiet = np.zeros(TELEPHONE_HZ // 5, dtype=np.float32)
    line = np.concatenate([quiet, resample(spoken, rate_hz, TELEPHONE_HZ), quiet])
    return to_pcm(companded(line))


def test_a_wish_in_spanish_is_heard_and_read(ear: WhisperTranscriber) -> None:
    said = "necesito una miniexcavadora para el martes por tres días"
    heard = ear.transcribe(telephoned(said), TELEPHONE_HZ, HINTS).text
    assert machines.named(heard, YARD) == "miniexcavadora", heard
    start, length = days.parse_period(heard, MONDAY)
    assert (start, length.days if length else None) == (date(2027, 3, 2), 3), heard


def test_who_wants_a_person_in_spanish_is_heard(ear: WhisperTranscriber) -> None:
    audio = telephoned("quiero hablar con una persona")
    heard = ear.transcribe(audio, TELEPHONE_HZ, HearingHints(language="es")).text
    assert patterns.PERSON.search(fold(heard)), heard


def test_a_no_in_spanish_is_heard(ear: WhisperTranscriber) -> None:
    audio = telephoned("no, gracias")
    heard = ear.transcribe(audio, TELEPHONE_HZ, HearingHints(language="es")).text
    assert yesno.parse_yes_no(heard) is False, heard


def test_the_language_of_one_call_leaves_the_next_one_alone(ear: WhisperTranscriber) -> None:
    from tests.engines.callers import telephoned as in_english

    english = in_english("Yes, that is correct.")
    before = ear.transcribe(english, TELEPHONE_HZ, HearingHints(language="en")).text
    ear.transcribe(telephoned("no, gracias"), TELEPHONE_HZ, HearingHints(language="es"))
    assert ear.transcribe(english, TELEPHONE_HZ, HearingHints(language="en")).text == before
    assert ear.transcribe(english, TELEPHONE_HZ, HearingHints()).text == before
