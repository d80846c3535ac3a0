"""The scenarios themselves: enough of them, well formed, and refused whole when they are not."""

from __future__ import annotations

from collections import Counter

import pytest

from appliance.domain.calls import Asks, Outcome
from appliance.domain.errors import RecordError
from appliance.evaluation.caller import Said, SimulatedCaller
from appliance.evaluation.phrases import Phrases
from appliance.evaluation.scenarios import TODAY, Manner, Set, load_scenarios

GOOD = """
- {name: one, set: build, tests: [booking], person: northside, expect: {outcome: booked}}
"""
ITEMS = {"mini-excavator": "Mini Excavator", "scissor-lift": "Scissor Lift"}


GATES = ("customer", "site", "operator", "insurance")
SERVICES = ("extend", "return", "cancel", "breakdown", "what is out", "hours", "delivery", "person")
BAD_INPUT = ("silence", "noise", "babble", "language", "monologue", "profanity")


def test_there_are_enough_and_as_many_aside() -> None:
    scenarios = load_scenarios()
    halves = Counter(one.set for one in scenarios)
    assert len(scenarios) >= 120
    assert halves[Set.BUILD] >= halves[Set.ASIDE] >= 60
    assert sum("adversarial" in one.tests for one in scenarios) >= 25
    assert {one.manner for one in scenarios} == set(Manner)


@pytest.mark.parametrize("half", Set)
def test_each_half_covers_every_gate_and_every_service(half: Set) -> None:
    scenarios = [one for one in load_scenarios() if one.set is half]
    gates = {gate for one in scenarios for gate in one.expect.gates.items()}
    assert {(gate, result) for gate in GATES for result in ("pass", "fail", "review")} <= gates
    outcomes = {outcome for one in scenarios for outcome in one.expect.outcome}
    assert {Outcome.UNAVAILABLE, Outcome.DECLINED_BY_CUSTOMER, Outcome.PENDING_REVIEW} <= outcomes
    tested = {name for one in scenarios for name in one.tests}
    assert tested >= {"equipment", "price", *SERVICES}
    assert sum("adversarial" in one.tests for one in scenarios) >= 12


def test_every_kind_of_bad_input_is_played_and_nothing_is_written() -> None:
    for kind in BAD_INPUT:
        played = [one for one in load_scenarios() if kind in one.tests]
        assert played, kind
    for one in load_scenarios():
        if {"babble", "silence"} & set(one.tests):
            assert one.expect.bookings == ()


@pytest.mark.parametrize(
    "wrong,named",
    [
        (GOOD.replace("northside", "nobody-known"), "people.yaml"),
        (GOOD.replace("set: build", "set: other"), "one: set"),
        (GOOD.replace("tests: [booking]", "tests: []"), "one: tests"),
        (GOOD.replace("outcome: booked", "outcome: happy"), "outcome"),
        (GOOD.replace("expect:", "surprise: 1, expect:"), "surprise"),
        (GOOD + GOOD, "used twice"),
        ("- name: [", "not YAML"),
        ("name: one", "a list"),
    ],
)
def test_a_bad_file_is_one_error_that_names_the_place(wrong: str, named: str) -> None:
    assert load_scenarios({"good.yaml": GOOD})
    with pytest.raises(RecordError, match=r"\w") as caught:
        load_scenarios({"wrong.yaml": wrong})
    assert named in str(caught.value)


def caller(name: str) -> SimulatedCaller:
    (scenario,) = [one for one in load_scenarios() if one.name == name]
    return SimulatedCaller(scenario, TODAY.date(), ITEMS)


def test_a_caller_says_the_same_every_time_and_denies_what_is_wrong() -> None:
    said = [caller("plain-mini-excavator").answer(Asks.NEED, "Hello?") for _ in range(2)]
    assert said[0] == said[1]
    one = caller("plain-mini-excavator")
    one.answer(Asks.BUSINESS_LICENSE, "your license?")
    right = one.answer(Asks.CONFIRM, "That's B L, 7 8 2, 3 4 1. Is that right?")
    assert right is not None
    assert not right.text.startswith("no")
    wrong = one.answer(Asks.CONFIRM, "That's B L, 7 8 2, 3 4 7. Is that right?")
    assert wrong is not None
    assert wrong.text.startswith("no")


def test_a_caller_disputes_a_wrong_summary() -> None:
    one = caller("plain-mini-excavator")
    summary = "So that's a {} from Tuesday, March ninth for {}, at home. Shall I book it?"
    wrong = one.answer(Asks.FINAL_CONFIRMATION, summary.format("Forklift", "three days"))
    assert wrong is not None
    assert "mini excavator" in wrong.text
    wrong = one.answer(Asks.FINAL_CONFIRMATION, summary.format("Mini Excavator", "two days"))
    assert wrong is not None
    assert "three days" in wrong.text


def test_a_caller_keys_digits_in_when_asked_to() -> None:
    one = caller("plain-mini-excavator")
    said = one.answer(Asks.BUSINESS_LICENSE, "Could you key the digits in on your phone?")
    assert said == Said("782341", keys=True)


def test_the_halves_do_not_sound_alike() -> None:
    def spoken(half: Set) -> set[str | None]:
        phrases = Phrases(half, "x", TODAY.date())
        return {phrases.chosen(key, Manner.CHATTY) for key in ("need", "site", "policy", "start")}

    assert not spoken(Set.BUILD) & spoken(Set.ASIDE)


@pytest.mark.parametrize(
    "spelling,said",
    [
        ("nato", "bravo lima 7 0 0 1"),
        ("double", "B L seven double zero one"),
        ("oh", "B L seven oh oh one"),
        ("pairs", "B L seventy zero one"),
        ("as_in", "B as in boy, L as in Larry, 7 0 0 1"),
        ("bare", "7001"),
    ],
)
def test_identifiers_are_spelled_in_many_ways(spelling: str, said: str) -> None:
    assert Phrases(Set.BUILD, "x", TODAY.date()).identifier("BL7001", spelling) == said
