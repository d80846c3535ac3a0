"""Whether the words of an utterance let one expect more of them."""

from __future__ import annotations

import pytest

from appliance.dialogue.actions import Act, Action, action
from appliance.dialogue.completeness import completeness, goes_on
from appliance.domain.calls import Asks
from appliance.ports.conversation import Completeness


@pytest.mark.parametrize(
    "heard, asks, read",
    [
        ("BL 782341", Asks.BUSINESS_LICENSE, action(Act.IDENTIFY, value="BL782341")),
        ("512 555 0147", Asks.CALLBACK_NUMBER, action(Act.PHONE, value="5125550147")),
        ("Yes, please book it.", Asks.FINAL_CONFIRMATION, Action(Act.YES)),
        ("That's right.", Asks.CONFIRM, Action(Act.YES)),
        ("three days", Asks.DURATION, action(Act.WHEN, for_="three days")),
        (
            "Tuesday for three days",
            Asks.START_DATE,
            action(Act.WHEN, start="Tuesday", for_="three days"),
        ),
        ("Maria Lopez", Asks.OPERATOR_NAME, action(Act.NAME, value="Maria Lopez")),
    ],
)
def test_an_answer_in_full_is_whole(heard: str, asks: Asks, read: Action) -> None:
    assert completeness(heard, asks, (read,), goes_on, certain=True) is Completeness.WHOLE
    assert completeness(heard, asks, (read,), goes_on, certain=False) is Completeness.FINISHED


@pytest.mark.parametrize(
    "heard, asks, read",
    [
        ("next Tuesday", Asks.START_DATE, action(Act.WHEN, start="next Tuesday")),
        ("No.", Asks.CONFIRM, Action(Act.NO)),
        ("Yes.", Asks.FINAL_CONFIRMATION, Action(Act.YES)),
        ("Absolutely.", Asks.CONFIRM, Action(Act.YES)),
        ("All right.", Asks.PRICE_OK, Action(Act.YES)),
        ("Oh yeah,", Asks.PRICE_OK, Action(Act.YES)),
        ("5125555", Asks.CALLBACK_NUMBER, action(Act.PHONE, value="5125555")),
        ("Maria", Asks.OPERATOR_NAME, action(Act.NAME, value="Maria")),
        ("a scissor lift", Asks.NEED, action(Act.FIND, item="Scissor Lift")),
        ("two hundred a day", Asks.PRICE_OK, action(Act.OFFER, price="two hundred")),
    ],
)
def test_an_answer_that_people_add_to_is_not_whole(heard: str, asks: Asks, read: Action) -> None:
    assert completeness(heard, asks, (read,), goes_on, certain=True) is Completeness.FINISHED


@pytest.mark.parametrize(
    "heard",
    ["I need it for", "I'd like a scissor lift and", "Well, um,", "Can you bring it to the"],
)
def test_a_sentence_that_breaks_off_is_unfinished(heard: str) -> None:
    assert completeness(heard, Asks.NEED, (Action(Act.UNCLEAR),), goes_on, certain=False) is (
        Completeness.UNFINISHED
    )


def test_a_beginning_is_unfinished_whatever_the_rules_made_of_it() -> None:
    name = action(Act.NAME, value="Going To")
    street = action(Act.ADDRESS, value="1420")
    for heard, asks, read in (
        ("It's going to be", Asks.OPERATOR_NAME, name),
        ("1420.", Asks.SITE_ADDRESS, street),
    ):
        found = completeness(heard, asks, (read,), goes_on, certain=True)
        assert found is Completeness.UNFINISHED


def test_a_certain_yes_may_end_in_any_word() -> None:
    found = completeness("Yes, yes it is.", Asks.CONFIRM, (Action(Act.YES),), goes_on, certain=True)
    assert found is Completeness.WHOLE


def test_a_question_may_end_in_any_word() -> None:
    unclear = (Action(Act.UNCLEAR),)
    assert completeness("What is it for?", Asks.NEED, unclear, goes_on, certain=False) is (
        Completeness.FINISHED
    )
