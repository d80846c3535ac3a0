"""Records as CSV from the command line: every type out and in, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.cli import main
from appliance.cli.files import REGISTRY


class Box:
    """One data directory and the command run on it."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capfd = capfd

    def run(self, *arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--data-dir", str(self.folder)])
        said = self._capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, said.out, said.err


@pytest.fixture
def box(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Box:
    made = Box(tmp_path / "data", capfd)
    assert made.run("demo", "load")[0] == 0
    return made


def test_types_are_listed_with_their_columns(box: Box) -> None:
    status, out, _ = box.run("records", "types", "--json")
    types = {one["name"]: one for one in json.loads(out)}
    assert status == 0
    assert {*REGISTRY, "inventory", "classes", "units", "bookings", "users"} <= set(types)
    assert types["users"]["importable"] is False
    assert "Account" in [column["header"] for column in types["customers"]["columns"]]
    assert "Floor Rate" in box.run("records", "types")[1]


def test_customers_and_the_registry_go_out_and_in(box: Box, tmp_path: Path) -> None:
    commands = [("customers",), *(("registry", kind) for kind in REGISTRY)]
    for group, *kind in commands:
        file = tmp_path / "out.csv"
        assert box.run(group, "export", *kind, "-o", str(file))[0] == 0
        status, out, _ = box.run(group, "import", *kind, str(file), "--dry-run")
        assert (status, "Dry run, nothing changed." in out, " 0 added, 0 updated" in out) == (
            0,
            True,
            True,
        )


def test_a_new_customer_with_a_license(box: Box, tmp_path: Path) -> None:
    people, license_ = tmp_path / "people.csv", tmp_path / "license.csv"
    people.write_text("account,name,phone\nA-77,Delta Dirt,512 555 0134\n", encoding="utf-8")
    license_.write_text(
        "number,account,from,to\nBL999111,A-77,2026-01-01,2030-01-01\n", encoding="utf-8"
    )
    assert "1 added" in box.run("customers", "import", str(people))[1]
    assert "1 added" in box.run("registry", "import", "licenses", str(license_))[1]
    assert "'+15125550134" in box.run("customers", "export")[1]


def test_bad_rows_are_listed_and_nothing_is_changed(box: Box, tmp_path: Path) -> None:
    before = box.run("registry", "export", "policies")[1]
    file = tmp_path / "bad.csv"
    file.write_text(
        "Policy Number,Account,Coverage,Valid From,Valid To\n"
        "P1,A-1001,1000000,2026-01-01,2027-01-01\n"
        "P2,A-nobody,lots,2026-01-01,2027-01-01\n",
        encoding="utf-8",
    )
    status, out, err = box.run("registry", "import", "policies", str(file))
    assert (status, out.splitlines()) == (
        1,
        [
            "line 3, Account: 'A-nobody' is no account on record",
            "line 3, Coverage: 'lots' is not an amount such as 850 or 1,250.00",
        ],
    )
    assert (err.count("\n"), "nothing was changed" in err) == (1, True)
    assert box.run("registry", "export", "policies")[1] == before


@pytest.mark.parametrize(
    "arguments, status",
    [
        (("records", "export", "nothing"), 1),
        (("records", "import", "users", "x.csv"), 1),
        (("registry", "export", "nothing"), 2),
        (("customers", "import", "missing.csv"), 1),
    ],
)
def test_what_cannot_be_is_one_line(box: Box, arguments: tuple[str, ...], status: int) -> None:
    code, out, err = box.run(*arguments)
    assert (code, out, "Traceback" in err) == (status, "", False)
