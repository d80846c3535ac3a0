"""The command answers quickly, and whatever is wrong is one line on stderr with its exit status."""

from __future__ import annotations

import importlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest

from appliance.cli import COMMANDS


def run(
    *arguments: str, data_dir: Path, env: dict[str, str] | None = None, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "appliance", *arguments],
        env={**os.environ, "APPLIANCE_DATA_DIR": str(data_dir), **(env or {})},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a refusal."""
    assert done.returncode == 1
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there(name: str) -> None:
    module, _, attribute = COMMANDS[name].target.partition(":")
    assert isinstance(getattr(importlib.import_module(module), attribute), click.Command)


def test_help_is_quick(tmp_path: Path) -> None:
    """By processor time, which other programs on the box do not lengthen."""
    before = os.times()
    assert run("--help", data_dir=tmp_path).returncode == 0
    after = os.times()
    used_s = after.children_user + after.children_system
    used_s -= before.children_user + before.children_system
    assert used_s < 0.4


def test_help_shows_no_inner_command(tmp_path: Path) -> None:
    shown = run("--help", data_dir=tmp_path).stdout
    assert "serve" in shown
    for name, entry in COMMANDS.items():
        assert (f"\n  {name} " in shown) != entry.hidden


def test_wrong_usage_is_2(tmp_path: Path) -> None:
    assert run("no-such-command", data_dir=tmp_path).returncode == 2
    assert run("doctor", "--no-such-option", data_dir=tmp_path).returncode == 2


@pytest.mark.parametrize("command", [["serve"], ["doctor"], ["config", "check"]])
def test_an_unknown_key_stops_every_command(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "appliance.toml").write_text("[web]\nprot = 1\n", encoding="utf-8")
    line = refused(run(*command, data_dir=tmp_path))
    assert "web.prot" in line
    assert str(tmp_path / "appliance.toml") in line


def test_serve_without_its_models_starts_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "none"
    line = refused(run("serve", data_dir=tmp_path / "d", env={"APPLIANCE_MODELS_DIR": str(empty)}))
    assert "appliance models fetch" in line
    assert not (tmp_path / "d" / "appliance.duckdb").exists()


@pytest.mark.models
def test_serve_on_a_taken_port_starts_nothing(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = str(held.getsockname()[1])
        data_dir = Path("/tmp") / f"ap-port-{os.getpid()}"
        try:
            env = {"APPLIANCE_WEB__PORT": port, "APPLIANCE_SIP__ENABLED": "false"}
            line = refused(run("serve", data_dir=data_dir, env=env))
            assert f"port {port}" in line
            assert not (data_dir / "appliance.duckdb").exists()
        finally:
            subprocess.run(["rm", "-rf", str(data_dir)], check=True)


def test_config_show_tells_what_is_in_force(tmp_path: Path) -> None:
    shown = run("config", "show", "--json", data_dir=tmp_path, env={"APPLIANCE_WEB__PORT": "8123"})
    assert '"port": 8123' in shown.stdout


def test_a_reader_that_leaves_is_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m appliance config show | head -c 1"],
        env={**os.environ, "APPLIANCE_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
