"""Whatever is wrong with what the appliance is given: one clear line, and nothing half-written."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.config import load_settings
from tests.box.commands import HELD_TO_PERMISSIONS, Contents, contents, refusal, run

CALL_TABLES = frozenset({"call", "turn", "audit", "audit_detail", "counter"})
"""What a call that comes to nothing may add to."""
SMALL_MODEL = "all-minilm-l6-v2-int8"
LOCAL = {"APPLIANCE_SIP__HOST": "127.0.0.1"}

HEADER = (
    "Equipment ID,Equipment Name,Category,Daily Rate,Status,Operator Cert Required,"
    "Min Insurance,Storage Location,Max Rate,Weight Class"
)
GOOD_ROW = "EQ900,Plate Compactor,Compaction,85,AVAILABLE,None,0,Row Z,110,Light"

# Holds the records as another program would, until its input ends.
_HOLDER = """
import sys
from appliance.storage import DuckDbStore
store = DuckDbStore(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
store.close()
"""


@pytest.fixture
def fresh() -> Iterator[Path]:
    """A data dir that does not exist yet, on a path short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="ap-bad-", dir="/tmp"))
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def yard() -> Iterator[Path]:
    """A demo yard that every test leaves as it was."""
    folder = Path(tempfile.mkdtemp(prefix="ap-yard-", dir="/tmp"))
    assert run(folder / "data", "demo", "load").returncode == 0
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def loaded(yard: Path) -> Contents:
    """All that the yard held when it was made."""
    return contents(yard)


# Settings


@pytest.mark.parametrize(
    "text, named",
    [
        (b"[web]\nprot = 8080\n", "web.prot"),
        (b"[wbe]\nport = 8080\n", "wbe"),
        (b'[web]\nport = "eighty"\n', "web.port"),
        (b"[sip]\nport = 70000\n", "sip.port"),
        (b'[yard]\ntimezone = "Mars/Olympus"\n', "yard.timezone"),
        (b"[web\nport = 8080\n", "line 1"),
        (b'[yard]\nname = "\xff\xfe"\n', "appliance.toml"),
    ],
    ids=["unknown key", "unknown section", "wrong type", "range", "zone", "no TOML", "no text"],
)
def test_wrong_settings(fresh: Path, text: bytes, named: str) -> None:
    fresh.mkdir()
    (fresh / "appliance.toml").write_bytes(text)
    before = contents(fresh)
    line = refusal(run(fresh, "config", "check"))
    assert named in line
    assert str(fresh / "appliance.toml") in line
    assert contents(fresh) == before


@pytest.mark.parametrize("command", [["serve"], ["chat", "--json"], ["demo", "load"], ["web"]])
def test_wrong_settings_stop_what_would_write(fresh: Path, command: list[str]) -> None:
    fresh.mkdir()
    (fresh / "appliance.toml").write_text("[desk]\nenabled = 'perhaps'\n", encoding="utf-8")
    before = contents(fresh)
    assert "desk.enabled" in refusal(run(fresh, *command))
    assert contents(fresh) == before


def test_an_unknown_setting_in_the_environment(fresh: Path) -> None:
    line = refusal(run(fresh, "demo", "load", env={"APPLIANCE_WEB_PORT": "1"}))
    assert "APPLIANCE_WEB_PORT" in line
    assert not fresh.exists()


# Models


@pytest.mark.parametrize(
    "command, role",
    [
        (["serve"], "transcriber"),
        (["chat", "--json"], "language_model"),
        (["say", "hello", "-o", "OUT"], "voice"),
        (["transcribe", "WAV"], "transcriber"),
        (["models", "verify"], "model.gguf missing"),
    ],
    ids=["serve", "chat", "say", "transcribe", "verify"],
)
def test_missing_models(fresh: Path, tmp_path: Path, command: list[str], role: str) -> None:
    out, wav = tmp_path / "out.wav", tmp_path / "in.wav"
    _write_silence(wav)
    named = [{"OUT": str(out), "WAV": str(wav)}.get(word, word) for word in command]
    env = {**LOCAL, "APPLIANCE_MODELS_DIR": str(tmp_path / "none")}
    line = refusal(run(fresh, *named, env=env))
    assert role in line
    assert "appliance models fetch" in line
    assert not out.exists()
    assert not (tmp_path / "none").exists()
    assert {path.name for path in fresh.rglob("*")} <= {"run", "log", "recordings"}


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A models folder in which one byte of the small model is wrong."""
    real = load_settings(tmp_path).models_dir
    folder = tmp_path / "models"
    folder.mkdir()
    for model in real.iterdir():
        if model.name != SMALL_MODEL:
            (folder / model.name).symlink_to(model)
    shutil.copytree(real / SMALL_MODEL, folder / SMALL_MODEL)
    with (folder / SMALL_MODEL / "model.onnx").open("r+b") as file:
        file.seek(5000)
        byte = file.read(1)
        file.seek(5000)
        file.write(bytes([byte[0] ^ 0xFF]))
    return folder


@pytest.mark.models
@pytest.mark.parametrize("command", [["models", "verify", SMALL_MODEL], ["serve"]])
def test_a_damaged_model_is_refused_and_removed(
    fresh: Path, damaged: Path, command: list[str]
) -> None:
    line = refusal(run(fresh, *command, env={**LOCAL, "APPLIANCE_MODELS_DIR": str(damaged)}))
    assert SMALL_MODEL in line
    assert "model.onnx" in line
    assert "hash" in line
    assert "appliance models fetch" in line
    assert not (damaged / SMALL_MODEL / "model.onnx").exists()
    assert (damaged / SMALL_MODEL / "tokenizer.json").exists()
    assert not (fresh / "appliance.duckdb").exists()


def _write_silence(path: Path) -> None:
    import wave

    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(bytes(3200))


# Ports


@contextmanager
def _taken(kind: socket.SocketKind) -> Iterator[int]:
    with socket.socket(socket.AF_INET, kind) as held:
        held.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            held.listen()
        yield int(held.getsockname()[1])


def _free(kind: socket.SocketKind) -> str:
    with _taken(kind) as port:
        return str(port)


@pytest.mark.models
@pytest.mark.parametrize(
    "command, setting, kind",
    [
        (["serve"], "web.port", socket.SOCK_STREAM),
        (["serve"], "sip.port", socket.SOCK_DGRAM),
        (["web"], "web.port", socket.SOCK_STREAM),
    ],
    ids=["serve, pages", "serve, telephone", "web"],
)
def test_a_taken_port(
    fresh: Path, command: list[str], setting: str, kind: socket.SocketKind
) -> None:
    with _taken(kind) as port:
        ports = {"web.port": _free(socket.SOCK_STREAM), "sip.port": _free(socket.SOCK_DGRAM)}
        ports[setting] = str(port)
        env = {
            **LOCAL,
            "APPLIANCE_WEB__PORT": ports["web.port"],
            "APPLIANCE_SIP__PORT": ports["sip.port"],
        }
        line = refusal(run(fresh, *command, env=env))
    assert str(port) in line
    assert setting in line
    assert not (fresh / "appliance.duckdb").exists()
    assert [path for path in fresh.rglob("*") if path.is_file()] == []


# Files


def _two_bad_rows() -> bytes:
    rows = [
        GOOD_ROW,
        GOOD_ROW.replace("EQ900", "EQ901").replace("85", "cheap"),
        GOOD_ROW.replace("EQ900", "EQ902"),
        GOOD_ROW.replace("EQ900", "EQ903").replace("Light", "Huge"),
    ]
    return "\n".join([HEADER, *rows]).encode()


@pytest.mark.parametrize(
    "content, named",
    [
        (bytes(range(256)) * 40, "UTF-8"),
        (f"{HEADER}\n{GOOD_ROW}\n".encode("utf-16")[:-1], "UTF-16"),
        (b"PK\x03\x04" + GOOD_ROW.encode(), "workbook"),
        (f"{HEADER.replace(',Daily Rate', '')}\n{GOOD_ROW}\n".encode(), "Daily Rate"),
        (b"", "empty"),
        (f"{HEADER}\n".encode(), "no rows"),
        (f"{HEADER}\n{GOOD_ROW.replace('Row Z', chr(34) + 'Row Z')}\n".encode(), "refused"),
        (f"{HEADER}\n".encode() + b"x" * 5_000_000, "5"),
    ],
    ids=[
        "noise",
        "half of UTF-16",
        "workbook",
        "no column",
        "empty",
        "no rows",
        "open quote",
        "too large",
    ],
)
def test_an_inventory_file_that_is_none(
    yard: Path, loaded: Contents, tmp_path: Path, content: bytes, named: str
) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    line = refusal(run(yard, "inventory", "import", str(file)), said=True)
    assert named in line
    assert contents(yard) == loaded


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["import", "dry run"])
def test_two_bad_rows_refuse_the_file_and_are_named(
    yard: Path, loaded: Contents, tmp_path: Path, dry: list[str]
) -> None:
    file = tmp_path / "two.csv"
    file.write_bytes(_two_bad_rows())
    done = run(yard, "inventory", "import", str(file), *dry)
    assert "refused whole" in refusal(done, said=True)
    assert done.stdout.decode().splitlines() == [
        "line 3, Daily Rate: 'cheap' is not an amount such as 850 or 1,250.00",
        "line 5, Weight Class: 'Huge' is none of Light, Medium, Medium Heavy, Heavy, Super Heavy",
    ]
    assert contents(yard) == loaded


# Records


@pytest.mark.parametrize("number", ["R-9999", "", "R-1' OR '1'='1", "x" * 5000])
@pytest.mark.parametrize("verb", ["show", "cancel"])
def test_an_unknown_booking_number(yard: Path, loaded: Contents, verb: str, number: str) -> None:
    line = refusal(run(yard, "bookings", verb, number))
    assert number.upper() in line.upper()
    assert contents(yard) == loaded


@contextmanager
def _held(database: Path) -> Iterator[None]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    try:
        assert holder.stdout.readline() == b"held\n"
        yield
    finally:
        holder.stdin.close()
        holder.wait(30)
        holder.stdout.close()


@pytest.mark.models
def test_records_that_another_process_holds(yard: Path, loaded: Contents, tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text(f"{HEADER}\n{GOOD_ROW}\n", encoding="utf-8")
    commands = [
        ["bookings", "list"],
        ["bookings", "cancel", "R-1001"],
        ["units", "list", "--json"],
        ["inventory", "import", str(file)],
        ["users", "add", "eve", "--password-stdin"],
        ["demo", "load"],
        ["chat", "--json"],
        ["web"],
        ["serve"],
    ]
    env = {
        **LOCAL,
        "APPLIANCE_WEB__PORT": _free(socket.SOCK_STREAM),
        "APPLIANCE_SIP__PORT": _free(socket.SOCK_DGRAM),
    }
    with _held(yard / "appliance.duckdb"):
        for command in commands:
            line = refusal(run(yard, *command, stdin=b"a long password\n", env=env))
            assert "Another appliance process has the records open" in line, command
    _remove_empty_folders(yard)
    assert contents(yard) == loaded


def _remove_empty_folders(data_dir: Path) -> None:
    """`serve` makes its folders before it looks at the records; there is nothing in them."""
    for name in ("run", "log", "recordings"):
        (data_dir / name).rmdir()


@pytest.mark.models
@pytest.mark.parametrize("command", [["bookings", "list"], ["demo", "load"], ["serve"]])
def test_records_that_are_none(fresh: Path, command: list[str]) -> None:
    fresh.mkdir()
    noise = b"this is no database\n" * 1000
    (fresh / "appliance.duckdb").write_bytes(noise)
    env = {
        **LOCAL,
        "APPLIANCE_WEB__PORT": _free(socket.SOCK_STREAM),
        "APPLIANCE_SIP__PORT": _free(socket.SOCK_DGRAM),
    }
    assert "appliance.duckdb" in refusal(run(fresh, *command, env=env))
    assert (fresh / "appliance.duckdb").read_bytes() == noise


@pytest.mark.models
@pytest.mark.parametrize(
    "command",
    [
        ["demo", "load"],
        ["bookings", "list"],
        ["users", "add", "eve", "--password-stdin"],
        ["config", "init"],
        ["chat", "--json"],
        ["web"],
        ["serve"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("there", [True, False], ids=["folder there", "folder to be made"])
def test_a_data_dir_that_cannot_be_written(
    fresh: Path, yard: Path, command: list[str], there: bool
) -> None:
    closed = fresh if there else fresh.parent
    if there:
        fresh.mkdir()
        shutil.copy(yard / "appliance.duckdb", fresh)
    before = contents(fresh)
    env = {**LOCAL, "APPLIANCE_WEB__PORT": _free(socket.SOCK_STREAM)}
    closed.chmod(0o500)
    try:
        done = run(fresh, *command, stdin=b"a long password\n", env=env, prefix=HELD_TO_PERMISSIONS)
    finally:
        closed.chmod(0o700)
    line = refusal(done)
    assert str(fresh) in line
    assert "Permission denied" in line
    assert contents(fresh) == before
    assert fresh.exists() is there


# What comes in on stdin


@pytest.mark.models
def test_a_line_of_10_megabytes(fresh: Path, yard: Path) -> None:
    """The call that was opened is closed, and is all that is added."""
    shutil.copytree(yard, fresh)
    before = contents(fresh, without=CALL_TABLES)
    done = run(fresh, "chat", "--json", stdin=b"dig " * 2_500_000)
    assert "16384 bytes" in refusal(done, said=True)
    (greeting,) = done.stdout.splitlines()
    assert b'"turn": 0' in greeting
    assert contents(fresh, without=CALL_TABLES) == before
    (call,) = contents(fresh)["records"]["call"]
    assert "abandoned" in call


# Usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["bookings", "show"],
        ["bookings", "list", "--limit", "0"],
        ["bookings", "list", "--state", "lost"],
        ["inventory", "import"],
        ["chat", "--loudly"],
        ["say", "", "-o", "x.wav"],
        ["transcribe"],
        ["users", "add", "eve", "--role", "king"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(fresh: Path, arguments: list[str]) -> None:
    done = run(fresh, *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Usage: appliance" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not fresh.exists()


def test_these_tests_can_tell_a_change(yard: Path, tmp_path: Path) -> None:
    """What the others compare by does see one row more."""
    copy = tmp_path / "copy"
    shutil.copytree(yard, copy)
    before = contents(copy)
    file = tmp_path / "one.csv"
    file.write_text(f"{HEADER}\n{GOOD_ROW}\n", encoding="utf-8")
    assert run(copy, "inventory", "import", str(file)).returncode == 0
    assert contents(copy) != before
    assert os.listdir(copy) == os.listdir(yard)
