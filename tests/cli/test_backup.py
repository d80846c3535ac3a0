"""`appliance backup` on a box whose appliance does not run, and one whose records are in use."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from appliance.storage.store import DuckDbStore


def run(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "appliance", *arguments],
        env={**os.environ, "APPLIANCE_DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def done(data_dir: Path, *arguments: str) -> str:
    found = run(data_dir, *arguments)
    assert found.returncode == 0, found.stderr
    return found.stdout


def test_made_listed_and_restored(tmp_path: Path) -> None:
    assert "no backup yet" in done(tmp_path, "backup", "list")
    done(tmp_path, "demo", "load")
    before = json.loads(done(tmp_path, "bookings", "list", "--json"))
    made = json.loads(done(tmp_path, "backup", "create", "--json"))
    assert made["bookings"] == len(before)
    assert [one["name"] for one in json.loads(done(tmp_path, "backup", "list", "--json"))] == [
        made["name"]
    ]
    reserved = next(one["number"] for one in before if one["state"] == "reserved")
    done(tmp_path, "bookings", "cancel", reserved)
    assert json.loads(done(tmp_path, "bookings", "list", "--json")) != before

    store = DuckDbStore(tmp_path / "appliance.duckdb")
    in_use = run(tmp_path, "backup", "restore", made["name"])
    store.close()
    assert in_use.returncode == 1
    assert "has the records open" in in_use.stderr

    said = done(tmp_path, "backup", "restore", made["name"])
    assert "The former file is kept as" in said
    assert json.loads(done(tmp_path, "bookings", "list", "--json")) == before
    assert done(tmp_path, "audit", "verify").startswith("The trail is whole")
    missing = run(tmp_path, "backup", "restore", "records-1")
    assert missing.returncode == 1
    assert "There is no backup" in missing.stderr
