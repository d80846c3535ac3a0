"""`appliance transcribe` and `appliance say`, as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from tests.engines.callers import telephoned, word_errors

SAID = "Do you have a mini excavator for this weekend?"


def _appliance(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "appliance", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _write(path: Path, audio: bytes, *, channels: int = 1) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(audio)
    return path


def test_what_say_writes_transcribe_reads(tmp_path: Path) -> None:
    said = tmp_path / "said.wav"
    done = _appliance("say", SAID, "-o", said, "--rate", "8000", "--json", "--data-dir", tmp_path)
    assert done.returncode == 0, done.stderr
    spoken = json.loads(done.stdout)
    assert spoken["sample_rate_hz"] == 8000
    assert 0 < spoken["first_audio_ms"] <= spoken["speak_ms"]
    with wave.open(str(said)) as file:
        assert file.getnframes() / 8 == pytest.approx(spoken["audio_ms"], abs=1)

    done = _appliance("transcribe", said, "--json", "--data-dir", tmp_path)
    assert done.returncode == 0, done.stderr
    heard = json.loads(done.stdout)
    assert word_errors(SAID, heard["text"])[0] <= 2
    assert heard["transcribe_ms"] > 0
    assert heard["audio_ms"] == pytest.approx(spoken["audio_ms"], abs=1)


def test_another_voice_is_transcribed_as_plain_text(tmp_path: Path) -> None:
    said = _write(tmp_path / "said.wav", telephoned(SAID, "rms"))
    done = _appliance("transcribe", said, "--hotword", "mini excavator", "--data-dir", tmp_path)
    assert done.returncode == 0
    assert word_errors(SAID, done.stdout)[0] == 0
    assert "ms" in done.stderr


@pytest.mark.parametrize("kind", ["absent", "text", "stereo", "empty"])
def test_what_is_no_speech_file_is_refused_in_a_line(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "said.wav"
    if kind == "text":
        path.write_text("RIFF, but not really")
    elif kind == "empty":
        path.touch()
    elif kind == "stereo":
        _write(path, bytes(400), channels=2)
    done = _appliance("transcribe", path, "--data-dir", tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert str(path) in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_model_and_an_unwritable_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = _appliance("say", "Hello.", "-o", tmp_path / "no" / "x.wav", "--data-dir", tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    monkeypatch.setenv("APPLIANCE_MODELS_DIR", str(tmp_path))
    done = _appliance("say", "Hello.", "-o", tmp_path / "x.wav", "--data-dir", tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "models fetch" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_told_from_failure(tmp_path: Path) -> None:
    assert _appliance("say", " ", "-o", tmp_path / "x.wav").returncode == 2
    assert _appliance("say", "Hello.").returncode == 2
    assert _appliance("transcribe").returncode == 2
