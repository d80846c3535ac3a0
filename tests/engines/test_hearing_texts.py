"""What the ear is taught: as much is written as is said, and nothing of the aside half is read."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

HEARING = Path(__file__).parents[2] / "models" / "hearing"


@pytest.fixture(scope="module")
def texts() -> ModuleType:
    sys.path.insert(0, str(HEARING))
    try:
        import texts
    finally:
        sys.path.remove(str(HEARING))
    return texts


@pytest.mark.parametrize(
    "way, said",
    [
        ("plain", "four four zero one two"),
        ("grouped", "four four zero, one two"),
        ("double", "double four zero one two"),
        ("oh", "four four oh one two"),
        ("pairs", "forty-four zero one two"),
    ],
)
def test_digits_are_said_as_people_say_them(texts: ModuleType, way: str, said: str) -> None:
    assert texts.counted("44012", way) == said


def test_an_identifier_is_written_as_it_was_primed(texts: ModuleType) -> None:
    lines = [line for line in texts.Texts(3).lines() if line.kind == "identifier"]
    for line in lines:
        (digits,) = {"".join(filter(str.isdigit, written)) for _, written in line.written}
        for primed, written in line.written:
            spelled = primed.prompt[1:2] == "-"
            assert not spelled or "-".join(digits) in written, line


def test_the_same_seed_says_the_same_and_every_line_is_written(texts: ModuleType) -> None:
    lines = list(texts.Texts(4, general=("All is well.",)).lines())
    assert lines == list(texts.Texts(4, general=("All is well.",)).lines())
    assert all(line.said and all(written for _, written in line.written) for line in lines)
    kinds = Counter(line.kind for line in lines)
    assert kinds["identifier"] == 960
    assert min(kinds.values()) == kinds["general"] == 1


def test_the_aside_half_is_not_learned_from() -> None:
    programs = sorted(HEARING.glob("*.py"))
    assert HEARING / "texts.py" in programs
    for path in (*programs, HEARING / "trade.toml"):
        assert "aside" not in path.read_text(encoding="utf-8"), path
