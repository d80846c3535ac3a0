"""The labelled utterances, and how what was understood is judged."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from appliance.dialogue.actions import Action
from appliance.domain.calls import Asks
from appliance.domain.errors import RecordError
from appliance.evaluation import understanding
from appliance.evaluation.scenarios import Set
from appliance.evaluation.understanding import load_utterances, summary

TODAY = date(2027, 3, 1)
IDS = {"mini excavator": "mini-excavator"}


def test_there_are_enough_and_half_are_aside() -> None:
    labels = load_utterances()
    halves = Counter(one.half for one in labels)
    assert len(labels) >= 300
    assert halves[Set.BUILD] >= halves[Set.ASIDE] >= 150
    assert {one.asks for one in labels} >= set(Asks) - {Asks.OPERATOR_PHONE, Asks.PIN}
    said = Counter((one.asks, one.text.lower()) for one in labels)
    assert [text for text, times in said.items() if times > 1] == []


@pytest.mark.parametrize(
    "line",
    ["hello", "hello > greet", "hello > find colour=red", "hello > find item"],
)
def test_a_label_that_makes_no_sense_is_refused(line: str) -> None:
    with pytest.raises(RecordError, match="hello"):
        load_utterances({Set.BUILD: f"need:\n  - {line}\n"})


def judged(line: str, *actions: str, asks: str = "need") -> tuple[object, ...]:
    (label,) = load_utterances({Set.BUILD: f"{asks}:\n  - {line}\n"})
    read = tuple(Action.parse(action) for action in actions)
    done = understanding.judged(label, read, IDS, TODAY, False, 1.0)
    return done.acts, done.item, done.spans


def test_acts_items_and_spans_are_judged_apart() -> None:
    line = "x > find item=mini-excavator start=2027-03-09 days=3"
    whole = 'find item="Mini Excavator" start="next Tuesday" for="three days"'
    assert judged(line, whole) == (True, True, True)
    two = ('find item="Mini Excavator"', 'when start="March ninth" until="the twelfth"')
    assert judged(line, *two) == (True, True, True)
    assert judged(line, 'find need="dig" for="three days"') == (True, False, False)
    assert judged(line, "unclear") == (False, False, False)
    assert judged("x > no", "no") == (True, None, None)
    offer = judged("x > offer price=250", 'offer price="two fifty"', asks="price_ok")
    assert offer == (True, None, True)


def test_a_summary_counts_what_was_labelled() -> None:
    text = "need:\n  - x > find item=mini-excavator\n  - y > no\n"
    labels = load_utterances({Set.BUILD: text})
    done = [
        understanding.judged(one, (Action.parse("no"),), IDS, TODAY, True, 5.0) for one in labels
    ]
    result = summary(done)
    assert result["sets"]["build"]["act_accuracy"] == 0.5
    assert result["sets"]["build"]["item_accuracy"] == 0.0
    assert result["ms"]["by_model"]["n"] == 2
    assert len(result["wrong"]) == 1
