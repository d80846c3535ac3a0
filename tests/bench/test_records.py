"""The records' measurement runs, whole but small, and says what it promises to say."""

from __future__ import annotations

import json

import pytest

from appliance.cli import main

CASES = {
    "availability of a class": "ms",
    "search by text": "ms",
    "booking commit": "ms",
    "booking commit without earlier checks": "ms",
    "a unit by its tag": "ms",
    "due back today": "ms",
    "overdue": "ms",
    "opening the records": "ms",
    "database file": "MB",
    "memory of the records": "MB",
    "memory of the process": "MB",
}
SMALL = ("--units", "100", "--customers", "20", "--bookings", "600", "--rounds", "10")


def run(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "records", *SMALL, "--no-meaning", *arguments])
    said = capfd.readouterr()
    assert ended.value.code == 0, said.err
    return said.out


def test_the_json_names_every_case_and_the_growth(capfd: pytest.CaptureFixture[str]) -> None:
    report = json.loads(run(capfd, "--growth-from", "50", "--json"))
    assert report["bench"] == "records"
    assert report["machine"]["cores"] >= 1
    for units in (50, 100):
        found = {
            one["case"].removesuffix(f", {units} units"): one
            for one in report["results"]
            if one["case"].endswith(f", {units} units")
        }
        waited = {case: one for case, one in found.items() if "processor" not in case}
        assert {case: one["unit"] for case, one in waited.items()} == CASES
        assert "booking commit (processor time)" in found
        assert all(
            0 < one["p50"] <= one["p95"] for case, one in waited.items() if "memory" not in case
        )
        assert found["booking commit"]["n"] == 10
    assert "booking commit: 100 to 50 units" in report["ratios"]


def test_people_are_shown_a_table(capfd: pytest.CaptureFixture[str]) -> None:
    out = run(capfd, "--growth-from", "0")
    assert "bench records: cores" in out
    assert "availability of a class, 100 units" in out
    assert "times" not in out
