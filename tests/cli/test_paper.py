"""`appliance paper`: files that hold what was asked for, and refusals in one line."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.bootstrap.clock import SystemClock
from appliance.bootstrap.records import build_store
from appliance.bootstrap.web import build_admin_parts
from appliance.cli import main
from appliance.config import load_settings
from tests.gateway.served import served
from tests.paper.reading import codes_of, flat, pages_of


@pytest.fixture(scope="module", params=["on the file", "of the running appliance"])
def data_dir(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A demo yard, its records free or owned by a process that serves the internal API."""
    with contextlib.ExitStack() as running, tempfile.TemporaryDirectory(prefix="box-") as name:
        folder = Path(name)
        assert run("demo", "load", "--data-dir", str(folder)) == 0
        if request.param == "of the running appliance":
            settings = load_settings(folder)
            settings.run_dir.mkdir(parents=True)
            store = build_store(settings)
            running.callback(store.close)
            parts = build_admin_parts(settings, store, SystemClock(settings.yard.zone))
            running.enter_context(served(parts, settings.web_socket))
        yield folder


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_a_contract_is_written(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "contract.pdf"
    where = ["--data-dir", str(data_dir)]
    assert run("paper", "contract", "r-1001", "-o", str(file), *where) == 0
    assert "The contract of R-1001" in capsys.readouterr().out
    text = flat(file.read_bytes())
    assert "R-1001" in text
    assert "Ridgeline Equipment Rental" in text
    assert codes_of(file.read_bytes(), tmp_path)[0].endswith("/bookings/R-1001")


def test_labels_of_a_class_and_of_tags(data_dir: Path, tmp_path: Path) -> None:
    where = ["--data-dir", str(data_dir)]
    file = tmp_path / "labels.pdf"
    assert run("paper", "labels", "--class", "Skid Steer", "-o", str(file), *where) == 0
    by_class = codes_of(file.read_bytes(), tmp_path)
    assert len(by_class) > 1
    options = ["--tag", "eq001", "--tag", "EQ-002", "--format", "L7160", "--skip", "20"]
    assert run("paper", "labels", *options, "-o", str(file), *where) == 0
    assert pages_of(file.read_bytes()) == 2
    assert "EQ002" in flat(file.read_bytes())


@pytest.mark.parametrize(
    "arguments, status, said",
    [
        (["receipt", "R-9999"], 1, "no booking R-9999"),
        (["labels", "--tag", "NOPE"], 1, "no unit tagged NOPE"),
        (["labels", "--class", "Nope"], 1, "no class called Nope"),
        (["labels"], 2, "--class or --tag"),
        (["labels", "--tag", "EQ001", "--skip", "10"], 1, "cannot be missing"),
    ],
)
def test_what_cannot_be_printed_is_one_line(
    data_dir: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    said: str,
) -> None:
    file = tmp_path / "none.pdf"
    where = ["-o", str(file), "--data-dir", str(data_dir)]
    assert run("paper", *arguments, *where) == status
    assert said in capsys.readouterr().err
    assert not file.exists()


def test_a_folder_that_is_not_there_is_named(
    data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["-o", "/nowhere/paper.pdf", "--data-dir", str(data_dir)]
    assert run("paper", "contract", "R-1001", *where) == 1
    assert "/nowhere/paper.pdf cannot be written" in capsys.readouterr().err
