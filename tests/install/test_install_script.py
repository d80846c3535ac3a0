"""The installer says what it does, does nothing when cut short, and names what is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.config import load_settings, write_default_settings

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "install.sh"


def run(
    script: Path, *arguments: str, path: Path | None = None
) -> subprocess.CompletedProcess[str]:
    env = dict(os.environ)
    if path is not None:
        env["PATH"] = f"{path}:{env['PATH']}"
    return subprocess.run(
        ["bash", str(script), *arguments],
        env=env,
        cwd=script.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def no_root(tmp_path: Path) -> Path:
    """Programs for the path: an ordinary user on a Debian where nothing is installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, body in (("id", "echo 1000"), ("dpkg-query", "exit 1")):
        (folder / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return folder


def test_usage_names_the_three_ways() -> None:
    shown = run(SCRIPT, "--help")
    assert shown.returncode == 0
    for way in ("./install.sh run", "./install.sh test", "sudo ./install.sh"):
        assert way in shown.stdout


def test_an_unknown_word_is_wrong_usage() -> None:
    done = run(SCRIPT, "uninstall-everything")
    assert done.returncode == 2
    assert "Usage" in done.stderr


def test_a_truncated_copy_does_nothing(tmp_path: Path) -> None:
    lines = SCRIPT.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[-1].startswith('main "$@"')
    for cut in range(1, len(lines), 7):
        folder = tmp_path / str(cut)
        folder.mkdir()
        copy = folder / "install.sh"
        copy.write_text("".join(lines[:cut]), encoding="utf-8")
        done = run(copy, "run")
        assert done.stdout == ""
        assert [entry.name for entry in folder.iterdir()] == ["install.sh"]


@pytest.mark.parametrize("way", ["run", "test"])
def test_without_root_missing_packages_are_named_and_nothing_is_built(
    tmp_path: Path, no_root: Path, way: str
) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    copy = folder / "install.sh"
    shutil.copy(SCRIPT, copy)
    done = run(copy, way, path=no_root)
    assert done.returncode == 1
    assert "sudo apt-get install" in done.stderr
    assert "libportaudio2" in done.stderr
    assert ("flite" in done.stderr) == (way == "test")
    assert [entry.name for entry in folder.iterdir()] == ["install.sh"]


def test_the_service_needs_root(tmp_path: Path, no_root: Path) -> None:
    copy = tmp_path / "install.sh"
    shutil.copy(SCRIPT, copy)
    done = run(copy, path=no_root)
    assert done.returncode == 1
    assert "sudo ./install.sh" in done.stderr


def test_continuous_integration_runs_the_same() -> None:
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"^exec \./install\.sh test", text, re.MULTILINE)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert os.access(SCRIPT, os.X_OK)


def test_an_installed_box_serves_its_network_over_tls_alone(tmp_path: Path) -> None:
    """The installer's own edits of the settings that a first start writes."""
    write_default_settings(tmp_path)
    text = SCRIPT.read_text(encoding="utf-8")
    edits = re.findall(r'^ {4}sed -i (?:[^\n]*\\\n)*[^\n]*appliance\.toml"$', text, re.MULTILINE)
    assert edits
    subprocess.run(
        ["bash", "-euc", "\n".join(edits)],
        env={**os.environ, "DATA": str(tmp_path)},
        timeout=30,
        check=True,
    )
    settings = load_settings(tmp_path)
    assert settings.tls.enabled
    assert settings.web.host == "0.0.0.0"  # noqa: S104 - compared with, not bound
    assert settings.sip.front == "kamailio"
    assert settings.public_address.startswith("https://")
