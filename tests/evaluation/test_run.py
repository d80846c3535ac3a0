"""A slice of the evaluation on the real model, as the command runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from appliance.cli.evaluation import evaluation

SLICE = ("plain-mini-excavator", "license-none", "floor-fishing")


@pytest.mark.models
def test_a_few_callers_come_to_what_they_should(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    asked = ["run", "--json", "--data-dir", str(tmp_path), "--html", str(page)]
    result = CliRunner().invoke(
        evaluation, [*asked, *(part for name in SLICE for part in ("--only", name))]
    )
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert report["failures"] == []
    assert report["sets"]["build"] == {"scenarios": 3, "passed": 3}
    assert set(report["forbidden"].values()) == {0}
    assert "plain-mini-excavator" in page.read_text(encoding="utf-8")


def test_no_such_scenario_is_refused(tmp_path: Path) -> None:
    asked = ["run", "--only", "no-such", "--data-dir", str(tmp_path)]
    result = CliRunner().invoke(evaluation, asked)
    assert result.exit_code != 0
    assert "No scenario is called that" in str(result.exception)


@pytest.mark.models
def test_whoever_has_little_time_plays_the_first_of_an_order_drawn_from_the_names(
    tmp_path: Path,
) -> None:
    asked = ["run", "--json", "--set", "build", "--minutes", "0.001", "--data-dir", str(tmp_path)]
    result = CliRunner().invoke(evaluation, [*asked, "--only", "license-none", "--only", SLICE[2]])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["sets"]["build"]["scenarios"] == 1
