"""The locks pin everything by hash, name no place to fetch from, and agree with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-test.lock")


def pinned(name: str) -> dict[str, tuple[str, int]]:
    """Version and number of hashes of each requirement."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        match = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", line)
        assert match, f"{name}: {line[:80]}"
        found[_normal(match[1])] = (match[2], line.count("--hash=sha256:"))
    return found


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> tuple[set[str], set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(entries: list[str]) -> set[str]:
        return {_normal(re.split(r"[\[<>=!~; ]", entry, maxsplit=1)[0]) for entry in entries}

    return names(project["dependencies"]), names(project["optional-dependencies"]["test"])


@pytest.mark.parametrize("name", LOCKS)
def test_everything_is_pinned_by_hash(name: str) -> None:
    locked = pinned(name)
    assert len(locked) > 50
    assert all(hashes for _, hashes in locked.values())
    assert "setuptools" in locked


@pytest.mark.parametrize("name", LOCKS)
def test_no_place_to_fetch_from_is_named(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for word in ("://", "--index-url", "--extra-index-url", "--find-links", "--trusted-host"):
        assert word not in text


@pytest.mark.parametrize("name", LOCKS)
def test_no_gpu_library_is_pulled_in(name: str) -> None:
    assert not {"torch", "torchaudio", "transformers"} & set(pinned(name))


def test_the_locks_hold_what_is_declared() -> None:
    needed, for_tests = _declared()
    run, test = pinned("requirements.lock"), pinned("requirements-test.lock")
    assert needed <= set(run)
    assert needed | for_tests <= set(test)


def test_the_locks_agree() -> None:
    run, test = pinned("requirements.lock"), pinned("requirements-test.lock")
    assert run.items() <= test.items()


def test_what_the_measurement_adds_is_pinned_and_nothing_that_runs_is_changed() -> None:
    added = pinned("requirements-bench.lock")
    assert {"fastapi", "sse-starlette", "starlette-context"} <= set(added)
    assert all(hashes for _, hashes in added.values())
    assert not set(added) & set(pinned("requirements.lock"))
    assert "://" not in (ROOT / "requirements-bench.lock").read_text(encoding="utf-8")
