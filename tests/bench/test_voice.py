"""The measurement of spoken turns runs, whole but small: a real appliance and a real call."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from appliance.cli import main

pytestmark = [pytest.mark.models, pytest.mark.timeout(600)]

TURNS = 3


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "voice", *arguments])
    said = capfd.readouterr()
    assert ended.value.code == 0, said.err
    return said.out


def test_every_spoken_turn_is_measured_on_the_wire(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    small = ("--calls", "1", "--turns", str(TURNS), "--only", "calls", "--out", str(tmp_path))
    report = json.loads(run(capfd, *small, "--json"))
    assert report["bench"] == "voice"
    assert report["machine"]["cores"] >= 1
    results = {one["case"]: one for one in report["results"]}
    kept = json.loads((tmp_path / "calls-1.json").read_text())
    turns = [turn for call in kept["calls"] for turn in call["turns"]]
    assert len(turns) >= TURNS
    reply = results["calls 1: to the reply"]
    assert reply["unit"] == "ms"
    assert reply["n"] >= TURNS - 1, turns
    for turn in turns:
        if turn["turn"] is None or turn["cut_off"]:
            continue
        assert turn["answer_ms"] >= turn["first_sound_ms"] > 100, turn
        assert abs(turn["answer_ms"] - turn["timings"]["voice_to_voice_ms"]) < 1000, turn
        assert turn["gap_ms"] >= 15, turn
    assert results["calls 1: stage endpoint"]["p50"] > 100
    assert results["calls 1: voice memory, most"]["p50"] > 500
    ET.parse(tmp_path / "voice.svg")  # noqa: S314 (our own)
    again = json.loads(run(capfd, *small, "--json"))
    assert again["results"] == report["results"], "what is whole is not measured again"


def test_what_cannot_be_measured_is_refused(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for wrong in (("--calls", "9"), ("--only", "nothing")):
        with pytest.raises(SystemExit) as ended:
            main(["bench", "voice", *wrong, "--out", str(tmp_path)])
        assert ended.value.code == 1
        assert "measured" in capfd.readouterr().err
