"""The systemd unit keeps the service up and confined, with a reason for each line that confines."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.lines.sip.pacing import PRIORITY

UNIT = Path(__file__).parents[2] / "systemd" / "appliance.service"
PLAIN = {"Type", "User", "Group", "Environment", "ExecStart", "Restart", "RestartSec"}


def _service_lines() -> list[tuple[str, bool]]:
    """Each directive of [Service] with whether a reason stands above it or its group."""
    text = UNIT.read_text(encoding="utf-8").partition("[Service]")[2].partition("[Install]")[0]
    found, explained = [], False
    for line in text.splitlines():
        if line.startswith("#"):
            explained = True
        elif not line.strip():
            explained = False
        else:
            found.append((line.partition("=")[0], explained))
    return found


def test_every_hardening_line_has_its_reason() -> None:
    bare = [name for name, explained in _service_lines() if not explained and name not in PLAIN]
    assert bare == []


@pytest.mark.parametrize(
    "line",
    [
        "User=appliance",
        "Restart=always",
        "KillMode=mixed",
        "NoNewPrivileges=true",
        "ProtectSystem=strict",
        "ProtectHome=true",
        "IPAddressDeny=any",
        "CapabilityBoundingSet=",
    ],
)
def test_it_confines(line: str) -> None:
    assert line in UNIT.read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_knows_every_line() -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", str(UNIT)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert [line for line in complaints if "appliance.service" in line] == []


def test_it_may_send_audio_first() -> None:
    assert f"LimitRTPRIO={PRIORITY}" in UNIT.read_text(encoding="utf-8").splitlines()
