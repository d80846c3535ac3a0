"""Nothing that English says lacks its Spanish.

The type checker holds both bundles against the same protocols; these tests hold what it cannot
see: sentences chosen by a key, and English that was left in.
"""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest

from appliance.dialogue import spanish
from appliance.dialogue.english.language import ENGLISH
from appliance.dialogue.language import Phrases, ServiceWords, Values, Words
from appliance.dialogue.spanish import reasons
from appliance.dialogue.spanish.language import SPANISH
from appliance.dialogue.spanish.wording import repair
from appliance.dialogue.wording import repair as english_repair
from appliance.domain import site_safety
from appliance.domain.catalogue import WeightClass
from appliance.domain.verification import Cause

_ENGLISH = re.compile(
    r"\b(?:the|is|are|your|you|and|for|with|please|what|which|number|days|sorry|book|"
    r"license|record|rental|machine)\b",
    re.I,
)
_WORDED = ("wording", "service_wording.py", "reasons.py", "telling.py")


def _functions(part: object) -> dict[str, list[str]]:
    found = {}
    for name, one in vars(part).items():
        if inspect.isfunction(one) and not name.startswith("_"):
            found[name] = list(inspect.signature(one).parameters)
    return found


@pytest.mark.parametrize(
    "part, protocol",
    [
        ("words", Words),
        ("service_words", ServiceWords),
        ("values", Values),
        ("phrases", Phrases),
    ],
)
def test_both_languages_have_every_function_with_the_same_arguments(
    part: str, protocol: type
) -> None:
    wanted = {name for name in dir(protocol) if not name.startswith("_")}
    english, other = _functions(getattr(ENGLISH, part)), _functions(getattr(SPANISH, part))
    assert wanted - set(english) == set()
    assert wanted - set(other) == set()
    for name in wanted:
        assert len(english[name]) == len(other[name]), name


def test_every_cause_has_its_words() -> None:
    for cause in Cause:
        assert cause in reasons._BY_CAUSE


def test_every_checklist_item_has_its_words() -> None:
    keys = {
        one.key for one in vars(site_safety).values() if isinstance(one, site_safety.ChecklistItem)
    }
    assert len(keys) >= 8
    assert keys == set(reasons.QUESTIONS) == set(reasons.UNSAFE)
    assert {one.value for one in WeightClass} == set(reasons.WEIGHTS)


def test_every_question_can_be_put_in_other_words() -> None:
    assert set(repair._AGAIN) == set(english_repair._AGAIN)
    assert set(repair._BACK_TO) == set(english_repair._BACK_TO)


def test_no_english_is_left_in_what_is_said() -> None:
    root = Path(str(spanish.__file__)).parent
    files = [root / name for name in _WORDED if name.endswith(".py")]
    files += sorted((root / "wording").glob("*.py"))
    said = 0
    for file in files:
        tree = ast.parse(file.read_text("utf-8"))
        documented = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr)  # docstrings, and those of constants
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if id(node) in documented or " " not in node.value.strip():
                continue
            said += 1
            assert not _ENGLISH.search(node.value), (file.name, node.value)
    assert said > 200
