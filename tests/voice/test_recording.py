"""Recordings: valid after a crash, bounded, delivered later when they could not be at once."""

from __future__ import annotations

import threading
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from appliance.domain.errors import DeskUnreachable, RecordNotFound
from appliance.voice.recording import REFUSED, CallRecorder, deliver_left_over, take_over

RATE_HZ = 8000
LOUD = np.full(160, 5000, dtype=np.int16).tobytes()


def wait_for_size(path: Path, size: int) -> None:
    deadline = time.monotonic() + 5
    while not path.exists() or path.stat().st_size < size:
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def test_the_file_is_whole_while_the_call_still_lasts(tmp_path: Path) -> None:
    recorder = CallRecorder(tmp_path, "C-1", RATE_HZ)
    for _ in range(60):
        recorder.heard(LOUD)
    wait_for_size(recorder.path, 44 + RATE_HZ * 2)
    with wave.open(str(recorder.path)) as wav:
        assert wav.getnframes() >= RATE_HZ // 2
    recorder.close()


def test_what_was_flushed_is_not_in_the_recording(tmp_path: Path) -> None:
    recorder = CallRecorder(tmp_path, "C-1", RATE_HZ)
    recorder.spoke(LOUD)
    recorder.heard(bytes(320))
    recorder.spoke(LOUD * 5)
    recorder.flushed()
    recorder.heard(bytes(320))
    path = recorder.close()
    assert path is not None
    with wave.open(str(path)) as wav:
        both = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16).reshape(-1, 2)
    assert both[:160, 1].tolist() == [5000] * 160
    assert not both[160:].any()


def test_a_name_that_could_leave_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name"):
        CallRecorder(tmp_path, "../etc/passwd", RATE_HZ)


def test_a_folder_that_cannot_be_written_costs_the_recording_only(tmp_path: Path) -> None:
    folder = tmp_path / "gone"
    recorder = CallRecorder(tmp_path, "C-1", RATE_HZ)
    recorder.close()
    recorder.path.mkdir()
    second = CallRecorder(tmp_path, "C-1", RATE_HZ)
    second.heard(LOUD)
    assert second.close() is None
    assert not folder.exists()


def test_only_finished_recordings_are_delivered_until_a_start_takes_over(tmp_path: Path) -> None:
    recorder = CallRecorder(tmp_path, "C-1", RATE_HZ)
    wait_for_size(recorder.path, 0)
    delivered: list[str] = []

    def deliver(call_id: str, path: Path) -> str:
        delivered.append(call_id)
        return path.name

    assert deliver_left_over(tmp_path, deliver) == 0
    take_over(tmp_path)
    assert deliver_left_over(tmp_path, deliver) == 1
    assert delivered == ["C-1"]
    recorder.close()


def test_left_over_recordings_are_delivered_later(tmp_path: Path) -> None:
    for call_id in ("C-1", "C-2"):
        recorder = CallRecorder(tmp_path, call_id, RATE_HZ)
        recorder.heard(LOUD)
        recorder.close()
    delivered = []

    def deliver(call_id: str, path: Path) -> str:
        if call_id == "C-2":
            raise DeskUnreachable("Away.")
        delivered.append(call_id)
        return path.name

    assert deliver_left_over(tmp_path, deliver) == 1
    assert delivered == ["C-1"]
    assert [path.name for path in tmp_path.iterdir()] == ["C-2.wav"]


def test_a_recording_of_a_call_that_is_not_on_record_is_set_aside(tmp_path: Path) -> None:
    recorder = CallRecorder(tmp_path, "C-1", RATE_HZ)
    recorder.heard(LOUD)
    recorder.close()
    tried: list[str] = []

    def deliver(call_id: str, path: Path) -> str:
        tried.append(call_id)
        raise RecordNotFound("That call is not on record.")

    for _ in range(2):
        assert deliver_left_over(tmp_path, deliver) == 0
    assert tried == ["C-1"]
    assert [path.name for path in (tmp_path / REFUSED).iterdir()] == ["C-1.wav"]
    assert list(tmp_path.glob("*.wav")) == []


def test_a_secret_is_silence_in_the_recording(tmp_path: Path) -> None:
    recorder = CallRecorder(tmp_path, "C-1", RATE_HZ)
    recorder.heard(LOUD)
    recorder.hide(True)
    recorder.heard(LOUD)
    recorder.hide(False)
    recorder.heard(LOUD)
    path = recorder.close()
    assert path is not None
    with wave.open(str(path)) as wav:
        both = np.frombuffer(wav.readframes(wav.getnframes()), dtype=np.int16).reshape(-1, 2)
    said, secret, then = np.array_split(np.abs(both[:, 0]), 3)
    assert said.max() > 0
    assert secret.max() == 0
    assert then.max() > 0
