"""`bench transcribe`: word errors as they are counted, and the command on a few utterances."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.bootstrap.bench.recorded import normalized, word_errors
from appliance.cli.bench import bench


@pytest.mark.parametrize(
    "said, heard, errors, words",
    [
        ("press 1 to send this", "Press one, to send this.", 0, 5),
        ("you are currently the only person", "You're currently the only person.", 2, 6),
        ("goodbye", "", 1, 1),
        ("the pound key", "The Pound Key. The Pound Key.", 3, 3),
    ],
)
def test_word_errors_are_substitutions_gaps_and_additions(
    said: str, heard: str, errors: int, words: int
) -> None:
    assert word_errors(said, heard) == (errors, words)


def test_case_marks_and_the_way_of_writing_digits_do_not_count() -> None:
    assert normalized("It’s 42, OK?") == ["it's", "four", "two", "ok"]


@pytest.mark.models
def test_all_three_are_measured_on_the_same_audio(tmp_path: Path) -> None:
    asked = ["transcribe", "--limit", "2", "--json", "--data-dir", str(tmp_path)]
    result = CliRunner().invoke(bench, asked)
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["bench"] == "transcribe"
    cases = {one["case"]: one for one in report["results"]}
    for name in ("appliance", "faster-whisper", "faster-whisper, greedy"):
        assert cases[f"{name}, all"]["n"] == 2
        assert cases[f"{name}, all"]["p50"] > 0
    assert report["ratios"]["faster than faster-whisper"] > 1
