"""`appliance reports`, `audit`, `retention` and `privacy` on a box whose appliance does not run."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ACCOUNT = "A-1007"


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("box")
    assert run(data_dir, "demo", "load").returncode == 0
    return data_dir


def run(data_dir: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "appliance", *arguments],
        env={**os.environ, "APPLIANCE_DATA_DIR": str(data_dir)},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def done(data_dir: Path, *arguments: str) -> str:
    found = run(data_dir, *arguments)
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_a_report_in_each_form(box: Path, tmp_path: Path) -> None:
    assert "utilization" in done(box, "reports", "list")
    asked = ("reports", "run", "utilization", "--by", "unit", "--from", "2026-01-01")
    rows = list(csv.DictReader(io.StringIO(done(box, *asked, "--csv"))))
    found = json.loads(done(box, *asked, "--json"))
    assert (found["report"], found["by"], found["first"]) == ("utilization", "unit", "2026-01-01")
    assert [one["asset_tag"] for one in found["rows"]] == [row["asset_tag"] for row in rows]
    file = tmp_path / "report.parquet"
    done(box, *asked, "--parquet", str(file))
    with duckdb.connect(":memory:") as connection:
        count = connection.execute(f"SELECT count(*) FROM '{file}'").fetchone()  # noqa: S608
    assert count == (len(rows),)
    assert done(box, *asked).rstrip().endswith(f"{len(rows)} rows.")
    assert run(box, *asked, "--csv", "--json").returncode == 2
    assert "There is no report" in run(box, "reports", "run", "floors").stderr


def test_a_customer_is_shown_and_erased_and_the_trail_stays_whole(
    box: Path, tmp_path: Path
) -> None:
    shown = done(box, "privacy", "show", ACCOUNT)
    assert "Business licenses" in shown
    name = _name(box)
    erase = ("privacy", "erase", ACCOUNT, "--reason", "asked by letter", "--override")
    assert "account typed" in run(box, *erase, "--confirm", "A-1").stderr
    said = run(box, *erase, stdin=f"{ACCOUNT}\n")
    assert said.returncode == 0, said.stderr
    assert "Erased" in said.stdout
    assert _name(box) == ""
    assert name.encode() not in (box / "appliance.duckdb").read_bytes()
    whole = json.loads(done(box, "audit", "verify", "--json"))
    assert (whole["whole"], whole["told"]) == (True, "")
    file = tmp_path / "trail.jsonl"
    done(box, "audit", "export", "-o", str(file))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["sequence"] for line in lines] == list(range(1, whole["entries"] + 1))
    assert lines[-1]["action"] == "erase_customer"
    assert done(box, "audit", "export").splitlines() == file.read_text().splitlines()


def _name(box: Path) -> str:
    with duckdb.connect(str(box / "appliance.duckdb"), read_only=True) as connection:
        row = connection.execute(
            "SELECT name FROM customer WHERE account = ?", (ACCOUNT,)
        ).fetchone()
    return str(row[0]) if row else ""


def test_a_broken_trail_ends_in_failure(box: Path) -> None:
    with duckdb.connect(str(box / "appliance.duckdb")) as connection:
        connection.execute("UPDATE audit_detail SET actor = 'nobody' WHERE sequence = 1")
    broken = run(box, "audit", "verify")
    assert broken.returncode == 1
    assert "broken at entry 1" in broken.stderr
    with duckdb.connect(str(box / "appliance.duckdb")) as connection:
        connection.execute("UPDATE audit_detail SET actor = 'setup' WHERE sequence = 1")


def test_retention_dry_and_real(box: Path) -> None:
    assert done(box, "retention", "run", "--dry-run").startswith("Would remove nothing")
    assert json.loads(done(box, "retention", "run", "--json"))["files"] == 0
