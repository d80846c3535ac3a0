"""The records' commands: what they print, how they end, and that they leave no half of anything."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from appliance.admin.people import new_person
from appliance.bootstrap.clock import SystemClock
from appliance.bootstrap.commands import command_named
from appliance.bootstrap.records import build_store
from appliance.bootstrap.web import build_admin_parts
from appliance.cli import main
from appliance.config import load_settings
from appliance.domain.errors import RecordNotFound
from appliance.domain.people import Role
from appliance.ports.store import Records
from appliance.storage import DuckDbStore
from tests.gateway.served import served

MENDED = "was refused whole"


class Box:
    """One data directory and the command run on it."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capfd = capfd

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Status, standard output, standard error."""
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--data-dir", str(self.folder)])
        said = self._capfd.readouterr()
        status = ended.value.code
        assert isinstance(status, int)
        return status, said.out, said.err

    def json(self, *arguments: str) -> Any:
        status, out, err = self.run(*arguments, "--json")
        assert (status, err) == (0, "")
        return json.loads(out)


@pytest.fixture(params=["file", "running"])
def box(request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]) -> Iterator[Box]:
    """A demo yard, once as a file alone and once owned by a web process that serves its socket."""
    # A short path: a Unix socket's is limited to some hundred characters.
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        made = Box(Path(folder) / "data", capfd)
        if request.param == "running":
            settings = load_settings(made.folder)
            settings.run_dir.mkdir(parents=True)
            store = build_store(settings)
            running.callback(store.close)
            parts = build_admin_parts(settings, store, SystemClock(settings.yard.zone))
            running.enter_context(served(parts, settings.web_socket))
        status, out, _ = made.run("demo", "load")
        assert status == 0
        assert "40 classes, 100 units, 12 customers" in out
        yield made


def test_loading_again_is_safe(box: Box) -> None:
    status, out, _ = box.run("demo", "load")
    assert (status, "0 records added" in out) == (0, True)


def test_bookings_are_listed_shown_and_cancelled(box: Box) -> None:
    listed = box.json("bookings", "list")
    assert len(listed) == 11
    (reserved,) = box.json("bookings", "list", "--state", "reserved", "--search", "telehandler")
    assert reserved["customer"] == "Lakeshore Builders"
    assert reserved["lines"][0]["asset_tag"] == "EQ042"
    number = reserved["number"]
    assert box.json("bookings", "show", number.lower()) == reserved

    assert box.run("bookings", "cancel", number, "--reason", "rain")[:2] == (
        0,
        f"{number} is cancelled.\n",
    )
    shown = box.json("bookings", "show", number)
    assert shown["state"] == "cancelled"
    assert "rain" in shown["note"]
    status, out, _ = box.run("bookings", "list", "--search", "telehandler")
    assert (status, number in out, "1 of 1 bookings." in out) == (0, True, True)


def test_a_booking_that_is_out_is_not_cancelled(box: Box) -> None:
    (out,) = box.json("bookings", "list", "--search", "carry deck")
    status, said, complaint = box.run("bookings", "cancel", out["number"])
    assert (status, said, complaint.count("\n")) == (1, "", 1)
    assert box.json("bookings", "show", out["number"])["state"] == "out"


def test_an_unknown_booking(box: Box) -> None:
    status, out, err = box.run("bookings", "show", "R-9999")
    assert (status, out, err.count("\n"), "R-9999" in err) == (1, "", 1, True)


def test_units_with_what_they_are_doing(box: Box) -> None:
    status = {row["asset_tag"]: row["status"] for row in box.json("units", "list")}
    assert len(status) == 100
    assert (status["EQ031"], status["EQ044"], status["EQ056"]) == ("available", "out", "overdue")
    assert status["EQ019"] == "maintenance"
    assert "Boom Lift" in box.run("units", "list", "--search", "boom")[1]


def test_inventory_out_and_in(box: Box, tmp_path: Path) -> None:
    status, out, _ = box.run("inventory", "export")
    assert (status, len(list(csv.DictReader(io.StringIO(out))))) == (0, 100)
    file = tmp_path / "out.csv"
    assert box.run("inventory", "export", "-o", str(file))[0] == 0
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.reader(opened))
    rows[1][3] = "300.00"
    for row in rows[2:5]:
        row[3] = "300.00"
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows(rows)

    status, out, _ = box.run("inventory", "import", str(file), "--dry-run")
    assert (status, out) == (
        0,
        "Dry run, nothing changed. 100 units in the file: 0 added, 4 updated, 96 unchanged; "
        "0 new classes.\n",
    )
    assert "0 added, 4 updated" in box.run("inventory", "import", str(file))[1]
    assert "0 added, 0 updated" in box.run("inventory", "import", str(file))[1]


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["import", "dry run"])
def test_bad_rows_are_all_named_and_nothing_is_changed(
    box: Box, tmp_path: Path, dry: list[str]
) -> None:
    before = box.run("inventory", "export")[1]
    lines = before.splitlines()
    lines[2] = lines[2].replace("295.00", "abc")
    lines[4] = lines[4].replace("Medium", "Huge")
    lines.append("EQ500,Crane,Lifting,100,AVAILABLE,None,0,Row Z,120,Light,90")
    file = tmp_path / "bad.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    status, out, err = box.run("inventory", "import", str(file), *dry)
    assert status == 1
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "line 3, Daily Rate",
        "line 5, Weight Class",
    ]
    assert (err.count("\n"), MENDED in err) == (1, True)
    assert box.run("inventory", "export")[1] == before


@pytest.mark.parametrize("kind", ["missing", "folder", "noise", "unreadable"])
def test_a_file_that_cannot_be_read_is_one_line(box: Box, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "file.csv"
    if kind == "folder":
        file.mkdir()
    elif kind == "noise":
        file.write_bytes(bytes(range(256)) * 10)
    elif kind == "unreadable":
        file.symlink_to(file)
    status, _, err = box.run("inventory", "import", str(file))
    assert (status, err.count("\n"), "Traceback" in err) == (1, 1, False)


def test_a_wrong_state_is_wrong_usage(box: Box) -> None:
    assert box.run("bookings", "list", "--state", "lost")[0] == 2


def test_a_file_that_another_program_has_open(tmp_path: Path) -> None:
    store = DuckDbStore(tmp_path / "appliance.duckdb")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "appliance", "demo", "load", "--data-dir", str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        store.close()
    assert (done.returncode, done.stdout) == (1, "")
    assert "Another appliance process has the records open" in done.stderr
    assert done.stderr.count("\n") == 1


def test_people_are_added_listed_and_given_passwords(
    box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("shovels and buckets\n"))
    added = box.run("users", "add", "Maria.Lopez", "--role", "manager", "--password-stdin")
    assert added == (0, "maria.lopez can sign in as manager.\n", "")
    monkeypatch.setattr("sys.stdin", io.StringIO("other shovels\n"))
    again = box.run("users", "add", "maria.lopez", "--password-stdin")
    assert (again[0], again[1], "is taken" in again[2]) == (1, "", True)
    monkeypatch.setattr("sys.stdin", io.StringIO("other shovels\n"))
    assert box.run("users", "passwd", "maria.lopez", "--password-stdin")[:2] == (
        0,
        "The password of maria.lopez is set.\n",
    )
    (found,) = box.json("users", "list")
    assert (found["username"], found["role"], found["pin"]) == ("maria.lopez", "manager", False)
    assert "hash" not in json.dumps(found)


def test_who_has_a_pin_is_listed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hashed = "$argon2id$secret"

    def add(records: Records) -> None:
        for name, pin_hash in (("ann", ""), ("boss", hashed)):
            user = new_person(name, name, Role.MANAGER, hashed)
            records.users.put(replace(user, pin_hash=pin_hash))

    store = build_store(load_settings(tmp_path))
    store.write(add)
    store.close()
    box = Box(tmp_path, capfd)
    _, out, _ = box.run("users", "list")
    assert ["has a PIN" in line for line in out.splitlines()] == [False, True]
    listed = box.json("users", "list")
    assert [(one["username"], one["pin"]) for one in listed] == [("ann", False), ("boss", True)]
    assert "argon2" not in out + json.dumps(listed)


def test_an_unknown_command_names_the_version() -> None:
    with pytest.raises(RecordNotFound, match="of the same version"):
        command_named("bookings.erase")
