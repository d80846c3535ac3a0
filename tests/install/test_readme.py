"""Every command line in the READMEs runs, or, where it sets the box up, is one install.sh knows."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "models/README.md")
NEEDS_A_DEVICE = {("desk", "talk")}
"""Commands that only a box with a microphone runs: that they exist is looked at."""


def _commands() -> list[str]:
    found: list[str] = []
    for name in READMES:
        text = (ROOT / name).read_text(encoding="utf-8")
        for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
            lines = (line.strip() for line in block.splitlines())
            found += [line for line in lines if line and not line.startswith("#")]
    return list(dict.fromkeys(found))


COMMANDS = _commands()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a fresh box with the demo yard."""
    data_dir = tmp_path_factory.mktemp("readme")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {
        **os.environ,
        "APPLIANCE_DATA_DIR": str(data_dir),
        "PYTHONPATH": str(ROOT),
        "APPLIANCE_WEB__PORT": str(port),
        "APPLIANCE_SIP__ENABLED": "false",
    }
    _run(["demo", "load"], env)
    return env


def _run(arguments: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "appliance", *arguments],
        env=env,
        cwd=env["APPLIANCE_DATA_DIR"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


def test_the_readme_shows_the_two_commands_first() -> None:
    assert COMMANDS[:2] == ["./install.sh run", "./install.sh test"]


@pytest.mark.parametrize("line", [line for line in COMMANDS if not line.startswith("appliance ")])
def test_set_up_lines_are_in_the_usage_of_the_installer(line: str) -> None:
    words = shlex.split(line)
    assert words in (["./install.sh", "run"], ["./install.sh", "test"], ["sudo", "./install.sh"])
    usage = subprocess.run(
        ["bash", str(ROOT / "install.sh"), "--help"],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert line in usage.stdout


@pytest.mark.models
@pytest.mark.parametrize("line", [line for line in COMMANDS if line.startswith("appliance ")])
def test_everyday_lines_run(line: str, demo: dict[str, str]) -> None:
    arguments = shlex.split(line)[1:]
    if tuple(arguments[:2]) in NEEDS_A_DEVICE:
        arguments = [*arguments, "--help"]
    done = _run(arguments, demo)
    assert "Traceback" not in done.stderr
